"""The two durations of FEEL: years and months, days and time."""

import re
from dataclasses import dataclass

from engine.feel.errors import Failed

SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

# As wide as a 64-bit count of seconds or months: larger ones are null, not slower.
_LIMIT_MONTHS = 12_000_000_000
_LIMIT_NANOS = (2**63 - 1) * SECOND

_YEARS = re.compile(r"(-?)P(?=\d)(?:(\d{1,12})Y)?(?:(\d{1,12})M)?\Z", re.ASCII)
_DAYS = re.compile(
    r"(-?)P(?:(\d{1,19})D)?(?:T(?=\d|\.\d)(?:(\d{1,19})H)?(?:(\d{1,19})M)?"
    r"(?:(\d{1,19})(?:\.(\d{0,18}))?S)?)?\Z",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class YearMonthDuration:
    """A whole number of months, negative for a duration backwards."""

    months: int

    def __post_init__(self) -> None:
        if abs(self.months) > _LIMIT_MONTHS:
            raise Failed("年月时长超出范围", "years and months duration out of range")

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        text = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
        return ("-P" if self.months < 0 else "P") + text


@dataclass(frozen=True, slots=True)
class DayTimeDuration:
    """A whole number of nanoseconds, negative for a duration backwards."""

    nanos: int

    def __post_init__(self) -> None:
        if abs(self.nanos) > _LIMIT_NANOS:
            raise Failed("日时时长超出范围", "days and time duration out of range")

    def __str__(self) -> str:
        days, rest = divmod(abs(self.nanos), DAY)
        hours, rest = divmod(rest, HOUR)
        minutes, rest = divmod(rest, MINUTE)
        seconds, nanos = divmod(rest, SECOND)
        clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
        if seconds or nanos:
            fraction = f".{nanos:09d}".rstrip("0") if nanos else ""
            clock += f"{seconds}{fraction}S"
        text = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
        return ("-P" if self.nanos < 0 else "P") + (text or "T0S")


Duration = YearMonthDuration | DayTimeDuration


def parse_duration(text: str) -> Duration | None:
    """The duration this ISO 8601 text stands for, or None."""
    found = _YEARS.match(text)
    if found:
        sign, years, months = found.groups()
        total = int(years or 0) * 12 + int(months or 0)
        return YearMonthDuration(-total if sign else total)
    found = _DAYS.match(text)
    if not found or text[-1] in "PT":
        return None
    sign, days, hours, minutes, seconds, fraction = found.groups()
    nanos = int(days or 0) * DAY + int(hours or 0) * HOUR + int(minutes or 0) * MINUTE
    nanos += int(seconds or 0) * SECOND + int((fraction or "").ljust(9, "0")[:9])
    return DayTimeDuration(-nanos if sign else nanos)
