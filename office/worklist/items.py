"""Tasks: written when they open, closed when they end, listed for those who may do them."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import Session

from office.accounts import Account, groups_of, within
from office.clocks import Due
from office.worklist._rows import ChangeRow, WorkItemRow
from office.worklist.search import forget_terms, keep_terms
from office.worklist.separation import excluded_from
from office.worklist.values import CANCELLED, DONE, OPEN, NewItem, UnknownItem, WorkItem

FAR = date.max


def open_item(session: Session, new: NewItem, now: datetime) -> None:
    """Write the row of a task that has just opened; a task that is known stays as it is."""
    if _row_of_task(session, new.instance_id, new.task_id) is not None:
        return
    data = asdict(new)
    due = new.due
    del data["due"], data["group"]
    row = WorkItemRow(
        **{**data, "outcomes": list(new.outcomes), "barred": list(new.barred)},
        id=str(uuid.uuid4()),
        group_name=new.group,
        waiting_group=_group_before(session, new.case_id) if new.account_id else None,
        due_on=due.day if due else None,
        provisional=bool(due and due.provisional),
        assignee=None,
        claimed_at=None,
        state=OPEN,
        opened_at=now,
        closed_at=None,
        closed_by=None,
    )
    session.add(row)
    keep_terms(session, row)
    note_change(session, row, "opened", now)
    session.flush()


def close_item(
    session: Session, instance_id: str, task_id: str, *, completed: bool, now: datetime
) -> None:
    """Close the row of a task that was completed or cancelled."""
    row = _row_of_task(session, instance_id, task_id)
    if row is None or row.state != OPEN:
        return
    row.state = DONE if completed else CANCELLED
    row.closed_at = now
    row.facts = None
    forget_terms(session, row.id)
    note_change(session, row, "closed", now)
    session.flush()


def note_doer(session: Session, item_id: str, account_id: str) -> None:
    """Remember who does a task, before the engine completes it: later tasks ask who did the earlier ones."""
    _row(session, item_id).closed_by = account_id
    session.flush()


def move_due(session: Session, case_id: str, before: Due, after: Due) -> None:
    """Give the open tasks that were due by a clock its new last day."""
    for row in session.scalars(
        select(WorkItemRow).where(
            WorkItemRow.case_id == case_id,
            WorkItemRow.state == OPEN,
            WorkItemRow.due_on == before.day,
        )
    ):
        row.due_on, row.provisional = after.day, after.provisional
    session.flush()


def item(session: Session, item_id: str) -> WorkItem:
    """Return one task as it is in the database now; raises UnknownItem."""
    row = session.get(WorkItemRow, item_id, populate_existing=True)
    if row is None:
        raise UnknownItem(item_id)
    return values_of_rows(session, [row])[0]


def inbox(
    session: Session, account: Account, *, limit: int = 50, after: str | None = None
) -> list[WorkItem]:
    """Return the open tasks of the account's groups in its region, the most urgent first.

    after is the id of the last task of the previous page.
    """
    groups = groups_of(account)
    if not groups:
        return []
    query = _open_for(groups, within(account.region))
    key = (func.coalesce(WorkItemRow.due_on, FAR), WorkItemRow.opened_at, WorkItemRow.id)
    if after is not None:
        last = _row(session, after)
        query = query.where(tuple_(*key) > tuple_(last.due_on or FAR, last.opened_at, last.id))
    return values_of_rows(session, session.scalars(query.order_by(*key).limit(limit)).all())


def count_inbox(session: Session, account: Account) -> int:
    """Return how many tasks the inbox holds in all."""
    groups = groups_of(account)
    if not groups:
        return 0
    query = _open_for(groups, within(account.region)).subquery()
    return session.scalar(select(func.count()).select_from(query)) or 0


def done_by(session: Session, account: Account, *, limit: int = 50) -> list[WorkItem]:
    """Return the tasks that the account has done, the latest first."""
    rows = session.scalars(
        select(WorkItemRow)
        .where(WorkItemRow.closed_by == account.id, WorkItemRow.state == DONE)
        .order_by(WorkItemRow.closed_at.desc())
        .limit(limit)
    ).all()
    return values_of_rows(session, rows)


def todo(session: Session, account: Account) -> list[WorkItem]:
    """Return what waits for an applicant, the oldest first."""
    rows = session.scalars(
        select(WorkItemRow)
        .where(WorkItemRow.account_id == account.id, WorkItemRow.state == OPEN)
        .order_by(WorkItemRow.opened_at)
    ).all()
    return values_of_rows(session, rows)


def of_root(session: Session, root_id: str) -> list[WorkItem]:
    """Return all tasks of a case and its members, open or not, the oldest first."""
    rows = session.scalars(
        select(WorkItemRow)
        .where(WorkItemRow.root_id == root_id)
        .order_by(WorkItemRow.opened_at, func.length(WorkItemRow.task_id), WorkItemRow.task_id)
    ).all()
    return values_of_rows(session, rows)


def roots_of(organ_code: str) -> Select[str]:
    """Return the query of the root cases in which an organ has, or had, a task."""
    return select(WorkItemRow.root_id).where(WorkItemRow.organ_code == organ_code)


def lock(session: Session, item_id: str) -> WorkItem:
    """Return a task, its row locked until the transaction ends; raises UnknownItem."""
    return values_of_rows(session, [lock_item(session, item_id)])[0]


def lock_item(session: Session, item_id: str) -> WorkItemRow:
    """Return the row, locked until the transaction ends."""
    row = session.scalar(
        select(WorkItemRow)
        .where(WorkItemRow.id == item_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise UnknownItem(item_id)
    return row


def note_change(session: Session, row: WorkItemRow, kind: str, now: datetime) -> None:
    """Tell the lists of a task's group that it was opened, closed, claimed or released."""
    group = row.group_name or row.waiting_group
    if group is not None:
        session.add(ChangeRow(group_name=group, region=row.region, kind=kind, at=now))


