"""Who did or saw what: entries are added and read, never changed (the database refuses it)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from office.audit._rows import EntryRow

__all__ = ["Entry", "record", "trail"]


@dataclass(frozen=True)
class Entry:
    """One line of the trail; actor is an account id, or None where the house itself acted."""

    id: int
    at: datetime
    actor: str | None
    verb: str
    subject: str
    case: str | None
    request: str | None
    data: Mapping[str, Any]


def record(
    session: Session,
    *,
    actor: str | None,
    verb: str,
    subject: str,
    case: str | None = None,
    request: str | None = None,
    data: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> None:
    """Add an entry in the transaction of what it tells; subject is an id, never a name or a number of a person."""
    session.add(
        EntryRow(
            at=now or datetime.now(UTC),
            actor=actor,
            verb=verb,
            subject=subject,
            case_id=case,
            request=request,
            data=dict(data or {}),
        )
    )
    session.flush()


def trail(session: Session, case: str | Iterable[str]) -> list[Entry]:
    """Return the entries of one case or of several, oldest first."""
    cases = [case] if isinstance(case, str) else list(case)
    rows = session.scalars(
        select(EntryRow).where(EntryRow.case_id.in_(cases)).order_by(EntryRow.id)
    )
    return [
        Entry(
            id=row.id,
            at=row.at,
            actor=row.actor,
            verb=row.verb,
            subject=row.subject,
            case=row.case_id,
            request=row.request,
            data=row.data,
        )
        for row in rows
    ]
