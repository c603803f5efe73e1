"""Allen's relations between points and ranges."""

from typing import Any

from engine.feel.equality import equal, less
from engine.feel.errors import Failed
from engine.feel.evaluation import State
from engine.feel.values import Range


def _less(left: Any, right: Any, state: State) -> bool:
    found = less("<", left, right, state)
    if found is None:
        raise Failed("端点不能比较", "the ends cannot be compared")
    return found


def _same(left: Any, right: Any, state: State) -> bool:
    found = equal(left, right, state)
    if found is None:
        raise Failed("端点不能比较", "the ends cannot be compared")
    return found


def _closed(span: Range) -> Range:
    if span.low is None or span.high is None:
        raise Failed("区间没有端点", "the range has no end")
    return span


def _point(value: Any) -> Any:
    if value is None or isinstance(value, list | dict | bool):
        raise Failed("应为可以比较的值", "a value with an order is wanted")
    return value


def before(state: State, one: Any, two: Any) -> bool:
    if isinstance(one, Range):
        end, included = _closed(one).high, one.high_included
    else:
        end, included = _point(one), True
    if isinstance(two, Range):
        start, also = _closed(two).low, two.low_included
    else:
        start, also = _point(two), True
    return _less(end, start, state) or (_same(end, start, state) and not (included and also))


def after(state: State, one: Any, two: Any) -> bool:
    return before(state, two, one)


def meets(state: State, one: Range, two: Range) -> bool:
    _closed(one), _closed(two)
    return one.high_included and two.low_included and _same(one.high, two.low, state)


def met_by(state: State, one: Range, two: Range) -> bool:
    return meets(state, two, one)


def overlaps(state: State, one: Range, two: Range) -> bool:
    return not before(state, one, two) and not before(state, two, one)


def _starts_before(one: Range, two: Range, state: State) -> bool:
    return _less(one.low, two.low, state) or (
        _same(one.low, two.low, state) and one.low_included and not two.low_included
    )


def _ends_before(one: Range, two: Range, state: State) -> bool:
    return _less(one.high, two.high, state) or (
        _same(one.high, two.high, state) and two.high_included and not one.high_included
    )


def overlaps_before(state: State, one: Range, two: Range) -> bool:
    _closed(one), _closed(two)
    ends = not _ends_before(two, one, state)
    return _starts_before(one, two, state) and ends and not before(state, one, two)


def overlaps_after(state: State, one: Range, two: Range) -> bool:
    return overlaps_before(state, two, one)


def finishes(state: State, one: Any, two: Range) -> bool:
    _closed(two)
    if not isinstance(one, Range):
        return two.high_included and _same(_point(one), two.high, state)
    _closed(one)
    return (
        one.high_included == two.high_included
        and _same(one.high, two.high, state)
        and not _starts_before(one, two, state)
    )


def finished_by(state: State, one: Range, two: Any) -> bool:
    if isinstance(two, Range):
        return finishes(state, two, one)
    return finishes(state, _point(two), one)


def includes(state: State, one: Range, two: Any) -> bool:
    _closed(one)
    if isinstance(two, Range):
        _closed(two)
        return not _starts_before(two, one, state) and not _ends_before(one, two, state)
    point = _point(two)
    low = _less(one.low, point, state) or (one.low_included and _same(one.low, point, state))
    high = _less(point, one.high, state) or (one.high_included and _same(point, one.high, state))
    return low and high


def during(state: State, one: Any, two: Range) -> bool:
    return includes(state, two, one)


def starts(state: State, one: Any, two: Range) -> bool:
    _closed(two)
    if not isinstance(one, Range):
        return two.low_included and _same(_point(one), two.low, state)
    _closed(one)
    return (
        one.low_included == two.low_included
        and _same(one.low, two.low, state)
        and not _ends_before(two, one, state)
    )


def started_by(state: State, one: Range, two: Any) -> bool:
    if isinstance(two, Range):
        return starts(state, two, one)
    return starts(state, _point(two), one)


def coincides(state: State, one: Any, two: Any) -> bool:
    if isinstance(one, Range) and isinstance(two, Range):
        return bool(equal(one, two, state))
    return _same(_point(one), _point(two), state)
