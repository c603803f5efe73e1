"""Clocks of cases: started on a day for a number of days, stopped when the duty is done.

Days are working days (行政许可法 §82), but where the matter's own law counts 日 as calendar days.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from office.clocks._rows import ClockRow
from office.clocks.calendar import CountedDay, Due, add_calendar_days, add_working_days, explain
from office.clocks.entries import load_entries

NOTIFY = "notify"  # tell once what is missing, or accept: 行政许可法 §32
PROMISED = "promised"  # the promise of the guide
STATUTORY = "statutory"  # 行政许可法 §42, or the matter's own law
ISSUE = "issue"  # deliver after the decision: 行政许可法 §44
NOTIFY_DAYS = 5


@dataclass(frozen=True)
class Clock:
    """One clock of one case; it runs until stopped_at is set."""

    case_id: str
    kind: str
    started_on: date
    days: int
    due: Due
    stopped_at: datetime | None = None
    calendar_days: bool = False

    def explained(self) -> list[CountedDay]:
        """Return every day of the count and why it counts or not."""
        return explain(self.started_on, self.days, calendar_days=self.calendar_days)


def start(
    session: Session, case_id: str, kind: str, day: date, days: int, *, calendar_days: bool = False
) -> Clock:
    """Start a clock, or start it anew; day is the trigger's day, which is not counted."""
    load_entries(session)
    row = session.get(ClockRow, (case_id, kind)) or ClockRow(case_id=case_id, kind=kind)
    row.started_on, row.days, row.calendar_days = day, days, calendar_days
    due = _last_day(row)
    row.due_on, row.provisional, row.stopped_at = due.day, due.provisional, None
    session.add(row)
    session.flush()
    return _clock(row)


def stop(session: Session, case_id: str, kind: str, now: datetime) -> None:
    """Stop a clock for good; one that does not run is left as it is."""
    row = session.get(ClockRow, (case_id, kind))
    if row is not None and row.stopped_at is None:
        row.stopped_at = now
        session.flush()


def of_cases(session: Session, case_ids: Iterable[str]) -> Mapping[str, Mapping[str, Clock]]:
    """Return the clocks of several cases, by case and kind."""
    found: dict[str, dict[str, Clock]] = {}
    for row in session.scalars(select(ClockRow).where(ClockRow.case_id.in_(list(case_ids)))):
        found.setdefault(row.case_id, {})[row.kind] = _clock(row)
    return found


def of_case(session: Session, case_id: str) -> Mapping[str, Clock]:
    """Return the clocks of one case by kind."""
    return of_cases(session, [case_id]).get(case_id, {})


def recount(session: Session, *, every: bool = False) -> list[tuple[Due, Clock]]:
    """Count the provisional running clocks again, after a year's table was loaded; `every`: all running ones.

    Return those that moved, each with the last day that it had before.
    """
    load_entries(session)
    moved = []
    running = select(ClockRow).where(ClockRow.stopped_at.is_(None))
    for row in session.scalars(running if every else running.where(ClockRow.provisional)):
        due = _last_day(row)
        before = Due(row.due_on, row.provisional)
        if due != before:
            row.due_on, row.provisional = due.day, due.provisional
            moved.append((before, _clock(row)))
    session.flush()
    return moved


def _last_day(row: ClockRow) -> Due:
    count = add_calendar_days if row.calendar_days else add_working_days
    return count(row.started_on, row.days)


def _clock(row: ClockRow) -> Clock:
    return Clock(
        case_id=row.case_id,
        kind=row.kind,
        started_on=row.started_on,
        days=row.days,
        due=Due(row.due_on, row.provisional),
        stopped_at=row.stopped_at,
        calendar_days=row.calendar_days,
    )
