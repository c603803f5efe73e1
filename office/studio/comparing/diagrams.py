"""Two diagrams: steps added and where, removed, renamed, given to another lane, decided otherwise, rerouted."""

from collections.abc import Collection, Iterator, Mapping
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from office.matters.diagram import Diagram, Flow, Node, read_diagram
from office.studio.comparing.values import (
    ADDED,
    MOVED,
    REMOVED,
    RENAMED,
    Difference,
    changed,
)
from office.words import Words, words

_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_PROPERTIES = {
    "due": words("办理时限"),
    "outcomes": words("可选结果"),
    "not": words("回避"),
    "form": words("表单"),
    "step": words("环节名称"),
    "candidates": words("承办角色"),
    "department": words("承办部门"),
    "points": words("核对的审查要点"),
    "officers": words("经办人数"),
    "binding": words("调用版本"),
}
_KINDS = {
    "startEvent": words("开始"),
    "endEvent": words("结束"),
    "exclusiveGateway": words("判断"),
    "parallelGateway": words("并行"),
    "inclusiveGateway": words("多选"),
}
_TEXTS = {"script": words("脚本"), "documentation": words("说明"), "timer": words("计时")}


def diagram_differences(file: str, before: bytes, after: bytes) -> Iterator[Difference]:
    """Yield what differs; raises office.matters.diagram.DiagramUnreadable."""
    old, new = read_diagram(before), read_diagram(after)
    gone, come = old.nodes.keys() - new.nodes.keys(), new.nodes.keys() - old.nodes.keys()
    found = [
        *(_added(file, new, node) for node in new.nodes.values() if node.id in come),
        *(_removed(file, old.nodes[one]) for one in old.nodes if one in gone),
        *_nodes(file, old, new),
        *_texts(file, before, after, new),
        *_routes(file, old, new, gone, come),
        *_conditions(file, old, new),
    ]
    if not found and before != after:
        found.append(Difference(file, "", MOVED, words("只调整了图形的位置或写法，流程没有变化")))
    yield from found


def _added(file: str, diagram: Diagram, node: Node) -> Difference:
    before = _neighbour(diagram, node.id, backwards=True)
    if before is None:
        sentence = words("新增 {name}", name=name_of(node))
    else:
        sentence = words("新增 {name}，在 {before} 之后", name=name_of(node), before=before)
    return Difference(file, node.id, ADDED, sentence)


def _removed(file: str, node: Node) -> Difference:
    return Difference(file, node.id, REMOVED, words("删去 {name}", name=name_of(node)))


def name_of(node: Node) -> str:
    """Return a step's name, or what kind of thing a nameless one is."""
    return node.name or _KINDS.get(node.kind) or node.id


def _neighbour(diagram: Diagram, start: str, *, backwards: bool) -> str | None:
    """Return the name of the nearest step before (or after) a node; nameless gateways are passed by."""
    ahead, seen = [start], {start}
    while ahead:
        one = ahead.pop(0)
        flows = diagram.into(one) if backwards else diagram.out_of(one)
        for flow in flows:
            other = flow.source if backwards else flow.target
            node = diagram.nodes.get(other)
            if node is None or other in seen:
                continue
            if node.name or node.kind in ("startEvent", "endEvent"):
                return name_of(node)
            seen.add(other)
            ahead.append(other)
    return None


def _nodes(file: str, old: Diagram, new: Diagram) -> Iterator[Difference]:
    for one in new.nodes.values():
        was = old.nodes.get(one.id)
        if was is None:
            continue
        name = name_of(one)
        if was.name != one.name:
            sentence = words("{before} 改名为 {after}", before=name_of(was), after=name)
            yield Difference(file, one.id, RENAMED, sentence)
        if was.lane != one.lane:
            what = words("{name} 的承办", name=name)
            yield changed(file, one.id, what, was.lane, one.lane)
        yield from _details(file, name, was, one)


