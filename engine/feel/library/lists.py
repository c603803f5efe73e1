"""List functions."""

from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from engine.feel.calls import apply
from engine.feel.decimals import whole
from engine.feel.equality import equal
from engine.feel.errors import Failed, FeelBudgetError
from engine.feel.evaluation import State
from engine.feel.values import Function

MAX_DEPTH = 100
Items = list[Any]


def same(left: Any, right: Any, state: State) -> bool:
    """Equality that takes values of different kinds for different, without a reason."""
    state.charge(1)
    reasons = len(state.reasons)
    found = equal(left, right, state)
    del state.reasons[reasons:]
    return bool(found)


def contains(state: State, items: Items, element: Any) -> bool:
    return any(same(item, element, state) for item in items)


def count(state: State, items: Items) -> Decimal:
    return Decimal(len(items))


def _index(items: Items, position: Decimal, *, beyond: int = 0) -> int:
    """The Python index of a position from 1 or from -1 backwards."""
    found = whole(position) if position.adjusted() < 12 else None
    if found is not None:
        if 1 <= found <= len(items) + beyond:
            return found - 1
        if -len(items) <= found <= -1:
            return len(items) + found
    raise Failed("位置超出列表范围", "the position is outside the list")


def sublist(state: State, items: Items, start: Decimal, length: Decimal | None = None) -> Items:
    begin = _index(items, start)
    if length is None:
        state.charge(len(items) - begin)
        return items[begin:]
    size = whole(length) if length.adjusted() < 12 else None
    if size is None or size < 0 or begin + size > len(items):
        raise Failed("长度超出列表范围", "the length is outside the list")
    state.charge(size)
    return items[begin : begin + size]


def append(state: State, items: Items, more: Items) -> Items:
    state.charge(len(items) + len(more))
    return [*items, *more]


def concatenate(state: State, lists: list[Items]) -> Items:
    state.charge(sum(len(one) for one in lists))
    return [item for one in lists for item in one]


def insert(state: State, items: Items, position: Decimal, item: Any) -> Items:
    index = _index(items, position, beyond=1)
    state.charge(len(items))
    return [*items[:index], item, *items[index:]]


def remove(state: State, items: Items, position: Decimal) -> Items:
    index = _index(items, position)
    state.charge(len(items))
    return [*items[:index], *items[index + 1 :]]


def reverse(state: State, items: Items) -> Items:
    state.charge(len(items))
    return items[::-1]


def index_of(state: State, items: Items, match: Any) -> Items:
    return [Decimal(at + 1) for at, item in enumerate(items) if same(item, match, state)]


def union(state: State, lists: list[Items]) -> Items:
    return distinct(state, concatenate(state, lists))


def distinct(state: State, items: Items) -> Items:
    kept: Items = []
    simple: set[Any] = set()
    for item in items:
        state.charge(1)
        # Most lists are of texts or numbers: those need no comparing one by one.
        if isinstance(item, str | Decimal):
            if item not in simple:
                simple.add(item)
                kept.append(item)
        elif not any(same(item, one, state) for one in kept):
            kept.append(item)
    return kept


def flatten(state: State, items: Items) -> Items:
    found: Items = []
    _flatten(state, items, found, 0)
    return found


def _flatten(state: State, items: Items, found: Items, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise FeelBudgetError("嵌套深度")
    for item in items:
        state.charge(1)
        if isinstance(item, list):
            _flatten(state, item, found, depth + 1)
        else:
            found.append(item)


def sort(state: State, items: Items, precedes: Function) -> Items:
    def order(left: Any, right: Any) -> int:
        if apply(precedes, [left, right], None, state) is True:
            return -1
        return 1 if apply(precedes, [right, left], None, state) is True else 0

    if len(precedes.params) != 2 and precedes.bind is None:
        raise Failed("排序函数需要两个参数", "the sorting function must take two arguments")
    return sorted(items, key=cmp_to_key(order))


def replace_at(state: State, items: Items, position: Decimal, item: Any) -> Items:
    index = _index(items, position)
    state.charge(len(items))
    return [*items[:index], item, *items[index + 1 :]]


def replace_where(state: State, items: Items, match: Function, new: Any) -> Items:
    found: Items = []
    for item in items:
        held = apply(match, [item, new], None, state)
        if not isinstance(held, bool):
            raise Failed("匹配函数应给出真或假", "the match function must give true or false")
        found.append(new if held else item)
    return found
