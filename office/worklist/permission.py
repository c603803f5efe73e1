"""Who may do a task: by person or group, by region, by what they did before; and claiming it."""

from datetime import datetime

from sqlalchemy.orm import Session

from office.accounts import Account, groups_of, may_reach
from office.audit import record
from office.worklist.items import item, lock_item
from office.worklist.separation import doers
from office.worklist.values import OPEN, NotAllowed, WorkItem

DECIDING = frozenset({"grant"})


def may_act(session: Session, account: Account, item: WorkItem) -> None:
    """Raise NotAllowed with a reason when the account may not do the task now."""
    if item.state != OPEN:
        raise NotAllowed("这项任务已经办结，请返回任务列表。")
    if item.account_id is not None:
        if item.account_id != account.id:
            raise NotAllowed("这项任务由申请人本人办理。")
        return
    if item.group not in groups_of(account):
        raise NotAllowed(f"这项任务由“{item.lane}”岗位办理，您不在该岗位。")
    if not may_reach(account, item.region):
        raise NotAllowed("办件不在您的管辖区域内。")
    if account.id in item.excluded:
        raise NotAllowed(f"您办理过本办件的前序环节，依规不能再办理“{item.step}”。")
    if item.assignee not in {None, account.id}:
        raise NotAllowed("这项任务已由同事认领。")
    if DECIDING & set(item.outcomes):
        _ensure_two(session, account, item)


def may_open(session: Session, account: Account, item: WorkItem) -> bool:
    """Say whether the account may look at the task's page: by group and region alone."""
    if item.account_id is not None:
        return item.account_id == account.id
    return item.group in groups_of(account) and may_reach(account, item.region)


def claim(session: Session, item_id: str, account: Account, now: datetime) -> WorkItem:
    """Take a task for oneself; a second claim by the same account changes nothing."""
    row = lock_item(session, item_id)
    may_act(session, account, item(session, item_id))
    if row.assignee is None:
        row.assignee = account.id
        session.flush()
        record(
            session, actor=account.id, verb="task.claim", subject=item_id, case=row.case_id, now=now
        )
    return item(session, item_id)


def release(session: Session, item_id: str, account: Account, now: datetime) -> WorkItem:
    """Give a claimed task back to its group."""
    row = lock_item(session, item_id)
    if row.assignee != account.id or row.state != OPEN:
        raise NotAllowed("只能退回自己认领的任务。")
    row.assignee = None
    session.flush()
    record(
        session, actor=account.id, verb="task.release", subject=item_id, case=row.case_id, now=now
    )
    return item(session, item_id)


def _ensure_two(session: Session, account: Account, item: WorkItem) -> None:
    """At least two accounts handle a case: nobody decides what he or she alone has handled."""
    earlier = doers(session, item.root_id, item.case_id)
    if not earlier - {account.id}:
        raise NotAllowed("一个办件至少由两人办理，不能由您一人办完。")
