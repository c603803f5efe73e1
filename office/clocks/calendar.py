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

SOURCE = Path(__file__).with_name("calendar_cn.csv")
ONE_DAY = timedelta(days=1)
WEEKDAYS = "一二三四五六日"


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
    why: str


def is_working_day(day: date) -> bool:
    """Say whether people work on this day, by weekday alone where the year's notice is not known."""
    moved = _deviations().get(day)
    return day.weekday() < 5 if moved is None else moved


def is_known(day: date) -> bool:
    """Say whether the notice of this day's year is in the table."""
    return day.year in _known_years()


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


def working_days_between(start: date, end: date) -> int:
    """Count the working days after start up to and including end; negative when end is before start."""
    if end < start:
        return -working_days_between(end, start)
    days = (start + ONE_DAY * step for step in range(1, (end - start).days + 1))
    return sum(is_working_day(day) for day in days)


def explain(start: date, n: int) -> list[CountedDay]:
    """Return every day of the count from the day after start, and why it counts or not."""
    return [CountedDay(start, False, "起算日当日不计（次日起算）"), *_count(start, n)]


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


def _why(day: date) -> str:
    weekday = f"星期{WEEKDAYS[day.weekday()]}"
    moved = _deviations().get(day)
    if moved is True:
        return f"{weekday}，调休上班"
    if moved is False:
        return f"{weekday}，法定节假日（行政许可法第八十二条）"
    if day.weekday() >= 5:
        return f"{weekday}，休息日（行政许可法第八十二条）"
    if not is_known(day):
        return f"{weekday}，暂按工作日计（{day.year} 年放假安排尚未公布）"
    return f"{weekday}，工作日"


@cache
def _deviations() -> Mapping[date, bool]:
    with SOURCE.open(encoding="utf-8-sig", newline="") as lines:
        return {
            date.fromisoformat(row["date"]): row["workday"] == "1" for row in csv.DictReader(lines)
        }


@cache
def _known_years() -> frozenset[int]:
    return frozenset(day.year for day in _deviations())
