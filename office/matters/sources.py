"""Where an answer is known already, by the name that people read."""

from office.words import words

SOURCES = {
    "identity": words("统一身份认证"),
    "registration": words("市场主体登记"),
    "licence": words("电子证照"),
    "sharing": words("共享数据"),
}


def source_words(origin: str) -> str:
    """Return what a source is called: `registration`, `licence:<type>`; one that is none of ours as it is written."""
    return SOURCES.get(origin.partition(":")[0], origin)
