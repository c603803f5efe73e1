"""Conversion functions, not() and is()."""

import re
from decimal import Decimal
from typing import Any

from engine.feel import decimals
from engine.feel.calendar import (
    Date,
    DateTime,
    Time,
    clock_time,
    parse_date,
    parse_date_time,
    parse_time,
)
from engine.feel.durations import SECOND, DayTimeDuration, YearMonthDuration, parse_duration
from engine.feel.equality import is_same
from engine.feel.errors import Failed, FeelSyntaxError
from engine.feel.evaluation import State
from engine.feel.range_text import read_range
from engine.feel.spelling import spell
from engine.feel.types import describe
from engine.feel.values import Range
from engine.feel.zones import zone


def _refuse(what: str, what_en: str) -> Failed:
    return Failed(f"不是有效的{what}", f"not a valid {what_en}")


def date(state: State, value: str | Date | DateTime) -> Date:
    if isinstance(value, Date):
        return value
    if isinstance(value, DateTime):
        return value.date
    found = parse_date(value)
    if found is None:
        raise _refuse("日期", "date")
    return found


def _int(value: Decimal, what: str, what_en: str) -> int:
    found = decimals.whole(value) if value.adjusted() < 12 else None
    if found is None:
        raise _refuse(what, what_en)
    return found


def date_parts(state: State, year: Decimal, month: Decimal, day: Decimal) -> Date:
    parts = [_int(part, "日期", "date") for part in (year, month, day)]
    return Date(*parts)


def date_and_time(state: State, value: str | Date | DateTime) -> DateTime:
    if isinstance(value, DateTime):
        return value
    if isinstance(value, Date):
        return DateTime(value, Time(0))
    found = parse_date_time(value)
    if found is None:
        raise _refuse("日期时间", "date and time")
    return found


def date_with_time(state: State, day: Date | DateTime, clock: Time) -> DateTime:
    return DateTime(day.date if isinstance(day, DateTime) else day, clock)


def _clock(hour: Decimal, minute: Decimal, second: Decimal) -> int:
    whole = int(second) if 0 <= second < 60 else 60
    fraction = int((second - whole) * SECOND) if whole < 60 else 0
    return clock_time(_int(hour, "时间", "time"), _int(minute, "时间", "time"), whole, fraction)


def date_and_time_parts(state: State, *parts: Decimal) -> DateTime:
    return DateTime(date_parts(state, *parts[:3]), Time(_clock(*parts[3:])))


def date_and_time_offset(state: State, *parts: Any) -> DateTime:
    return DateTime(date_parts(state, *parts[:3]), time_parts(state, *parts[3:]))


def date_and_time_zone(state: State, *parts: Any) -> DateTime:
    name = parts[6]
    if name is not None and zone(name) is None:
        raise _refuse("时区", "time zone")
    return DateTime(date_parts(state, *parts[:3]), Time(_clock(*parts[3:6]), None, name))


def time(state: State, value: str | Time | Date | DateTime) -> Time:
    if isinstance(value, Time):
        return value
    if isinstance(value, DateTime):
        return value.time
    if isinstance(value, Date):
        return Time(0, 0)
    found = parse_time(value)
    if found is None:
        raise _refuse("时间", "time")
    return found


def time_parts(
    state: State,
    hour: Decimal,
    minute: Decimal,
    second: Decimal,
    offset: DayTimeDuration | None = None,
) -> Time:
    nanos = _clock(hour, minute, second)
    if offset is None:
        return Time(nanos)
    seconds = abs(offset.nanos) // SECOND
    return Time(nanos, -seconds if offset.nanos < 0 else seconds)


_NUMBER = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\Z", re.ASCII)


def number_from(state: State, text: str, grouping: str | None, point: str | None) -> Decimal:
    if grouping not in (None, " ", ",", ".") or point not in (None, ",", "."):
        raise Failed("分隔符无效", "not a valid separator")
    if grouping is not None and grouping == point:
        raise Failed("两个分隔符相同", "the separators are the same")
    if grouping:
        text = text.replace(grouping, "")
    if point:
        text = text.replace(point, ".")
    if not _NUMBER.match(text):
        raise _refuse("数字", "number")
    return decimals.number(text)


def string(state: State, value: Any) -> str | None:
    if value is None:
        raise Failed("空值没有文本", "null has no text")
    return spell(value, state)


def duration(state: State, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    found = parse_duration(value)
    if found is None:
        raise _refuse("时长", "duration")
    return found


def years_and_months(
    state: State, start: Date | DateTime, end: Date | DateTime
) -> YearMonthDuration:
    one = start.date if isinstance(start, DateTime) else start
    two = end.date if isinstance(end, DateTime) else end
    months = (two.year - one.year) * 12 + two.month - one.month
    # Whole months only, counted towards zero.
    if months > 0 and two.day < one.day:
        months -= 1
    elif months < 0 and two.day > one.day:
        months += 1
    return YearMonthDuration(months)


def negation(state: State, value: Any) -> bool | None:
    if isinstance(value, bool):
        return not value
    zh, en = describe(value)
    state.fail(f"应为真或假，得到{zh}", f"true or false wanted, {en} found")
    return None


def is_(state: State, left: Any = None, right: Any = None) -> bool:
    return is_same(left, right, state)


def range_from(state: State, text: str) -> Range:
    try:
        return read_range(text, state)
    except FeelSyntaxError:
        raise _refuse("区间", "range") from None