def _details(file: str, name: str, was: Node, one: Node) -> Iterator[Difference]:
    pairs: list[tuple[str, object, object]] = [
        (words("操作"), was.verb, one.verb),
        (words("调用的流程"), was.called, one.called),
        (words("决策"), was.decision, one.decision),
        (words("默认走向"), was.default, one.default),
    ]
    for label, before, after in (
        (words("参数"), was.parameters, one.parameters),
        (words("输入"), was.inputs, one.inputs),
        (words("输出"), was.outputs, one.outputs),
    ):
        for key in dict.fromkeys([*after, *before]):
            pairs.append(
                (words("{part} {key}", part=label, key=key), before.get(key), after.get(key))
            )
    for key in dict.fromkeys([*one.properties, *was.properties]):
        pairs.append((_PROPERTIES.get(key, key), was.properties.get(key), one.properties.get(key)))
    if was.kind != one.kind:
        pairs.append((words("类型"), was.kind, one.kind))
    for part, a, b in pairs:
        if a != b:
            yield changed(file, one.id, words("{name} 的{part}", name=name, part=part), a, b)


def _texts(file: str, before: bytes, after: bytes, new: Diagram) -> Iterator[Difference]:
    """Scripts, notes and timers, which the reading of a diagram leaves out."""
    old_texts, new_texts = _texts_of(before), _texts_of(after)
    for element, node in new.nodes.items():
        if element not in old_texts:
            continue
        for part, said in _TEXTS.items():
            a, b = (texts.get(element, {}).get(part, "") for texts in (old_texts, new_texts))
            if a != b:
                what = words("{name} 的{part}", name=name_of(node), part=said)
                yield changed(file, element, what, a, b)


def _texts_of(content: bytes) -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for one in fromstring(content).iter():
        if one.get("id") and str(one.tag).startswith(_BPMN):
            found[one.get("id", "")] = {
                "script": _text(one.find(f"{_BPMN}script")),
                "documentation": _text(one.find(f"{_BPMN}documentation")),
                "timer": " ".join(
                    _text(part)
                    for timer in one.findall(f"{_BPMN}timerEventDefinition")
                    for part in timer
                ),
            }
    return found


def _text(one: Element | None) -> str:
    return "" if one is None else (one.text or "").strip()


def _routes(
    file: str, old: Diagram, new: Diagram, gone: Collection[str], come: Collection[str]
) -> Iterator[Difference]:
    """Ways between steps that both have; a way through a new step is no other way, nor is one through an old one."""
    before, after = _ways(old, gone), _ways(new, come)
    for source, target in after:
        if (source, target) not in before and {source, target} <= old.nodes.keys():
            names = _names(new, source, target)
            sentence = words("新增一条路：{source} 之后可到 {target}", **names)
            yield Difference(file, source, ADDED, sentence)
    for source, target in before:
        if (source, target) not in after and {source, target} <= new.nodes.keys():
            names = _names(old, source, target)
            sentence = words("去掉一条路：{source} 之后不再到 {target}", **names)
            yield Difference(file, source, REMOVED, sentence)


def _ways(diagram: Diagram, through: Collection[str]) -> list[tuple[str, str]]:
    """Return from where to where one comes, walking through the steps that only this side has."""
    found: dict[tuple[str, str], None] = {}
    for source in diagram.nodes:
        if source in through:
            continue
        ahead, seen = [source], {source}
        while ahead:
            for flow in diagram.out_of(ahead.pop()):
                if flow.target in through and flow.target not in seen:
                    seen.add(flow.target)
                    ahead.append(flow.target)
                elif flow.target not in through:
                    found[source, flow.target] = None
    return list(found)


def _names(diagram: Diagram, source: str, target: str) -> dict[str, str]:
    return {"source": name_of(diagram.nodes[source]), "target": name_of(diagram.nodes[target])}


def _conditions(file: str, old: Diagram, new: Diagram) -> Iterator[Difference]:
    known = {_ends(flow): flow for flow in old.flows} | {flow.id: flow for flow in old.flows}
    for flow in new.flows:
        was = known.get(flow.id) or known.get(_ends(flow))
        if was is None or was.condition == flow.condition:
            continue
        source, target = new.nodes.get(flow.source), new.nodes.get(flow.target)
        what: Words = words(
            "{source} 到 {target} 的条件",
            source=name_of(source) if source else flow.source,
            target=name_of(target) if target else flow.target,
        )
        yield changed(file, flow.id, what, was.condition, flow.condition)


def _ends(flow: Flow) -> str:
    return f"{flow.source}→{flow.target}"
