"""The border to Python: values of the host are made FEEL's, and FEEL's the host's."""

import datetime
from collections.abc import Mapping
from decimal import Decimal, DecimalException
from typing import Any
from zoneinfo import ZoneInfo

from engine.feel.calendar import Date, DateTime, Time
from engine.feel.decimals import from_host
from engine.feel.durations import DayTimeDuration, YearMonthDuration
from engine.feel.errors import Failed, FeelBudgetError
from engine.feel.evaluation import State
from engine.feel.values import Function, Range
from engine.feel.zones import zone

NATIVE: frozenset[type] = frozenset(
    [str, bool, type(None), Date, Time, DateTime, DayTimeDuration, YearMonthDuration]
    + [Range, Function]
)
MAX_DEPTH = 100


def native(value: Any, state: State, depth: int = 0) -> Any:
    """The FEEL value for one of the host's; null with a reason for what has none."""
    kind = type(value)
    if kind in NATIVE:
        return value
    if kind is int or kind is Decimal or kind is float:
        return _number(value, state)
    if kind is datetime.date:
        return Date(value.year, value.month, value.day)
    if depth > MAX_DEPTH:
        raise FeelBudgetError("数据嵌套深度")
    if kind is dict or isinstance(value, Mapping):
        state.charge(len(value))
        return {
            str(key): item if type(item) in NATIVE else native(item, state, depth + 1)
            for key, item in value.items()
        }
    if kind is list or isinstance(value, list | tuple | set | frozenset):
        state.charge(len(value))
        return [item if type(item) in NATIVE else native(item, state, depth + 1) for item in value]
    return _other(value, state)


def shallow(value: Any, state: State) -> Any:
    """Like native, but a mapping stays as it is until one of its entries is asked for."""
    kind = type(value)
    if kind is dict or kind in NATIVE or isinstance(value, Mapping):
        return value
    return native(value, state)


def _number(value: Any, state: State) -> Decimal | None:
    try:
        return from_host(value)
    except (Failed, ValueError, DecimalException):
        state.fail("输入的数字无效", "the number given is not finite")
        return None


def _other(value: Any, state: State) -> Any:
    try:
        if isinstance(value, datetime.datetime):
            return from_datetime(value)
        if isinstance(value, datetime.date):
            return Date(value.year, value.month, value.day)
        if isinstance(value, datetime.time):
            return _from_time(value)
        if isinstance(value, datetime.timedelta):
            return _from_delta(value)
    except Failed as failed:
        state.note(failed.reason)
        return None
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return _number(int(value), state)
    state.fail("输入的数据没有对应类型", "the value given has no FEEL type")
    return None


def from_datetime(value: datetime.datetime) -> DateTime:
    return DateTime(
        Date(value.year, value.month, value.day), _from_time(value.timetz(), value.utcoffset())
    )


def _from_time(value: datetime.time, offset: datetime.timedelta | None = None) -> Time:
    seconds = (value.hour * 60 + value.minute) * 60 + value.second
    nanos = (seconds * 1_000_000 + value.microsecond) * 1000
    key = getattr(value.tzinfo, "key", None)
    if isinstance(key, str) and zone(key) is not None:
        return Time(nanos, None, key)
    shift = offset if offset is not None else value.utcoffset()
    return Time(nanos, None if shift is None else int(shift.total_seconds()))


def _from_delta(value: datetime.timedelta) -> DayTimeDuration:
    micros = (value.days * 86_400 + value.seconds) * 1_000_000 + value.microseconds
    return DayTimeDuration(micros * 1000)


def plain(value: Any) -> Any:
    """The standard library's value for a FEEL one, where it has one without loss.

    Numbers stay Decimal; dates, times, date-times and days-and-time durations become those of
    datetime; what does not fit (years past 9999, nanoseconds, months) stays as it is.
    """
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, Date):
        return _plain_date(value)
    if isinstance(value, Time):
        return _plain_time(value)
    if isinstance(value, DateTime):
        day, time = _plain_date(value.date), _plain_time(value.time)
        if isinstance(day, datetime.date) and isinstance(time, datetime.time):
            return datetime.datetime.combine(day, time)
        return value
    if isinstance(value, DayTimeDuration) and value.nanos % 1000 == 0:
        try:
            return datetime.timedelta(microseconds=value.nanos // 1000)
        except OverflowError:
            return value
    return value


def _plain_date(value: Date) -> datetime.date | Date:
    if 1 <= value.year <= 9999:
        return datetime.date(value.year, value.month, value.day)
    return value


def _plain_time(value: Time) -> datetime.time | Time:
    if value.nanos % 1000:
        return value
    hours, minutes, seconds = value.clock
    tz: datetime.tzinfo | None = None
    if value.zone is not None:
        tz = ZoneInfo(value.zone)
    elif value.offset is not None:
        tz = datetime.timezone(datetime.timedelta(seconds=value.offset))
    return datetime.time(hours, minutes, seconds, value.nanos // 1000 % 1_000_000, tz)
