"""Functions of numbers."""

from collections.abc import Callable
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
    DecimalException,
)
from typing import Any

from engine.feel.decimals import CONTEXT, ZERO, whole
from engine.feel.durations import DayTimeDuration, YearMonthDuration
from engine.feel.errors import Failed
from engine.feel.evaluation import State

MIN_SCALE, MAX_SCALE = -6111, 6176


def _round(value: Decimal, scale: Decimal, rounding: str) -> Decimal:
    digits = int(scale) if MIN_SCALE <= scale <= MAX_SCALE else None
    if digits is None:
        raise Failed("小数位数超出范围", "the scale is out of range")
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and -exponent <= digits:
        return value
    if value.adjusted() < -digits - 1 and rounding in (
        ROUND_HALF_UP,
        ROUND_HALF_DOWN,
        ROUND_HALF_EVEN,
    ):
        return ZERO
    try:
        return value.quantize(Decimal((0, (1,), -digits)), rounding=rounding, context=CONTEXT)
    except DecimalException:
        raise Failed("计算结果超出数字范围", "the result is not a number within range") from None


def half_even(state: State, value: Decimal, scale: Decimal) -> Decimal:
    return _round(value, scale, ROUND_HALF_EVEN)


def floor(state: State, value: Decimal, scale: Decimal = ZERO) -> Decimal:
    return _round(value, scale, ROUND_FLOOR)


def ceiling(state: State, value: Decimal, scale: Decimal = ZERO) -> Decimal:
    return _round(value, scale, ROUND_CEILING)


def up(state: State, value: Decimal, scale: Decimal) -> Decimal:
    return _round(value, scale, ROUND_UP)


def down(state: State, value: Decimal, scale: Decimal) -> Decimal:
    return _round(value, scale, ROUND_DOWN)


def half_up(state: State, value: Decimal, scale: Decimal) -> Decimal:
    return _round(value, scale, ROUND_HALF_UP)


def half_down(state: State, value: Decimal, scale: Decimal) -> Decimal:
    return _round(value, scale, ROUND_HALF_DOWN)


def absolute(state: State, value: Any) -> Any:
    if isinstance(value, DayTimeDuration):
        return DayTimeDuration(abs(value.nanos))
    if isinstance(value, YearMonthDuration):
        return YearMonthDuration(abs(value.months))
    return value.copy_abs()


def modulo(state: State, dividend: Decimal, divisor: Decimal) -> Decimal:
    """dividend - divisor * floor(dividend / divisor): the sign is the divisor's."""
    if not divisor:
        raise Failed("除数为零", "division by zero")
    try:
        rest = CONTEXT.remainder(dividend, divisor)
    except DecimalException:
        raise Failed("计算结果超出数字范围", "the result is not a number within range") from None
    if rest and (rest < 0) != (divisor < 0):
        rest = CONTEXT.add(rest, divisor)
    return rest


def _apply(operation: Callable[[Decimal], Decimal], value: Decimal) -> Decimal:
    try:
        return operation(value)
    except DecimalException:
        raise Failed("计算结果超出数字范围", "the result is not a number within range") from None


def root(state: State, value: Decimal) -> Decimal:
    return _apply(CONTEXT.sqrt, value)


def logarithm(state: State, value: Decimal) -> Decimal:
    if value <= 0:
        raise Failed("对数的参数应为正数", "a logarithm needs a positive number")
    return _apply(CONTEXT.ln, value)


def exponential(state: State, value: Decimal) -> Decimal:
    return _apply(CONTEXT.exp, value)


def odd(state: State, value: Decimal) -> bool:
    return not even(state, value)


def even(state: State, value: Decimal) -> bool:
    found = whole(value)
    if found is None:
        raise Failed("应为整数", "a whole number is wanted")
    return found % 2 == 0
