"""Check characters that several authorities need: GB 32100-2015, GB 11643-1999, ISO 7064 (GB/T 17710-2008)."""

import re
from datetime import date

_ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_PERSON_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def mod_37_36(text: str) -> str:
    """Return the check character of ISO 7064 MOD 37,36 over digits and capitals."""
    product = 36
    for character in text:
        product = ((product + _ALPHANUMERIC.index(character)) % 36 or 36) * 2 % 37
    return _ALPHANUMERIC[(37 - product) % 36]


def mod_11_10(digits: str) -> str:
    """Return the check digit of ISO 7064 MOD 11,10 over digits."""
    product = 10
    for digit in digits:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def is_uscc(text: str) -> bool:
    """Say whether the text is a 统一社会信用代码 by its outer check character."""
    if len(text) != 18 or any(character not in _USCC for character in text):
        return False
    total = sum(_USCC.index(c) * pow(3, i, 31) for i, c in enumerate(text[:17]))
    return _USCC[(31 - total % 31) % 31] == text[17]


def is_person_number(text: str, today: date) -> bool:
    """Say whether such a 公民身份号码 can exist: a real birth date not after today, the right check."""
    if not re.fullmatch(r"[0-9]{17}[0-9Xx]", text):
        return False
    try:
        born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text, _PERSON_WEIGHTS, strict=False))
    return born <= today and "10X98765432"[total % 11] == text[17].upper()
