"""How long an outcome holds, from matter.yaml's `outcome.validity`."""

import calendar
from collections.abc import Mapping
from datetime import date, timedelta


def last_day(validity: Mapping[str, int] | None, first: date) -> date | None:
    """Return the last day of {years | months | days: n} from a first day on; None: for good.

    Five years from 20 November end on 19 November. Where the month has no such day its last day is the last:
    a year from 29 February ends on 28 February, a month from 31 January too.
    """
    if not validity:
        return None
    if days := validity.get("days"):
        return first + timedelta(days=days - 1)
    months = first.year * 12 + first.month - 1 + validity.get("years", 0) * 12
    months += validity.get("months", 0)
    year, month = divmod(months, 12)
    held = calendar.monthrange(year, month + 1)[1]
    if first.day > held:
        return date(year, month + 1, held)
    return date(year, month + 1, first.day) - timedelta(days=1)