def _group_before(session: Session, case_id: str) -> str | None:
    """The group whose step led to an applicant's task: it waits for the answer."""
    return session.scalar(
        select(WorkItemRow.group_name)
        .where(
            WorkItemRow.case_id == case_id,
            WorkItemRow.state == DONE,
            WorkItemRow.group_name.is_not(None),
        )
        .order_by(WorkItemRow.closed_at.desc())
        .limit(1)
    )


def _open_for(groups: Sequence[str], regions: Sequence[str]) -> Select[WorkItemRow]:
    return select(WorkItemRow).where(
        WorkItemRow.state == OPEN,
        WorkItemRow.group_name.in_(groups),
        WorkItemRow.region.in_(regions),
    )


def _row(session: Session, item_id: str) -> WorkItemRow:
    row = session.get(WorkItemRow, item_id)
    if row is None:
        raise UnknownItem(item_id)
    return row


def _row_of_task(session: Session, instance_id: str, task_id: str) -> WorkItemRow | None:
    return session.scalar(
        select(WorkItemRow).where(
            WorkItemRow.instance_id == instance_id, WorkItemRow.task_id == task_id
        )
    )


def values_of_rows(session: Session, rows: Sequence[WorkItemRow]) -> list[WorkItem]:
    """Return rows as values, each with the accounts that it is barred to."""
    excluded = excluded_from(session, rows)
    return [_value(row, excluded[row.id]) for row in rows]


def _value(row: WorkItemRow, excluded: frozenset[str]) -> WorkItem:
    return WorkItem(
        id=row.id,
        instance_id=row.instance_id,
        task_id=row.task_id,
        case_id=row.case_id,
        root_id=row.root_id,
        case_number=row.case_number,
        matter=row.matter,
        title=row.title,
        applicant_name=row.applicant_name,
        element=row.element,
        step=row.step,
        name=row.name,
        form=row.form,
        lane=row.lane,
        region=row.region,
        outcomes=tuple(row.outcomes),
        organ_code=row.organ_code,
        group=row.group_name,
        account_id=row.account_id,
        due=Due(row.due_on, row.provisional) if row.due_on else None,
        total_days=row.total_days,
        assignee=row.assignee,
        state=row.state,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        points=row.points,
        excluded=excluded,
        claimed_at=row.claimed_at,
        facts=row.facts or {},
        waiting_group=row.waiting_group,
    )
