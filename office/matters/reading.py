"""Read a folder against what is published now: parsed, checked, compiled; nothing is written."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import Engine
from office import accounts
from office.matters._rows import EditionRow
from office.matters.checks import Checked, Surroundings, check_matter
from office.matters.checks.variables import variable_findings
from office.matters.compile import compile_form
from office.matters.compiled import Compiled
from office.matters.diagram import DiagramUnreadable, read_diagram
from office.matters.editions import (
    PUBLISHED,
    file,
)
from office.matters.fields import MemberForm
from office.matters.findings import CompileStopped, Finding, Stopped
from office.matters.folder import Folder, Said, parse
from office.matters.members import callings
from office.matters.schemas import SCHEMAS
from office.matters.shared import blocks_of, elements_of, layouts_of

_APPLICANT = "申请人"  # the lane of what the applicant does; no role of the staff


@dataclass(frozen=True)
class Read:
    """A folder read and compiled: what it says, what is wrong, what came out."""

    matter: Checked
    findings: tuple[Finding, ...]
    compiled: Compiled | None
    basis: str


def read_matter(
    session: Session, engine: Engine, folder: Folder, verbs: frozenset[str] | None
) -> Read:
    """Parse, check and compile a folder against what is published now."""
    said = parse(folder)
    matter, findings = _checked(folder, said)
    around = _surroundings(session, engine, verbs, but=folder.code)
    if not findings:
        findings = check_matter(matter, around)
    if findings:
        return Read(matter, findings, None, folder.digest)
    try:
        members = _members(session, matter)
        compiled = _compiled(matter, members, around)
    except CompileStopped as stopped:
        return Read(matter, stopped.findings, None, folder.digest)
    unwritten = tuple(variable_findings(matter, compiled, around))
    return Read(matter, unwritten, compiled, _basis(folder, compiled))


def compile_unchecked(
    session: Session, engine: Engine, folder: Folder, verbs: frozenset[str] | None
) -> Read:
    """Compile what can be compiled, whatever stands in the way of publication; raises Stopped.

    What the checks find may keep a folder from being compiled in any way: whoever calls this has asked
    `read_matter` before and shows its findings where this fails.
    """
    said = parse(folder)
    matter, findings = _checked(folder, said)
    if findings:
        raise Stopped(findings)
    around = _surroundings(session, engine, verbs, but=folder.code)
    compiled = _compiled(matter, _members(session, matter), around)
    return Read(matter, (), compiled, _basis(folder, compiled))


def _checked(folder: Folder, said: Said) -> tuple[Checked, tuple[Finding, ...]]:
    content = folder.files.get("processes/process.bpmn")
    if content is None:
        return Checked(folder, said, None), said.findings
    try:
        return Checked(folder, said, read_diagram(content)), ()
    except DiagramUnreadable as error:
        finding = Finding(
            "process.bpmn", "流程图可读", f"读不懂：{error}", "请用 BPMN 2.0 编辑器重新导出"
        )
        return Checked(folder, said, None), (*said.findings, finding)


def _surroundings(
    session: Session, engine: Engine, verbs: frozenset[str] | None, *, but: str
) -> Surroundings:
    matters = session.execute(
        select(EditionRow.process_id, EditionRow.code).where(
            EditionRow.state == PUBLISHED, EditionRow.kind == "matter", EditionRow.code != but
        )
    )
    return Surroundings(
        engine=engine,
        elements=elements_of(session),
        roles=frozenset(accounts.ROLES) | {_APPLICANT},
        departments=frozenset(accounts.departments(session)),
        verbs=verbs,
        matters=dict(matters.all()),
        blocks=blocks_of(session),
        layouts=layouts_of(session),
        schemas=SCHEMAS,
    )


def _members(session: Session, matter: Checked) -> list[MemberForm]:
    said = matter.said
    if not matter.one_thing or matter.diagram is None:
        return [MemberForm(said.code, said.document, said.form)]
    members = []
    for calling in callings(matter.diagram):
        row = session.scalar(
            select(EditionRow).where(
                EditionRow.process_id == calling.process_id, EditionRow.state == PUBLISHED
            )
        )
        if row is not None:
            form = json.loads(file(session, row.id, "forms/form.json") or b"{}")
            members.append(
                MemberForm(
                    code=row.code,
                    document=row.document,
                    form=form,
                    element=calling.element,
                    edition_id=row.id,
                    conditions=calling.conditions,
                    unless=calling.unless,
                )
            )
    return members


def _compiled(matter: Checked, members: Sequence[MemberForm], around: Surroundings) -> Compiled:
    if not matter.one_thing:
        return compile_form(members, elements=around.elements)
    resolutions: Sequence[Mapping[str, Any]] = matter.said.form["resolutions"]
    return compile_form(members, resolutions, elements=around.elements, whole=matter.said.document)


def _basis(folder: Folder, compiled: Compiled) -> str:
    """Changes whenever recompiling the same files would give something else."""
    made = json.dumps(compiled.to_json(), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(f"{folder.digest}\n{made}".encode()).hexdigest()
