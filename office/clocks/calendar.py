"""Which days are working days in China: Monday to Friday, but for the days that the yearly notice moves.

Source: calendar_cn.csv beside this file holds the days that deviate, 2019 to 2026, taken from the
State Council's yearly notices as chinesecalendar 1.11.0 (MIT) gives them, compared day by day.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from office.words import Words, words

SOURCE = Path(__file__).with_name("calendar_cn.csv")
ONE_DAY = timedelta(days=1)
WEEKDAYS = (
    words("星期一"),
    words("星期二"),
    words("星期三"),
    words("星期四"),
    words("星期五"),
    words("星期六"),
    words("星期日"),
)


@dataclass(frozen=True)
class Due:
    """A last day; provisional (暂定) when a year whose notice is not out was counted by weekdays."""

    day: date
    provisional: bool = False

    def __str__(self) -> str:
        return f"{self.day.isoformat()}（暂定）" if self.provisional else self.day.isoformat()


@dataclass(frozen=True)
class CountedDay:
    """One day of a count: whether it counts, and why in words."""

    day: date
    counted: bool
    why: Words


@dataclass
class _Entered:
    """What operators entered (office.clocks.entries), as this process last read it."""

    days: Mapping[date, bool]
    years: frozenset[int]


_entered = _Entered({}, frozenset())


def use_entries(days: Mapping[date, bool], years: frozenset[int]) -> None:
    """Count with these days before the shipped table; years are those whose notice is entered."""
    _entered.days, _entered.years = days, years


def is_working_day(day: date) -> bool:
    """Say whether people work on this day, by weekday alone where the year's notice is not known."""
    moved = _moved(day)
    return day.weekday() < 5 if moved is None else moved


def is_known(day: date) -> bool:
    """Say whether the notice of this day's year is in the table."""
    return day.year in _known_years() or day.year in _entered.years


def add_working_days(day: date, n: int) -> Due:
    """Return the n-th working day after a day (行政许可法 §82; the day itself is not counted).

    n = 0 is the same day, or the next working day when nobody works then.
    """
    if n < 0:
        raise ValueError("working days are counted forward")
    provisional, last = False, day
    for counted in _count(day, n):
        provisional = provisional or not is_known(counted.day)
        last = counted.day
    return Due(last, provisional)


def add_calendar_days(day: date, n: int) -> Due:
    """Return the n-th calendar day after a day; the day itself is not counted.

    A last day that is a holiday stays: the office may be early, its time is not prolonged.
    """
    return Due(day + ONE_DAY * n)


def fewest_working_days(n: int) -> int:
    """Return how many working days n calendar days hold at the least, in the years that are known."""
    first, last = date(min(_known_years()), 1, 1), date(max(_known_years()), 12, 31)
    sums = [0]
    for step in range((last - first).days + 1):
        sums.append(sums[-1] + is_working_day(first + ONE_DAY * step))
    return min(after - before for before, after in zip(sums, sums[n:], strict=False))


def working_days_between(start: date, end: date) -> int:
    """Count the working days after start up to and including end; negative when end is before start."""
    if end < start:
        return -working_days_between(end, start)
    days = (start + ONE_DAY * step for step in range(1, (end - start).days + 1))
    return sum(is_working_day(day) for day in days)


def explain(start: date, n: int, *, calendar_days: bool = False) -> list[CountedDay]:
    """Return every day of the count from the day after start, and why it counts or not."""
    counted = _count_all(start, n) if calendar_days else _count(start, n)
    return [CountedDay(start, False, words("起算日当日不计（次日起算）")), *counted]


def _count_all(start: date, n: int) -> Iterator[CountedDay]:
    for step in range(1, n + 1):
        day = start + ONE_DAY * step
        why = words("{weekday}，按自然日计", weekday=WEEKDAYS[day.weekday()])
        yield CountedDay(day, True, why)


def _count(start: date, n: int) -> Iterator[CountedDay]:
    day, left = start, n
    if n == 0:
        while not is_working_day(day):
            yield CountedDay(day, False, _why(day))
            day += ONE_DAY
        yield CountedDay(day, True, _why(day))
    while left > 0:
        day += ONE_DAY
        works = is_working_day(day)
        left -= works
        yield CountedDay(day, works, _why(day))


def _why(day: date) -> Words:
    weekday = WEEKDAYS[day.weekday()]
    moved = _moved(day)
    if moved is True:
        return words("{weekday}，调休上班", weekday=weekday)
    if moved is False:
        return words("{weekday}，法定节假日（行政许可法第八十二条）", weekday=weekday)
    if day.weekday() >= 5:
        return words("{weekday}，休息日（行政许可法第八十二条）", weekday=weekday)
    if not is_known(day):
        return words(
            "{weekday}，暂按工作日计（{year} 年放假安排尚未公布）", weekday=weekday, year=day.year
        )
    return words("{weekday}，工作日", weekday=weekday)


def _moved(day: date) -> bool | None:
    entered = _entered.days.get(day)
    return _deviations().get(day) if entered is None else entered


@cache
def _deviations() -> Mapping[date, bool]:
    with SOURCE.open(encoding="utf-8-sig", newline="") as lines:
        return {
            date.fromisoformat(row["date"]): row["workday"] == "1" for row in csv.DictReader(lines)
        }


@cache
def _known_years() -> frozenset[int]:
    return frozenset(day.year for day in _deviations())
