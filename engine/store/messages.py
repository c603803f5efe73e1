"""The message store: early arrivals are kept, duplicates recognised."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from engine.store.tables import message

_M = message.c


def keep(
    session: Session,
    *,
    name: str,
    correlation: str | None,
    variables: Any,
    message_id: str | None,
    now: datetime,
) -> int | None:
    """Store a message; None where its id came before."""
    return session.execute(
        insert(message)
        .values(
            name=name,
            correlation=correlation,
            variables=variables,
            message_id=message_id,
            received_at=now,
        )
        .on_conflict_do_nothing(index_elements=["message_id"])
        .returning(_M.id)
    ).scalar()


def was_delivered(session: Session, message_id: str) -> bool:
    statement = select(_M.delivered_at).where(_M.message_id == message_id)
    return session.execute(statement).scalar() is not None


def waiting(
    session: Session, name: str, correlation: str | None, only: Collection[int] | None = None
) -> Any:
    """Return the oldest message that nobody has received, locked; among these alone where given."""
    among = [] if only is None else [_M.id.in_(only)]
    key = _M.correlation == correlation if correlation is not None else _M.correlation.is_(None)
    return session.execute(
        select(_M.id, _M.variables)
        .where(_M.name == name, key, _M.delivered_at.is_(None), *among)
        .order_by(_M.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()


def delivered(session: Session, row_id: int, instance_id: str, now: datetime) -> None:
    session.execute(
        update(message).where(_M.id == row_id).values(instance_id=instance_id, delivered_at=now)
    )
