"""Publication is the platform matter matter-publication: the engine runs its diagram, this room keeps what it is about.

What is approved and put in force is the draft as it was when it was submitted, by digest: its files are kept here.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import Call, Engine, Wait
from office import audit, matters
from office.clocks import today
from office.matters import Folder
from office.studio._rows import PublicationFileRow, PublicationRow
from office.studio.checking import Problem, problem_of, problems
from office.studio.differences import titles_of
from office.studio.drafts import Draft, draft, folder_of, release
from office.words import words

MATTER = "matter-publication"
REVIEW, WAITING, PUBLISHED = "review", "waiting", "published"
RETURNED, WITHDRAWN, STOPPED = "returned", "withdrawn", "stopped"
_SUBMIT, _REVIEW = "submit", "review"
_WITHDRAWN = "publication.withdrawn"


class NotPublishable(Exception):
    """草稿还有问题，不能提交发布。"""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(str(self.__doc__))
        self.problems = problems


class PublicationRefused(Exception):
    """The sentence says why this cannot be done; it is for the person who asked."""


class UnknownPublication(LookupError):
    """没有这次发布。"""


@dataclass(frozen=True)
class Publication:
    """One submission of a draft. `digest` names what was submitted; `reason` is the second person's."""

    id: str
    draft_id: str | None
    code: str
    name: str
    digest: str
    base_edition: str | None
    state: str
    valid_from: date
    note: str
    submitted_by: str
    submitted_at: datetime
    reviewed_by: str | None
    reviewed_at: datetime | None
    reason: str
    edition_id: str | None
    ended_at: datetime | None
    instance_id: str


def submit(
    session: Session,
    engine: Engine,
    draft_id: str,
    account: str,
    *,
    valid_from: date,
    note: str,
    verbs: frozenset[str],
    now: datetime,
) -> Publication:
    """Start the publication of a draft as it stands; the diagram checks it and waits for the second person.

    Raises NotPublishable with what the check found, PublicationRefused where one is under way.
    """
    found = draft(session, draft_id)
    if under_way(session, found.code) is not None:
        raise PublicationRefused(words("这个事项已有一次发布在进行，请先复核或撤回。"))
    if valid_from < today(now):
        raise PublicationRefused(words("生效日不能早于今天。"))
    against = obstacles(session, engine, folder_of(found), verbs, now=now)
    if against:
        raise NotPublishable(against)
    row = _new_row(found, account, valid_from, note, now)
    _start(session, engine, row, found)
    audit.record(session, actor=account, verb="edition.submit", subject=row.code, now=now)
    return _value(row)


def review(
    session: Session,
    engine: Engine,
    publication_id: str,
    account: str,
    *,
    approve: bool,
    digest: str,
    reason: str,
    now: datetime,
) -> Publication:
    """Approve or return a publication as the second person, who has seen the files of this digest.

    Raises PublicationRefused: the submitter's own, no longer open, other files than seen, a return without reason.
    """
    row = _held(session, engine, publication_id)
    wait = _waiting(session, engine, row)
    if wait is None:
        raise PublicationRefused(words("这次发布已不在复核中。"))
    if account in _barred(session, engine, row, wait):
        raise PublicationRefused(words("提交的人不能自己复核，请由另一位分析员复核。"))
    if digest != row.digest:
        raise PublicationRefused(words("您看到的不是提交的内容，请刷新后再看。"))
    if not approve and not reason.strip():
        raise PublicationRefused(words("退回须写明理由。"))
    row.reviewed_by, row.reviewed_at, row.reason = account, now, reason.strip()
    row.state = WAITING if approve else RETURNED
    row.ended_at = None if approve else now
    session.flush()
    outcome = "approve" if approve else "return"
    engine.complete(session, _instance(row), wait.task_id, {"outcome": outcome}, actor=account)
    audit.record(session, actor=account, verb=f"edition.{outcome}", subject=row.code, now=now)
    session.refresh(row)
    return _value(row)


