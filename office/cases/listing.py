"""Lists of cases for whoever may see them, the latest first, page by page."""

import base64
import binascii
import uuid
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from office import worklist
from office.accounts import STAFF, Account, within
from office.cases._rows import CaseRow
from office.cases.lookup import values_of_rows
from office.cases.values import Case

# state → what the case's times say; the stage's own name comes from its diagram.
SUBMITTED, RECEIVED, ACCEPTED, DECIDED, CLOSED = (
    "submitted",
    "received",
    "accepted",
    "decided",
    "closed",
)
STATES = (SUBMITTED, RECEIVED, ACCEPTED, DECIDED, CLOSED)


class BadPlace(ValueError):
    """The place in the list is none."""


def state_of(case: Case) -> str:
    """Return how far a case has come, by the last thing that happened to it."""
    reached = (
        case.submitted_at,
        case.received_at,
        case.accepted_at,
        case.decided_at,
        case.closed_at,
    )
    return [state for state, at in zip(STATES, reached, strict=True) if at is not None][-1]


def listed(
    session: Session,
    account: Account,
    *,
    state: str = "",
    matters: Collection[str] = (),
    after: str = "",
    limit: int = 50,
) -> tuple[list[Case], str]:
    """Return root cases that the account may see and the place where the next page starts ("" at the end).

    matters, where given, are the only ones listed. Raises BadPlace.
    """
    query = select(CaseRow).where(CaseRow.parent_id.is_(None), _seen_by(account))
    if state:
        query = query.where(*_in_state(state))
    if matters:
        query = query.where(CaseRow.matter.in_(matters))
    if after:
        query = query.where(tuple_(CaseRow.submitted_at, CaseRow.id) < tuple_(*_place(after)))
    rows = session.scalars(
        query.order_by(CaseRow.submitted_at.desc(), CaseRow.id.desc()).limit(limit + 1)
    ).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return values_of_rows(session, rows[:limit]), _cursor(last) if last is not None else ""


def _seen_by(account: Account) -> ColumnElement[bool]:
    """As `may_see` says it of one case: one's own, or in one's region with one's organ taking part."""
    if account.kind != STAFF:
        return CaseRow.applicant_id == account.id
    if account.organ is None or not account.roles or not account.region:
        return CaseRow.id.is_(None)
    part = aliased(CaseRow)
    of_organ = select(part.root_id).where(part.organ_code == account.organ.code)
    return CaseRow.region.in_(within(account.region)) & or_(
        CaseRow.id.in_(of_organ), CaseRow.id.in_(worklist.roots_of(account.organ.code))
    )


def _in_state(state: str) -> list[ColumnElement[bool]]:
    columns = (
        CaseRow.submitted_at,
        CaseRow.received_at,
        CaseRow.accepted_at,
        CaseRow.decided_at,
        CaseRow.closed_at,
    )
    reached = STATES.index(state)
    return [columns[reached].is_not(None), *(one.is_(None) for one in columns[reached + 1 :])]


def _cursor(row: CaseRow) -> str:
    text = f"{row.submitted_at.isoformat()} {row.id}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _place(cursor: str) -> tuple[datetime, str]:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        at, _, case_id = text.partition(" ")
        when = datetime.fromisoformat(at)
        if when.tzinfo is None:
            raise BadPlace(cursor)
        return when, str(uuid.UUID(case_id))
    except (ValueError, binascii.Error) as wrong:
        raise BadPlace(cursor) from wrong
