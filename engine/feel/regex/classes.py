"""Sets of characters: escapes, Unicode categories and blocks, ranges, subtraction."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from engine.feel.errors import Failed

Test = Callable[[str], bool]

_CATEGORIES = frozenset(
    [
        "L",
        "Lu",
        "Ll",
        "Lt",
        "Lm",
        "Lo",
        "M",
        "Mn",
        "Mc",
        "Me",
        "N",
        "Nd",
        "Nl",
        "No",
        "P",
        "Pc",
        "Pd",
        "Ps",
        "Pe",
        "Pi",
        "Pf",
        "Po",
        "Z",
        "Zs",
        "Zl",
        "Zp",
        "S",
        "Sm",
        "Sc",
        "Sk",
        "So",
        "C",
        "Cc",
        "Cf",
        "Co",
        "Cn",
    ]
)
# XML Schema's block names with the first and last code point.
_BLOCKS: dict[str, tuple[int, int]] = {
    "BasicLatin": (0x0000, 0x007F),
    "Latin-1Supplement": (0x0080, 0x00FF),
    "LatinExtended-A": (0x0100, 0x017F),
    "LatinExtended-B": (0x0180, 0x024F),
    "IPAExtensions": (0x0250, 0x02AF),
    "SpacingModifierLetters": (0x02B0, 0x02FF),
    "CombiningDiacriticalMarks": (0x0300, 0x036F),
    "Greek": (0x0370, 0x03FF),
    "GreekandCoptic": (0x0370, 0x03FF),
    "Cyrillic": (0x0400, 0x04FF),
    "Armenian": (0x0530, 0x058F),
    "Hebrew": (0x0590, 0x05FF),
    "Arabic": (0x0600, 0x06FF),
    "Devanagari": (0x0900, 0x097F),
    "Thai": (0x0E00, 0x0E7F),
    "Tibetan": (0x0F00, 0x0FFF),
    "Georgian": (0x10A0, 0x10FF),
    "HangulJamo": (0x1100, 0x11FF),
    "Mongolian": (0x1800, 0x18AF),
    "LatinExtendedAdditional": (0x1E00, 0x1EFF),
    "GreekExtended": (0x1F00, 0x1FFF),
    "GeneralPunctuation": (0x2000, 0x206F),
    "SuperscriptsandSubscripts": (0x2070, 0x209F),
    "CurrencySymbols": (0x20A0, 0x20CF),
    "LetterlikeSymbols": (0x2100, 0x214F),
    "NumberForms": (0x2150, 0x218F),
    "Arrows": (0x2190, 0x21FF),
    "MathematicalOperators": (0x2200, 0x22FF),
    "BoxDrawing": (0x2500, 0x257F),
    "GeometricShapes": (0x25A0, 0x25FF),
    "MiscellaneousSymbols": (0x2600, 0x26FF),
    "CJKRadicalsSupplement": (0x2E80, 0x2EFF),
    "KangxiRadicals": (0x2F00, 0x2FDF),
    "CJKSymbolsandPunctuation": (0x3000, 0x303F),
    "Hiragana": (0x3040, 0x309F),
    "Katakana": (0x30A0, 0x30FF),
    "Bopomofo": (0x3100, 0x312F),
    "HangulCompatibilityJamo": (0x3130, 0x318F),
    "EnclosedCJKLettersandMonths": (0x3200, 0x32FF),
    "CJKCompatibility": (0x3300, 0x33FF),
    "CJKUnifiedIdeographsExtensionA": (0x3400, 0x4DB5),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "YiSyllables": (0xA000, 0xA48F),
    "HangulSyllables": (0xAC00, 0xD7A3),
    "PrivateUse": (0xE000, 0xF8FF),
    "CJKCompatibilityIdeographs": (0xF900, 0xFAFF),
    "AlphabeticPresentationForms": (0xFB00, 0xFB4F),
    "HalfwidthandFullwidthForms": (0xFF00, 0xFFEF),
}


def _starts_name(char: str) -> bool:
    return char in "_:" or unicodedata.category(char)[0] == "L"


def _in_name(char: str) -> bool:
    return char in "_:-.\u00b7" or unicodedata.category(char)[0] in "LMN"


ESCAPES: dict[str, Test] = {
    "s": lambda c: c in " \t\n\r",
    "d": lambda c: unicodedata.category(c) == "Nd",
    "w": lambda c: unicodedata.category(c)[0] not in "PZC",
    "i": _starts_name,
    "c": _in_name,
}


def escape(letter: str) -> Test | None:
    """The set behind \\s, \\S, \\d …, or None."""
    if letter in ESCAPES:
        return ESCAPES[letter]
    if letter.lower() in ESCAPES:
        positive = ESCAPES[letter.lower()]
        return lambda c: not positive(c)
    return None


def prop(name: str, *, negated: bool) -> Test:
    """The set behind \\p{name} or \\P{name}. Raises Failed for an unknown one."""
    if name in _CATEGORIES:
        return lambda c: unicodedata.category(c).startswith(name) is not negated
    block = _BLOCKS.get(name[2:]) if name.startswith("Is") else None
    if block is None:
        raise Failed("正则表达式中的字符类别未知", "unknown character property in the pattern")
    low, high = block
    return lambda c: (low <= ord(c) <= high) is not negated


@lru_cache(maxsize=4096)
def variants(char: str) -> frozenset[str]:
    """A character and its other cases."""
    found = {char, char.lower(), char.upper(), char.casefold()}
    return frozenset(one for one in found if len(one) == 1)


@dataclass(slots=True)
class CharClass:
    """One character out of a set; answers are remembered."""

    tests: list[Test] = field(default_factory=list)
    ranges: list[tuple[str, str]] = field(default_factory=list)
    negated: bool = False
    minus: "CharClass | None" = None
    any_case: bool = False
    seen: dict[str, bool] = field(default_factory=dict)

    def has(self, char: str) -> bool:
        known = self.seen.get(char)
        if known is None:
            known = self._has(char)
            if len(self.seen) < 2048:
                self.seen[char] = known
        return known

    def _has(self, char: str) -> bool:
        forms = variants(char) if self.any_case else (char,)
        inside = any(self._holds(form) for form in forms)
        if inside is self.negated:
            return False
        return self.minus is None or not self.minus.has(char)

    def _holds(self, char: str) -> bool:
        return any(low <= char <= high for low, high in self.ranges) or any(
            test(char) for test in self.tests
        )
