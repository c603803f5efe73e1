"""Dates, times and date-times of FEEL: nine-digit years, nanoseconds, offsets and zones."""

import re
from dataclasses import dataclass

from engine.feel.durations import DAY, HOUR, MINUTE, SECOND
from engine.feel.errors import Failed
from engine.feel.zones import offset_after, offset_at, zone

MAX_YEAR = 999_999_999
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DATE = re.compile(r"(-?)((?:[1-9]\d{4,8})|\d{4})-(\d\d)-(\d\d)\Z", re.ASCII)
_TIME = re.compile(
    r"(\d\d):(\d\d):(\d\d)(?:\.(\d{1,18}))?(?:(Z|z)|([+-])(\d\d):(\d\d)(?::(\d\d))?|@(.+))?\Z",
    re.ASCII,
)
_MAX_OFFSET = 18 * 3600


def leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def month_days(year: int, month: int) -> int:
    return 29 if month == 2 and leap(year) else _MONTH_DAYS[month - 1]


def to_ordinal(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 in the proleptic Gregorian calendar."""
    year -= month <= 2
    era, of_era = divmod(year, 400)
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


def from_ordinal(days: int) -> "Date":
    era, of_era_days = divmod(days + 719_468, 146_097)
    of_era = (
        of_era_days - of_era_days // 1460 + of_era_days // 36_524 - of_era_days // 146_096
    ) // 365
    of_year = of_era_days - (365 * of_era + of_era // 4 - of_era // 100)
    shifted = (5 * of_year + 2) // 153
    day = of_year - (153 * shifted + 2) // 5 + 1
    month = shifted + (3 if shifted < 10 else -9)
    return Date(of_era + era * 400 + (month <= 2), month, day)


@dataclass(frozen=True, slots=True)
class Date:
    """A day, without a time and without a zone."""

    year: int
    month: int
    day: int

    def __post_init__(self) -> None:
        if not (
            -MAX_YEAR <= self.year <= MAX_YEAR
            and 1 <= self.month <= 12
            and 1 <= self.day <= month_days(self.year, self.month)
        ):
            raise Failed("不是有效日期", "not a valid date")

    @property
    def ordinal(self) -> int:
        return to_ordinal(self.year, self.month, self.day)

    @property
    def weekday(self) -> int:
        """1 Monday to 7 Sunday."""
        return (self.ordinal + 3) % 7 + 1

    def __str__(self) -> str:
        sign = "-" if self.year < 0 else ""
        return f"{sign}{abs(self.year):04d}-{self.month:02d}-{self.day:02d}"


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day in nanoseconds, local, with an offset (seconds), or with a zone's name."""

    nanos: int
    offset: int | None = None
    zone: str | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.nanos < DAY:
            raise Failed("不是有效时间", "not a valid time")
        if self.offset is not None and abs(self.offset) > _MAX_OFFSET:
            raise Failed("时区偏移超出范围", "time offset out of range")

    def offset_on(self, day: Date | None) -> int | None:
        """Seconds east of Greenwich on that day (a zone without a day: on 1970-01-01)."""
        if self.zone is None:
            return self.offset
        seconds = self.nanos // SECOND
        if day is None:
            return offset_at(self.zone, 1970, 1, 1, seconds)
        return offset_at(self.zone, day.year, day.month, day.day, seconds)

    @property
    def clock(self) -> tuple[int, int, int]:
        seconds = self.nanos // SECOND
        return seconds // 3600, seconds // 60 % 60, seconds % 60

    def __str__(self) -> str:
        hours, minutes, seconds = self.clock
        fraction = self.nanos % SECOND
        text = f"{hours:02d}:{minutes:02d}:{seconds:02d}"
        if fraction:
            text += f".{fraction:09d}".rstrip("0")
        if self.zone is not None:
            return f"{text}@{self.zone}"
        return text + ("" if self.offset is None else _offset_text(self.offset))


@dataclass(frozen=True, slots=True)
class DateTime:
    """A day and a time of that day."""

    date: Date
    time: Time

    @property
    def offset(self) -> int | None:
        return self.time.offset_on(self.date)

    @property
    def instant(self) -> int:
        """Nanoseconds since 1970-01-01T00:00:00Z; a local one is read as if it were UTC."""
        return self.date.ordinal * DAY + self.time.nanos - (self.offset or 0) * SECOND

    def __str__(self) -> str:
        return f"{self.date}T{self.time}"


def _offset_text(offset: int) -> str:
    if offset == 0:
        return "Z"
    hours, rest = divmod(abs(offset), 3600)
    minutes, seconds = divmod(rest, 60)
    text = f"{'-' if offset < 0 else '+'}{hours:02d}:{minutes:02d}"
    return text + (f":{seconds:02d}" if seconds else "")


def clock_time(hours: int, minutes: int, seconds: int, nanos: int = 0) -> int:
    """Nanoseconds of the day; Failed when it is not on the clock."""
    if not (0 <= hours <= 23 and 0 <= minutes <= 59 and 0 <= seconds <= 59):
        raise Failed("不是有效时间", "not a valid time")
    return hours * HOUR + minutes * MINUTE + seconds * SECOND + nanos


def parse_date(text: str) -> Date | None:
    found = _DATE.match(text)
    if not found:
        return None
    sign, year, month, day = found.groups()
    try:
        return Date(-int(year) if sign else int(year), int(month), int(day))
    except Failed:
        return None


def parse_time(text: str) -> Time | None:
    found = _TIME.match(text)
    if not found:
        return None
    hour, minute, second, fraction, utc, sign, hours, minutes, seconds, name = found.groups()
    offset: int | None = None
    if utc:
        offset = 0
    elif sign:
        if int(minutes) > 59 or int(seconds or 0) > 59:
            return None
        offset = int(hours) * 3600 + int(minutes) * 60 + int(seconds or 0)
        offset = -offset if sign == "-" else offset
    if name is not None and zone(name) is None:
        return None
    try:
        nanos = clock_time(
            int(hour), int(minute), int(second), int((fraction or "").ljust(9, "0")[:9])
        )
        return Time(nanos, offset, name)
    except Failed:
        return None


def parse_date_time(text: str) -> DateTime | None:
    """A date-time; a date alone is its midnight, 24:00:00 the next day's."""
    day_text, mark, time_text = text.partition("T")
    day = parse_date(day_text)
    if day is None:
        return None
    if not mark:
        return DateTime(day, Time(0))
    if time_text.startswith("24:00:00"):
        midnight = parse_time("00" + time_text[2:])
        if midnight is None or midnight.nanos:
            return None
        return DateTime(from_ordinal(day.ordinal + 1), midnight)
    time = parse_time(time_text)
    return None if time is None else DateTime(day, time)


def parse_temporal(text: str) -> Date | Time | DateTime | None:
    """What an @-literal that is no duration stands for."""
    if "T" in text[:16]:
        found = parse_date_time(text)
        if found is not None:
            return found
    return parse_date(text) or parse_time(text)


def add_months(day: Date, months: int) -> Date:
    """The same day so many months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not -MAX_YEAR <= year <= MAX_YEAR:
        raise Failed("日期超出范围", "date out of range")
    return Date(year, month + 1, min(day.day, month_days(year, month + 1)))


def add_nanos(moment: DateTime, nanos: int) -> DateTime:
    """So much later on the time line; a zone's own clock is followed over a change of hour."""
    name = moment.time.zone
    if name is not None:
        instant = moment.instant + nanos
        day, rest = divmod(instant, DAY)
        then = from_ordinal(day)
        seconds = rest // SECOND
        local = instant + offset_after(name, then.year, then.month, then.day, seconds) * SECOND
    else:
        local = moment.date.ordinal * DAY + moment.time.nanos + nanos
    day, rest = divmod(local, DAY)
    return DateTime(from_ordinal(day), Time(rest, moment.time.offset, name))