def withdraw(
    session: Session, engine: Engine, publication_id: str, account: str, *, now: datetime
) -> Publication:
    """Take a publication back before it is in force; raises PublicationRefused where that is too late."""
    row = _held(session, engine, publication_id)
    if row.state not in (REVIEW, WAITING):
        raise PublicationRefused(words("这次发布已经结束，不能撤回。"))
    if account != row.submitted_by:
        raise PublicationRefused(words("只有提交的人可以撤回。"))
    row.state, row.ended_at = WITHDRAWN, now
    session.flush()
    engine.message(session, _WITHDRAWN, correlation=row.id, message_id=f"{row.id} withdrawn")
    audit.record(session, actor=account, verb="edition.withdraw", subject=row.code, now=now)
    return _value(row)


def perform_check(
    session: Session, engine: Engine, call: Call, verbs: frozenset[str]
) -> Mapping[str, Any]:
    """edition.check: whether anything stands in the way of the submitted files."""
    row = _row(session, call.business_key)
    against = obstacles(session, engine, _folder(session, row), verbs, now=engine.now())
    return {"clean": not against}


def perform_publish(
    session: Session, engine: Engine, call: Call, verbs: frozenset[str]
) -> Mapping[str, Any]:
    """edition.publish: the approved files become the edition in force; what stops them now is said, not raised."""
    row, now = _row(session, call.business_key), engine.now()
    row.ended_at = now
    try:
        with session.begin_nested():
            loaded = matters.load_files(session, engine, _folder(session, row), verbs, now=now)
            edition = matters.publish(
                session, engine, loaded.id, actor=row.reviewed_by, now=now, verbs=verbs
            )
    except matters.PublicationStopped as stopped:
        row.state, row.reason = STOPPED, str(stopped)
        session.flush()
        return {"outcome": STOPPED}
    row.state, row.edition_id = PUBLISHED, edition.id
    session.flush()
    audit.record(session, actor=row.reviewed_by, verb="edition.publish", subject=row.code, now=now)
    if row.draft_id is not None:
        release(session, row.draft_id, digest=row.digest, edition=edition.id)
    return {"outcome": PUBLISHED, "version": edition.version}


def obstacles(
    session: Session, engine: Engine, folder: Folder, verbs: frozenset[str], *, now: datetime
) -> tuple[Problem, ...]:
    """Return what stands in the way of these files and of the one-things that would be compiled anew with them.

    Publishes on trial and takes it back: what publication would say is what is said here.
    """
    found = problems(session, engine, folder, verbs)
    if found:
        return found
    trial = session.begin_nested()
    try:
        edition = matters.load_files(session, engine, folder, verbs, now=now)
        matters.publish(session, engine, edition.id, actor=None, now=now, verbs=verbs)
    except matters.PublicationStopped as stopped:
        titles = titles_of(session)
        return tuple(problem_of(one, folder, titles) for one in stopped.findings)
    finally:
        trial.rollback()
    return ()


def publication(session: Session, publication_id: str) -> Publication:
    """Return one publication; raises UnknownPublication."""
    return _value(_row(session, publication_id))


def under_way(session: Session, code: str) -> Publication | None:
    """Return the publication of a matter that has not ended."""
    row = session.scalar(
        select(PublicationRow).where(PublicationRow.code == code, PublicationRow.ended_at.is_(None))
    )
    return None if row is None else _value(row)


def to_review(session: Session, *, but: str) -> tuple[Publication, ...]:
    """Return what waits for a second person who is not this account, the oldest first."""
    rows = session.scalars(
        select(PublicationRow)
        .where(PublicationRow.state == REVIEW, PublicationRow.submitted_by != but)
        .order_by(PublicationRow.submitted_at)
    )
    return tuple(_value(row) for row in rows)


def publications(session: Session, code: str, limit: int = 20) -> tuple[Publication, ...]:
    """Return a matter's publications, the latest first."""
    rows = session.scalars(
        select(PublicationRow)
        .where(PublicationRow.code == code)
        .order_by(PublicationRow.submitted_at.desc())
        .limit(limit)
    )
    return tuple(_value(row) for row in rows)


