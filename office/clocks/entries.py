"""The days that operators enter when a year's notice is out, or when a day is moved at short notice.

The shipped table (calendar_cn.csv) stays; an entry comes before it. Every process reads them anew before it starts
or counts a clock, so that a legal last day never rests on an old table.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from office.clocks._rows import CalendarDayRow, CalendarYearRow
from office.clocks.calendar import use_entries


@dataclass(frozen=True)
class CalendarEntry:
    """One entered day: whether people work on it, and the notice that says so."""

    day: date
    working: bool
    note: str
    set_at: datetime


def load_entries(session: Session) -> None:
    """Make this process count with what the database says now."""
    rows = session.execute(select(CalendarDayRow.day, CalendarDayRow.working)).all()
    years = session.scalars(select(CalendarYearRow.year)).all()
    use_entries({row.day: row.working for row in rows}, frozenset(years))


def entries(session: Session) -> list[CalendarEntry]:
    """Return the entered days in order."""
    rows = session.scalars(select(CalendarDayRow).order_by(CalendarDayRow.day))
    return [CalendarEntry(row.day, row.working, row.note, row.set_at) for row in rows]


def known_years(session: Session) -> dict[int, str]:
    """Return the years that operators declared complete, with the notice's number."""
    return {row.year: row.notice for row in session.scalars(select(CalendarYearRow))}


def set_days(
    session: Session,
    first: date,
    last: date,
    *,
    working: bool,
    note: str,
    by: str,
    now: datetime,
) -> int:
    """Say of each day from first to last whether people work; return how many days. Raises ValueError."""
    length = (last - first).days + 1
    if not 1 <= length <= 31:
        raise ValueError("between 1 and 31 days at once")
    for day in _days(first, length):
        row = session.get(CalendarDayRow, day) or CalendarDayRow(day=day)
        row.working, row.note, row.set_by, row.set_at = working, note, by, now
        session.add(row)
    session.flush()
    load_entries(session)
    return length


def remove_day(session: Session, day: date) -> None:
    """Take an entered day back; the shipped table counts again."""
    session.execute(delete(CalendarDayRow).where(CalendarDayRow.day == day))
    load_entries(session)


def declare_year(session: Session, year: int, notice: str, *, by: str, now: datetime) -> None:
    """Say that a year's days are all entered: its last days are no longer provisional (暂定)."""
    row = session.get(CalendarYearRow, year) or CalendarYearRow(year=year)
    row.notice, row.set_by, row.set_at = notice, by, now
    session.add(row)
    session.flush()
    load_entries(session)


def _days(first: date, length: int) -> Iterable[date]:
    return (first + timedelta(days=step) for step in range(length))
