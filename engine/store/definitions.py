"""Deployed files by content hash, and the processes in them by version."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import Session

from engine.store.tables import definition, source
from engine.values import Deployment

_COLUMNS = (
    definition.c.id,
    definition.c.process_id,
    definition.c.version,
    definition.c.digest,
    definition.c.name,
    definition.c.facts,
)
_SETS = ("reads", "verbs", "calls", "lanes", "forms", "decisions")
DEPLOY_LOCK = 7_013_002  # deployments wait for each other: versions have no gaps


def add(
    session: Session,
    digest: str,
    files: Mapping[str, bytes],
    name: str,
    facts: Mapping[str, Mapping[str, Any]],
    now: datetime,
) -> None:
    """Store the files once and one definition for each process in them."""
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": DEPLOY_LOCK})
    session.execute(
        insert(source).on_conflict_do_nothing(),
        [{"digest": digest, "name": n, "content": c} for n, c in files.items()],
    )
    for process_id, fact in facts.items():
        latest = session.execute(
            select(func.max(definition.c.version)).where(definition.c.process_id == process_id)
        ).scalar()
        session.execute(
            insert(definition)
            .values(
                process_id=process_id,
                version=(latest or 0) + 1,
                digest=digest,
                name=name,
                facts=dict(fact),
                deployed_at=now,
            )
            .on_conflict_do_nothing(constraint="definition_digest_key")
        )


def by_digest(session: Session, digest: str) -> list[Deployment]:
    rows = session.execute(
        select(*_COLUMNS).where(definition.c.digest == digest).order_by(definition.c.id)
    )
    return [_deployment(row) for row in rows]


def by_id(session: Session, definition_id: int) -> Deployment | None:
    row = session.execute(select(*_COLUMNS).where(definition.c.id == definition_id)).first()
    return None if row is None else _deployment(row)


def latest(session: Session, process_id: str) -> Deployment | None:
    row = session.execute(
        select(*_COLUMNS)
        .where(definition.c.process_id == process_id)
        .order_by(definition.c.version.desc())
        .limit(1)
    ).first()
    return None if row is None else _deployment(row)


def latest_of(session: Session, process_ids: Iterable[str]) -> list[Deployment]:
    """Return the newest version of each of these processes that is deployed."""
    rows = session.execute(
        select(*_COLUMNS)
        .where(definition.c.process_id.in_(list(process_ids)))
        .ext(distinct_on(definition.c.process_id))
        .order_by(definition.c.process_id, definition.c.version.desc())
    )
    return [_deployment(row) for row in rows]


def started_by(session: Session, kind: str, name: str) -> list[Deployment]:
    """Return the latest version of each process that a message or signal of this name starts."""
    newest = select(func.max(definition.c.id)).group_by(definition.c.process_id).scalar_subquery()
    rows = session.execute(
        select(*_COLUMNS)
        .where(definition.c.id.in_(newest))
        .where(definition.c.facts["starts"].contains([[kind, name]]))
        .order_by(definition.c.id)
    )
    return [_deployment(row) for row in rows]


def files_of(session: Session, digest: str) -> dict[str, bytes]:
    rows = session.execute(select(source.c.name, source.c.content).where(source.c.digest == digest))
    return {name: bytes(content) for name, content in rows}


def _deployment(row: Any) -> Deployment:
    facts = row.facts
    return Deployment(
        row.id,
        row.process_id,
        row.version,
        row.digest,
        row.name,
        processes=tuple(facts["processes"]),
        **{key: frozenset(facts[key]) for key in _SETS},
    )
