"""Values as JSON and back: what JSON has no word for is tagged, and equal after a reload."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine.feel.calendar import Date, DateTime, Time, parse_date, parse_date_time, parse_time
from engine.feel.durations import DayTimeDuration, YearMonthDuration, parse_duration
from engine.feel.errors import FeelError
from engine.feel.evaluation import Budget, State
from engine.feel.host import native
from engine.feel.values import Function, Range

# An object with this one key is a tagged value; a context that has the key itself is tagged too.
TAG = "$feel"
MAX_DEPTH = 200
MAX_NODES = 5_000_000

_KINDS: dict[type, str] = {
    Decimal: "decimal",
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    YearMonthDuration: "years and months duration",
    DayTimeDuration: "days and time duration",
}
_READERS: dict[str, Any] = {
    "decimal": Decimal,
    "date": parse_date,
    "time": parse_time,
    "date and time": parse_date_time,
    "years and months duration": parse_duration,
    "days and time duration": parse_duration,
}


class NotStorable(FeelError):
    """函数不能保存 / functions cannot be stored"""


def to_json(value: Any) -> Any:
    """JSON for a FEEL value or one of the host's (made FEEL's first).

    Text, booleans, null, lists and contexts are themselves; everything else is
    {"$feel": [kind, text]}, a range {"$feel": ["range", low, low included, high, …, operator]}.
    """
    state = State(Budget(steps=MAX_NODES), None)
    return _write(native(value, state), state, 0)


def _write(value: Any, state: State, depth: int) -> Any:
    state.charge(1)
    if depth > MAX_DEPTH:
        raise FeelError("数据嵌套过深 / the data is nested too deeply")
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, list):
        return [_write(item, state, depth + 1) for item in value]
    if isinstance(value, dict):
        entries = {key: _write(item, state, depth + 1) for key, item in value.items()}
        return {TAG: ["context", entries]} if TAG in entries else entries
    if isinstance(value, Range):
        low, high = _write(value.low, state, depth + 1), _write(value.high, state, depth + 1)
        return {TAG: ["range", low, value.low_included, high, value.high_included, value.op]}
    if isinstance(value, Function):
        raise NotStorable("函数不能保存 / functions cannot be stored")
    return {TAG: [_KINDS[type(value)], str(value)]}


def from_json(value: Any) -> Any:
    """The FEEL value stored as this JSON; plain JSON numbers become decimals.

    Raises FeelError for a tag it does not know.
    """
    return _read(value, State(Budget(steps=MAX_NODES), None), 0)


def _read(value: Any, state: State, depth: int) -> Any:
    if depth > MAX_DEPTH + 2:
        raise FeelError("数据嵌套过深 / the data is nested too deeply")
    if isinstance(value, list):
        return [_read(item, state, depth + 1) for item in value]
    if not isinstance(value, Mapping):
        return native(value, state)
    if TAG not in value:
        return {key: _read(item, state, depth + 1) for key, item in value.items()}
    try:
        kind, *parts = value[TAG]
        if kind == "context":
            return {key: _read(item, state, depth + 1) for key, item in parts[0].items()}
        if kind == "range":
            low, low_included, high, high_included, op = parts
            ends = _read(low, state, depth + 1), _read(high, state, depth + 1)
            return Range(ends[0], low_included, ends[1], high_included, op)
        found = _READERS[kind](parts[0])
    except (KeyError, ValueError, TypeError, IndexError, ArithmeticError, AttributeError):
        found = None
    if found is None:
        raise FeelError("存储的值无法识别 / the stored value cannot be read")
    return found
