"""Which of the chosen tasks an act on many can do, and why not the others."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from office.accounts import Account
from office.words import words
from office.worklist._rows import WorkItemRow
from office.worklist.bulk import ACTS
from office.worklist.items import values_of_rows
from office.worklist.permission import may_act, may_open
from office.worklist.values import OPEN, NotAllowed, WorkItem


@dataclass(frozen=True)
class Eligible:
    """What one act can do: the tasks that it fits, and the others with the reason."""

    act: str
    items: tuple[WorkItem, ...]
    left: tuple[tuple[WorkItem, str], ...]


def chosen(session: Session, account: Account, item_ids: Collection[str]) -> list[WorkItem]:
    """Return those of the tasks that the account may look at."""
    rows = session.scalars(
        select(WorkItemRow).where(WorkItemRow.id.in_(item_ids)).order_by(WorkItemRow.due_key)
    ).all()
    return [one for one in values_of_rows(session, rows) if may_open(session, account, one)]


def eligible(
    session: Session, account: Account, items: Sequence[WorkItem], now: datetime
) -> list[Eligible]:
    """Return for each act on many what it can do with these tasks."""
    barred = {one.id: _barred(session, account, one, now) for one in items}
    found = []
    for act in ACTS:
        reasons = {one.id: _against(act, one, account, barred[one.id]) for one in items}
        fits = tuple(one for one in items if not reasons[one.id])
        left = tuple((one, reasons[one.id]) for one in items if reasons[one.id])
        found.append(Eligible(act, fits, left))
    return found


def _barred(session: Session, account: Account, item: WorkItem, now: datetime) -> str:
    try:
        may_act(session, account, item, now=now)
    except NotAllowed as reason:
        return reason.reason
    return ""


def _against(act: str, item: WorkItem, account: Account, barred: str) -> str:
    if act == "release":
        mine = item.state == OPEN and item.assignee == account.id
        return "" if mine else words("只能退回自己认领的任务。")
    if barred:
        return barred
    if act == "claim":
        return words("您已经认领了这项任务。") if item.assignee == account.id else ""
    if act not in item.outcomes:
        return words("“{step}”环节没有这个结果。", step=item.step)
    return ""
