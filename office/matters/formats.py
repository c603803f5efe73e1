"""Named formats with check digits, each as a sentence to the person who typed: None is right."""

import re
from collections.abc import Callable, Mapping
from datetime import date

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_PROVINCES = frozenset(
    str(code)
    for first, last in (
        (11, 15),
        (21, 23),
        (31, 37),
        (41, 46),
        (50, 54),
        (61, 65),
        (71, 71),
        (81, 83),
    )
    for code in range(first, last + 1)
)
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORG_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def problem(name: str, value: str, *, today: date | None = None) -> str | None:
    """What is wrong with a value of the named format, in plain Chinese; `today` bounds birth dates."""
    found = _FORMATS[name](tidy(name, value))
    if found is None and name == "id-card" and today is not None:
        born = _born(tidy(name, value))
        if born is not None and born > today:
            return "身份证号码中的出生日期晚于今天，请核对第7至14位"
    return found


def tidy(name: str, value: str) -> str:
    """The value as it is kept: without blanks around or inside, letters in capitals, X for x."""
    if name == "date":
        return value.strip()
    compact = re.sub(r"\s", "", value).upper()
    if name == "mobile":
        return re.sub(r"^(\+?86)(?=1\d{10}$)", "", compact.replace("-", ""))
    return compact


def id_check_digit(first17: str) -> str:
    """GB 11643-1999, ISO 7064 MOD 11-2."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, _ID_WEIGHTS, strict=True))
    return _ID_CHECKS[total % 11]


def uscc_check_digit(first17: str) -> str:
    """GB 32100-2015."""
    total = sum(
        _USCC_ALPHABET.index(char) * weight
        for char, weight in zip(first17, _USCC_WEIGHTS, strict=True)
    )
    return _USCC_ALPHABET[-total % 31]


def org_check_digit(first8: str) -> str:
    """GB 11714."""
    total = sum(
        _ORG_ALPHABET.index(char) * weight
        for char, weight in zip(first8, _ORG_WEIGHTS, strict=True)
    )
    return "0X987654321"[total % 11]


def _id_card(value: str) -> str | None:
    if re.fullmatch(r"\d{15}", value):
        return "这是15位的旧号码，请填写现行的18位身份证号码"
    if not re.fullmatch(r"\d{17}[0-9X]", value):
        return f"身份证号码应为18位（前17位数字，最后一位数字或X），现为{len(value)}位，请核对"
    if value[:2] not in _PROVINCES and value[0] != "9":
        return "身份证号码前两位不是省份代码，请核对开头的数字"
    if _born(value) is None:
        return "身份证号码中的出生日期不存在，请核对第7至14位"
    if id_check_digit(value[:17]) != value[17]:
        return "身份证号码的最后一位与前面的数字对不上，可能有一位输错，请逐位核对"
    return None


def _born(value: str) -> date | None:
    try:
        return date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
    except ValueError:
        return None


def _uscc(value: str) -> str | None:
    if len(value) != 18:
        return f"统一社会信用代码应为18位，现为{len(value)}位，请核对"
    wrong = sorted({char for char in value if char not in _USCC_ALPHABET})
    if wrong:
        return f"统一社会信用代码中不会出现“{'、'.join(wrong)}”（不用字母I、O、S、V、Z），请核对"
    if not value[2:8].isdigit():
        return "统一社会信用代码的第3至8位应为数字，请核对"
    if uscc_check_digit(value[:17]) != value[17]:
        return "统一社会信用代码的最后一位与前面的字符对不上，可能有一位输错，请逐位核对"
    return None


def _org_code(value: str) -> str | None:
    compact = value.replace("-", "")
    if not re.fullmatch(r"[0-9A-Z]{8}[0-9X]", compact):
        return "组织机构代码应为9位（8位数字或字母，最后一位数字或X），请核对"
    if org_check_digit(compact[:8]) != compact[8]:
        return "组织机构代码的最后一位与前面的字符对不上，可能有一位输错，请逐位核对"
    return None


def _mobile(value: str) -> str | None:
    if re.fullmatch(r"1[3-9]\d{9}", value):
        return None
    return "手机号码应为11位数字，以13至19开头，请核对"


def _postcode(value: str) -> str | None:
    return None if re.fullmatch(r"\d{6}", value) else "邮政编码应为6位数字，请核对"


def _date(value: str) -> str | None:
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) and date.fromisoformat(value):
            return None
    except ValueError:
        pass
    return "日期应为年-月-日，例如2026-03-01，且是存在的日子"


_FORMATS: Mapping[str, Callable[[str], str | None]] = {
    "id-card": _id_card,
    "uscc": _uscc,
    "org-code": _org_code,
    "mobile": _mobile,
    "postcode": _postcode,
    "date": _date,
}
NAMES = frozenset(_FORMATS)
