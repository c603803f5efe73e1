"""Working days by the vectors of the statutory clock, chips and FEEL functions."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from office import clocks
from office.clocks import Due

NOW = datetime(2026, 9, 24, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-09-24", 5, "2026-10-09"),
        ("2026-09-24", 20, "2026-10-29"),
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-10", 5, "2026-02-24"),
        ("2026-04-30", 7, "2026-05-13"),
        ("2025-09-26", 5, "2025-10-10"),
    ],
)
def test_working_days_are_counted_with_holidays_and_make_up_days(
    start: str, n: int, end: str
) -> None:
    first, last = date.fromisoformat(start), date.fromisoformat(end)

    assert clocks.add_working_days(first, n) == Due(last, provisional=False)
    assert clocks.working_days_between(first, last) == n
    assert clocks.working_days_between(last, first) == -n


def test_beyond_the_known_calendar_weekdays_count_and_the_day_is_provisional() -> None:
    due = clocks.add_working_days(date(2026, 12, 29), 3)

    assert due == Due(date(2027, 1, 1), provisional=True)
    assert "暂定" in str(due)


def test_a_count_that_ends_within_the_known_calendar_is_final() -> None:
    assert not clocks.add_working_days(date(2026, 12, 29), 2).provisional


def test_no_days_is_the_same_day_or_the_next_on_which_people_work() -> None:
    assert clocks.add_working_days(date(2026, 9, 24), 0).day == date(2026, 9, 24)
    assert clocks.add_working_days(date(2026, 10, 1), 0).day == date(2026, 10, 8)


def test_explanation_tells_of_every_day_why_it_counts() -> None:
    days = clocks.explain(date(2026, 9, 18), 3)

    assert [day.counted for day in days] == [False, False, True, True, True]
    assert "调休上班" in next(day for day in days if day.day == date(2026, 9, 20)).why
    assert days[-1].day == clocks.add_working_days(date(2026, 9, 18), 3).day
    assert any("节假日" in day.why for day in clocks.explain(date(2026, 9, 24), 1))


def test_today_is_the_day_in_china() -> None:
    assert clocks.today(datetime(2026, 9, 24, 16, 0, tzinfo=UTC)) == date(2026, 9, 25)
    assert clocks.today(clocks.end_of(date(2026, 9, 25))) == date(2026, 9, 25)


@pytest.mark.parametrize(
    ("due", "total", "text", "tone"),
    [
        ("2026-10-15", 10, "余10/10工作日", "green"),
        ("2026-10-10", 10, "余6/10工作日", "blue"),
        ("2026-10-09", 20, "余5/20工作日", "amber"),
        ("2026-09-28", 10, "余1/10工作日", "amber"),
        ("2026-09-24", 10, "今日到期", "amber"),
        ("2026-09-22", 10, "逾期 +2工作日", "red"),
    ],
)
def test_chip_shows_whole_working_days_and_turns_amber_and_red(
    due: str, total: int, text: str, tone: str
) -> None:
    shown = clocks.chip(Due(date.fromisoformat(due)), NOW, total)

    assert (shown.text, shown.tone) == (text, tone)


def test_chip_of_a_clock_that_does_not_run_is_grey_and_a_provisional_day_says_so() -> None:
    assert clocks.chip(None, NOW, 5).tone == "grey"
    assert "暂定" in clocks.chip(Due(date(2027, 1, 20), provisional=True), NOW, 90).text


def test_feel_functions_count_from_today_and_between_days() -> None:
    functions = clocks.functions(lambda: NOW)

    assert functions["working days"](Decimal(5)) == clocks.end_of(date(2026, 10, 9))
    assert functions["working days"](date(2026, 9, 24), date(2026, 10, 9)) == 5
    assert functions["add working days"](date(2026, 9, 24), 20) == date(2026, 10, 29)
    with pytest.raises(TypeError):
        functions["working days"](Decimal("1.5"))


def test_a_law_that_counts_calendar_days_is_counted_so_through_holidays() -> None:
    due = clocks.add_calendar_days(date(2026, 9, 24), 10)
    days = clocks.explain(date(2026, 9, 24), 10, calendar_days=True)

    assert due == Due(date(2026, 10, 4))
    assert [day.counted for day in days] == [False, *[True] * 10]
    assert days[-1].day == due.day
    assert clocks.chip(due, NOW, 10, calendar_days=True).text == "余10/10日"
    late = clocks.chip(due, datetime(2026, 10, 6, 2, 0, tzinfo=UTC), 10, calendar_days=True)
    assert (late.text, late.tone) == ("逾期 +2日", "red")


def test_no_span_of_calendar_days_holds_fewer_working_days_than_said() -> None:
    fewest = clocks.fewest_working_days(60)
    first = date(2019, 1, 1)
    held = [
        clocks.working_days_between(day, day + timedelta(days=60))
        for day in (first + timedelta(days=step) for step in range(0, 2500, 7))
    ]

    assert min(held) >= fewest
    assert fewest == 36
