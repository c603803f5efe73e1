"""History rows: appended once a run, read in order."""

from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from engine.store.tables import history

_H = history.c


def append(session: Session, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(history), rows)


def of(session: Session, instance_id: str) -> list[Any]:
    statement = select(history).where(_H.instance_id == instance_id).order_by(_H.id)
    return list(session.execute(statement))
