"""The diagram: runs exactly, ends with a decision, names only lanes, forms, verbs and members that exist."""

from collections.abc import Iterator, Mapping
from typing import Any

from office.matters.checks.surroundings import Checked, Surroundings
from office.matters.diagram import Diagram, Node
from office.matters.findings import Finding
from office.matters.members import callings
from office.matters.points import STAGES

_DECIDED = frozenset({"case.decide", "case.close"})
_ACCEPT = "accept"  # `not: accept` = nobody who accepted the case


def drawing_findings(matter: Checked, around: Surroundings) -> Iterator[Finding]:
    for refusal in around.engine.check(matter.folder.process_files()):
        yield Finding(
            f"process.bpmn · {refusal.name or refusal.element}",
            f"引擎能准确执行（{refusal.code}）",
            refusal.reason,
            refusal.remedy or "请改画",
            refusal.element,
        )
    if matter.diagram is None:
        return
    diagram = matter.diagram
    yield from _lanes(diagram, around)
    yield from _tasks(diagram)
    yield from _departments(diagram, around)
    yield from _points(matter, diagram, around)
    yield from _verbs(diagram, around)
    yield from _calls(matter, diagram, around)
    if matter.one_thing or matter.said.document.get("outcome"):
        yield from _undecided(diagram, around)


def _lanes(diagram: Diagram, around: Surroundings) -> Iterator[Finding]:
    for lane in sorted(diagram.lanes - around.roles):
        yield Finding(
            f"process.bpmn · 泳道“{lane}”",
            "泳道须是平台的角色",
            f"没有角色“{lane}”",
            f"可用：{'、'.join(sorted(around.roles))}",
        )
    for node in diagram.of_kind("userTask"):
        candidates = node.properties.get("candidates") or node.lane
        if not candidates:
            yield _task(
                node, "人工任务须有承办角色", "没有画在泳道里，也没有选承办角色", "请画进泳道"
            )


def _tasks(diagram: Diagram) -> Iterator[Finding]:
    known = diagram.nodes.keys() | {_ACCEPT}
    for node in diagram.of_kind("userTask"):
        form = node.properties.get("form", "view")
        if form != "view":
            yield _task(node, "任务表单须存在", f"没有表单“{form}”", "请在“表单”里重新选")
        excluded = {one.strip() for one in node.properties.get("not", "").split(",") if one.strip()}
        for name in sorted(excluded - known):
            yield _task(
                node,
                "回避的任务须存在",
                f"图上没有任务“{name}”",
                "请在“不得由谁办理（回避）”里重新选",
            )
        outcomes = {one.strip() for one in node.properties.get("outcomes", "").split(",")}
        if "grant" in outcomes and _ACCEPT not in excluded:
            yield _task(
                node,
                "受理的人不得作决定",
                "同一账号可以既受理又决定",
                "请在“不得由谁办理（回避）”里勾选“受理的人”",
            )


def _points(matter: Checked, diagram: Diagram, around: Surroundings) -> Iterator[Finding]:
    """Each stage's review points are shown by a task of the matter or of a block that it calls."""
    called = (around.blocks.get(one.process_id) for one in callings(diagram))
    shown = {
        node.properties.get("points", "")
        for drawn in (diagram, *(block for block in called if block is not None))
        for node in drawn.of_kind("userTask")
    }
    for node in diagram.of_kind("userTask"):
        stage = node.properties.get("points", "")
        if stage and stage not in STAGES:
            yield _task(
                node,
                "核对的审查要点须是受理或审查阶段的",
                f"没有阶段“{stage}”",
                "请在“核对哪些审查要点”里重新选",
            )
    written = {one["stage"] for one in matter.said.document.get("review_points", ())}
    for stage in sorted(written - shown):
        yield Finding(
            "matter.yaml · review_points",
            "审查要点须有环节核对",
            f"{STAGES[stage]}阶段的审查要点没有环节核对，办理的人看不到",
            "请在流程图的审查环节里选“核对哪些审查要点”",
        )


