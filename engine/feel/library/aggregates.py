"""Functions that make one value of a list: sum, mean, min, all …"""

from collections.abc import Callable
from decimal import Decimal, DecimalException
from typing import Any

from engine.feel.arithmetic import add
from engine.feel.decimals import CONTEXT
from engine.feel.durations import DayTimeDuration, YearMonthDuration
from engine.feel.equality import less
from engine.feel.errors import Failed
from engine.feel.evaluation import State

Items = list[Any]


def _numbers(state: State, items: Items) -> list[Decimal]:
    state.charge(len(items))
    if any(type(item) is not Decimal for item in items):
        raise Failed("列表中有不是数字的项", "an item of the list is not a number")
    return items


def _fold(operation: Callable[[Decimal, Decimal], Decimal], items: list[Decimal]) -> Decimal:
    result = items[0]
    try:
        for item in items[1:]:
            result = operation(result, item)
    except DecimalException:
        raise Failed("计算结果超出数字范围", "the result is not a number within range") from None
    return result


def least(state: State, items: Items) -> Any:
    return _extreme(state, items, "<")


def greatest(state: State, items: Items) -> Any:
    return _extreme(state, items, ">")


def _extreme(state: State, items: Items, op: str) -> Any:
    if not items:
        raise Failed("列表为空", "the list is empty")
    state.charge(len(items))
    best = items[0]
    for item in items:
        better = less(op, item, best, state)
        if better is None:
            return None
        if better:
            best = item
    return best


def total(state: State, items: Items) -> Any:
    if not items:
        raise Failed("列表为空", "the list is empty")
    if isinstance(items[0], DayTimeDuration | YearMonthDuration):
        state.charge(len(items))
        result = items[0]
        for item in items[1:]:
            if type(item) is not type(result):
                raise Failed("列表中各项的类型不同", "the items are of different kinds")
            result = add(result, item, state)
        return result
    return _fold(CONTEXT.add, _numbers(state, items))


def mean(state: State, items: Items) -> Any:
    if not items:
        raise Failed("列表为空", "the list is empty")
    numbers = _numbers(state, items)
    return CONTEXT.divide(_fold(CONTEXT.add, numbers), Decimal(len(numbers)))


def median(state: State, items: Items) -> Any:
    if not items:
        raise Failed("列表为空", "the list is empty")
    ordered = sorted(_numbers(state, items))
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return CONTEXT.divide(CONTEXT.add(ordered[middle - 1], ordered[middle]), Decimal(2))


def deviation(state: State, items: Items) -> Any:
    numbers = _numbers(state, items)
    if len(numbers) < 2:
        raise Failed("标准差至少需要两个数字", "a standard deviation needs two numbers")
    try:
        middle = CONTEXT.divide(_fold(CONTEXT.add, numbers), Decimal(len(numbers)))
        squares = []
        for number in numbers:
            apart = CONTEXT.subtract(number, middle)
            squares.append(CONTEXT.multiply(apart, apart))
        variance = CONTEXT.divide(_fold(CONTEXT.add, squares), Decimal(len(numbers) - 1))
        return CONTEXT.sqrt(variance)
    except DecimalException:
        raise Failed("计算结果超出数字范围", "the result is not a number within range") from None


def mode(state: State, items: Items) -> Items:
    counts: dict[Decimal, int] = {}
    for number in _numbers(state, items):
        counts[number] = counts.get(number, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(number for number, times in counts.items() if times == most)


def product(state: State, items: Items) -> Any:
    if not items:
        raise Failed("列表为空", "the list is empty")
    return _fold(CONTEXT.multiply, _numbers(state, items))


def all_true(state: State, items: Items) -> bool | None:
    return _logic(state, items, decisive=False)


def any_true(state: State, items: Items) -> bool | None:
    return _logic(state, items, decisive=True)


def _logic(state: State, items: Items, *, decisive: bool) -> bool | None:
    state.charge(len(items))
    unknown = False
    for item in items:
        if item is None:
            unknown = True
        elif not isinstance(item, bool):
            raise Failed("列表中有不是真假值的项", "an item of the list is not a boolean")
    if decisive in items:
        return decisive
    return None if unknown else not decisive
