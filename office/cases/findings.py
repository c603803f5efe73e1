"""现场或书面核对到的数值: what somebody found for a shared element, beside what was applied for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from office import audit, worklist
from office.accounts import Account, account
from office.cases._rows import FindingRow
from office.cases.lookup import case, submission_of
from office.cases.values import ActRefused
from office.matters import edition
from office.words import words


@dataclass(frozen=True)
class Finding:
    """One value of a shared element as somebody of an organ found it; case_id is whose task it was."""

    case_id: str
    element: str
    value: Any
    note: str
    organ: str
    at: datetime


def record_finding(
    session: Session,
    item_id: str,
    finder: Account,
    element: str,
    value: Any,
    *,
    note: str = "",
    now: datetime,
) -> Finding:
    """Keep what was found for an element that the task's case uses.

    Raises worklist.NotAllowed, ActRefused.
    """
    item = worklist.lock(session, item_id)
    worklist.may_act(session, finder, item, now=now)
    if element not in elements_of(session, item.case_id):
        raise ActRefused(words("请选择要核对的内容。"), "element")
    if value is None or value == "" or value == []:
        raise ActRefused(words("请填写核对到的内容。"), "found")
    row = FindingRow(
        case_id=item.case_id,
        root_id=item.root_id,
        task_id=item.task_id,
        element=element,
        value=value,
        note=note.strip(),
        account_id=finder.id,
        at=now,
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor=finder.id,
        verb="case.find",
        subject=element,
        case=item.case_id,
        now=now,
    )
    return _value(row, finder)


def findings(session: Session, root_id: str) -> list[Finding]:
    """Return what was found in a case and its members, the oldest first."""
    rows = session.scalars(
        select(FindingRow).where(FindingRow.root_id == root_id).order_by(FindingRow.id)
    ).all()
    return [_value(row, account(session, row.account_id)) for row in rows]


def elements_of(session: Session, case_id: str) -> tuple[str, ...]:
    """Return the shared elements that a case's own form asks, in its order."""
    found = case(session, case_id)
    handed = submission_of(session, found)
    compiled = edition(session, handed.edition_id).compiled
    using = handed.needed if found.is_root else (found.matter,)
    return tuple(
        dict.fromkeys(field.element for field in compiled.asked(using) if field.element is not None)
    )


def _value(row: FindingRow, finder: Account) -> Finding:
    return Finding(
        case_id=row.case_id,
        element=row.element,
        value=row.value,
        note=row.note,
        organ=finder.organ.short if finder.organ else "",
        at=row.at,
    )