def _departments(diagram: Diagram, around: Surroundings) -> Iterator[Finding]:
    for node in diagram.of_kind("userTask"):
        department = node.properties.get("department", "")
        if department and not department.startswith("=") and department not in around.departments:
            yield _task(
                node,
                "承办部门须是平台的部门",
                f"没有部门“{department}”",
                "请在“由哪个部门办理”里重新选",
            )


def _verbs(diagram: Diagram, around: Surroundings) -> Iterator[Finding]:
    for node in diagram.of_kind("serviceTask"):
        if node.verb is None:
            yield _task(node, "服务任务须写明操作", "没有写做什么", "请在“做什么”里选一个操作")
        elif around.verbs is not None and node.verb not in around.verbs:
            yield _task(
                node,
                "操作须有人执行",
                f"平台没有操作“{node.verb}”",
                "请在“做什么”里选一个已有的操作",
            )


def _calls(matter: Checked, diagram: Diagram, around: Surroundings) -> Iterator[Finding]:
    called = [one for one in callings(diagram) if one.process_id not in around.blocks]
    for one in called:
        if one.process_id not in around.matters:
            yield Finding(
                f"process.bpmn · {one.element}",
                "调用的事项或流程块须已发布",
                f"没有已发布的“{one.process_id}”",
                "请先发布成员事项，或在“积木或事项”里重新选",
                one.element,
            )
        elif not matter.one_thing:
            yield Finding(
                f"process.bpmn · {one.element}",
                "单个事项只调用流程块",
                f"调用了事项“{one.process_id}”",
                "请改为调用流程块；要合办几个事项，请新建一件事",
                one.element,
            )
    ids = [one.process_id for one in called]
    for process_id in sorted({one for one in ids if ids.count(one) > 1}):
        yield Finding(
            "process.bpmn", "一个成员事项只调用一次", f"“{process_id}”调用了两次", "请删去一处"
        )
    if matter.one_thing and not called:
        yield Finding("process.bpmn", "一件事须有成员事项", "没有调用任何事项", "请画上调用活动")


def _undecided(diagram: Diagram, around: Surroundings) -> Iterator[Finding]:
    """Walk from the start to every end; a decision or a refused acceptance stops the walk."""
    refused = _refusing_flows(diagram, around)
    ahead = [node.id for node in diagram.of_kind("startEvent")]
    seen: set[str] = set()
    while ahead:
        node = diagram.nodes.get(ahead.pop())
        if node is None or node.id in seen or node.verb in _DECIDED:
            continue
        seen.add(node.id)
        if node.kind == "endEvent":
            yield Finding(
                f"process.bpmn · {node.name or node.id}",
                "每条路都要有决定",
                "有一条路不经过决定就到了这个结束",
                "请在这条路上画上“记录决定”（一件事用“汇总结果”）",
                node.id,
            )
        ahead.extend(flow.target for flow in diagram.out_of(node.id) if flow.id not in refused)


def _refusing_flows(diagram: Diagram, around: Surroundings) -> frozenset[str]:
    """The flows that are taken when an acceptance block has refused to accept."""
    refusal: dict[str, Any] = {}
    for node in diagram.of_kind("callActivity"):
        block = around.blocks.get(node.called or "")
        if block is not None and "case.refuse" in block.verbs():
            refusal.update({name: {"outcome": "refuse"} for name in node.outputs})
    flows = (_taken(diagram, node, refusal, around) for node in diagram.of_kind("exclusiveGateway"))
    return frozenset(flow for flow in flows if flow is not None)


def _taken(
    diagram: Diagram, gateway: Node, refusal: Mapping[str, Any], around: Surroundings
) -> str | None:
    """The flow that the gateway takes with these variables, if its conditions read them at all."""
    conditions = [flow for flow in diagram.out_of(gateway.id) if flow.condition]
    if not any(name in (flow.condition or "") for flow in conditions for name in refusal):
        return None
    for flow in conditions:
        if around.engine.evaluate(flow.condition or "", refusal) is True:
            return flow.id
    return gateway.default


def _task(node: Node, rule: str, message: str, remedy: str) -> Finding:
    return Finding(f"process.bpmn · {node.name or node.id}", rule, message, remedy, node.id)
