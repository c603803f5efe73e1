"""Numbers: decimals of 34 digits (IEEE 754 decimal128), never binary floating point."""

from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from functools import lru_cache

from engine.feel.errors import Failed

DIGITS = 34
# Subnormal results and lost digits are rounded silently, as the standard wants.
CONTEXT = Context(
    prec=DIGITS,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    capitals=1,
    clamp=0,
    traps=[DivisionByZero, InvalidOperation, Overflow],
)
_FREE = Context(prec=DIGITS, Emin=-6143, Emax=6144, traps=[])

_WIDE = 10**DIGITS

ZERO = Decimal(0)
ONE = Decimal(1)


def number(text: str) -> Decimal:
    """The decimal a literal or a host number stands for, rounded to 34 digits.

    Raises Failed when it is not finite.
    """
    try:
        value = CONTEXT.create_decimal(text)
    except DecimalException:
        raise Failed(f"不是数字：{text[:40]}", f"not a number: {text[:40]}") from None
    if not value.is_finite():
        raise Failed(f"数字超出范围：{text[:40]}", f"number out of range: {text[:40]}")
    return value


@lru_cache(maxsize=4096)
def _from_float(value: float) -> Decimal:
    """The decimal a binary number is written as: 0.1 is 0.1."""
    return number(repr(value))


def from_host(value: int | float | Decimal) -> Decimal:
    """A number of the host, rounded to 34 digits. Raises Failed when it is not finite."""
    if type(value) is int and -_WIDE < value < _WIDE:
        return Decimal(value)
    if isinstance(value, float):
        return _from_float(value)
    found = CONTEXT.create_decimal(value) if isinstance(value, Decimal) else number(str(value))
    if not found.is_finite():
        raise Failed("数字超出范围", "number out of range")
    return found


def plain(value: Decimal) -> str:
    """The number in plain digits, without an exponent: 1E+3 is 1000."""
    if value == 0:
        value = value.copy_abs()
    return format(value, "f")


def whole(value: Decimal) -> int | None:
    """The integer this number is, or None when it has a fraction."""
    if value.as_tuple().exponent == 0 or value == value.to_integral_value(context=_FREE):
        return int(value)
    return None
