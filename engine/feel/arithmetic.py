"""+ - * / ** of numbers, texts, dates and durations; Failed for everything else."""

from collections.abc import Callable
from decimal import Decimal, DecimalException
from typing import Any

from engine.feel.calendar import Date, DateTime, Time, add_months, add_nanos, from_ordinal
from engine.feel.decimals import CONTEXT
from engine.feel.durations import DAY, SECOND, DayTimeDuration, YearMonthDuration
from engine.feel.equality import midnight
from engine.feel.errors import Failed
from engine.feel.evaluation import State
from engine.feel.types import describe

Operation = Callable[[Any, Any, State], Any]
MAX_TEXT = 1_000_000


def _mismatch(verb: str, verb_en: str, left: Any, right: Any) -> Failed:
    (one, one_en), (two, two_en) = describe(left), describe(right)
    return Failed(f"{one}与{two}不能{verb}", f"cannot {verb_en} {one_en} and {two_en}")


def _number(operation: Callable[[Decimal, Decimal], Decimal], left: Any, right: Any) -> Decimal:
    try:
        return operation(left, right)
    except DecimalException:
        raise Failed("计算结果超出数字范围", "the result is not a number within range") from None


def add(left: Any, right: Any, state: State) -> Any:
    one, two = type(left), type(right)
    if one is Decimal and two is Decimal:
        return _number(CONTEXT.add, left, right)
    if one is str and two is str:
        return join(left, right, state)
    if one is DayTimeDuration and two is DayTimeDuration:
        return DayTimeDuration(left.nanos + right.nanos)
    if one is YearMonthDuration and two is YearMonthDuration:
        return YearMonthDuration(left.months + right.months)
    if isinstance(right, DayTimeDuration | YearMonthDuration):
        return _shift(left, right, 1)
    if isinstance(left, DayTimeDuration | YearMonthDuration):
        return _shift(right, left, 1)
    raise _mismatch("相加", "add", left, right)


def join(left: str, right: str, state: State) -> str:
    size = len(left) + len(right)
    if size > 256:
        state.charge(size // 64)
        if size > MAX_TEXT:
            raise Failed("文本过长", "the text is too long")
    return left + right


def _shift(moment: Any, by: DayTimeDuration | YearMonthDuration, sign: int) -> Any:
    if isinstance(by, YearMonthDuration):
        if isinstance(moment, Date):
            return add_months(moment, sign * by.months)
        if isinstance(moment, DateTime):
            return DateTime(add_months(moment.date, sign * by.months), moment.time)
    elif isinstance(moment, Date):
        days = (moment.ordinal * DAY + sign * by.nanos) // DAY
        return from_ordinal(days)
    elif isinstance(moment, DateTime):
        return add_nanos(moment, sign * by.nanos)
    elif isinstance(moment, Time):
        return Time((moment.nanos + sign * by.nanos) % DAY, moment.offset, moment.zone)
    verb = ("相加", "add") if sign > 0 else ("相减", "subtract")
    raise _mismatch(*verb, moment, by)


def subtract(left: Any, right: Any, state: State) -> Any:
    one, two = type(left), type(right)
    if one is Decimal and two is Decimal:
        return _number(CONTEXT.subtract, left, right)
    if isinstance(left, Date | DateTime) and isinstance(right, Date | DateTime):
        return _between(left, right)
    if one is Time and two is Time:
        return _between_times(left, right)
    if one is DayTimeDuration and two is DayTimeDuration:
        return DayTimeDuration(left.nanos - right.nanos)
    if one is YearMonthDuration and two is YearMonthDuration:
        return YearMonthDuration(left.months - right.months)
    if isinstance(right, DayTimeDuration | YearMonthDuration):
        return _shift(left, right, -1)
    raise _mismatch("相减", "subtract", left, right)


def _between(left: Date | DateTime, right: Date | DateTime) -> DayTimeDuration:
    one, two = midnight(left), midnight(right)
    if (one.offset is None) != (two.offset is None):
        raise Failed("有时区与无时区的时间不能相减", "only one of the date-times has a time zone")
    return DayTimeDuration(one.instant - two.instant)


def _between_times(left: Time, right: Time) -> DayTimeDuration:
    one, two = left.offset_on(None), right.offset_on(None)
    if (one is None) != (two is None):
        raise Failed("有时区与无时区的时间不能相减", "only one of the times has a time zone")
    shift = ((one or 0) - (two or 0)) * SECOND
    return DayTimeDuration(left.nanos - right.nanos - shift)


def multiply(left: Any, right: Any, state: State) -> Any:
    one, two = type(left), type(right)
    if one is Decimal and two is Decimal:
        return _number(CONTEXT.multiply, left, right)
    if one is Decimal and isinstance(right, DayTimeDuration | YearMonthDuration):
        return _scale(right, left, CONTEXT.multiply)
    if two is Decimal and isinstance(left, DayTimeDuration | YearMonthDuration):
        return _scale(left, right, CONTEXT.multiply)
    raise _mismatch("相乘", "multiply", left, right)


def divide(left: Any, right: Any, state: State) -> Any:
    one, two = type(left), type(right)
    if two is Decimal and not right and one in (Decimal, DayTimeDuration, YearMonthDuration):
        raise Failed("除数为零", "division by zero")
    if one is Decimal and two is Decimal:
        return _number(CONTEXT.divide, left, right)
    if two is Decimal and isinstance(left, DayTimeDuration | YearMonthDuration):
        return _scale(left, right, CONTEXT.divide)
    if one is two and isinstance(left, DayTimeDuration | YearMonthDuration):
        return _ratio(left, right)
    raise _mismatch("相除", "divide", left, right)


def _amount(value: DayTimeDuration | YearMonthDuration) -> Decimal:
    return Decimal(value.nanos if isinstance(value, DayTimeDuration) else value.months)


def _scale(
    value: DayTimeDuration | YearMonthDuration,
    by: Decimal,
    operation: Callable[[Decimal, Decimal], Decimal],
) -> DayTimeDuration | YearMonthDuration:
    scaled = _number(operation, _amount(value), by)
    if scaled.adjusted() > 40:
        raise Failed("时长超出范围", "duration out of range")
    return type(value)(int(scaled))


def _ratio(
    left: DayTimeDuration | YearMonthDuration, right: DayTimeDuration | YearMonthDuration
) -> Decimal:
    if not _amount(right):
        raise Failed("除数为零", "division by zero")
    return _number(CONTEXT.divide, _amount(left), _amount(right))


def power(left: Any, right: Any, state: State) -> Any:
    if type(left) is not Decimal or type(right) is not Decimal:
        raise _mismatch("求幂", "raise to a power", left, right)
    if not left and not right:
        return Decimal(1)
    state.charge(4)
    return _number(CONTEXT.power, left, right)


def negate(value: Any) -> Any:
    if type(value) is Decimal:
        return value.copy_negate() if value else value
    if isinstance(value, DayTimeDuration):
        return DayTimeDuration(-value.nanos)
    if isinstance(value, YearMonthDuration):
        return YearMonthDuration(-value.months)
    zh, en = describe(value)
    raise Failed(f"{zh}不能取负", f"cannot negate {en}")


OPERATIONS: dict[str, Operation] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "**": power,
}
