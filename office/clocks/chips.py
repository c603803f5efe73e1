"""A clock in one glance: whole working days left, and a tone that says how urgent."""

from dataclasses import dataclass
from datetime import datetime

from office.clocks.calendar import Due, working_days_between
from office.clocks.days import today
from office.words import Words, words

AMBER_DAYS = 2
AMBER_SHARE = 0.3
GREEN_SHARE = 0.6


_LATE = {False: words("逾期 +{days}工作日"), True: words("逾期 +{days}日")}
_LEFT = {False: words("余{left}/{total}工作日"), True: words("余{left}/{total}日")}


@dataclass(frozen=True)
class Chip:
    """A short text and its tone: green, blue, amber, red, grey."""

    text: Words
    tone: str


def chip(due: Due | None, now: datetime, total: int, *, calendar_days: bool = False) -> Chip:
    """Say how many of the total days are left at this moment; None is a clock that does not run."""
    if due is None:
        return Chip(words("不计时"), "grey")
    if calendar_days:
        left = (due.day - today(now)).days
    else:
        left = working_days_between(today(now), due.day)
    if left < 0 or due.day < today(now):
        late = words(_LATE[calendar_days].template, days=max(1, -left))
        return Chip(_provisional(late) if due.provisional else late, "red")
    if left == 0:
        last = words("今日到期")
        return Chip(_provisional(last) if due.provisional else last, "amber")
    # A task may be opened with more time than its total when the first day is a holiday.
    total = max(total, left)
    rest = words(_LEFT[calendar_days].template, left=left, total=total)
    return Chip(_provisional(rest) if due.provisional else rest, _tone(left, total))


def _provisional(text: Words) -> Words:
    """The year's holidays are not announced yet: the day may move."""
    return words("{text}（暂定）", text=text)


def _tone(left: int, total: int) -> str:
    if left <= AMBER_DAYS and total > AMBER_DAYS or left <= total * AMBER_SHARE:
        return "amber"
    return "green" if left > total * GREEN_SHARE else "blue"
