"""How long an outcome holds: years, months or days from the day it was granted."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.matters.validity import last_day

DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("first", "validity", "last"),
    [
        ("2026-11-20", {"years": 5}, "2031-11-19"),
        ("2028-02-29", {"years": 1}, "2029-02-28"),
        ("2028-02-29", {"years": 4}, "2032-02-28"),
        ("2026-01-31", {"months": 1}, "2026-02-28"),
        ("2026-12-01", {"months": 6}, "2027-05-31"),
        ("2026-11-25", {"days": 1}, "2026-11-25"),
        ("2026-12-25", {"days": 30}, "2027-01-23"),
    ],
)
def test_an_outcome_holds_to_the_day_before_the_same_day(
    first: str, validity: dict[str, int], last: str
) -> None:
    assert last_day(validity, date.fromisoformat(first)) == date.fromisoformat(last)


def test_an_outcome_without_validity_holds_for_good() -> None:
    assert last_day(None, date(2026, 11, 25)) is None
    assert last_day({}, date(2026, 11, 25)) is None


@given(first=DAYS, years=st.integers(1, 20))
def test_years_are_twelve_times_as_many_months(first: date, years: int) -> None:
    assert last_day({"years": years}, first) == last_day({"months": 12 * years}, first)


@given(first=DAYS, months=st.integers(1, 120))
def test_a_longer_term_never_ends_earlier(first: date, months: int) -> None:
    shorter, longer = last_day({"months": months}, first), last_day({"months": months + 1}, first)

    assert shorter is not None
    assert longer is not None
    assert first < shorter < longer
    assert (longer - shorter) <= timedelta(days=31)
