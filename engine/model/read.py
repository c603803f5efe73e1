"""Turn BPMN's XML into a Diagram."""

from collections import defaultdict
from collections.abc import Iterator

from lxml import etree

from engine.model.elements import (
    BPMN,
    CONTAINERS,
    NODES,
    SPIFF,
    Container,
    Diagram,
    Element,
    EventDefinition,
    Flow,
    Loop,
    Operator,
)

_EVENT_KINDS = {
    "timerEventDefinition": "timer",
    "messageEventDefinition": "message",
    "signalEventDefinition": "signal",
    "errorEventDefinition": "error",
    "escalationEventDefinition": "escalation",
    "terminateEventDefinition": "terminate",
    "cancelEventDefinition": "cancel",
    "conditionalEventDefinition": "conditional",
    "linkEventDefinition": "link",
    "compensateEventDefinition": "compensate",
}
_TRUE = frozenset({"true", "1"})


def read(roots: list[etree._Element]) -> Diagram:
    """Read the roots of one set of files as one diagram."""
    containers: dict[str, Container] = {}
    elements: dict[str, Element] = {}
    lanes: set[str] = set()
    for root in roots:
        reader = _Reader(root)
        for process in children(root, "process"):
            reader.container(process, None, containers, elements)
        lanes.update(name for name in reader.lanes.values() if name)
    return Diagram(containers, elements, frozenset(lanes))


def local(node: etree._Element) -> str:
    """Return a BPMN element's tag without namespace; "" for other namespaces."""
    tag = node.tag
    if isinstance(tag, str) and tag.startswith(f"{{{BPMN}}}"):
        return tag[len(BPMN) + 2 :]
    return ""


def children(node: etree._Element, *tags: str) -> Iterator[etree._Element]:
    """Yield a node's BPMN children with one of the tags."""
    for child in node:
        if local(child) in tags:
            yield child


def text_of(node: etree._Element, *path: str) -> str | None:
    """Return the text of the first child along a path of BPMN tags."""
    for tag in path:
        found = next(children(node, tag), None)
        if found is None:
            return None
        node = found
    return ("".join(str(part) for part in node.itertext())).strip()


