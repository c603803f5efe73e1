"""Instance rows: held, read and written; the state is opaque here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, insert, select, update
from sqlalchemy.orm import Session

from engine.store.tables import instance
from engine.values import UnknownInstance

_T = instance.c


@dataclass(frozen=True)
class Row:
    """An instance as stored."""

    id: str
    process_id: str
    definition_id: int
    business_key: str
    status: str
    version: int
    state: bytes
    started_at: datetime
    ended_at: datetime | None


def hold(session: Session, instance_id: str) -> Row:
    """Lock the row, waiting for whoever has it, and return it."""
    return _one(session, _select().where(_T.id == instance_id).with_for_update(), instance_id)


def read(session: Session, instance_id: str) -> Row:
    return _one(session, _select().where(_T.id == instance_id), instance_id)


def hold_free(session: Session, instance_ids: list[str]) -> list[Row]:
    """Lock those rows that nobody else has."""
    if not instance_ids:
        return []
    statement = _select().where(_T.id.in_(instance_ids)).with_for_update(skip_locked=True)
    return [_row(row) for row in session.execute(statement.order_by(_T.id))]


def find(session: Session, business_key: str | None, status: str | None) -> list[Row]:
    statement = _select().order_by(_T.started_at, _T.id)
    if business_key is not None:
        statement = statement.where(_T.business_key == business_key)
    if status is not None:
        statement = statement.where(_T.status == status)
    return [_row(row) for row in session.execute(statement)]


def add(session: Session, row: Row) -> None:
    session.execute(insert(instance).values(**row.__dict__))


def save(
    session: Session,
    instance_id: str,
    *,
    state: bytes,
    status: str,
    ended_at: datetime | None,
) -> None:
    session.execute(
        update(instance)
        .where(_T.id == instance_id)
        .values(state=state, status=status, ended_at=ended_at, version=_T.version + 1)
    )


def _select() -> Select[Any]:
    return select(
        _T.id,
        _T.process_id,
        _T.definition_id,
        _T.business_key,
        _T.status,
        _T.version,
        _T.state,
        _T.started_at,
        _T.ended_at,
    )


def _one(session: Session, statement: Select[Any], instance_id: str) -> Row:
    row = session.execute(statement).first()
    if row is None:
        raise UnknownInstance(instance_id)
    return _row(row)


def _row(row: Any) -> Row:
    return Row(
        row.id,
        row.process_id,
        row.definition_id,
        row.business_key,
        row.status,
        row.version,
        bytes(row.state),
        row.started_at,
        row.ended_at,
    )
