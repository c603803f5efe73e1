"""What the editors call kinds of fields, types of questions, styles and seals, in the analyst's words."""

from collections.abc import Mapping

from office.words import Words, words
from web.layout.language import said

KINDS = {
    "text": words("文字"),
    "long": words("长文字"),
    "number": words("数字"),
    "integer": words("整数"),
    "date": words("日期"),
    "boolean": words("是或否"),
    "choice": words("单选"),
    "choices": words("多选"),
    "mobile": words("手机号"),
    "id-card": words("身份证号"),
    "uscc": words("统一社会信用代码"),
    "org-code": words("组织机构代码"),
    "postcode": words("邮政编码"),
}
TYPES = {
    "boolean": words("是或否"),
    "number": words("数字"),
    "choice": words("单选"),
    "choices": words("多选"),
}
STYLES = {
    "certificate": words("证照（横版，花边）"),
    "letter": words("公文（红头，竖版）"),
}
ROLES = {
    "organ": words("公章"),
    "acceptance": words("受理专用章"),
    "licence": words("电子证照专用章"),
}


def choices(labels: Mapping[str, Words]) -> list[tuple[str, str]]:
    """Return what a list offers, in the visitor's language."""
    return [(key, said(label)) for key, label in labels.items()]
