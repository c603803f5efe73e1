"""Timer and subscription rows: what an instance waits for, findable from outside."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from engine.store.tables import subscription, timer

_T, _S = timer.c, subscription.c


def set_timers(session: Session, rows: list[dict[str, Any]]) -> None:
    """Add timers, or move those that stand."""
    if rows:
        statement = upsert(timer)
        session.execute(
            statement.on_conflict_do_update(
                index_elements=["instance_id", "task_id"],
                set_={"due_at": statement.excluded.due_at},
            ),
            rows,
        )


def drop_timers(session: Session, instance_id: str, task_ids: list[str]) -> None:
    session.execute(delete(timer).where(_T.instance_id == instance_id, _T.task_id.in_(task_ids)))


def due_instances(
    session: Session, now: datetime, limit: int, only: Collection[str] | None = None
) -> list[str]:
    """Return the instances with the longest overdue timers, among these alone where given."""
    rows = session.execute(
        select(_T.instance_id)
        .where(_T.due_at <= now, *_among(only))
        .order_by(_T.due_at)
        .limit(limit)
    )
    return list(dict.fromkeys(rows.scalars()))


def next_due(session: Session, only: Collection[str] | None = None) -> datetime | None:
    return session.execute(select(func.min(_T.due_at)).where(*_among(only))).scalar()


def subscribe(session: Session, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(subscription), rows)


def unsubscribe(session: Session, instance_id: str, task_ids: list[str]) -> None:
    session.execute(
        delete(subscription).where(_S.instance_id == instance_id, _S.task_id.in_(task_ids))
    )


def receivers(
    session: Session, kind: str, name: str, correlation: str | None
) -> list[tuple[str, str]]:
    """Return (instance, task) that wait for this, the longest waiting first."""
    key = _S.correlation == correlation if correlation is not None else _S.correlation.is_(None)
    statement = select(_S.instance_id, _S.task_id).where(_S.kind == kind, _S.name == name)
    if kind == "message":
        statement = statement.where(key)
    return [(i, t) for i, t in session.execute(statement.order_by(_S.id))]


def _among(only: Collection[str] | None) -> list[Any]:
    return [] if only is None else [_T.instance_id.in_(only)]
