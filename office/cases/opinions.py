"""What people decided in their tasks, kept for good."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from office.accounts import Account, names_of
from office.cases._rows import OpinionRow
from office.cases.values import Case, Opinion
from office.worklist import WorkItem


def keep_opinion(
    session: Session,
    item: WorkItem,
    account: Account,
    *,
    outcome: str,
    opinion: str,
    points: Collection[str],
    items: Collection[str] = (),
    now: datetime,
) -> None:
    """Keep what was decided in a task."""
    session.add(
        OpinionRow(
            case_id=item.case_id,
            root_id=item.root_id,
            task_id=item.task_id,
            element=item.element,
            step=item.step,
            account_id=account.id,
            outcome=outcome,
            opinion=opinion,
            points=list(points),
            items=list(items),
            at=now,
        )
    )
    session.flush()


def opinions(session: Session, case_id: str, *others: str) -> list[Opinion]:
    """Return the opinions given on a case (and on others), the oldest first, with the names of the people."""
    rows = session.scalars(
        select(OpinionRow).where(OpinionRow.case_id.in_([case_id, *others])).order_by(OpinionRow.id)
    ).all()
    names = names_of(session, {row.account_id for row in rows})
    return [_value(row, names.get(row.account_id, "")) for row in rows]


def last_opinion(session: Session, case: Case, *outcomes: str) -> Opinion | None:
    """Return the newest opinion of a case with one of these outcomes (any, when none is named)."""
    found = [one for one in opinions(session, case.id) if not outcomes or one.outcome in outcomes]
    return found[-1] if found else None


def supplement_items(session: Session, case: Case) -> tuple[str, ...]:
    """Return what the one 补正 notice of a case asks for."""
    asked = last_opinion(session, case, "supplement")
    return asked.items if asked else ()


def _value(row: OpinionRow, by_name: str) -> Opinion:
    return Opinion(
        case_id=row.case_id,
        task_id=row.task_id,
        element=row.element,
        step=row.step,
        account_id=row.account_id,
        outcome=row.outcome,
        opinion=row.opinion,
        points=tuple(row.points),
        items=tuple(row.items),
        at=row.at,
        by_name=by_name,
    )
