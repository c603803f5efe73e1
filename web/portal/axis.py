"""The shared timeline of a case: one column a day, one row a member, weekends marked as not counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from office import clocks
from office.cases import Case, Progress

MOST_DAYS = 31
FEWEST_DAYS = 10
ONE = timedelta(days=1)


@dataclass(frozen=True)
class Day:
    day: date
    off: bool
    today: bool
    month: bool  # the first of its month on this axis

    @property
    def weekday(self) -> str:
        return "一二三四五六日"[self.day.weekday()]


@dataclass(frozen=True)
class Axis:
    """The days; and by member code the state of each day: before, done, now, plan, wait or nothing."""

    days: tuple[Day, ...]
    rows: Mapping[str, tuple[str, ...]]


def axis(progress: Progress, now: datetime) -> Axis:
    """Lay out the days from submission to the promised end."""
    root, today = progress.case, clocks.today(now)
    days = _days(root, today)
    return Axis(
        tuple(
            Day(day, not clocks.is_working_day(day), day == today, i == 0 or day.day == 1)
            for i, day in enumerate(days)
        ),
        {
            member.code: tuple(_state(root, member.case, day, today) for day in days)
            for member in progress.members
            if member.needed
        },
    )


def _days(root: Case, today: date) -> list[date]:
    first = clocks.today(root.submitted_at)
    last = clocks.today(root.closed_at) if root.closed_at else today
    if root.promised:
        last = max(last, root.promised.day)
    last = max(last, first + (FEWEST_DAYS - 1) * ONE)
    if (last - first).days >= MOST_DAYS:
        first = max(first, min(today, last) - (MOST_DAYS - 8) * ONE)
        last = min(last, first + (MOST_DAYS - 1) * ONE)
    return [first + i * ONE for i in range((last - first).days + 1)]


def _state(root: Case, case: Case | None, day: date, today: date) -> str:
    accepted = _on(root.accepted_at)
    if accepted is None or day < accepted:
        return "before" if day <= (_on(root.closed_at) or today) else ""
    if case is None:
        return ""
    decided = _on(case.decided_at) or _on(case.closed_at)
    if decided is None:
        due = case.promised.day if case.promised else accepted
        return "now" if day <= today else "plan" if day <= due else ""
    if day <= decided:
        return "done"
    return "wait" if day <= (_on(root.closed_at) or today) else ""


def _on(at: datetime | None) -> date | None:
    return clocks.today(at) if at else None
