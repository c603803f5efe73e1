"""Saving where two write at once: what does not clash is joined, what clashes is kept aside until somebody chooses."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from office.studio._rows import AsideRow, DraftFileRow, DraftStepRow
from office.studio.drafts import Conflict, Draft, DraftFile, draft, save
from office.studio.merge import Choices, Merged, merge


@dataclass(frozen=True)
class Written:
    """What came of a save: `content` is what stands now, `merged` says that a colleague's change is in it."""

    draft: Draft
    content: bytes | None
    merged: bool = False


@dataclass(frozen=True)
class Aside:
    """Somebody's own text that clashes with what stands now; `joined` is both, clashes as a colleague has them."""

    path: str
    base: bytes | None
    mine: bytes | None
    theirs: DraftFile | None
    joined: Merged
    at: datetime


def write(
    session: Session,
    draft_id: str,
    path: str,
    content: bytes | None,
    *,
    revision: int,
    account: str,
    now: datetime,
) -> Written:
    """Save a file; where somebody else changed it since `revision`, join both changes.

    Raises Conflict where they clash: the writer's text is then kept aside (`asides`), whoever closes the page.
    """
    try:
        saved = save(session, draft_id, path, content, revision=revision, account=account, now=now)
    except Conflict as conflict:
        theirs = conflict.theirs
        joined = merge(path, conflict.base, content, None if theirs is None else theirs.content)
        if joined.clashes:
            _set_aside(session, draft_id, path, content, conflict, revision, account, now)
            raise
        saved = save(
            session, draft_id, path, joined.content,
            revision=revision_of(session, draft_id, path), account=account, now=now,
        )  # fmt: skip
        _take_back(session, draft_id, path, account)
        return Written(saved, joined.content, merged=joined.content != content)
    _take_back(session, draft_id, path, account)
    return Written(saved, content)


def revision_of(session: Session, draft_id: str, path: str) -> int:
    """Return a file's revision, 0 where it never was; a removed file has one."""
    row = session.get(DraftFileRow, (draft_id, path))
    return 0 if row is None else row.revision


def content_at(session: Session, draft_id: str, path: str, revision: int) -> bytes | None:
    """Return what a file was at a revision; None where it was not there."""
    row = session.get(DraftStepRow, (draft_id, path, revision))
    return None if row is None else row.content


def asides(session: Session, draft_id: str, account: str) -> tuple[Aside, ...]:
    """Return what this account wrote that still clashes, by path."""
    files = draft(session, draft_id).files
    rows = session.scalars(
        select(AsideRow)
        .where(AsideRow.draft_id == draft_id, AsideRow.account_id == account)
        .order_by(AsideRow.path)
    )
    return tuple(_aside(row, files.get(row.path)) for row in rows)


def settle(
    session: Session,
    draft_id: str,
    path: str,
    choices: Choices,
    *,
    revision: int,
    account: str,
    now: datetime,
) -> Draft:
    """Join what was set aside with what stands at `revision`, each clash as chosen.

    Raises Conflict where somebody changed the file meanwhile, or a clash has no choice yet; the text stays aside.
    """
    row = session.get(AsideRow, (draft_id, path, account))
    if row is None:
        return draft(session, draft_id)
    theirs = draft(session, draft_id).files.get(path)
    joined = merge(path, row.base, row.content, None if theirs is None else theirs.content, choices)
    if joined.clashes:
        raise Conflict(row.base, theirs)
    saved = save(
        session, draft_id, path, joined.content, revision=revision, account=account, now=now
    )
    _take_back(session, draft_id, path, account)
    return saved


def give_up(session: Session, draft_id: str, path: str, account: str) -> None:
    """Throw away what this account had set aside: the colleague's text stays."""
    _take_back(session, draft_id, path, account)


def _aside(row: AsideRow, theirs: DraftFile | None) -> Aside:
    joined = merge(row.path, row.base, row.content, None if theirs is None else theirs.content)
    return Aside(row.path, row.base, row.content, theirs, joined, row.set_aside_at)


def _set_aside(
    session: Session,
    draft_id: str,
    path: str,
    content: bytes | None,
    conflict: Conflict,
    revision: int,
    account: str,
    now: datetime,
) -> None:
    row = AsideRow(
        draft_id=draft_id,
        path=path,
        account_id=account,
        revision=revision,
        base=conflict.base,
        content=content,
        set_aside_at=now,
    )
    session.merge(row)
    session.flush()


def _take_back(session: Session, draft_id: str, path: str, account: str) -> None:
    session.execute(
        delete(AsideRow).where(
            AsideRow.draft_id == draft_id,
            AsideRow.path == path,
            AsideRow.account_id == account,
        )
    )