class _Reader:
    def __init__(self, root: etree._Element) -> None:
        self.names: dict[str, tuple[str, str | None]] = {}
        for node in children(root, "message", "signal", "error", "escalation"):
            key, name = str(node.get("id", "")), str(node.get("name", ""))
            code = node.get("errorCode") or node.get("escalationCode")
            if local(node) in ("error", "escalation"):
                self.names[key] = (name, str(code or name or key))
            else:
                self.names[key] = (name or key, None)
        self.shared = {n.get("id", ""): n for n in root if local(n) in _EVENT_KINDS}
        self.lanes: dict[str, str] = {}
        for lane in root.iter(f"{{{BPMN}}}lane"):
            for reference in children(lane, "flowNodeRef"):
                self.lanes[(reference.text or "").strip()] = lane.get("name", "")

    def container(
        self,
        node: etree._Element,
        parent: str | None,
        containers: dict[str, Container],
        elements: dict[str, Element],
    ) -> None:
        own = node.get("id", "")
        flows = [self.flow(f) for f in children(node, "sequenceFlow")]
        incoming: dict[str, list[Flow]] = defaultdict(list)
        outgoing: dict[str, list[Flow]] = defaultdict(list)
        for flow in flows:
            outgoing[flow.source].append(flow)
            incoming[flow.target].append(flow)
        held = [child for child in node if local(child) in NODES]
        containers[own] = Container(
            own,
            local(node),
            node.get("name", ""),
            parent,
            tuple(child.get("id", "") for child in held),
            node.get("isExecutable", "true") in _TRUE,
        )
        for child in held:
            key = child.get("id", "")
            element = self.element(child, own, incoming[key], outgoing[key])
            elements[key] = element
            if element.lane:
                self.lanes.setdefault(key, element.lane)
            if local(child) in CONTAINERS:
                self.container(child, own, containers, elements)

    def flow(self, node: etree._Element) -> Flow:
        return Flow(
            node.get("id", ""),
            node.get("sourceRef", ""),
            node.get("targetRef", ""),
            node.get("name", ""),
            text_of(node, "conditionExpression"),
        )

    def element(
        self, node: etree._Element, scope: str, incoming: list[Flow], outgoing: list[Flow]
    ) -> Element:
        properties = _pairs(node, "properties", "property")
        operator = _operator(node)
        return Element(
            id=node.get("id", ""),
            tag=local(node),
            name=node.get("name", ""),
            scope=scope,
            lane=self.lanes.get(node.get("id", "")) or self.lanes.get(scope),
            properties=properties,
            incoming=tuple(incoming),
            outgoing=tuple(outgoing),
            default=node.get("default"),
            events=tuple(self.events(node)),
            attached_to=node.get("attachedToRef"),
            interrupting=node.get("cancelActivity", node.get("isInterrupting", "true")) in _TRUE,
            operator=operator,
            script=text_of(node, "script"),
            decision=_extension_text(node, "calledDecisionId"),
            called=(node.get("calledElement") or "").split(":")[-1] or None,
            binding=properties.get("binding", "pinned"),
            inputs=_pairs(node, "inputs", "input"),
            outputs=_pairs(node, "outputs", "output"),
            message=self.name(node.get("messageRef")),
            loop=_loop(node),
            triggered=node.get("triggeredByEvent", "false") in _TRUE,
            instantiate=node.get("instantiate", "false") in _TRUE,
            attributes={str(k): str(v) for k, v in node.attrib.items()},
        )

    def name(self, reference: str | None) -> str | None:
        if reference is None:
            return None
        plain = reference.split(":")[-1]  # a QName: its prefix names the file
        return self.names.get(plain, (plain, None))[0]

    def events(self, node: etree._Element) -> Iterator[EventDefinition]:
        found = [child for child in node if local(child) in _EVENT_KINDS]
        for reference in children(node, "eventDefinitionRef"):
            shared = self.shared.get((reference.text or "").strip().split(":")[-1])
            if shared is not None:
                found.append(shared)
        for child in found:
            yield self.event(child)

    def event(self, node: etree._Element) -> EventDefinition:
        kind = _EVENT_KINDS[local(node)]
        reference = next(
            (
                node.get(k)
                for k in ("messageRef", "signalRef", "errorRef", "escalationRef")
                if node.get(k)
            ),
            "",
        )
        reference = str(reference).split(":")[-1]  # a QName: its prefix names the file
        name, code = self.names.get(reference, (reference, None))
        timer = next(
            (local(c) for c in children(node, "timeDate", "timeDuration", "timeCycle")), ""
        )
        text = text_of(node, timer or "condition") or ""
        if kind == "link":
            name = node.get("name", "")
        return EventDefinition(kind, node.get("id", ""), reference or "", name, code, timer, text)


def _loop(node: etree._Element) -> Loop | None:
    standard = next(children(node, "standardLoopCharacteristics"), None)
    if standard is not None:
        return Loop(
            "standard",
            condition=text_of(standard, "loopCondition"),
            maximum=standard.get("loopMaximum"),
            test_before=standard.get("testBefore", "false") in _TRUE,
        )
    multi = next(children(node, "multiInstanceLoopCharacteristics"), None)
    if multi is None:
        return None
    return Loop(
        "sequential" if multi.get("isSequential", "false") in _TRUE else "parallel",
        cardinality=text_of(multi, "loopCardinality"),
        collection=text_of(multi, "loopDataInputRef"),
        item=_named(multi, "inputDataItem"),
        output=text_of(multi, "loopDataOutputRef"),
        output_item=_named(multi, "outputDataItem"),
        condition=text_of(multi, "completionCondition"),
    )


def _named(node: etree._Element, tag: str) -> str | None:
    found = next(children(node, tag), None)
    return None if found is None else found.get("name") or found.get("id")


def _extension(node: etree._Element, tag: str) -> etree._Element | None:
    for extensions in children(node, "extensionElements"):
        found = extensions.find(f"{{{SPIFF}}}{tag}")
        if found is not None:
            return found
    return None


def _extension_text(node: etree._Element, tag: str) -> str | None:
    found = _extension(node, tag)
    return None if found is None else (found.text or "").strip() or None


def _pairs(node: etree._Element, group: str, item: str) -> dict[str, str]:
    found = _extension(node, group)
    if found is None:
        return {}
    return {i.get("name", ""): i.get("value", "") for i in found.findall(f"{{{SPIFF}}}{item}")}


def _operator(node: etree._Element) -> Operator | None:
    found = _extension(node, "serviceTaskOperator")
    if found is None:
        return None
    parameters = {p.get("id", ""): p.get("value", "") for p in found.iter(f"{{{SPIFF}}}parameter")}
    return Operator(found.get("id", ""), parameters, found.get("resultVariable") or "")
