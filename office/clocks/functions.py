"""The FEEL host functions about working days."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from office.clocks.calendar import add_working_days, working_days_between
from office.clocks.days import end_of, local, today


def functions(clock: Callable[[], datetime]) -> Mapping[str, Callable[..., object]]:
    """Return the functions by their FEEL names; clock gives the present where a count starts today.

    `working days(5)` is the date and time at which the fifth working day from today ends;
    `working days(a, b)` counts those after a up to b; `add working days(day, 5)` is a date.
    """

    def working_days(first: object, last: object = None) -> object:
        if last is None:
            return local(end_of(add_working_days(today(clock()), _whole(first)).day))
        return working_days_between(_day(first), _day(last))

    def add(day: object, n: object) -> date:
        return add_working_days(_day(day), _whole(n)).day

    return {"working days": working_days, "add working days": add}


def _day(value: object) -> date:
    if isinstance(value, datetime):
        return today(value) if value.tzinfo else value.date()
    if isinstance(value, date):
        return value
    raise TypeError("a date is expected")


def _whole(value: object) -> int:
    number = int(value)  # type: ignore[call-overload]  # FEEL numbers are Decimal; others raise here
    if number != value:
        raise TypeError("a whole number of days is expected")
    return int(number)
