"""Functions of dates, and of the evaluation's clock."""

from decimal import Decimal

from engine.feel.calendar import Date, DateTime, to_ordinal
from engine.feel.evaluation import State
from engine.feel.host import from_datetime

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def _day(value: Date | DateTime) -> Date:
    return value.date if isinstance(value, DateTime) else value


def day_of_year(state: State, value: Date | DateTime) -> Decimal:
    day = _day(value)
    return Decimal(day.ordinal - to_ordinal(day.year, 1, 1) + 1)


def day_of_week(state: State, value: Date | DateTime) -> str:
    return _DAYS[_day(value).weekday - 1]


def month_of_year(state: State, value: Date | DateTime) -> str:
    return _MONTHS[_day(value).month - 1]


def week_of_year(state: State, value: Date | DateTime) -> Decimal:
    """The week of ISO 8601: the one that has the year's first Thursday is the first."""
    day = _day(value)
    thursday = day.ordinal - day.weekday + 4
    year = day.year
    if thursday >= to_ordinal(year + 1, 1, 1):
        year += 1
    elif thursday < to_ordinal(year, 1, 1):
        year -= 1
    return Decimal((thursday - to_ordinal(year, 1, 1)) // 7 + 1)


def now(state: State) -> DateTime:
    return from_datetime(state.now)


def today(state: State) -> Date:
    moment = state.now
    return Date(moment.year, moment.month, moment.day)
