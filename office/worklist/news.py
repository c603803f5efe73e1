"""News of the lists: when somebody looked at one last, and what has changed since a moment ago."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from office.accounts import Account
from office.worklist._rows import ChangeRow, LookRow

KEPT = timedelta(minutes=15)  # longer than any stream looks back


@dataclass(frozen=True)
class Change:
    """One change of a group's lists: opened, closed, claimed or released."""

    id: int
    group: str
    region: str
    kind: str


def looked(session: Session, account: Account, list_name: str, now: datetime) -> None:
    """Remember that the account has seen a list up to now."""
    session.execute(
        insert(LookRow)
        .values(account_id=account.id, list_name=list_name, looked_at=now)
        .on_conflict_do_update(index_elements=["account_id", "list_name"], set_={"looked_at": now})
    )


def looks(session: Session, account: Account) -> Mapping[str, datetime]:
    """Return when the account last looked at each of its lists."""
    rows = session.execute(
        select(LookRow.list_name, LookRow.looked_at).where(LookRow.account_id == account.id)
    )
    return {row.list_name: row.looked_at for row in rows}


def last_change(session: Session) -> int:
    """Return the number of the latest change that is committed."""
    return session.scalar(select(func.max(ChangeRow.id))) or 0


def changes(session: Session, after: int, groups: Collection[str]) -> list[Change]:
    """Return the changes after a number, of these groups; a number below the last may still be on its way."""
    rows = session.execute(
        select(ChangeRow.id, ChangeRow.group_name, ChangeRow.region, ChangeRow.kind)
        .where(ChangeRow.id > after, ChangeRow.group_name.in_(groups))
        .order_by(ChangeRow.id)
        .limit(10_000)
    )
    return [Change(row.id, row.group_name, row.region, row.kind) for row in rows]


def forget_changes(session: Session, now: datetime) -> None:
    """Delete changes that no stream asks for any more."""
    session.execute(delete(ChangeRow).where(ChangeRow.at < now - KEPT))
