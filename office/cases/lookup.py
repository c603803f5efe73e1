"""Find cases: by id or number, by what the engine calls them, by applicant; with their clocks."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import Call, Job, Scope
from office import clocks, filing
from office.accounts import Account, Organ, UnknownOrgan, ancestors, organ, organ_for
from office.cases._rows import CaseRow, OpinionRow
from office.cases.values import Case, UnknownCase
from office.filing import Submission
from office.matters import edition, split


def case(session: Session, key: str) -> Case:
    """Return a case by its id or number; raises UnknownCase."""
    column = CaseRow.id if _is_id(key) else CaseRow.number
    row = session.scalar(select(CaseRow).where(column == key))
    if row is None:
        raise UnknownCase(key)
    return values_of_rows(session, [row])[0]


def cases_by_id(session: Session, ids: Collection[str]) -> Mapping[str, Case]:
    """Return several cases at once, by id."""
    rows = session.scalars(select(CaseRow).where(CaseRow.id.in_(set(ids)))).all()
    return {one.id: one for one in values_of_rows(session, rows)}


def cases_of(session: Session, account: Account) -> list[Case]:
    """Return the root cases of an applicant, the latest first."""
    rows = session.scalars(
        select(CaseRow)
        .where(CaseRow.applicant_id == account.id, CaseRow.parent_id.is_(None))
        .order_by(CaseRow.submitted_at.desc())
    ).all()
    return values_of_rows(session, rows)


def family(session: Session, root_id: str) -> list[Case]:
    """Return a root case and its members, the root first, members as they started."""
    return values_of_rows(session, rows_of_family(session, root_id))


def members(session: Session, root: Case) -> list[Case]:
    """Return the member cases of a one-thing."""
    return [one for one in family(session, root.root_id) if one.id != root.root_id]


def case_of_call(session: Session, call: Call | Job) -> Case:
    """Return the case that a service task or its job belongs to: a member's, else the root's."""
    if isinstance(call, Job):
        return case(session, str(call.payload["case"]))
    row = row_of_scopes(rows_of_family(session, call.business_key), call.scopes)
    return values_of_rows(session, [row])[0]


def submission_of(session: Session, case: Case) -> Submission:
    """Return what was handed in for a case: a member's stands with its root."""
    return filing.submission(session, case.root_id)


def own_values(session: Session, case: Case) -> Mapping[str, Any]:
    """Return a case's own field values under its own names, and nothing else (least data)."""
    handed = submission_of(session, case)
    compiled = edition(session, handed.edition_id).compiled
    if case.is_root and case.matter not in compiled.codes:
        return handed.values
    return split(compiled, handed.values, handed.needed).get(case.matter, {})


def organ_of(session: Session, document: Mapping[str, Any], region: str) -> Organ:
    """Return the organ that decides a matter in a region; raises UnknownOrgan."""
    exceptions = document["organ"].get("by_region", {})
    for place in ancestors(region):
        if place.code in exceptions:
            return organ(session, exceptions[place.code])
    return organ_for(session, document.get("lead") or document["organ"]["department"], region)


def nearest_organ(session: Session, department: str, region: str, otherwise: str) -> str:
    """Return the code of a department's organ for a region; `otherwise` where the place has none."""
    try:
        return organ_for(session, department, region).code
    except UnknownOrgan:
        return otherwise


def rows_of_family(session: Session, root_id: str) -> list[CaseRow]:
    """Return the rows of a root and its members, the root first."""
    rows = session.scalars(
        select(CaseRow).where(CaseRow.root_id == root_id).order_by(CaseRow.submitted_at)
    ).all()
    if not rows:
        raise UnknownCase(root_id)
    return sorted(rows, key=lambda row: (row.parent_id is not None, row.number))


def row_of_scopes(rows: Sequence[CaseRow], scopes: Sequence[Scope]) -> CaseRow:
    """Return the innermost member that a path of called processes goes through, else the root."""
    by_call = {row.call_task_id: row for row in rows if row.call_task_id is not None}
    for scope in reversed(scopes):
        if scope.task_id in by_call:
            return by_call[scope.task_id]
    return rows[0]


def row_of_case(session: Session, case_id: str) -> CaseRow:
    """Return one row; raises UnknownCase."""
    row = session.get(CaseRow, case_id)
    if row is None:
        raise UnknownCase(case_id)
    return row


def values_of_rows(session: Session, rows: Sequence[CaseRow]) -> list[Case]:
    ids = [row.id for row in rows]
    running = clocks.of_cases(session, ids)
    asked = set(
        session.scalars(
            select(OpinionRow.case_id).where(
                OpinionRow.case_id.in_(ids), OpinionRow.outcome == "supplement"
            )
        )
    )
    return [_value(row, running.get(row.id, {}), row.id in asked) for row in rows]


def _value(row: CaseRow, running: Mapping[str, clocks.Clock], supplemented: bool) -> Case:
    return Case(
        id=row.id,
        number=row.number,
        root_id=row.root_id,
        parent_id=row.parent_id,
        edition_id=row.edition_id,
        matter=row.matter,
        title=row.title,
        kind=row.kind,
        instance_id=row.instance_id or "",
        element=row.element,
        call_task_id=row.call_task_id,
        region=row.region,
        organ=row.organ_code,
        applicant_id=row.applicant_id,
        applicant_name=row.applicant_name,
        applicant_code=row.applicant_code,
        stage=row.stage,
        outcome=row.outcome,
        reason=row.reason,
        submitted_at=row.submitted_at,
        received_at=row.received_at,
        accepted_at=row.accepted_at,
        decided_at=row.decided_at,
        closed_at=row.closed_at,
        supplemented=supplemented,
        clocks=running,
    )


def _is_id(key: str) -> bool:
    try:
        return str(uuid.UUID(key)) == key.lower()
    except ValueError:
        return False
