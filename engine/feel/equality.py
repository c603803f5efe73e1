"""Equality and order of values: three-valued, None for what cannot be compared."""

from decimal import Decimal
from typing import Any

from engine.feel.calendar import Date, DateTime, Time
from engine.feel.durations import SECOND, DayTimeDuration, YearMonthDuration
from engine.feel.errors import FeelBudgetError
from engine.feel.evaluation import State
from engine.feel.types import describe
from engine.feel.values import Function, Range

MAX_DEPTH = 100


def equal(left: Any, right: Any, state: State, depth: int = 0) -> bool | None:
    """True or false; None (with a reason) for values of different kinds."""
    kind = type(left)
    if kind is type(right):
        if kind is Decimal or kind is str or kind is bool:
            return bool(left == right)
        if left is None:
            return True
        return _same_kind(left, right, state, depth)
    if left is None or right is None:
        return False
    if isinstance(left, Date | DateTime) and isinstance(right, Date | DateTime):
        return bool(midnight(left).instant == midnight(right).instant)
    different(left, right, state)
    return None


def _same_kind(left: Any, right: Any, state: State, depth: int) -> bool | None:
    state.charge(1)
    if depth > MAX_DEPTH:
        raise FeelBudgetError("嵌套深度")
    if isinstance(left, list):
        return _equal_lists(left, right, state, depth)
    if isinstance(left, dict):
        return _equal_contexts(left, right, state, depth)
    if isinstance(left, DateTime):
        if (left.offset is None) != (right.offset is None):
            return False
        return bool(left.instant // SECOND == right.instant // SECOND)
    if isinstance(left, Time):
        return _equal_times(left, right)
    if isinstance(left, Range):
        return _equal_ranges(left, right, state, depth)
    if isinstance(left, Function):
        return bool(left is right)
    return bool(left == right)


def _equal_lists(left: list[Any], right: list[Any], state: State, depth: int) -> bool:
    if len(left) != len(right):
        return False
    pairs = zip(left, right, strict=True)
    return all(_inside(one, two, state, depth) for one, two in pairs)


def _equal_contexts(left: dict[str, Any], right: dict[str, Any], state: State, depth: int) -> bool:
    if left.keys() != right.keys():
        return False
    return all(_inside(value, right[key], state, depth) for key, value in left.items())


def _inside(left: Any, right: Any, state: State, depth: int) -> bool:
    """Parts of different kinds make the whole unequal, without a reason of their own."""
    state.charge(1)
    reasons = len(state.reasons)
    result = equal(left, right, state, depth + 1)
    if result is None:
        del state.reasons[reasons:]
    return bool(result)


def _equal_times(left: Time, right: Time) -> bool:
    one, two = left.offset_on(None), right.offset_on(None)
    if (one is None) != (two is None):
        return False
    day = 86_400
    seconds = left.nanos // SECOND - (one or 0), right.nanos // SECOND - (two or 0)
    return seconds[0] % day == seconds[1] % day


def _equal_ranges(left: Range, right: Range, state: State, depth: int) -> bool:
    return (
        left.op == right.op
        and left.low_included == right.low_included
        and left.high_included == right.high_included
        and _inside(left.low, right.low, state, depth)
        and _inside(left.high, right.high, state, depth)
    )


def is_same(left: Any, right: Any, state: State) -> bool:
    """The function is(): the same kind, the same value, written in the same zone."""
    if type(left) is not type(right):
        return False
    if isinstance(left, Time):
        return bool(left == right)
    if isinstance(left, DateTime):
        return bool(left == right)
    return bool(equal(left, right, state))


def midnight(value: Date | DateTime) -> DateTime:
    """A date as the date-time at its beginning, in UTC, as the standard reads it."""
    return DateTime(value, Time(0, 0)) if isinstance(value, Date) else value


def order_key(left: Any, right: Any) -> tuple[Any, Any] | None:
    """Two values as ones that Python orders, or None when they have no order."""
    kind = type(left)
    if kind is type(right):
        if kind is Decimal or kind is str:
            return left, right
        if kind is Date:
            return left.ordinal, right.ordinal
        if kind is DayTimeDuration:
            return left.nanos, right.nanos
        if kind is YearMonthDuration:
            return left.months, right.months
        if kind is Time:
            return _time_keys(left, right)
        if kind is DateTime:
            return _moment_keys(left, right)
        return None
    if isinstance(left, Date | DateTime) and isinstance(right, Date | DateTime):
        return _mixed_keys(left, right)
    return None


def _time_keys(left: Time, right: Time) -> tuple[int, int] | None:
    one, two = left.offset_on(None), right.offset_on(None)
    if (one is None) != (two is None):
        return None
    return left.nanos - (one or 0) * SECOND, right.nanos - (two or 0) * SECOND


def _moment_keys(left: DateTime, right: DateTime) -> tuple[int, int] | None:
    if (left.offset is None) != (right.offset is None):
        return None
    return left.instant, right.instant


def _mixed_keys(left: Date | DateTime, right: Date | DateTime) -> tuple[int, int]:
    """A date beside a date-time stands for its midnight there: local beside a local one."""
    return midnight(left).instant, midnight(right).instant


def less(op: str, left: Any, right: Any, state: State) -> bool | None:
    """left op right for <, <=, > and >=; None with a reason when they have no order."""
    keys = order_key(left, right)
    if keys is None:
        different(left, right, state)
        return None
    one, two = keys
    if op == "<":
        return bool(one < two)
    if op == "<=":
        return bool(one <= two)
    if op == ">":
        return bool(one > two)
    return bool(one >= two)


def different(left: Any, right: Any, state: State) -> None:
    (one, one_en), (two, two_en) = describe(left), describe(right)
    state.fail(f"不能比较{one}与{two}", f"cannot compare {one_en} with {two_en}")


def within(value: Any, span: Range, state: State) -> bool | None:
    """Whether a value lies in a range; None with a reason when they cannot be compared."""
    if span.op == "=":
        return equal(value, span.low, state)
    if span.op == "!=":
        same = equal(value, span.low, state)
        return None if same is None else not same
    if not span.op and (span.low is None or span.high is None):
        state.fail("区间的端点为空", "an end of the range is null")
        return None
    if span.low is not None:
        above = less(">=" if span.low_included else ">", value, span.low, state)
        if not above:
            return above
    if span.high is not None:
        return less("<=" if span.high_included else "<", value, span.high, state)
    return True
