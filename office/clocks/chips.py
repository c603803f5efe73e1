"""A clock in one glance: whole working days left, and a tone that says how urgent."""

from dataclasses import dataclass
from datetime import datetime

from office.clocks.calendar import Due, working_days_between
from office.clocks.days import today

AMBER_DAYS = 2
AMBER_SHARE = 0.3
GREEN_SHARE = 0.6


@dataclass(frozen=True)
class Chip:
    """A short text and its tone: green, blue, amber, red, grey."""

    text: str
    tone: str


def chip(due: Due | None, now: datetime, total: int) -> Chip:
    """Say how many of the total working days are left at this moment; None is a clock that does not run."""
    if due is None:
        return Chip("不计时", "grey")
    left = working_days_between(today(now), due.day)
    mark = "（暂定）" if due.provisional else ""
    if left < 0 or due.day < today(now):
        return Chip(f"逾期 +{max(1, -left)}工作日{mark}", "red")
    if left == 0:
        return Chip(f"今日到期{mark}", "amber")
    # A task may be opened with more time than its total when the first day is a holiday.
    return Chip(f"余{left}/{max(total, left)}工作日{mark}", _tone(left, max(total, left)))


def _tone(left: int, total: int) -> str:
    if left <= AMBER_DAYS and total > AMBER_DAYS or left <= total * AMBER_SHARE:
        return "amber"
    return "green" if left > total * GREEN_SHARE else "blue"
