"""Periodic work: what nobody needs goes, what somebody needs stays, and one failure stops nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from office import accounts, documents
from office.accounts.signing import LONGEST
from office.run.assembly import House, build
from office.run.sweeps import Sweeper, end_stale_sessions, remove_orphaned_content
from tests.houses import Fresh, close, settings_of
from tests.office.run.conftest import MovingClock


def test_content_that_nothing_names_is_removed_after_a_day(granted: House) -> None:
    with granted.transaction() as session:
        old = documents.put(session, b"an upload whose case was never committed", "image/png")
        again = documents.put(session, b"forgotten, and now handed in again", "image/png")
        age(session)
        young = documents.put(session, b"just handed in", "image/png")
        documents.put(session, b"forgotten, and now handed in again", "image/png")
        before = kept(session)

    with granted.transaction() as session:
        remove_orphaned_content(session, granted)

    with granted.transaction() as session:
        assert before - kept(session) == {old}
        assert {again, young} <= kept(session)
        named = session.execute(
            text(
                "SELECT sha256 FROM office.documents UNION SELECT drawn_sha256 FROM office.documents"
                " UNION SELECT sha256 FROM office.attachments"
            )
        ).scalars()
        assert set(named) <= kept(session)


def test_what_a_submission_holds_stays_when_its_draft_is_gone(granted: House) -> None:
    with granted.transaction() as session:
        age(session)
        before = kept(session)
        assert session.execute(text("DELETE FROM office.attachments RETURNING id")).all()

    with granted.transaction() as session:
        remove_orphaned_content(session, granted)

    with granted.transaction() as session:
        assert kept(session) == before


def test_sign_ins_end_when_their_time_is_over(granted: House, clock: MovingClock) -> None:
    with granted.transaction() as session:
        account = accounts.account_named(session, "operator")
        assert account is not None
        accounts.open_session(session, account, granted.clock())
        end_stale_sessions(session, granted)
        assert sign_ins(session) == 1

        clock.pass_by(seconds=LONGEST.total_seconds() + 1)
        end_stale_sessions(session, granted)
        assert sign_ins(session) == 0


def test_a_sweep_that_fails_is_logged_and_stops_no_other(
    fresh_database: Fresh, caplog: pytest.LogCaptureFixture
) -> None:
    house = build(settings_of(fresh_database()))
    swept = []

    def fail(session: Session, house: House) -> None:
        session.execute(text("SELECT 1 / 0"))

    sweeper = Sweeper(house, {"broken": (0.0, fail), "whole": (0.0, lambda *_: swept.append(True))})

    sweeper.sweep()

    assert swept == [True]
    assert "sweep.failed" in caplog.messages
    close(house)


def age(session: Session) -> None:
    past = datetime.now(UTC) - timedelta(days=2)
    session.execute(text("UPDATE office.contents SET created_at = :past"), {"past": past})


def kept(session: Session) -> set[str]:
    return set(session.execute(text("SELECT sha256 FROM office.contents")).scalars())


def sign_ins(session: Session) -> int:
    return int(session.execute(text("SELECT count(*) FROM office.sign_ins")).scalar_one())
