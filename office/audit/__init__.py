"""Who did or saw what: entries are added and read, never changed (the database refuses it)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from office.audit._rows import EntryRow

__all__ = ["Entry", "latest", "record", "search", "trail"]


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
    return [_entry(row) for row in rows]


def search(
    session: Session,
    *,
    actor: str | None = None,
    verb: str = "",
    cases: Iterable[str] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[Entry]:
    """Return entries that fit, the newest first; `before` is the last id of the previous page.

    verb is a whole verb, or a noun with its dot ("account."); until is not included.
    """
    query = select(EntryRow).order_by(EntryRow.id.desc()).limit(limit)
    if actor is not None:
        query = query.where(EntryRow.actor == actor)
    if verb:
        query = query.where(
            EntryRow.verb.startswith(verb, autoescape=True)
            if verb.endswith(".")
            else EntryRow.verb == verb
        )
    if cases is not None:
        query = query.where(EntryRow.case_id.in_(list(cases)))
    if since is not None:
        query = query.where(EntryRow.at >= since)
    if until is not None:
        query = query.where(EntryRow.at < until)
    if before is not None:
        query = query.where(EntryRow.id < before)
    return [_entry(row) for row in session.scalars(query)]


def latest(session: Session, verb: str) -> Entry | None:
    """Return the newest entry of a verb."""
    found = search(session, verb=verb, limit=1)
    return found[0] if found else None


def _entry(row: EntryRow) -> Entry:
    return Entry(
        id=row.id,
        at=row.at,
        actor=row.actor,
        verb=row.verb,
        subject=row.subject,
        case=row.case_id,
        request=row.request,
        data=row.data,
    )
