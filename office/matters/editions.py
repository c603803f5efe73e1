"""Editions of matters: what is published, its files, and the export that gives them back byte by byte."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from office.matters._rows import EditionFileRow, EditionRow, SharedFileRow
from office.matters.compiled import Compiled
from office.matters.folder import Folder

DRAFT, PUBLISHED, REPLACED = "draft", "published", "replaced"
SHIPPED, OWN = "shipped", "own"


class UnknownMatter(LookupError):
    """没有这个事项，或尚未发布。"""


class UnknownEdition(LookupError):
    """没有这个版本。"""


@dataclass(frozen=True)
class Edition:
    """One version of a matter; `compiled` is empty in a draft whose members contradict each other.

    `origin` is "shipped" (came with the software) or "own" (loaded or drawn here).
    """

    id: str
    code: str
    version: int
    kind: str
    state: str
    origin: str
    name_zh: str
    name_en: str
    document: Mapping[str, Any]
    questions: tuple[Mapping[str, Any], ...]
    compiled: Compiled
    process_id: str
    definition_id: int | None
    digest: str
    published_at: datetime | None
    published_by: str | None

    @property
    def platform(self) -> bool:
        """The house's own matter: nobody applies for it."""
        return bool(self.document.get("platform"))


def published(session: Session, code: str, *, platform: bool = False) -> Edition:
    """The edition in force; raises UnknownMatter, also for the house's own matters unless they are asked for."""
    row = published_row(session, code)
    if row is None or (row.document.get("platform") and not platform):
        raise UnknownMatter(code)
    return edition_of(row)


def edition(session: Session, edition_id: str) -> Edition:
    """Any edition by id; raises UnknownEdition."""
    return edition_of(row_of(session, edition_id))


def catalogue(session: Session) -> list[Edition]:
    """Every published edition that can be applied for: one-things first, then by name."""
    rows = session.scalars(select(EditionRow).where(EditionRow.state == PUBLISHED))
    found = [one for one in map(edition_of, rows) if not one.platform]
    return sorted(found, key=lambda one: (one.kind != "one-thing", one.name_zh))


def published_digests(session: Session) -> tuple[str, ...]:
    """Say what is published, in few words: it changes when anything is published."""
    rows = session.execute(
        select(EditionRow.id, EditionRow.digest, EditionRow.basis).where(
            EditionRow.state == PUBLISHED
        )
    )
    return tuple(sorted(f"{row.id}:{row.digest}:{row.basis}" for row in rows))


def file(session: Session, edition_id: str, path: str) -> bytes | None:
    """One file of an edition: `processes/process.bpmn`, `forms/result.json` …"""
    return session.scalar(
        select(EditionFileRow.content).where(
            EditionFileRow.edition_id == edition_id, EditionFileRow.path == path
        )
    )


def files(session: Session, edition_id: str) -> dict[str, bytes]:
    """All files of an edition by path; raises UnknownEdition."""
    return dict(folder_of(session, row_of(session, edition_id)).files)


def shared_file(session: Session, path: str) -> bytes | None:
    """A file that matters share: `forms/notices/supplement.json`, `processes/blocks/…`"""
    return session.scalar(select(SharedFileRow.content).where(SharedFileRow.path == path))


def export(session: Session, edition_id: str, target: Path) -> list[Path]:
    """Write the edition's two folders under `target`, byte for byte as they were loaded."""
    row = row_of(session, edition_id)
    written = []
    for path, content in sorted(folder_of(session, row).files.items()):
        side, name = path.split("/", 1)
        place = target / side / "matters" / row.code / PurePosixPath(name)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        written.append(place)
    return written


def row_of(session: Session, edition_id: str) -> EditionRow:
    row = session.get(EditionRow, edition_id)
    if row is None:
        raise UnknownEdition(edition_id)
    return row


def published_row(session: Session, code: str) -> EditionRow | None:
    return session.scalar(
        select(EditionRow).where(EditionRow.code == code, EditionRow.state == PUBLISHED)
    )


def folder_of(session: Session, row: EditionRow) -> Folder:
    files = session.execute(
        select(EditionFileRow.path, EditionFileRow.content).where(
            EditionFileRow.edition_id == row.id
        )
    )
    return Folder(row.code, dict(files.all()))


@dataclass(frozen=True)
class _Made:
    """What compiling gave an edition; the basis changes with it."""

    edition: str
    basis: str
    json: Mapping[str, Any] = field(compare=False)


@lru_cache(maxsize=128)
def _compiled(made: _Made) -> Compiled:
    return Compiled.from_json(made.json)


def edition_of(row: EditionRow) -> Edition:
    name = row.document.get("name", {})
    return Edition(
        id=row.id,
        code=row.code,
        version=row.version,
        kind=row.kind,
        state=row.state,
        origin=row.origin,
        name_zh=name.get("zh", row.code),
        name_en=name.get("en", row.code),
        document=row.document,
        questions=tuple(row.questions.get("questions", ())),
        compiled=_compiled(_Made(row.id, row.basis, row.compiled)) if row.compiled else Compiled(),
        process_id=row.process_id,
        definition_id=row.definition_id,
        digest=row.digest,
        published_at=row.published_at,
        published_by=row.published_by,
    )
