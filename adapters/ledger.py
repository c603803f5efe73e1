"""How every local backend stays exact: one reply a request, numbers without gaps or twins."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from adapters.tables import CounterRow, ReplyRow

CHINA = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Reply:
    """A reply as it is kept: JSON, and the bytes of a file where there is one."""

    body: Mapping[str, Any]
    content: bytes | None = None


def once(
    session: Session,
    operation: str,
    request_id: str,
    effect: Callable[[], Reply],
    *,
    now: datetime,
) -> Reply:
    """Return the reply kept under the request, or do the effect and keep its reply.

    The row goes in first: a second caller of the same request waits for the first one's
    transaction and then reads its reply, or does the work itself if the first rolled back.
    """
    mine = session.execute(
        insert(ReplyRow)
        .values(operation=operation, request_id=request_id)
        .on_conflict_do_nothing()
        .returning(ReplyRow.request_id)
    ).scalar_one_or_none()
    this = (ReplyRow.operation == operation, ReplyRow.request_id == request_id)
    if mine is None:
        kept = session.execute(select(ReplyRow.body, ReplyRow.content).where(*this)).one()
        return Reply(kept.body or {}, kept.content)
    reply = effect()
    session.execute(
        update(ReplyRow)
        .where(*this)
        .values(body=dict(reply.body), content=reply.content, replied_at=now)
    )
    return reply


def count(session: Session, scope: str) -> int:
    """Return the scope's next number, 1 first; a rolled-back transaction gives it back."""
    return session.execute(
        insert(CounterRow)
        .values(scope=scope, last=1)
        .on_conflict_do_update(index_elements=["scope"], set_={"last": CounterRow.last + 1})
        .returning(CounterRow.last)
    ).scalar_one()


def lock(session: Session, subject: str) -> None:
    """Let one transaction at a time work on the subject, until it ends."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(subject, 0))))


def daily_number(session: Session, prefix: str, now: datetime) -> str:
    """Return the next number of the day in China, such as XY20261125000001."""
    day = f"{now.astimezone(CHINA):%Y%m%d}"
    return f"{prefix}{day}{count(session, prefix + day):06d}"
