"""A draft of a matter: its files, changed one by one on a known revision, checked by the publication's own rules."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import yaml
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine import Engine
from office import matters
from office.matters import Finding, Folder
from office.studio._rows import DraftFileRow, DraftRow, DraftStepRow

MATTER = "processes/matter.yaml"


class UnknownDraft(LookupError):
    """没有这份草稿。"""


@dataclass(frozen=True)
class DraftFile:
    """One file now; revision counts its changes, from 1."""

    path: str
    content: bytes
    revision: int
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True)
class Draft:
    """A draft with its files by path (`processes/process.bpmn`, `forms/form.json` …)."""

    id: str
    code: str
    name: str
    base_edition: str | None
    files: Mapping[str, DraftFile]
    touched_by: str
    touched_at: datetime


class Conflict(Exception):
    """Somebody else changed the file since: `base` is what the writer began with, `theirs` what stands now."""

    def __init__(self, base: bytes | None, theirs: DraftFile | None) -> None:
        super().__init__("这份文件已被别人修改")
        self.base = base
        self.theirs = theirs


def drafts(session: Session) -> list[Draft]:
    """Return all drafts, the last touched first."""
    rows = session.scalars(select(DraftRow).order_by(DraftRow.touched_at.desc()))
    return [_draft(session, row) for row in rows]


def draft(session: Session, draft_id: str) -> Draft:
    """Return one draft; raises UnknownDraft."""
    row = session.get(DraftRow, draft_id, populate_existing=True)
    if row is None:
        raise UnknownDraft(draft_id)
    return _draft(session, row)


def draft_of(session: Session, code: str) -> Draft | None:
    """Return the draft of a matter, if one is open: there is at most one, shared by all analysts."""
    row = session.scalar(select(DraftRow).where(DraftRow.code == code))
    return None if row is None else _draft(session, row)


def open_draft(session: Session, code: str, account: str, *, now: datetime) -> Draft:
    """Return the draft of a published matter, opened from the edition in force if there is none.

    Raises matters.UnknownMatter.
    """
    known = draft_of(session, code)
    if known is not None:
        return known
    base = matters.published(session, code)
    files = matters.files(session, base.id)
    return start_draft(session, code, files, account, base=base.id, now=now)


def start_draft(
    session: Session,
    code: str,
    files: Mapping[str, bytes],
    account: str,
    *,
    now: datetime,
    base: str | None = None,
) -> Draft:
    """Make a draft of these files; the code must have no draft yet."""
    row = DraftRow(
        id=str(uuid.uuid4()),
        code=code,
        base_edition=base,
        opened_by=account,
        opened_at=now,
        touched_by=account,
        touched_at=now,
    )
    session.add(row)
    session.flush()
    for path, content in files.items():
        _write(session, row, path, content, None, account, now)
    session.flush()
    return _draft(session, row)


def save(
    session: Session,
    draft_id: str,
    path: str,
    content: bytes | None,
    *,
    revision: int,
    account: str,
    now: datetime,
) -> Draft:
    """Put a file (None removes it) in place of the revision that the writer saw; 0 is a file that was not there.

    Raises Conflict where the file stands at another revision, UnknownDraft.
    """
    row = session.scalar(select(DraftRow).where(DraftRow.id == draft_id).with_for_update())
    if row is None:
        raise UnknownDraft(draft_id)
    kept = session.get(DraftFileRow, (draft_id, path), populate_existing=True)
    current = 0 if kept is None else kept.revision
    if current != revision:
        base = session.get(DraftStepRow, (draft_id, path, revision))
        raise Conflict(None if base is None else base.content, _file(kept))
    if kept is None or kept.content != content:
        _write(session, row, path, content, kept, account, now)
        row.touched_by, row.touched_at = account, now
        session.flush()
    return _draft(session, row)


def close_draft(session: Session, draft_id: str) -> None:
    """Put a draft away: it was published, or nobody wants it."""
    session.execute(delete(DraftRow).where(DraftRow.id == draft_id))


def release(session: Session, draft_id: str, *, digest: str, edition: str) -> None:
    """The files of this digest are in force: the draft is put away, or goes on from there where it was changed since."""
    row = session.scalar(select(DraftRow).where(DraftRow.id == draft_id).with_for_update())
    if row is None:
        return
    if folder_of(_draft(session, row)).digest == digest:
        close_draft(session, draft_id)
    else:
        row.base_edition = edition
        session.flush()


def folder_of(draft: Draft) -> Folder:
    """Return the draft's files as the folder that publication reads."""
    return Folder(draft.code, {path: one.content for path, one in draft.files.items()})


def findings(
    session: Session, engine: Engine, draft: Draft, verbs: frozenset[str]
) -> tuple[Finding, ...]:
    """What stands in the way of this draft's publication: the same rules that publication asks."""
    return matters.read_matter(session, engine, folder_of(draft), verbs).findings


def _write(
    session: Session,
    row: DraftRow,
    path: str,
    content: bytes | None,
    kept: DraftFileRow | None,
    account: str,
    now: datetime,
) -> None:
    if kept is None:
        kept = DraftFileRow(draft_id=row.id, path=path, revision=0)
        session.add(kept)
    kept.content, kept.revision = content, kept.revision + 1
    kept.changed_by, kept.changed_at = account, now
    session.add(
        DraftStepRow(
            draft_id=row.id,
            path=path,
            revision=kept.revision,
            content=content,
            changed_by=account,
            changed_at=now,
        )
    )


def _file(row: DraftFileRow | None) -> DraftFile | None:
    if row is None or row.content is None:
        return None
    return DraftFile(row.path, row.content, row.revision, row.changed_by, row.changed_at)


def _draft(session: Session, row: DraftRow) -> Draft:
    kept = session.scalars(select(DraftFileRow).where(DraftFileRow.draft_id == row.id))
    files = {one.path: one for one in map(_file, kept) if one is not None}
    return Draft(
        id=row.id,
        code=row.code,
        name=_name(files.get(MATTER), row.code),
        base_edition=row.base_edition,
        files=dict(sorted(files.items())),
        touched_by=row.touched_by,
        touched_at=row.touched_at,
    )


def _name(matter: DraftFile | None, code: str) -> str:
    try:
        said = yaml.safe_load(matter.content) if matter else {}
    except yaml.YAMLError:
        return code
    name = said.get("name") if isinstance(said, dict) else None
    return str(name.get("zh", code)) if isinstance(name, dict) else code
