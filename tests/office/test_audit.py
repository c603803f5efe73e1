"""The trail is added to, never changed."""

import uuid

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from office import audit


def test_trail_of_a_case_tells_who_did_what_in_order(session: Session) -> None:
    case, actor = str(uuid.uuid4()), str(uuid.uuid4())
    audit.record(session, actor=actor, verb="case.submit", subject=case, case=case)
    audit.record(
        session, actor=None, verb="case.receive", subject=case, case=case, data={"stage": "收件"}
    )
    audit.record(session, actor=actor, verb="account.sign-in", subject=actor)

    trail = audit.trail(session, case)

    assert [(entry.actor, entry.verb) for entry in trail] == [
        (actor, "case.submit"),
        (None, "case.receive"),
    ]
    assert trail[1].data == {"stage": "收件"}
    assert trail[0].at.tzinfo is not None


@pytest.mark.parametrize(
    "statement", ["UPDATE audit.entries SET verb = 'x'", "DELETE FROM audit.entries"]
)
def test_database_refuses_to_change_an_entry(session: Session, statement: str) -> None:
    audit.record(session, actor=None, verb="case.receive", subject="s")

    with pytest.raises(DBAPIError, match="never changed"), session.begin_nested():
        session.execute(text(statement))
