"""What office reads of a diagram: steps, lanes, calls, verbs and the conditions on the way to a call."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"


class DiagramUnreadable(ValueError):
    """The file is no BPMN."""


@dataclass(frozen=True)
class Node:
    """A drawn element; `kind` is the BPMN tag (userTask, callActivity, …)."""

    id: str
    kind: str
    name: str
    lane: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    verb: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    called: str | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)
    decision: str | None = None
    default: str | None = None


@dataclass(frozen=True)
class Flow:
    id: str
    source: str
    target: str
    condition: str | None = None


@dataclass(frozen=True)
class Diagram:
    """The first executable process of a file, with everything inside its sub-processes."""

    process_id: str
    nodes: Mapping[str, Node]
    flows: tuple[Flow, ...]
    lanes: frozenset[str]

    def of_kind(self, kind: str) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes.values() if node.kind == kind)

    def into(self, node_id: str) -> tuple[Flow, ...]:
        return tuple(flow for flow in self.flows if flow.target == node_id)

    def out_of(self, node_id: str) -> tuple[Flow, ...]:
        return tuple(flow for flow in self.flows if flow.source == node_id)

    def verbs(self) -> frozenset[str]:
        return frozenset(node.verb for node in self.nodes.values() if node.verb)


def read_diagram(content: bytes) -> Diagram:
    """The diagram of a process.bpmn; raises DiagramUnreadable."""
    try:
        root = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise DiagramUnreadable(str(error)) from error
    processes = root.iter(f"{_BPMN}process")
    process = next((one for one in processes if one.get("isExecutable") == "true"), None)
    if process is None:
        raise DiagramUnreadable("没有可执行的流程（isExecutable=true）")
    lane_of, lanes = _lanes(process)
    nodes = {node.id: node for node in _nodes(process, lane_of)}
    flows = tuple(_flow(one) for one in process.iter(f"{_BPMN}sequenceFlow"))
    return Diagram(process.get("id", ""), nodes, flows, lanes)


def _lanes(process: Element) -> tuple[dict[str, str], frozenset[str]]:
    lane_of: dict[str, str] = {}
    names: set[str] = set()
    for lane in process.iter(f"{_BPMN}lane"):
        names.add(lane.get("name", ""))
        for reference in lane.iter(f"{_BPMN}flowNodeRef"):
            lane_of[(reference.text or "").strip()] = lane.get("name", "")
    return lane_of, frozenset(names)


def _nodes(process: Element, lane_of: Mapping[str, str]) -> Iterator[Node]:
    for one in process.iter():
        kind = str(one.tag).removeprefix(_BPMN)
        if one.get("id") and kind.endswith(
            ("Task", "task", "Event", "Gateway", "callActivity", "subProcess")
        ):
            yield _node(one, kind, lane_of)


def _node(one: Element, kind: str, lane_of: Mapping[str, str]) -> Node:
    node_id = one.get("id", "")
    extensions = one.find(f"{_BPMN}extensionElements")
    operator = None if extensions is None else extensions.find(f"{_SPIFF}serviceTaskOperator")
    return Node(
        id=node_id,
        kind=kind,
        name=one.get("name", ""),
        lane=lane_of.get(node_id),
        properties=_pairs(extensions, "property", "name"),
        verb=None if operator is None else operator.get("id"),
        parameters=_pairs(extensions, "parameter", "id"),
        called=one.get("calledElement"),
        inputs=_pairs(extensions, "input", "name"),
        outputs=_pairs(extensions, "output", "name"),
        decision=_text(extensions, "calledDecisionId"),
        default=one.get("default"),
    )


def _pairs(extensions: Element | None, tag: str, key: str) -> dict[str, str]:
    if extensions is None:
        return {}
    return {one.get(key, ""): one.get("value", "") for one in extensions.iter(f"{_SPIFF}{tag}")}


def _text(extensions: Element | None, tag: str) -> str | None:
    found = None if extensions is None else extensions.find(f"{_SPIFF}{tag}")
    return None if found is None else (found.text or "").strip()


def _flow(one: Element) -> Flow:
    condition = one.find(f"{_BPMN}conditionExpression")
    text = None if condition is None else (condition.text or "").strip()
    return Flow(one.get("id", ""), one.get("sourceRef", ""), one.get("targetRef", ""), text or None)
