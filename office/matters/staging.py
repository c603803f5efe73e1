"""An edition that runs without being in force: for a transaction of which nothing is kept."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from engine import DeploymentRefused, Engine, Refusal
from office.matters._rows import EditionFileRow, EditionRow
from office.matters.editions import DRAFT, OWN, Edition, edition_of
from office.matters.fields import snake
from office.matters.findings import Finding, Stopped
from office.matters.folder import Folder
from office.matters.reading import Read, compile_unchecked, read_matter


@dataclass(frozen=True)
class Staged:
    """A folder ready to run, and what would still stop its publication."""

    edition: Edition
    findings: tuple[Finding, ...]


def stage(
    session: Session,
    engine: Engine,
    folder: Folder,
    verbs: frozenset[str] | None,
    *,
    now: datetime,
) -> Staged:
    """Deploy a folder and make an edition of it that is never in force; nobody else is kept waiting.

    Raises Stopped with the findings where it cannot run at all.
    """
    read = read_matter(session, engine, folder, verbs)
    findings = read.findings
    if read.compiled is None:
        read = _compiled_anyhow(session, engine, folder, verbs, findings)
    try:
        deployment = engine.deploy(session, folder.process_files(), name=folder.code)
    except DeploymentRefused as refused:
        raise Stopped(findings or [_finding(one) for one in refused.refusals]) from None
    row = _row(folder, read, deployment.id, now)
    session.add(row)
    session.flush()
    session.add_all(
        EditionFileRow(edition_id=row.id, path=path, content=content)
        for path, content in folder.files.items()
    )
    session.flush()
    return Staged(edition_of(row), findings)


def _compiled_anyhow(
    session: Session,
    engine: Engine,
    folder: Folder,
    verbs: frozenset[str] | None,
    findings: tuple[Finding, ...],
) -> Read:
    try:
        return compile_unchecked(session, engine, folder, verbs)
    except Exception as error:  # noqa: BLE001 - files that failed the checks may break the compiler anywhere
        raise Stopped(findings) from error


def _row(folder: Folder, read: Read, definition_id: int, now: datetime) -> EditionRow:
    said = read.matter.said
    assert read.compiled is not None  # compiled, or stopped before
    own = uuid.uuid4()
    return EditionRow(
        id=str(own),
        code=folder.code,
        version=-1
        - own.int % 2**30,  # no edition in force has it, and no other staged one waits for it
        kind=said.kind,
        state=DRAFT,
        origin=OWN,
        process_id=snake(folder.code),
        document=dict(said.document),
        questions=dict(said.questions),
        compiled=read.compiled.to_json(),
        digest=folder.digest,
        basis=read.basis,
        definition_id=definition_id,
        created_at=now,
    )


def _finding(refusal: Refusal) -> Finding:
    return Finding(
        refusal.name or refusal.element,
        f"引擎能准确执行（{refusal.code}）",
        refusal.reason,
        refusal.remedy or "请改画",
        refusal.element,
    )
