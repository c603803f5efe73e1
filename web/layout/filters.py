"""How values are written on a page: times in Asia/Shanghai, sizes, labels."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from web.layout.language import language

PLACE = ZoneInfo("Asia/Shanghai")
_WEEKDAYS = "一二三四五六日"
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def there(at: datetime) -> datetime:
    """Return the same instant on a clock in Asia/Shanghai."""
    return at.astimezone(PLACE)


def day(at: date | datetime) -> str:
    """Return 2026年11月27日（周五）; in English Fri, 27 Nov 2026."""
    when = there(at).date() if isinstance(at, datetime) else at
    if language() == "en":
        return f"{_DAYS[when.weekday()]}, {when.day} {_MONTHS[when.month - 1]} {when.year}"
    return f"{when.year}年{when.month}月{when.day}日（周{_WEEKDAYS[when.weekday()]}）"


def short_day(at: date | datetime) -> str:
    """Return 11-27."""
    when = there(at) if isinstance(at, datetime) else at
    return f"{when:%m-%d}"


def moment(at: datetime) -> str:
    """Return 2026-11-24 09:12."""
    return f"{there(at):%Y-%m-%d %H:%M}"


def short_moment(at: datetime) -> str:
    """Return 11-24 09:12."""
    return f"{there(at):%m-%d %H:%M}"


def size(octets: int) -> str:
    """Return 2.1 MB, 310 KB."""
    return (
        f"{octets / 1_048_576:.1f} MB"
        if octets >= 1_048_576
        else f"{max(1, round(octets / 1024))} KB"
    )


def zh(text: object) -> str:
    """Return the Chinese of a text that may be {zh, en}; None is empty."""
    if isinstance(text, Mapping):
        return str(text.get("zh", ""))
    return "" if text is None else str(text)


def short_name(name: str) -> str:
    """Return a matter's name without what all such names end on: 食品经营许可 is 食品经营."""
    for part in reversed(re.split("[、，]", name)):
        found = re.sub("(设施设置|信息核验|许可|检查|签发|设置|核发)$", "", part)
        if found:
            return re.sub("^(营业前|开业前|专卖)", "", found)
    return name


def listed(names: Iterable[object]) -> str:
    """Return names one after another: with 、 in Chinese, with commas in English."""
    return (", " if language() == "en" else "、").join(str(one) for one in names)


def chinese_number(number: int) -> str:
    """Return 一, 二 … 十, 十一 … 九十九, the numbers of a form's sections; in English 1, 2 …"""
    if language() == "en":
        return str(number)
    digits = "零一二三四五六七八九"
    if number < 10:
        return digits[number]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")


FILTERS = {
    "day": day,
    "short_day": short_day,
    "moment": moment,
    "short_moment": short_moment,
    "size": size,
    "zh": zh,
    "short_name": short_name,
    "chinese_number": chinese_number,
    "listed": listed,
}
