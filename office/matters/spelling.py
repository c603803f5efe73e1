"""How words are typed: one width and case, Chinese spelled in pinyin and by its initials."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from pypinyin import Style, lazy_pinyin


@dataclass(frozen=True)
class Spelled:
    """`syllables` of kai ban; what is no Chinese stands as it is, sign by sign."""

    syllables: tuple[str, ...]

    @property
    def initials(self) -> str:
        return "".join(one[:1] for one in self.syllables)

    def begins(self, typed: str) -> bool:
        """Whether the typed letters spell it from its start or from one of its later syllables."""
        whole = "".join(self.syllables)
        starts = [0]
        for one in self.syllables:
            starts.append(starts[-1] + len(one))
        return any(whole.startswith(typed, start) for start in starts[:-1])


def plain(text: str) -> str:
    """Letters, digits and Chinese characters alone, in one width and in lower case."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(sign for sign in folded if sign.isalnum())


def has_chinese(text: str) -> bool:
    return any("\u3400" <= sign <= "\u9fff" for sign in text)


@lru_cache(maxsize=20_000)  # names and synonyms of a catalogue; searched at every key
def spelled(text: str) -> Spelled:
    """Spell a text; characters of several readings are read as their word is (银行 yin hang)."""
    found: list[str] = []
    for run in _RUNS.findall(plain(text)):
        found += lazy_pinyin(run, style=Style.NORMAL) if has_chinese(run) else [run]
    return Spelled(tuple(found))


_RUNS = re.compile("[\u3400-\u9fff]+|.")
