"""The blocks that matters may call: what each is called, what it says of itself, how it is usually called."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import Engine
from office.matters._rows import EditionFileRow, EditionRow, SharedFileRow
from office.matters.diagram import DiagramUnreadable, Node, read_diagram
from office.matters.editions import PUBLISHED

_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_FOLDER, _DIAGRAM = "processes/blocks/", "processes/process.bpmn"
_LOOKED_AT = 40  # published diagrams; enough to know what is usual


@dataclass(frozen=True)
class Block:
    """A block of the folder; inputs and outputs are the usual ones of a call, `text` its documentation."""

    process_id: str
    name: str
    text: str
    inputs: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)


def blocks(session: Session, engine: Engine) -> tuple[Block, ...]:
    """Return every block of the folder, by process id."""
    known = {one.process_id: one for one in _drawn(session)}
    usual = _usual(session, known.keys())
    return tuple(
        Block(
            one.process_id,
            one.name,
            one.text,
            *(usual.get(one.process_id) or (_reads(engine, one.content), {})),
        )
        for _, one in sorted(known.items())
    )


@dataclass(frozen=True)
class _Drawn:
    process_id: str
    name: str
    text: str
    content: bytes


def _drawn(session: Session) -> Iterator[_Drawn]:
    rows = session.execute(
        select(SharedFileRow.path, SharedFileRow.content).where(
            SharedFileRow.path.startswith(_FOLDER, autoescape=True)
        )
    )
    for path, content in rows.all():
        if path.endswith(".bpmn"):
            process: Element | None = fromstring(content).find(f"{_BPMN}process")
            if process is not None:
                text = process.findtext(f"{_BPMN}documentation") or ""
                process_id = str(process.get("id", ""))
                name = process.get("name") or process_id
                yield _Drawn(process_id, name, text.strip(), content)


def _reads(engine: Engine, content: bytes) -> dict[str, str]:
    """What a block nobody calls yet would read of its caller, each from the variable of the same name."""
    heads = {path.split(".")[0] for path in engine.reads({"process.bpmn": content})}
    return {name: f"={name}" for name in sorted(heads)}


def _usual(
    session: Session, wanted: Iterable[str]
) -> dict[str, tuple[Mapping[str, str], Mapping[str, str]]]:
    counts: dict[str, Counter[tuple[tuple[tuple[str, str], ...], ...]]] = {
        one: Counter() for one in wanted
    }
    for node in _calls(session):
        if node.called in counts:
            counts[node.called][(tuple(node.inputs.items()), tuple(node.outputs.items()))] += 1
    found: dict[str, tuple[Mapping[str, str], Mapping[str, str]]] = {}
    for process_id, count in counts.items():
        if count:
            ((inputs, outputs), _), *_rest = count.most_common(1)
            found[process_id] = (dict(inputs), dict(outputs))
    return found


def _calls(session: Session) -> Iterator[Node]:
    contents = session.scalars(
        select(EditionFileRow.content)
        .join(EditionRow, EditionRow.id == EditionFileRow.edition_id)
        .where(EditionRow.state == PUBLISHED, EditionFileRow.path == _DIAGRAM)
        .order_by(EditionRow.published_at)
        .limit(_LOOKED_AT)
    )
    for content in contents:
        try:
            yield from read_diagram(content).of_kind("callActivity")
        except DiagramUnreadable:
            continue