def submitted_files(session: Session, publication_id: str) -> dict[str, bytes]:
    """Return the files as they were submitted."""
    return dict(_folder(session, _row(session, publication_id)).files)


def _start(session: Session, engine: Engine, row: PublicationRow, found: Draft) -> None:
    """Run the diagram through the submitter's own step and the check, to the second person or to its end."""
    session.add(row)
    session.flush()
    session.add_all(
        PublicationFileRow(publication_id=row.id, path=path, content=one.content)
        for path, one in found.files.items()
    )
    session.flush()
    own = matters.published(session, MATTER, platform=True)
    instance = engine.start(
        session,
        own.process_id,
        business_key=row.id,
        definition_id=own.definition_id,
        actor=row.submitted_by,
    )
    row.instance_id = instance.id
    first = next(one for one in engine.waits(session, instance.id) if one.element == _SUBMIT)
    said = {"publication": row.id, "valid_from": row.valid_from.isoformat()}
    engine.complete(session, instance.id, first.task_id, said, actor=row.submitted_by)
    assert (
        _waiting(session, engine, row) is not None
    )  # the diagram asks what `obstacles` has answered
    session.flush()


def _new_row(
    found: Draft, account: str, valid_from: date, note: str, now: datetime
) -> PublicationRow:
    return PublicationRow(
        id=str(uuid.uuid4()),
        draft_id=found.id,
        code=found.code,
        name=found.name[:200],
        digest=folder_of(found).digest,
        base_edition=found.base_edition,
        instance_id=None,
        state=REVIEW,
        valid_from=valid_from,
        note=note.strip(),
        submitted_by=account,
        submitted_at=now,
        reviewed_by=None,
        reviewed_at=None,
        reason="",
        edition_id=None,
        ended_at=None,
    )


def _held(session: Session, engine: Engine, publication_id: str) -> PublicationRow:
    """Return the row, its process locked first: the second of two who act at once sees what the first did."""
    row = _row(session, publication_id)
    engine.hold(session, _instance(row))
    session.refresh(row, with_for_update=True)
    return row


def _row(session: Session, publication_id: str) -> PublicationRow:
    row = session.get(PublicationRow, publication_id)
    if row is None:
        raise UnknownPublication(publication_id)
    return row


def _instance(row: PublicationRow) -> str:
    assert row.instance_id is not None  # written with the row, in one transaction
    return row.instance_id


def _waiting(session: Session, engine: Engine, row: PublicationRow) -> Wait | None:
    waits = engine.waits(session, _instance(row))
    return next((one for one in waits if one.element == _REVIEW), None)


def _barred(session: Session, engine: Engine, row: PublicationRow, wait: Wait) -> set[str]:
    """Return who finished a step that the diagram names in the task's `not`."""
    steps = {one.strip() for one in wait.properties.get("not", "").split(",")}
    return {
        event.actor
        for event in engine.history(session, _instance(row))
        if event.element in steps and event.kind == "completed" and event.actor
    }


def _folder(session: Session, row: PublicationRow) -> Folder:
    files = session.execute(
        select(PublicationFileRow.path, PublicationFileRow.content).where(
            PublicationFileRow.publication_id == row.id
        )
    )
    return Folder(row.code, dict(files.all()))


def _value(row: PublicationRow) -> Publication:
    return Publication(
        id=row.id,
        draft_id=row.draft_id,
        code=row.code,
        name=row.name,
        digest=row.digest,
        base_edition=row.base_edition,
        state=row.state,
        valid_from=row.valid_from,
        note=row.note,
        submitted_by=row.submitted_by,
        submitted_at=row.submitted_at,
        reviewed_by=row.reviewed_by,
        reviewed_at=row.reviewed_at,
        reason=row.reason,
        edition_id=row.edition_id,
        ended_at=row.ended_at,
        instance_id=row.instance_id or "",
    )
