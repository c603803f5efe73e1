"""Trees of folders brought in at once: what the software ships, and what the command line loads."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from engine import Engine
from office.matters._rows import ShippedRow
from office.matters.diagram import DiagramUnreadable, read_diagram
from office.matters.editions import (
    OWN,
    SHIPPED,
    Edition,
    edition_of,
    published_row,
)
from office.matters.fields import snake
from office.matters.findings import Finding
from office.matters.folder import Folder, Tree, read_tree
from office.matters.publishing import draft_of, lock, publish_folder, refresh
from office.matters.schemas import ROOT
from office.matters.shared import load_shared

_NAME = "processes and forms"


@dataclass(frozen=True)
class Loaded:
    """What became of one matter: `published`, `draft`, `unchanged`, or `kept` (a province's own)."""

    edition: Edition
    state: str
    findings: tuple[Finding, ...] = ()


def load_folder(
    session: Session,
    engine: Engine,
    path: Path,
    verbs: frozenset[str],
    *,
    actor: str | None,
    now: datetime,
    publishing: bool = False,
) -> list[Loaded]:
    """Bring in what `path` holds (docs/matters.md says how it may be laid out).

    Without `publishing` each matter becomes a draft, with its findings. With it, each is published,
    members before the one-things that call them; raises PublicationStopped at the first that cannot.
    """
    tree = read_tree(path)
    lock(session)
    with session.begin_nested():
        if publishing:
            load_shared(session, engine, tree.shared, now)
        done = [
            _bring(session, engine, folder, verbs, actor=actor, now=now, publishing=publishing)
            for folder in _in_order(tree)
        ]
        if publishing:
            refresh(session, engine, actor=actor, now=now, verbs=verbs, but=_published(done))
    return done


def publish_shipped(
    session: Session,
    engine: Engine,
    verbs: frozenset[str],
    now: datetime,
    *,
    root: Path = ROOT,
) -> list[Loaded]:
    """Publish the blocks and matters that the software ships; nothing to do when nothing changed.

    A matter that was loaded or drawn here is never replaced by the shipped one.
    """
    tree = read_tree(root)
    lock(session)
    before = session.get(ShippedRow, _NAME)
    if before is not None and before.digest == tree.digest:
        return []
    load_shared(session, engine, tree.shared, now)
    done = [_ship(session, engine, folder, verbs, now) for folder in _in_order(tree)]
    refresh(session, engine, actor=None, now=now, verbs=verbs, but=_published(done))
    session.merge(ShippedRow(name=_NAME, digest=tree.digest, published_at=now))
    session.flush()
    return done


def _published(done: list[Loaded]) -> list[str]:
    return [one.edition.id for one in done if one.state == "published"]


def _ship(
    session: Session, engine: Engine, folder: Folder, verbs: frozenset[str], now: datetime
) -> Loaded:
    current = published_row(session, folder.code)
    if current is not None and current.origin == OWN:
        return Loaded(edition_of(current), "kept")
    if current is not None and current.digest == folder.digest:
        return Loaded(edition_of(current), "unchanged")
    edition = publish_folder(
        session, engine, folder, origin=SHIPPED, actor=None, now=now, verbs=verbs
    )
    return Loaded(edition, "published")


def _bring(
    session: Session,
    engine: Engine,
    folder: Folder,
    verbs: frozenset[str],
    *,
    actor: str | None,
    now: datetime,
    publishing: bool,
) -> Loaded:
    current = published_row(session, folder.code)
    if current is not None and current.digest == folder.digest and publishing:
        return Loaded(edition_of(current), "unchanged")
    if not publishing:
        draft, findings = draft_of(session, engine, folder, verbs, now=now)
        return Loaded(draft, "draft", findings)
    edition = publish_folder(session, engine, folder, origin=OWN, actor=actor, now=now, verbs=verbs)
    return Loaded(edition, "published")


def _in_order(tree: Tree) -> list[Folder]:
    """Called matters before those that call them; circles are left to the checks."""
    folders = {snake(folder.code): folder for folder in tree.matters}
    ordered: list[Folder] = []

    def place(process_id: str, path: tuple[str, ...]) -> None:
        folder = folders[process_id]
        if folder in ordered or process_id in path:
            return
        for called in _called(folder):
            if called in folders:
                place(called, (*path, process_id))
        ordered.append(folder)

    for process_id in sorted(folders):
        place(process_id, ())
    return ordered


def _called(folder: Folder) -> list[str]:
    try:
        diagram = read_diagram(folder.files.get("processes/process.bpmn", b""))
    except DiagramUnreadable:
        return []
    return [node.called or "" for node in diagram.of_kind("callActivity")]
