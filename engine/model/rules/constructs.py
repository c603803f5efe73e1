"""Constructs that the engine does not execute as drawn: refused by name, with what to draw instead."""

from collections.abc import Callable, Iterator

from lxml import etree

from engine.model.elements import BPMN, Diagram, Element
from engine.model.rules.structure import executable_elements
from engine.values import Refusal

Rule = tuple[str, Callable[[Diagram, Element], bool], str, str]


def _event(element: Element, *kinds: str) -> bool:
    return any(event.kind in kinds for event in element.events)


def _odd_handler(diagram: Diagram, element: Element) -> bool:
    """Tell whether an event subprocess could not be triggered exactly as drawn."""
    if not element.triggered:
        return False
    held = [diagram.elements[e] for e in diagram.containers[element.id].elements]
    starts = [e for e in held if e.tag == "startEvent"]
    if element.tag != "subProcess" or element.loop or element.incoming or element.outgoing:
        return True
    return len(starts) != 1 or not _event(
        starts[0], "timer", "message", "signal", "error", "escalation"
    )


def _odd_start(diagram: Diagram, element: Element) -> bool:
    if element.tag != "startEvent" or not element.events:
        return False
    container = diagram.containers[element.scope]
    if container.is_process:
        return not _event(element, "message", "signal")
    return not diagram.elements[container.id].triggered


def _odd_cancel(diagram: Diagram, element: Element) -> bool:
    if not _event(element, "cancel"):
        return False
    if element.tag == "boundaryEvent":
        host = diagram.elements.get(element.attached_to or "")
        return host is None or host.tag != "transaction" or not element.interrupting
    return element.tag != "endEvent" or diagram.containers[element.scope].tag != "transaction"


_RULES: tuple[Rule, ...] = (
    (
        "event-subprocess",
        _odd_handler,
        "事件子流程须恰有一个定时、消息、信号、错误或升级开始事件，且没有流入流出 (needs exactly one such start event, no flows)",
        "改画为活动上的边界事件",
    ),
    (
        "typed-start",
        _odd_start,
        "此处的开始事件类型不执行 (this kind of start event is not executed here)",
        "流程只用无类型、消息或信号开始事件；子流程只用无类型开始事件",
    ),
    (
        "escalation-call",
        lambda d, e: (
            e.tag == "boundaryEvent"
            and _event(e, "escalation")
            and e.attached_to is not None
            and d.elements[e.attached_to].tag == "callActivity"
        ),
        "升级事件不越过被调流程 (escalations do not leave a called process)",
        "把升级作为被调流程的输出，再用网关判断",
    ),
    (
        "cancel",
        _odd_cancel,
        "取消事件只能在事务子流程内结束或附在其上 (cancel belongs to a transaction)",
        "改用错误事件",
    ),
    (
        "handler-interrupts",
        lambda d, e: e.tag == "startEvent" and _event(e, "error") and not e.interrupting,
        "错误开始事件必须中断 (an error start event interrupts)",
        "改为中断型",
    ),
    (
        "timer-cycle",
        lambda d, e: (
            _event(e, "timer")
            and e.event.timer == "timeCycle"
            and (e.interrupting or e.tag not in ("boundaryEvent", "startEvent"))
        ),
        "循环定时只能用于不中断的边界或事件子流程 (a cycle belongs to what does not interrupt)",
        "改为时长或日期",
    ),
    (
        "non-interrupting-boundary",
        lambda d, e: e.tag == "boundaryEvent" and not e.interrupting and _event(e, "conditional"),
        "条件边界事件不执行 (conditional boundaries are not executed)",
        "改画为并行分支",
    ),
    (
        "link",
        lambda d, e: _event(e, "link"),
        "链接事件不执行 (link events are not executed)",
        "直接画顺序流",
    ),
    (
        "compensation",
        lambda d, e: _event(e, "compensate") or e.attributes.get("isForCompensation") == "true",
        "补偿不执行 (compensation is not executed)",
        "把撤销步骤画成普通分支",
    ),
    (
        "conditional-event",
        lambda d, e: _event(e, "conditional"),
        "条件事件不执行 (conditional events are not executed)",
        "用网关判断条件",
    ),
    (
        "several-definitions",
        lambda d, e: len(e.events) > 1 or e.attributes.get("parallelMultiple") == "true",
        "一个事件有多个定义 (an event with several definitions)",
        "用基于事件的网关分别画出",
    ),
    (
        "quantity",
        lambda d, e: (
            e.attributes.get("startQuantity", "1") != "1"
            or e.attributes.get("completionQuantity", "1") != "1"
        ),
        "令牌数量不为 1 (startQuantity or completionQuantity is not 1)",
        "用多实例活动",
    ),
    (
        "ad-hoc",
        lambda d, e: e.tag == "adHocSubProcess",
        "临时子流程不执行 (ad hoc subprocesses are not executed)",
        "画出确定的次序",
    ),
    (
        "complex-gateway",
        lambda d, e: e.tag == "complexGateway",
        "复杂网关不执行 (complex gateways are not executed)",
        "用排他、并行或包容网关",
    ),
    (
        "instantiate",
        lambda d, e: e.instantiate,
        "接收即启动不执行 (instantiating receivers are not executed)",
        "画开始事件",
    ),
    (
        "boundary-error-interrupts",
        lambda d, e: e.tag == "boundaryEvent" and _event(e, "error") and not e.interrupting,
        "错误边界事件必须中断 (an error boundary event interrupts)",
        "改为中断型",
    ),
    (
        "event-gateway",
        lambda d, e: e.tag == "eventBasedGateway" and not _waits_behind(d, e),
        "基于事件的网关后面必须是等待事件 (only catch events and receive tasks may follow)",
        "网关后接捕获事件",
    ),
    (
        "operator",
        lambda d, e: e.tag == "serviceTask" and e.operator is None,
        "服务任务没有操作 (a service task without operator)",
        "选择一个操作 名词.动词",
    ),
    (
        "decision",
        lambda d, e: e.tag == "businessRuleTask" and not e.decision,
        "业务规则任务没有决策 (a business rule task without decision)",
        "选择一个 DMN 决策",
    ),
    (
        "called-element",
        lambda d, e: e.tag == "callActivity" and not e.called,
        "调用活动没有被调流程 (a call activity without called process)",
        "选择被调流程",
    ),
    (
        "binding",
        lambda d, e: e.tag == "callActivity" and e.binding not in ("pinned", "latest"),
        "绑定方式只能是 pinned 或 latest (unknown binding)",
        "改为 pinned 或 latest",
    ),
    (
        "loop",
        lambda d, e: e.loop is not None and not _loop_bounded(e),
        "循环没有条件或次数，多实例没有集合或次数，或二者都有 (the loop says neither or both)",
        "写明集合、次数或条件之一",
    ),
)


