"""The drawing as a graph: ids, references, starts, reachability."""

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from engine.model.elements import ACTIVITIES, BPMN, Container, Diagram, Element
from engine.values import Refusal

_REFERENCES = {
    "messageRef": "message",
    "signalRef": "signal",
    "errorRef": "error",
    "escalationRef": "escalation",
}


def ids(roots: list[etree._Element]) -> Iterator[Refusal]:
    """Every element has an id of its own; references lead somewhere."""
    nodes = [n for root in roots for n in root.iter() if _is_bpmn(n)]
    counts = Counter(str(n.get("id")) for n in nodes if n.get("id"))
    for own, number in counts.items():
        if number > 1:
            reason = f"编号出现 {number} 次 (the id is used {number} times)"
            yield Refusal("duplicate-id", own, "", reason, "给每个元素不同的编号")
    by_tag: dict[str, set[str]] = {}
    for node in nodes:
        by_tag.setdefault(_local(node), set()).add(str(node.get("id")))
    shared = {str(n.get("id")) for n in nodes if _local(n).endswith("EventDefinition")}
    for node in nodes:
        if _local(node) == "eventDefinitionRef":
            named = (node.text or "").strip().split(":")[-1]
            if named not in shared:
                yield _dangling(_owner(node), "eventDefinitionRef", named)
        for attribute, tag in _REFERENCES.items():
            reference = node.get(attribute)
            if reference is not None and reference.split(":")[-1] not in by_tag.get(tag, set()):
                yield _dangling(_owner(node), attribute, reference)


def shape(diagram: Diagram) -> Iterator[Refusal]:
    """Flows stay in their scope, scopes begin somewhere, every node can be reached."""
    if not any(True for _ in diagram.processes()):
        name = next(iter(diagram.containers), "")
        reason = "没有可执行的流程 (no executable process)"
        yield Refusal("not-executable", name, "", reason, "把流程标为可执行 isExecutable")
    for container in _executable(diagram):
        held = [diagram.elements[e] for e in container.elements]
        yield from _flows(diagram, container, held)
        yield from _starts(container, held)
        yield from _unreachable(held)


def _executable(diagram: Diagram) -> Iterator[Container]:
    for container in diagram.containers.values():
        if diagram.containers[diagram.process_of(container.id)].executable:
            yield container


def executable_elements(diagram: Diagram) -> Iterator[Element]:
    """Yield the elements of all executable processes."""
    for container in _executable(diagram):
        for element_id in container.elements:
            yield diagram.elements[element_id]


def _flows(diagram: Diagram, container: Container, held: list[Element]) -> Iterator[Refusal]:
    inside = set(container.elements)
    for element in held:
        if not element.id:
            reason = f"{element.tag} 没有编号 (no id)"
            yield Refusal("missing-id", container.id, element.name, reason, "给元素编号")
        for flow in element.outgoing:
            if flow.target not in inside:
                reason = f"顺序流 {flow.id} 指向的 {flow.target} 不在同一层 (the target is not in this scope)"
                yield Refusal("flow", flow.id, element.name, reason, "顺序流只能连接同一层的元素")
        if element.default is not None and element.default not in {f.id for f in element.outgoing}:
            reason = "默认流不是它的流出 (the default flow does not leave this element)"
            yield Refusal("default-flow", element.id, element.name, reason, "重新指定默认流")
        if element.tag == "boundaryEvent":
            host = diagram.elements.get(element.attached_to or "")
            if host is None or host.scope != container.id or host.tag not in ACTIVITIES:
                reason = (
                    "边界事件没有附在同一层的活动上 (not attached to an activity of this scope)"
                )
                yield Refusal("boundary", element.id, element.name, reason, "附到一个活动上")
            if element.incoming:
                reason = "边界事件不能有流入 (a boundary event has no incoming flow)"
                yield Refusal("boundary", element.id, element.name, reason, "删除流入")
        if element.tag == "startEvent" and element.incoming:
            reason = "开始事件不能有流入 (a start event has no incoming flow)"
            yield Refusal("start", element.id, element.name, reason, "删除流入")
        if element.tag == "endEvent" and element.outgoing:
            reason = "结束事件不能有流出 (an end event has no outgoing flow)"
            yield Refusal("end", element.id, element.name, reason, "删除流出")


def _starts(container: Container, held: list[Element]) -> Iterator[Refusal]:
    starts = [e for e in held if e.tag == "startEvent"]
    plain = [e for e in starts if e.event.kind == "none"]
    if not container.is_process and plain and len(starts) > len(plain):
        reason = "子流程有不止一种开始 (a subprocess begins in one way only)"
        yield Refusal("start", container.id, container.name, reason, "只留一个开始事件")
    if not held:
        reason = "里面什么也没有 (nothing in it)"
        yield Refusal("empty", container.id, container.name, reason, "画出内容")
    for extra in plain[1:]:
        reason = "同一层有多个无类型开始事件 (several plain start events)"
        yield Refusal("start", extra.id, extra.name, reason, "只留一个开始事件")


def _unreachable(held: list[Element]) -> Iterator[Refusal]:
    by_id = {e.id: e for e in held}
    pending = [e.id for e in held if e.tag == "startEvent" or e.triggered or _jumped_to(e)]
    if not any(e.tag == "startEvent" for e in held):
        pending += [e.id for e in held if not e.incoming and e.attached_to is None]
    seen: set[str] = set()
    while pending:
        current = pending.pop()
        if current in seen or current not in by_id:
            continue
        seen.add(current)
        pending += [f.target for f in by_id[current].outgoing]
        pending += [e.id for e in held if e.attached_to == current]
    for element in held:
        if element.id not in seen:
            reason = "从开始事件到不了这里 (cannot be reached from a start event)"
            yield Refusal("unreachable", element.id, element.name, reason, "连上流入或删除它")


def _jumped_to(element: Element) -> bool:
    """Links and compensation lead to an element without a flow."""
    linked = element.tag == "intermediateCatchEvent" and element.event.kind == "link"
    return linked or element.attributes.get("isForCompensation") == "true"


def _dangling(owner: str, attribute: str, reference: str) -> Refusal:
    reason = f"{attribute} 指向的 {reference} 不存在 (the reference leads nowhere)"
    return Refusal("reference", owner, "", reason, "重新选择被引用的定义")


def _owner(node: etree._Element) -> str:
    """Return the id of the flow node that a definition belongs to."""
    current: etree._Element | None = node
    while current is not None and (
        not current.get("id") or _local(current).endswith("EventDefinition")
    ):
        current = current.getparent()
    return "" if current is None else str(current.get("id"))


def _is_bpmn(node: etree._Element) -> bool:
    return isinstance(node.tag, str) and node.tag.startswith(f"{{{BPMN}}}")


def _local(node: etree._Element) -> str:
    return str(node.tag).rsplit("}", 1)[-1]
