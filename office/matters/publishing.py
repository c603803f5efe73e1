"""From two folders to the edition in force: load as a draft, check, publish, recompile who calls it."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from engine import Engine
from office.matters._rows import EditionFileRow, EditionRow
from office.matters.editions import (
    DRAFT,
    OWN,
    PUBLISHED,
    REPLACED,
    Edition,
    edition_of,
    folder_of,
    published_row,
    row_of,
)
from office.matters.fields import snake
from office.matters.findings import Finding, PublicationStopped
from office.matters.folder import Folder, read_folders
from office.matters.reading import Read, read_matter

_LOCK = (
    "SELECT pg_advisory_xact_lock(7013004)"  # one publication at a time: versions, who calls whom
)


class NotADraft(ValueError):
    """这个版本已经发布过，请载入新的版本。"""


def load(
    session: Session,
    engine: Engine,
    folder_processes: Path,
    folder_forms: Path,
    verbs: frozenset[str] | None,
    *,
    now: datetime,
) -> Edition:
    """Bring a matter's two folders in as a draft; `check` tells what stands in its way."""
    folder = read_folders(folder_processes.name, folder_processes, folder_forms)
    return load_files(session, engine, folder, verbs, now=now)


def load_files(
    session: Session,
    engine: Engine,
    folder: Folder,
    verbs: frozenset[str] | None,
    *,
    now: datetime,
    origin: str = OWN,
) -> Edition:
    """The same from files in memory; an older draft of the matter gives way."""
    return draft_of(session, engine, folder, verbs, now=now, origin=origin)[0]


def draft_of(
    session: Session,
    engine: Engine,
    folder: Folder,
    verbs: frozenset[str] | None,
    *,
    now: datetime,
    origin: str = OWN,
) -> tuple[Edition, tuple[Finding, ...]]:
    """The new draft and what stops its publication."""
    lock(session)
    read = read_matter(session, engine, folder, verbs)
    session.execute(
        delete(EditionRow).where(EditionRow.code == folder.code, EditionRow.state == DRAFT)
    )
    row = _add(session, folder, read, origin=origin, now=now)
    return edition_of(row), read.findings


def check(
    session: Session, engine: Engine, edition_id: str, verbs: frozenset[str] | None
) -> tuple[Finding, ...]:
    """What stops the publication of an edition; empty when nothing does."""
    folder = folder_of(session, row_of(session, edition_id))
    return read_matter(session, engine, folder, verbs).findings


def publish(
    session: Session,
    engine: Engine,
    edition_id: str,
    *,
    actor: str | None,
    now: datetime,
    verbs: frozenset[str] | None = None,
) -> Edition:
    """Put a draft in force and recompile every one-thing that calls it.

    Raises PublicationStopped with the findings and leaves everything as it was.
    """
    lock(session)
    with session.begin_nested():
        row = row_of(session, edition_id)
        if row.state != DRAFT:
            raise NotADraft(edition_id)
        read = read_matter(session, engine, folder_of(session, row), verbs)
        if read.findings:
            raise PublicationStopped(read.findings)
        _put_in_force(session, engine, row, read, actor, now)
        for caller in _callers(session, row.process_id):
            recompile(session, engine, caller, actor=actor, now=now, verbs=verbs)
    return edition_of(row)


def publish_folder(
    session: Session,
    engine: Engine,
    folder: Folder,
    *,
    origin: str,
    actor: str | None,
    now: datetime,
    verbs: frozenset[str] | None,
) -> Edition:
    """Files straight into force; who calls the matter is recompiled by `refresh`."""
    read = read_matter(session, engine, folder, verbs)
    if read.findings:
        raise PublicationStopped(_named(folder.code, read.findings))
    row = _add(session, folder, read, origin=origin, now=now)
    _put_in_force(session, engine, row, read, actor, now)
    return edition_of(row)


def refresh(
    session: Session,
    engine: Engine,
    *,
    actor: str | None,
    now: datetime,
    verbs: frozenset[str] | None,
    but: Collection[str] = (),
) -> None:
    """Editions whose files stayed but whose elements or members changed get a new edition.

    `but` are editions known to be up to date.
    """
    rows = session.scalars(
        select(EditionRow).where(EditionRow.state == PUBLISHED, EditionRow.id.not_in(but))
    ).all()
    for row in sorted(rows, key=lambda one: (one.kind == "one-thing", one.code)):
        read = read_matter(session, engine, folder_of(session, row), verbs)
        if read.findings or read.basis != row.basis:
            recompile(session, engine, row, actor=actor, now=now, verbs=verbs)


def recompile(
    session: Session,
    engine: Engine,
    row: EditionRow,
    *,
    actor: str | None,
    now: datetime,
    verbs: frozenset[str] | None,
) -> EditionRow:
    """A new edition of the same files: running cases keep the form they were filed with."""
    folder = folder_of(session, row)
    read = read_matter(session, engine, folder, verbs)
    if read.findings:
        raise PublicationStopped(_named(row.code, read.findings))
    fresh = _add(session, folder, read, origin=row.origin, now=now)
    _put_in_force(session, engine, fresh, read, actor, now)
    return fresh


def _named(code: str, findings: Sequence[Finding]) -> list[Finding]:
    """Findings that say which of several matters they are about."""
    return [replace(one, element=f"{code}/{one.element}") for one in findings]


def lock(session: Session) -> None:
    session.connection().exec_driver_sql(_LOCK)


def _add(session: Session, folder: Folder, read: Read, *, origin: str, now: datetime) -> EditionRow:
    latest = session.scalar(
        select(func.max(EditionRow.version)).where(EditionRow.code == folder.code)
    )
    said = read.matter.said
    row = EditionRow(
        id=str(uuid.uuid4()),
        code=folder.code,
        version=(latest or 0) + 1,
        kind=said.kind,
        state=DRAFT,
        origin=origin,
        process_id=snake(folder.code),
        document=dict(said.document),
        questions=dict(said.questions),
        compiled=None if read.compiled is None else read.compiled.to_json(),
        digest=folder.digest,
        basis=read.basis,
        created_at=now,
    )
    session.add(row)
    session.flush()
    session.add_all(
        EditionFileRow(edition_id=row.id, path=path, content=content)
        for path, content in folder.files.items()
    )
    session.flush()
    return row


def _put_in_force(
    session: Session,
    engine: Engine,
    row: EditionRow,
    read: Read,
    actor: str | None,
    now: datetime,
) -> None:
    assert read.compiled is not None  # no findings: it was compiled
    deployment = engine.deploy(session, read.matter.folder.process_files(), name=row.code)
    before = published_row(session, row.code)
    if before is not None and before.id != row.id:
        before.state = REPLACED
        session.flush()
    row.state = PUBLISHED
    row.definition_id = deployment.id
    row.compiled = read.compiled.to_json()
    row.basis = read.basis
    row.published_at = now
    row.published_by = actor
    session.flush()


def _callers(session: Session, process_id: str) -> list[EditionRow]:
    """The published one-things whose diagram calls this process."""
    rows = session.scalars(
        select(EditionRow)
        .where(EditionRow.state == PUBLISHED, EditionRow.kind == "one-thing")
        .order_by(EditionRow.code)
    )
    return [
        row
        for row in rows
        if any(one["process_id"] == process_id for one in (row.compiled or {}).get("members", ()))
    ]
