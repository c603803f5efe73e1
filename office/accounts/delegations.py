"""Standing in for somebody who is away: for some days, within one organ, with one's own name on every act.

What the holder does is done by the holder (separation of duties counts the person), on behalf of the lender.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from office.accounts._rows import AccountRow, DelegationRow
from office.accounts.organs import group
from office.accounts.values import STAFF, Account, AccountError
from office.words import Words, words

LONGEST = timedelta(days=92)
_PLACE = ZoneInfo("Asia/Shanghai")


class DelegationRefused(AccountError):
    """These two cannot stand in for each other so; reason is a sentence for who asked."""

    def __init__(self, reason: Words) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


@dataclass(frozen=True)
class Delegation:
    """Who stands in for whom, both days included; ended_at when it was ended before its last day."""

    id: str
    lender_id: str
    holder_id: str
    starts_on: date
    ends_on: date
    reason: str
    ended_at: datetime | None

    def holds_on(self, day: date) -> bool:
        """Say whether it is in force on a day."""
        return self.ended_at is None and self.starts_on <= day <= self.ends_on


def delegate(
    session: Session,
    lender: Account,
    holder: Account,
    starts_on: date,
    ends_on: date,
    *,
    reason: str,
    by: str,
    now: datetime,
) -> Delegation:
    """Let the holder do the lender's tasks from one day to another; raises DelegationRefused."""
    _check(lender, holder, starts_on, ends_on)
    row = DelegationRow(
        id=str(uuid.uuid4()),
        lender_id=lender.id,
        holder_id=holder.id,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
        made_by=by,
        made_at=now,
        ended_at=None,
    )
    session.add(row)
    session.flush()
    return _value(row)


def end_delegation(
    session: Session, delegation_id: str, now: datetime, *, of: str | None = None
) -> bool:
    """End a delegation at once; say whether it was in force until now.

    of: the lender's id, where a lender may end none but their own.
    """
    row = session.get(DelegationRow, delegation_id)
    if row is None or row.ended_at is not None or of not in (None, row.lender_id):
        return False
    row.ended_at = now
    session.flush()
    return True


def delegations(session: Session, of: str | None = None) -> list[Delegation]:
    """Return all delegations, or those an account lends or holds, the newest first."""
    found = select(DelegationRow).order_by(DelegationRow.made_at.desc())
    if of is not None:
        found = found.where(or_(DelegationRow.lender_id == of, DelegationRow.holder_id == of))
    return [_value(row) for row in session.scalars(found)]


def lent_to(session: Session, account_id: str, now: datetime) -> dict[str, str]:
    """Return the groups that others have lent to this account today, each with the lender's id."""
    day = now.astimezone(_PLACE).date()
    found = session.execute(
        select(AccountRow)
        .join(DelegationRow, DelegationRow.lender_id == AccountRow.id)
        .where(
            DelegationRow.holder_id == account_id,
            DelegationRow.ended_at.is_(None),
            DelegationRow.starts_on <= day,
            DelegationRow.ends_on >= day,
            AccountRow.active,
        )
    ).scalars()
    return {
        group(row.organ_code, role): row.id
        for row in found
        if row.organ_code is not None
        for role in row.roles
    }


def _check(lender: Account, holder: Account, starts_on: date, ends_on: date) -> None:
    if lender.kind != STAFF or holder.kind != STAFF or lender.organ is None:
        raise DelegationRefused(words("只有工作人员之间可以代办。"))
    if lender.id == holder.id:
        raise DelegationRefused(words("不能由本人代办自己的任务。"))
    if holder.organ != lender.organ:
        raise DelegationRefused(words("代办人须与被代办人在同一机构。"))
    if not holder.active:
        raise DelegationRefused(words("代办人的账号已停用。"))
    if ends_on < starts_on:
        raise DelegationRefused(words("结束日期不能早于开始日期。"))
    if ends_on - starts_on > LONGEST:
        raise DelegationRefused(
            words("一次代办最长 {days} 天，更长请调整岗位。", days=LONGEST.days)
        )


def _value(row: DelegationRow) -> Delegation:
    return Delegation(
        id=row.id,
        lender_id=row.lender_id,
        holder_id=row.holder_id,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        reason=row.reason,
        ended_at=row.ended_at,
    )