def constructs(diagram: Diagram, roots: list[etree._Element]) -> Iterator[Refusal]:
    """Yield a refusal for each element that falls under a rule, and for what stands beside them."""
    for element in executable_elements(diagram):
        for code, applies, reason, remedy in _RULES:
            if applies(diagram, element):
                yield Refusal(code, element.id, element.name, reason, remedy)
    for root in roots:
        yield from _beside(root)
        yield from _global_calls(diagram, root)


def _global_calls(diagram: Diagram, root: etree._Element) -> Iterator[Refusal]:
    known = {str(n.get("id")) for n in root if str(n.tag).rsplit("}", 1)[-1].startswith("global")}
    for element in executable_elements(diagram):
        if element.called in known:
            reason = "全局任务不执行 (global tasks are not executed)"
            yield Refusal("global-task", element.id, element.name, reason, "画成流程再调用")


def _beside(root: etree._Element) -> Iterator[Refusal]:
    for node in root.iter():
        tag = str(node.tag).removeprefix(f"{{{BPMN}}}")
        owner = _named(node)
        if (
            tag == "multiInstanceLoopCharacteristics"
            and node.get("behavior", "All") != "All"
            or tag == "complexBehaviorDefinition"
        ):
            reason = "多实例的 behavior 各家解释不同 (the behaviour of events is contested)"
            yield Refusal("contested", owner, "", reason, "删除 behavior")
        elif tag in ("dataInputAssociation", "dataOutputAssociation"):
            reason = "数据对象不执行 (data associations are not executed)"
            yield Refusal("data-association", owner, "", reason, "用变量传递数据")
        elif tag == "dataStore":
            reason = "数据存储不执行 (data stores are not executed)"
            yield Refusal("data-store", owner, "", reason, "用服务任务读写")
        elif tag in ("correlationKey", "correlationSubscription"):
            reason = "BPMN 的关联键不执行 (BPMN correlation keys are not read)"
            yield Refusal("correlation-key", owner, "", reason, "用属性 correlation")


def _waits_behind(diagram: Diagram, gateway: Element) -> bool:
    targets = [diagram.elements.get(flow.target) for flow in gateway.outgoing]
    return len(targets) > 1 and all(
        target is not None
        and len(target.incoming) == 1
        and (
            (
                target.tag == "intermediateCatchEvent"
                and _event(target, "timer", "message", "signal")
            )
            or (target.tag == "receiveTask" and not list(diagram.boundaries(target.id)))
        )
        for target in targets
    )


def _loop_bounded(element: Element) -> bool:
    loop = element.loop
    assert loop is not None
    if loop.kind == "standard":
        return bool(loop.condition or loop.maximum) and (loop.maximum or "1").isdigit()
    return bool(loop.collection) != bool(loop.cardinality)


def _named(node: etree._Element) -> str:
    current: etree._Element | None = node
    while current is not None:
        tag = str(current.tag).rsplit("}", 1)[-1]
        if current.get("id") and not tag.endswith(("EventDefinition", "Association")):
            return str(current.get("id"))
        current = current.getparent()
    return ""
