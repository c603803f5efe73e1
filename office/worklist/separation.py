"""Separation of duties: whoever did certain steps of a case may not do this one."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from office.worklist._rows import WorkItemRow
from office.worklist.values import ACCEPTING, DONE, FORMAL_REVIEW


def excluded_from(session: Session, rows: Sequence[WorkItemRow]) -> Mapping[str, frozenset[str]]:
    """Return for each task the accounts that a step done earlier bars from it."""
    barring = [row for row in rows if row.barred]
    if not barring:
        return {row.id: frozenset() for row in rows}
    done = session.execute(
        select(
            WorkItemRow.root_id, WorkItemRow.case_id, WorkItemRow.element, WorkItemRow.closed_by
        ).where(
            WorkItemRow.root_id.in_({row.root_id for row in barring}),
            WorkItemRow.state == DONE,
            WorkItemRow.closed_by.is_not(None),
        )
    ).all()
    return {
        row.id: frozenset(
            by
            for root_id, case_id, element, by in done
            if by is not None and _bars(row, root_id, case_id, element)
        )
        for row in rows
    }


def doers(session: Session, root_id: str, case_id: str) -> frozenset[str]:
    """Return the staff who did a step of this case, the one-thing's own steps included."""
    found = session.scalars(
        select(WorkItemRow.closed_by).where(
            WorkItemRow.root_id == root_id,
            WorkItemRow.case_id.in_([root_id, case_id]),
            WorkItemRow.state == DONE,
            WorkItemRow.group_name.is_not(None),
        )
    )
    return frozenset(by for by in found if by is not None)


def _bars(row: WorkItemRow, root_id: str, case_id: str, element: str) -> bool:
    if root_id != row.root_id:
        return False
    if ACCEPTING in row.barred and element == FORMAL_REVIEW:
        return True
    return case_id == row.case_id and element in row.barred
