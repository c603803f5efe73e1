"""Public figures: counted by month and matter, and none from which one could find out about a few."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from office import cases, clocks
from office.cases import Count, guarded, statistics

NOW = datetime(2026, 11, 24, 1, 12, tzinfo=UTC)
MONDAY = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)


def decide(session: Session, *, after: int, matter: str = "outdoor-sign", promise: int = 2) -> None:
    """A case accepted on a Monday and decided some days after."""
    case = str(uuid.uuid4())
    session.execute(
        text("""
        INSERT INTO office.cases (id, number, root_id, edition_id, matter, title, kind, region,
            organ_code, applicant_id, applicant_name, applicant_code, stage, reason, submitted_at,
            accepted_at, decided_at)
        VALUES (:id, :id, :id, 'x', :matter, 'x', 'matter', '230102', 'x', :id, 'x', 'x', 'x', '',
            :accepted, :accepted, :decided)"""),
        {
            "id": case,
            "matter": matter,
            "accepted": MONDAY,
            "decided": MONDAY + timedelta(days=after),
        },
    )
    clocks.start(session, case, clocks.PROMISED, clocks.today(MONDAY), promise)
    session.flush()


def test_a_matter_has_its_share_in_time_and_its_working_days(session: Session) -> None:
    for after in (1, 1, 2, 2, 7):  # Tuesday, Wednesday, the Monday after
        decide(session, after=after)

    found = statistics(session, NOW)

    (sign,) = found.matters
    assert (sign.accepted, sign.decided) == (Count(5), Count(5))
    assert sign.on_time == pytest.approx(4 / 5)
    assert sign.days == pytest.approx((1 + 1 + 2 + 2 + 5) / 5)
    assert sign.promised == 2
    assert found.months[-1] == cases.MonthFigures("2026-11", Count(5), Count(5))
    assert len(found.months) == 12
    assert found.months[0].month == "2025-12"
    assert found.since == date(2025, 12, 1)


def test_fewer_than_five_are_not_told(session: Session) -> None:
    for _ in range(4):
        decide(session, after=1)

    found = statistics(session, NOW)

    assert found.accepted == Count(None, few=True)
    (sign,) = found.matters
    assert sign.decided == Count(None, few=True)
    assert (sign.on_time, sign.days) == (None, None)


def test_the_only_small_count_cannot_be_computed_from_the_sum(session: Session) -> None:
    for _ in range(9):
        decide(session, after=1)
    decide(session, after=1, matter="residence-permit")

    found = statistics(session, NOW)

    assert found.decided == Count(10)
    assert [one.decided.value for one in found.matters] == [None, None]


def test_an_empty_house_has_figures_of_nothing(session: Session) -> None:
    found = statistics(session, NOW)

    assert found.matters == ()
    assert found.accepted == Count(0)
    assert found.saved.materials is None or found.saved.materials == 0


@given(st.lists(st.integers(0, 40), max_size=12))
def test_nobody_can_tell_a_hidden_count_from_the_others_and_their_sum(counts: list[int]) -> None:
    shown = guarded(counts)

    hidden = [at for at, one in enumerate(shown) if one.value is None]
    assert all(one.value in {None, count} for one, count in zip(shown, counts, strict=True))
    assert all(at in hidden for at, count in enumerate(counts) if 0 < count < 5)
    alone = len(hidden) == 1
    assert not alone or sum(counts) < 5  # then the sum is hidden as well
