"""Which elements and flows of a draft's diagram its scenarios pass, and which no scenario ever reaches."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from office.matters import Folder
from office.matters.diagram import Diagram, DiagramUnreadable, read_diagram
from office.rehearsal.scenarios import Result

PROCESS = "processes/process.bpmn"


@dataclass(frozen=True)
class Passed:
    """An element or a flow: its words, and the names of the scenarios that pass it."""

    id: str
    kind: str
    label: str
    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Coverage:
    """All that is drawn; percentages count elements and flows apart."""

    elements: tuple[Passed, ...] = ()
    flows: tuple[Passed, ...] = ()

    @property
    def never(self) -> tuple[Passed, ...]:
        return tuple(one for one in (*self.elements, *self.flows) if not one.by)

    @property
    def done(self) -> tuple[str, ...]:
        return tuple(one.id for one in (*self.elements, *self.flows) if one.by)

    @property
    def of_elements(self) -> int:
        return _percent(self.elements)

    @property
    def of_flows(self) -> int:
        return _percent(self.flows)


def coverage(folder: Folder, results: Iterable[Result]) -> Coverage:
    """Return what these results pass of the folder's own diagram; called processes have their own tests."""
    try:
        diagram = read_diagram(folder.files.get(PROCESS, b""))
    except DiagramUnreadable:
        return Coverage()
    passing: dict[str, list[str]] = {}
    for result in results:
        for flow in result.taken:
            if flow.process_id == diagram.process_id:
                passing.setdefault(flow.flow, []).append(result.name)
    return Coverage(_elements(diagram, passing), _flows(diagram, passing))


def _elements(diagram: Diagram, passing: Mapping[str, list[str]]) -> tuple[Passed, ...]:
    return tuple(
        Passed(node.id, node.kind, node.name or node.id, _through(diagram, node.id, passing))
        for node in diagram.nodes.values()
    )


def _through(diagram: Diagram, node: str, passing: Mapping[str, list[str]]) -> tuple[str, ...]:
    """Who left an element, or reached one that is not left by a flow."""
    flows = diagram.out_of(node) or diagram.into(node)
    found = {name for flow in flows for name in passing.get(flow.id, ())}
    return tuple(sorted(found))


def _flows(diagram: Diagram, passing: Mapping[str, list[str]]) -> tuple[Passed, ...]:
    def name(node: str) -> str:
        known = diagram.nodes.get(node)
        return (known.name or known.id) if known else node

    return tuple(
        Passed(
            flow.id,
            "sequenceFlow",
            f"{name(flow.source)} → {name(flow.target)}",
            tuple(sorted(set(passing.get(flow.id, ())))),
        )
        for flow in diagram.flows
    )


def _percent(drawn: tuple[Passed, ...]) -> int:
    return 0 if not drawn else 100 * sum(bool(one.by) for one in drawn) // len(drawn)
