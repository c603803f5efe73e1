"""Incident rows: what a person must look at."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import insert, or_, select, update
from sqlalchemy.orm import Session

from engine.store.tables import incident
from engine.values import UnknownIncident

_I = incident.c


def open_one(
    session: Session,
    *,
    reason: str,
    now: datetime,
    instance_id: str | None = None,
    task_id: str | None = None,
    job_id: str | None = None,
    element: str | None = None,
    verb: str | None = None,
    attempts: int = 0,
) -> None:
    session.execute(
        insert(incident).values(
            id=str(uuid.uuid4()),
            instance_id=instance_id,
            task_id=task_id,
            job_id=job_id,
            element=element,
            verb=verb,
            reason=reason,
            attempts=attempts,
            opened_at=now,
        )
    )


def listed(session: Session, only: Collection[str] | None = None) -> list[Any]:
    """Return the open incidents, of these instances and jobs alone where given."""
    statement = select(incident).where(_I.closed_at.is_(None))
    if only is not None:
        statement = statement.where(or_(_I.instance_id.in_(only), _I.job_id.in_(only)))
    return list(session.execute(statement.order_by(_I.opened_at, _I.id)))


def hold(session: Session, incident_id: str) -> Any:
    """Lock an open incident and return it."""
    statement = select(incident).where(_I.id == incident_id, _I.closed_at.is_(None))
    row = session.execute(statement.with_for_update()).first()
    if row is None:
        raise UnknownIncident(incident_id)
    return row


def read(session: Session, incident_id: str) -> Any:
    row = session.execute(
        select(incident).where(_I.id == incident_id, _I.closed_at.is_(None))
    ).first()
    if row is None:
        raise UnknownIncident(incident_id)
    return row


def close(session: Session, incident_id: str, now: datetime, actor: str | None) -> None:
    session.execute(
        update(incident).where(_I.id == incident_id).values(closed_at=now, closed_by=actor)
    )


def close_of_tasks(session: Session, instance_id: str, task_ids: list[str], now: datetime) -> None:
    """The tasks of these incidents are gone."""
    session.execute(
        update(incident)
        .where(_I.instance_id == instance_id, _I.task_id.in_(task_ids), _I.closed_at.is_(None))
        .values(closed_at=now)
    )
