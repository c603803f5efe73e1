"""Who may do a task: by person or group, by region, by what they did before; and claiming it."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from office.accounts import Account, groups_of, may_reach, names_of
from office.audit import record
from office.words import Words, words
from office.worklist.items import item, lock_item, note_change
from office.worklist.separation import doers
from office.worklist.values import OPEN, NotAllowed, Taken, WorkItem

DECIDING = frozenset({"grant"})


def may_act(
    session: Session, account: Account, item: WorkItem, *, now: datetime | None = None
) -> None:
    """Raise NotAllowed with a reason when the account may not do the task now.

    With `now`, a colleague's claim is told with how long ago it was (Taken).
    """
    if item.state != OPEN:
        raise NotAllowed(words("这项任务已经办结，请返回任务列表。"))
    if item.account_id is not None:
        if item.account_id != account.id:
            raise NotAllowed(words("这项任务由申请人本人办理。"))
        return
    if item.group not in groups_of(account):
        raise NotAllowed(words("这项任务由“{lane}”岗位办理，您不在该岗位。", lane=item.lane))
    if not may_reach(account, item.region):
        raise NotAllowed(words("办件不在您的管辖区域内。"))
    if account.id in item.excluded:
        raise NotAllowed(
            words("您办理过本办件的前序环节，依规不能再办理“{step}”。", step=item.step)
        )
    if item.assignee not in {None, account.id}:
        raise Taken(holding(session, item, now))
    if DECIDING & set(item.outcomes):
        _ensure_two(session, account, item)


def may_open(session: Session, account: Account, item: WorkItem) -> bool:
    """Say whether the account may look at the task's page: by group and region alone.

    An applicant's own task is open to the group that waits for it, too.
    """
    if item.account_id is not None and item.account_id == account.id:
        return True
    concerned = item.waiting_group if item.account_id is not None else item.group
    return concerned in groups_of(account) and may_reach(account, item.region)


def claim(session: Session, item_id: str, account: Account, now: datetime) -> WorkItem:
    """Take a task for oneself; a second claim by the same account changes nothing.

    Of two who claim at once one wins; the other gets Taken, with who and when. Raises NotAllowed, UnknownItem.
    """
    row = lock_item(session, item_id)
    may_act(session, account, item(session, item_id), now=now)
    if row.assignee is None:
        row.assignee, row.claimed_at = account.id, now
        note_change(session, row, "claimed", now)
        session.flush()
        record(
            session, actor=account.id, verb="task.claim", subject=item_id, case=row.case_id, now=now
        )
    return item(session, item_id)


def release(session: Session, item_id: str, account: Account, now: datetime) -> WorkItem:
    """Give a claimed task back to its group; raises NotAllowed, UnknownItem."""
    row = lock_item(session, item_id)
    if row.assignee != account.id or row.state != OPEN:
        raise NotAllowed(words("只能退回自己认领的任务。"))
    row.assignee = row.claimed_at = None
    note_change(session, row, "released", now)
    session.flush()
    record(
        session, actor=account.id, verb="task.release", subject=item_id, case=row.case_id, now=now
    )
    return item(session, item_id)


def holding(session: Session, item: WorkItem, now: datetime | None = None) -> Words:
    """Return "审批员乙 10 秒前已认领" for a task that somebody holds."""
    assert item.assignee is not None
    who = names_of(session, [item.assignee]).get(item.assignee, "")
    if item.claimed_at is None or now is None:
        return words("{who}已认领这项任务。", who=who)
    return words("{who} {ago}已认领。", who=who, ago=_ago(now - item.claimed_at))


def _ago(passed: timedelta) -> Words:
    seconds = max(1, int(passed.total_seconds()))
    if seconds < 60:
        return words("{n} 秒前", n=seconds)
    if seconds < 3600:
        return words("{n} 分钟前", n=seconds // 60)
    if seconds < 86_400:
        return words("{n} 小时前", n=seconds // 3600)
    return words("{n} 天前", n=seconds // 86_400)


def _ensure_two(session: Session, account: Account, item: WorkItem) -> None:
    """At least two accounts handle a case: nobody decides what he or she alone has handled."""
    earlier = doers(session, item.root_id, item.case_id)
    if not earlier - {account.id}:
        raise NotAllowed(words("一个办件至少由两人办理，不能由您一人办完。"))
