"""What matters share: data elements, blocks and notice layouts, loaded before the matters that use them."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import Engine
from office.matters._rows import SharedFileRow
from office.matters.checks.expressions import checker
from office.matters.checks.shape import fitting
from office.matters.diagram import Diagram, read_diagram
from office.matters.elements import Elements, gather
from office.matters.findings import Finding, PublicationStopped
from office.matters.folder import Files
from office.matters.layouts import check_layout
from office.matters.schemas import SCHEMAS

_ELEMENTS, _BLOCKS, _NOTICES = "forms/elements/", "processes/blocks/", "forms/notices/"


def load_shared(session: Session, engine: Engine, files: Files, now: datetime) -> list[str]:
    """Keep the files that changed and deploy the blocks among them; return their paths.

    A file that is not in `files` stays: the tree of a single matter brings none of them.
    Raises PublicationStopped when an element file does not fit its schema or a block would not run.
    """
    known = dict(session.execute(select(SharedFileRow.path, SharedFileRow.digest)).all())
    digests = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    changed = [path for path in files if known.get(path) != digests[path]]
    findings = [finding for path in changed for finding in _findings(engine, path, files)]
    if findings:
        raise PublicationStopped(findings)
    for path in changed:
        session.merge(
            SharedFileRow(path=path, content=files[path], digest=digests[path], loaded_at=now)
        )
    session.flush()
    for block in _in_order(files, {one for path in changed if (one := _block(path))}):
        engine.deploy(session, _block_files(files, block), name=f"block {block}")
    return changed


def elements_of(session: Session) -> Elements:
    """The register of shared data elements."""
    return gather(
        json.loads(content)
        for path, content in _under(session, _ELEMENTS).items()
        if path.endswith(".json")
    )


def blocks_of(session: Session) -> dict[str, Diagram]:
    """The diagrams of the blocks, by process id."""
    diagrams = [
        read_diagram(content)
        for path, content in _under(session, _BLOCKS).items()
        if path.endswith(".bpmn")
    ]
    return {diagram.process_id: diagram for diagram in diagrams}


def layouts_of(session: Session) -> dict[str, bytes]:
    """The notice layouts by name: supplement, acceptance, refusal …"""
    return {
        path.removeprefix(_NOTICES).removesuffix(".json"): content
        for path, content in _under(session, _NOTICES).items()
        if path.endswith(".json")
    }


def _under(session: Session, folder: str) -> dict[str, bytes]:
    rows = session.execute(
        select(SharedFileRow.path, SharedFileRow.content)
        .where(SharedFileRow.path.startswith(folder, autoescape=True))
        .order_by(SharedFileRow.path)
    )
    return dict(rows.all())


def _findings(engine: Engine, path: str, files: Files) -> list[Finding]:
    if path.startswith((_ELEMENTS, _NOTICES)) and path.endswith(".json"):
        try:
            said = json.loads(files[path])
        except ValueError as error:
            return [Finding(path, "文件可读", f"读不懂：{error}", "请改正写法")]
        if path.startswith(_NOTICES):
            return list(check_layout(said, checker(engine), place=path))
        return list(fitting(path, said, SCHEMAS["forms"]))
    block = _block(path)
    if block is None or not path.endswith((".bpmn", ".dmn")):
        return []
    return [
        Finding(
            f"{path} · {refusal.name or refusal.element}",
            f"引擎能准确执行（{refusal.code}）",
            refusal.reason,
            refusal.remedy or "请改画",
        )
        for refusal in engine.check(_block_files(files, block))
    ]


def _block(path: str) -> str | None:
    if not path.startswith(_BLOCKS):
        return None
    return path.removeprefix(_BLOCKS).split("/")[0]


def _block_files(files: Files, block: str) -> dict[str, bytes]:
    start = f"{_BLOCKS}{block}/"
    return {
        path.removeprefix(start): content
        for path, content in files.items()
        if path.startswith(start) and path.endswith((".bpmn", ".dmn"))
    }


def _in_order(files: Files, blocks: set[str]) -> list[str]:
    """Called blocks before those that call them."""
    diagrams = {
        block: read_diagram(content)
        for block in blocks
        for name, content in _block_files(files, block).items()
        if name.endswith(".bpmn")
    }
    makes = {diagram.process_id: block for block, diagram in diagrams.items()}
    ordered: list[str] = []

    def place(block: str, path: tuple[str, ...]) -> None:
        if block in ordered or block in path:
            return
        for called in _called(diagrams, block):
            if called in makes:
                place(makes[called], (*path, block))
        ordered.append(block)

    for block in sorted(diagrams):
        place(block, ())
    return ordered


def _called(diagrams: Mapping[str, Diagram], block: str) -> list[str]:
    return [node.called or "" for node in diagrams[block].of_kind("callActivity")]
