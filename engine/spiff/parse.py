"""From BPMN's XML to specifications, with SpiffWorkflow's parser and our node classes."""

from collections.abc import Mapping
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException

from engine.model.elements import CONTAINERS, Diagram
from engine.spiff import containers, events, gateways, tasks
from engine.spiff.node import Node
from engine.spiff.scopes import ScopeSpec
from engine.values import Refusal

PALETTE: Mapping[str, type[Node]] = {
    "task": tasks.NoneTask,
    "manualTask": tasks.ManualTask,
    "userTask": tasks.UserTask,
    "scriptTask": tasks.ScriptTask,
    "serviceTask": tasks.ServiceTask,
    "sendTask": events.SendTask,
    "receiveTask": events.ReceiveTask,
    "businessRuleTask": tasks.BusinessRuleTask,
    "exclusiveGateway": gateways.ExclusiveGateway,
    "parallelGateway": gateways.ParallelGateway,
    "inclusiveGateway": gateways.InclusiveGateway,
    "eventBasedGateway": gateways.EventBasedGateway,
    "startEvent": events.StartEvent,
    "endEvent": events.EndEvent,
    "intermediateCatchEvent": events.CatchEvent,
    "intermediateThrowEvent": events.ThrowEvent,
    "boundaryEvent": events.BoundaryEvent,
    "subProcess": containers.SubProcess,
    "transaction": containers.SubProcess,
    "callActivity": containers.CallActivity,
}


def parse(
    roots: list[etree._Element], diagram: Diagram
) -> tuple[dict[str, ScopeSpec], tuple[Refusal, ...]]:
    """Return the specification of each executable process, or why there is none."""
    parser = _Parser(diagram)
    specs: dict[str, ScopeSpec] = {}
    try:
        for root in roots:
            parser.add_bpmn_xml(root)
        for process in diagram.processes():
            specs[process.id] = parser.get_spec(process.id)
    except ValidationException as error:
        element = str(getattr(error, "id", None) or "")
        return {}, (
            Refusal("parse", element, element, str(error.args[0] if error.args else error)),
        )
    return specs, tuple(_compare(diagram, specs))


class _NodeParser(TaskParser):
    """Makes the node alone; flows are connected by the scope's parser, without recursion."""

    @property
    def bpmn_attributes(self) -> dict[str, Any]:
        return {
            "description": self.get_description(),
            "lane": self.lane,
            "bpmn_name": self.node.get("name"),
            "documentation": self.parse_documentation(),
        }


class _ScopeParser(ProcessParser):
    """Makes a scope's nodes in drawn order and connects them."""

    def _parse(self) -> None:
        diagram: Diagram = self.parser.diagram
        container = diagram.containers[self.bpmn_id]
        self.spec = ScopeSpec(container, diagram.process_of(container.id))
        nodes = {child.get("id"): child for child in self.node}
        for element_id in container.elements:
            self._make(diagram, nodes[element_id])
        for spec in self.spec.task_specs.values():
            for flow in spec.drawn.outgoing:
                spec.connect(self.spec.task_specs[flow.target])
        self.spec.starts = starts_of(diagram, container.id)
        self.spec.handlers = tuple(s for s in self.spec.task_specs.values() if s.drawn.triggered)

    def _make(self, diagram: Diagram, node: etree._Element) -> None:
        parser_class, spec_class = self.parser._get_parser_class(node.tag)
        if spec_class is None:
            return  # reported by the comparison
        spec = parser_class(self, spec_class, node, self.nsmap, lane=self.lane).create_task()
        spec.drawn = diagram.elements[spec.name]
        spec.flows = spec.drawn.outgoing
        if spec.drawn.attached_to in self.spec.task_specs:
            host = self.spec.task_specs[spec.drawn.attached_to]
            host.boundaries = (*host.boundaries, spec)
        for boundary in self.spec.task_specs.values():
            if boundary.drawn.attached_to == spec.name and boundary not in spec.boundaries:
                spec.boundaries = (*spec.boundaries, boundary)
        if spec.drawn.tag in CONTAINERS:
            self.parser.create_parser(node, filename=self.filename, lane=spec.lane)
            inner = self.parser.process_parsers[spec.name]
            inner.process_executable = True
            self.spec.nested[spec.name] = inner.get_spec()
            if spec.drawn.triggered:
                self._watch(spec, inner.get_spec())

    def _watch(self, spec: Any, inner: ScopeSpec) -> None:
        """Let the start event of an event subprocess be waited for in this scope."""
        found = [s for s in inner.task_specs.values() if isinstance(s, events.StartEvent)]
        spec.trigger = found[0]
        watch = events.Watch(self.spec, f"{found[0].name} (waiting)")
        del self.spec.task_specs[watch.name]
        self.spec.watches[watch.name] = watch
        watch.drawn = found[0].drawn
        spec.trigger.watch = watch


class _Parser(BpmnParser):
    PROCESS_PARSER_CLASS = _ScopeParser
    OVERRIDE_PARSER_CLASSES = {
        full_tag(tag): (_NodeParser, PALETTE.get(tag)) for tag in (*PALETTE, "adHocSubProcess")
    }

    def __init__(self, diagram: Diagram) -> None:
        super().__init__()
        self.diagram = diagram

    def _add_data_stores(self, bpmn: etree._Element) -> None:
        """Data stores are refused by the check."""

    def _add_correlations(self, bpmn: etree._Element) -> None:
        """Correlation keys are FEEL properties; BPMN's own are refused by the check."""


def starts_of(diagram: Diagram, container_id: str) -> tuple[str, ...]:
    """Return where a scope begins: its plain start events, else what nothing leads to."""
    held = [diagram.elements[e] for e in diagram.containers[container_id].elements]
    plain = [e.id for e in held if e.tag == "startEvent" and e.event.kind == "none"]
    if plain or any(e.tag == "startEvent" for e in held):
        return tuple(plain)
    return tuple(e.id for e in held if not e.incoming and e.attached_to is None and not e.triggered)


def _compare(diagram: Diagram, specs: Mapping[str, ScopeSpec]) -> list[Refusal]:
    """Every drawn element and flow of a process must stand in its specification."""
    found: list[Refusal] = []
    pending = list(specs.values())
    while pending:
        spec = pending.pop()
        pending.extend(spec.nested.values())
        for element_id in diagram.containers[spec.name].elements:
            drawn = diagram.elements[element_id]
            node = spec.task_specs.get(element_id)
            if node is None:
                reason = f"引擎不执行 {drawn.tag} (the engine does not execute this element)"
                found.append(Refusal("unsupported", element_id, drawn.name, reason))
            elif [s.name for s in node.outputs] != [flow.target for flow in drawn.outgoing]:
                reason = "解析结果与图不一致 (the parsed flows differ from the drawn ones)"
                found.append(Refusal("parse", element_id, drawn.name, reason))
    return found
