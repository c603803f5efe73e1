"""BPMN 2.0's own rules that a parser reads over; each refusal names an offending element.

The codes EXT… are those that betsy's authors gave to the rules of the standard.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from engine.model.elements import ACTIVITIES, BPMN, EVENTS, NODES
from engine.values import Refusal

_ARTIFACTS = ("association", "group", "textAnnotation")
_CHOREOGRAPHY = ("choreographyTask", "callChoreography", "subChoreography")
_LEVELS = ("process", "subProcess", "transaction")
# What a reference must lead to, by attribute or by the element that holds it as text.
_KINDS: dict[str, tuple[str, ...]] = {
    "operationRef": ("operation",),
    "itemSubjectRef": ("itemDefinition",),
    "itemRef": ("itemDefinition",),
    "dataObjectRef": ("dataObject",),
    "dataStoreRef": ("dataStore",),
    "resourceRef": ("resource",),
    "inMessageRef": ("message",),
    "outMessageRef": ("message",),
    "errorRef": ("error",),
    "interfaceRef": ("interface",),
    "supportedInterfaceRef": ("interface",),
    "dataInputRefs": ("dataInput",),
    "dataOutputRefs": ("dataOutput",),
    "inputSetRefs": ("inputSet",),
    "outputSetRefs": ("outputSet",),
    "sourceRef": (),
    "targetRef": (),
    "flowNodeRef": (),
    "correlationPropertyRef": ("correlationProperty",),
    "incoming": ("sequenceFlow",),
    "outgoing": ("sequenceFlow",),
}
_AS_ATTRIBUTE = frozenset({"sourceRef", "targetRef"})  # of flows: looked at by their own rules


def grammar(roots: list[etree._Element]) -> Iterator[Refusal]:
    for root in roots:
        page = _Page(root)
        for node in page.nodes:
            for rule in _RULES.get(page.tag(node), ()):
                yield from rule(page, node)
            for rule in _EVERYWHERE:
                yield from rule(page, node)


@dataclass
class _Page:
    root: etree._Element

    def __post_init__(self) -> None:
        self.nodes = [n for n in self.root.iter() if str(n.tag).startswith(f"{{{BPMN}}}")]
        self.by_id = {str(n.get("id")): n for n in self.nodes if n.get("id")}
        flows = [n for n in self.nodes if self.tag(n) == "sequenceFlow"]
        self.coming = {i: [f for f in flows if f.get("targetRef") == i] for i in self.by_id}
        self.going = {i: [f for f in flows if f.get("sourceRef") == i] for i in self.by_id}

    @staticmethod
    def tag(node: etree._Element) -> str:
        return str(node.tag).rsplit("}", 1)[-1]

    def kids(self, node: etree._Element, *tags: str) -> list[etree._Element]:
        return [c for c in node if self.tag(c) in tags]

    def named(self, reference: str | None) -> etree._Element | None:
        return self.by_id.get((reference or "").strip().split(":")[-1])

    def definitions(self, node: etree._Element) -> list[str]:
        own = [self.tag(c) for c in node if self.tag(c).endswith("EventDefinition")]
        for reference in self.kids(node, "eventDefinitionRef"):
            found = self.named(reference.text)
            own += [] if found is None else [self.tag(found)]
        return [kind.removesuffix("EventDefinition") for kind in own]


Rule = Callable[[_Page, etree._Element], Iterator[Refusal]]


def _no(code: str, node: etree._Element, reason: str, remedy: str) -> Refusal:
    current: etree._Element | None = node
    while current is not None and not current.get("id"):
        current = current.getparent()
    own = "" if current is None else str(current.get("id"))
    return Refusal(code, own, str(node.get("name") or ""), reason, remedy)


def _levels(page: _Page, node: etree._Element) -> Iterator[Refusal]:
    starts, ends = page.kids(node, "startEvent"), page.kids(node, "endEvent")
    begins = starts or [n for n in node if n.get("instantiate") == "true"]
    if ends and not begins:
        yield _no(
            "EXT097", node, "有结束事件而没有开始事件 (an end but no start event)", "画开始事件"
        )
    if starts and not ends:
        yield _no(
            "EXT105", node, "有开始事件而没有结束事件 (a start but no end event)", "画结束事件"
        )
    if node.get("processType") == "Public" and node.get("isExecutable") == "true":
        yield _no(
            "EXT035", node, "公共流程不能执行 (a public process is not executable)", "改为私有"
        )
    if page.tag(node) != "process" and page.kids(node, "ioSpecification"):
        yield _no("EXT079", node, "子流程不能有输入输出说明 (no ioSpecification)", "删除")
    for inner in page.kids(node, *_CHOREOGRAPHY):
        yield _no("EXT036", inner, "流程里不能有编排活动 (a choreography activity)", "改画为任务")


def _flow(page: _Page, node: etree._Element) -> Iterator[Refusal]:
    scope = node.getparent()
    for end in ("sourceRef", "targetRef"):
        found = page.named(node.get(end))
        if found is None or page.tag(found) not in NODES or found.getparent() is not scope:
            if found is not None and page.tag(found) in _CHOREOGRAPHY:
                continue
            reason = f"顺序流的 {end} 不是同一层的流程元素 (not a flow node of this scope)"
            yield _no("flow", node, reason, "顺序流只连接同一层的事件、活动和网关")
    if node.get("isImmediate") == "false":
        yield _no("EXT024", node, "isImmediate 不能为 false", "删除该属性")
    source = page.named(node.get("sourceRef"))
    if source is None or not page.kids(node, "conditionExpression"):
        return
    if page.tag(source) in ACTIVITIES and len(page.going[str(source.get("id"))]) < 2:
        yield _no(
            "EXT025",
            node,
            "活动唯一的流出不能有条件 (the only flow has a condition)",
            "删除条件或再画一条",
        )
    if page.tag(source) == "eventBasedGateway":
        yield _no("EXT137", node, "基于事件的网关的流出不能有条件 (no condition here)", "删除条件")


def _gateway(page: _Page, node: etree._Element) -> Iterator[Refusal]:
    own = str(node.get("id"))
    coming, going = len(page.coming.get(own, ())), len(page.going.get(own, ()))
    direction = node.get("gatewayDirection")
    if direction == "Converging" and going > 1:
        yield _no("EXT017", node, "汇聚网关有多个流出 (converging, several outgoing)", "改方向")
    if direction == "Diverging" and coming > 1:
        yield _no("EXT018", node, "分支网关有多个流入 (diverging, several incoming)", "改方向")
    if direction == "Mixed" and (coming < 2 or going < 2):
        yield _no("EXT019", node, "混合网关须有多个流入和流出 (mixed)", "改方向")
    if coming < 2 and going < 2:
        yield _no("EXT135", node, "网关既不分支也不汇聚 (neither splits nor joins)", "删除网关")


def _behind(page: _Page, node: etree._Element) -> Iterator[Refusal]:
    targets = [page.named(f.get("targetRef")) for f in page.going.get(str(node.get("id")), ())]
    found = [t for t in targets if t is not None]
    receives = any(page.tag(t) == "receiveTask" for t in found)
    if receives and any("message" in page.definitions(t) for t in found):
        yield _no(
            "EXT139",
            node,
            "接收任务与消息事件不能混用 (receive tasks or message events)",
            "只用一种",
        )
    hosts = {n.get("attachedToRef") for n in page.nodes if page.tag(n) == "boundaryEvent"}
    for target in found:
        if target.get("id") in hosts:
            yield _no(
                "EXT140",
                target,
                "此处的接收任务不能有边界事件 (no boundary event here)",
                "删除边界事件",
            )
        if len(page.coming[str(target.get("id"))]) > 1:
            yield _no(
                "EXT141", target, "此处不能有别的流入 (no other incoming flow)", "删除别的流入"
            )


_RESULTS = {"message", "escalation", "error", "cancel", "compensate", "signal", "terminate"}
_CATCHES = {"message", "timer", "conditional", "link", "signal"}
_THROWS = {"message", "escalation", "compensate", "link", "signal"}


def _event(page: _Page, node: etree._Element) -> Iterator[Refusal]:
    tag, kinds = page.tag(node), page.definitions(node)
    own = str(node.get("id"))
    between = tag in ("intermediateCatchEvent", "intermediateThrowEvent")
    if tag == "endEvent" and set(kinds) - _RESULTS:
        yield _no(
            "EXT146", node, "结束事件不能有这种结果 (no such result of an end event)", "改结果类型"
        )
    if tag == "intermediateCatchEvent" and (not kinds or set(kinds) - _CATCHES):
        yield _no(
            "EXT148",
            node,
            "捕获事件不能等待这种事件 (nothing to catch)",
            "改为消息、定时、条件或信号",
        )
    if tag == "intermediateThrowEvent" and set(kinds) - _THROWS:
        yield _no(
            "EXT149", node, "抛出事件不能抛出这种事件 (cannot be thrown)", "改为消息、信号或升级"
        )
    link = "link" in kinds
    if between and not page.coming.get(own) and not (link and tag == "intermediateCatchEvent"):
        yield _no("EXT115", node, "中间事件没有流入 (no incoming flow)", "连上流入")
    if between and not page.going.get(own) and not (link and tag == "intermediateThrowEvent"):
        yield _no("EXT116", node, "中间事件没有流出 (no outgoing flow)", "连上流出")
    if tag == "boundaryEvent" and not page.going.get(own) and "compensate" not in kinds:
        yield _no("EXT113", node, "边界事件没有流出 (no outgoing flow)", "连上流出")
    if tag == "boundaryEvent" and not kinds:
        yield _no("EXT130", node, "边界事件没有定义 (no event definition)", "选择事件类型")
    scope = node.getparent()
    if tag == "startEvent" and scope is not None and scope.get("triggeredByEvent") == "true":
        allowed = _CATCHES - {"link"} | {"escalation", "error", "compensate"}
        if not kinds or set(kinds) - allowed:
            yield _no(
                "EXT059",
                node,
                "事件子流程的开始事件没有可用的触发 (no such trigger)",
                "选择触发类型",
            )


def _definition(page: _Page, node: etree._Element) -> Iterator[Refusal]:
    kind = page.tag(node).removesuffix("EventDefinition")
    parent = node.getparent()
    throws = parent is not None and page.tag(parent) in ("intermediateThrowEvent", "endEvent")
    if kind == "message" and not node.get("messageRef"):
        yield _no("EXT127", node, "消息事件没有指明消息 (names no message)", "选择消息")
    if kind == "escalation" and throws:
        found = page.named(node.get("escalationRef"))
        if found is None or not found.get("escalationCode") or not found.get("name"):
            yield _no(
                "EXT011", node, "抛出的升级没有名称或代码 (no name or code)", "写明名称和代码"
            )
    if kind == "timer":
        times = page.kids(node, "timeDate", "timeCycle", "timeDuration")
        if len(times) != 1 or not (times[0].text or "").strip():
            yield _no(
                "EXT131",
                node,
                "定时器须恰有一个时间 (exactly one time)",
                "只写日期、时长或循环之一",
            )
    users = [
        n for n in page.nodes if page.tag(n) == "eventDefinitionRef" and page.named(n.text) is node
    ]
    owner = node.getparent()
    if owner is not None and page.tag(owner) in EVENTS and users:
        yield _no(
            "EXT095",
            node,
            "写在事件里的定义不能被别的事件引用 (used by another event)",
            "各写各的定义",
        )


def _message_flow(page: _Page, node: etree._Element) -> Iterator[Refusal]:
    source, target = page.named(node.get("sourceRef")), page.named(node.get("targetRef"))
    for end in (source, target):
        if end is not None and page.tag(end) in _ARTIFACTS:
            yield _no("EXT008", node, "消息流不能连接注释 (an artifact)", "连接到任务或事件")
    if source is not None:
        tag, kinds = page.tag(source), page.definitions(source)
        if tag == "startEvent" or (tag in ("intermediateCatchEvent", "boundaryEvent")):
            yield _no(
                "EXT102", node, "捕获事件不能发送消息流 (a catch event sends none)", "反转消息流"
            )
        if tag == "endEvent" and "message" not in kinds:
            yield _no(
                "EXT109",
                node,
                "发送消息流的结束事件须为消息 (needs a message result)",
                "改为消息结束",
            )
    if target is not None:
        tag, kinds = page.tag(target), page.definitions(target)
        if tag in ("endEvent", "intermediateThrowEvent"):
            yield _no(
                "EXT108", node, "抛出事件不能接收消息流 (a throw event receives none)", "反转消息流"
            )
        if tag == "startEvent" and "message" not in kinds:
            yield _no(
                "EXT103",
                node,
                "接收消息流的开始事件须为消息 (needs a message trigger)",
                "改为消息开始",
            )


def _activity(page: _Page, node: etree._Element) -> Iterator[Refusal]:
    loops = page.kids(node, "standardLoopCharacteristics", "multiInstanceLoopCharacteristics")
    if len(loops) > 1:
        yield _no("EXT041", node, "循环与多实例只能选一个 (two kinds of loop)", "删除一个")
    tag = page.tag(node)
    message = page.named(node.get("messageRef"))
    if tag in ("sendTask", "receiveTask") and message is not None:
        part, sets = ("dataInput", "inputSet") if tag == "sendTask" else ("dataOutput", "outputSet")
        for specification in page.kids(node, "ioSpecification"):
            parts = page.kids(specification, part)
            if len(page.kids(specification, sets)) > 1 or len(parts) > 1:
                yield _no(
                    "EXT046", node, "带消息的任务只有一组一项数据 (one set, one item)", "只留一项"
                )
            for item in parts:
                if not _same_item(page, item.get("itemSubjectRef"), message.get("itemRef")):
                    yield _no("EXT048", item, "数据与消息的类型不同 (types differ)", "用同一类型")
    for loop in loops:
        reference = page.kids(loop, "loopDataInputRef")
        inputs = [i for s in page.kids(node, "ioSpecification") for i in page.kids(s, "dataInput")]
        known = {str(i.get(key)) for i in inputs for key in ("id", "name")}
        if reference and inputs and (reference[0].text or "").strip() not in known:
            yield _no(
                "EXT068", node, "集合不是任务的输入 (not one of the data inputs)", "引用任务的输入"
            )


def _items(page: _Page, node: etree._Element) -> Iterator[Refusal]:
    """The items of a multi-instance activity are single elements of its collections."""
    for kind, collection in (
        ("inputDataItem", "loopDataInputRef"),
        ("outputDataItem", "loopDataOutputRef"),
    ):
        for item in page.kids(node, kind):
            mine = page.named(item.get("itemSubjectRef"))
            whole = [page.named(r.text) for r in page.kids(node, collection)]
            theirs = [page.named(w.get("itemSubjectRef")) for w in whole if w is not None]
            differs = any(
                mine is not None
                and t is not None
                and t.get("structureRef") != mine.get("structureRef")
                for t in theirs
            )
            if differs or (mine is not None and mine.get("isCollection") == "true"):
                yield _no(
                    "EXT070", item, "项的类型不是集合的元素 (not an element's type)", "用元素的类型"
                )


def _same_item(page: _Page, one: str | None, other: str | None) -> bool:
    if one is None or other is None or one == other:
        return True
    first, second = page.named(one), page.named(other)
    if first is None or second is None:
        return True
    return first.get("structureRef") == second.get("structureRef")


def _role(page: _Page, node: etree._Element) -> Iterator[Refusal]:
    named = page.kids(node, "resourceRef")
    if named and page.kids(node, "resourceAssignmentExpression"):
        yield _no("EXT039", node, "角色既引用资源又有表达式 (resource and expression)", "只留一个")
    if page.kids(node, "resourceParameterBinding") and not named:
        yield _no("EXT040", node, "没有资源却有参数 (bindings without resource)", "引用资源")


def _property(page: _Page, node: etree._Element) -> Iterator[Refusal]:
    parent = node.getparent()
    if parent is None or page.tag(parent) not in ACTIVITIES | EVENTS | {"process"}:
        yield _no("EXT078", node, "属性不能放在这里 (no property here)", "放到流程、活动或事件里")


def _data(page: _Page, node: etree._Element) -> Iterator[Refusal]:
    item = page.named(node.get("itemSubjectRef"))
    if item is not None and (node.get("isCollection") == "true") != (
        item.get("isCollection") == "true"
    ):
        yield _no("EXT020", node, "与类型定义在是否集合上不一致 (isCollection differs)", "改成一致")


def _sets(page: _Page, node: etree._Element) -> Iterator[Refusal]:
    tag, mine = page.tag(node), str(node.get("id"))
    theirs, back = (
        ("outputSetRefs", "inputSetRefs")
        if tag == "inputSet"
        else ("inputSetRefs", "outputSetRefs")
    )
    for reference in page.kids(node, theirs):
        other = page.named(reference.text)
        if other is not None and mine not in {
            (r.text or "").strip() for r in page.kids(other, back)
        }:
            yield _no("EXT087", node, "输入组与输出组没有互相引用 (not tied both ways)", "互相引用")


def _call(page: _Page, node: etree._Element) -> Iterator[Refusal]:
    called = page.named(node.get("calledElement"))
    if called is None or page.tag(called) != "process":
        return
    starts = page.kids(called, "startEvent")
    if starts and all(page.definitions(s) for s in starts):
        yield _no(
            "EXT099",
            node,
            "被调流程没有无类型的开始事件 (no plain start event)",
            "画无类型开始事件",
        )


def _references(page: _Page, node: etree._Element) -> Iterator[Refusal]:
    if any(page.tag(n) == "import" for n in page.root):
        return
    given = [(a, str(node.get(a))) for a in _KINDS if node.get(a) and a not in _AS_ATTRIBUTE]
    if page.tag(node) in _KINDS and (node.text or "").strip():
        given.append((page.tag(node), str(node.text)))
    for attribute, reference in given:
        found, kinds = page.named(reference), _KINDS[attribute]
        if found is None or (kinds and page.tag(found) not in kinds):
            reason = (
                f"{attribute} 指向的 {reference} 不存在或不是所需的种类 (leads nowhere fitting)"
            )
            yield _no("REF", node, reason, "重新选择")


_EVERYWHERE: tuple[Rule, ...] = (_references,)
_RULES: dict[str, tuple[Rule, ...]] = {
    **dict.fromkeys(ACTIVITIES, (_activity,)),
    **dict.fromkeys(_LEVELS, (_levels, _activity)),
    **dict.fromkeys(EVENTS, (_event,)),
    "sequenceFlow": (_flow,),
    "messageFlow": (_message_flow,),
    "exclusiveGateway": (_gateway,),
    "parallelGateway": (_gateway,),
    "inclusiveGateway": (_gateway,),
    "eventBasedGateway": (_gateway, _behind),
    "callActivity": (_activity, _call),
    "messageEventDefinition": (_definition,),
    "escalationEventDefinition": (_definition,),
    "timerEventDefinition": (_definition,),
    "signalEventDefinition": (_definition,),
    "multiInstanceLoopCharacteristics": (_items,),
    "property": (_property,),
    "dataObject": (_data,),
    "dataInput": (_data,),
    "dataOutput": (_data,),
    "inputSet": (_sets,),
    "outputSet": (_sets,),
    **dict.fromkeys(("performer", "humanPerformer", "potentialOwner", "resourceRole"), (_role,)),
}
