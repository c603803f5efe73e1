"""The outcome: a layout, a seal, a step that issues it, and the rights that a refusal must tell."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from office.matters.checks.expressions import checker
from office.matters.checks.surroundings import Checked, Surroundings
from office.matters.diagram import Diagram
from office.matters.findings import Finding
from office.matters.layouts import check_layout

_ISSUE = "licence.issue"
_SEALS = {"organ": "公章", "acceptance": "受理专用章", "licence": "电子证照专用章"}
_RIGHTS = ("行政复议", "行政诉讼")


def outcome_findings(matter: Checked, around: Surroundings) -> Iterator[Finding]:
    outcome = matter.said.document.get("outcome")
    if outcome is not None and matter.said.result is None:
        yield Finding(
            "result.json",
            "结果文书须有版式和印章",
            f"没有“{outcome['name']['zh']}”的版式",
            "请在“结果文书”里建一份版式，写明印章和位置",
        )
    if outcome is not None and matter.said.result is not None:
        yield from _seal(outcome["seal"], matter.said.result)
    if matter.said.result is not None:
        fields = matter.said.form.get("properties", {})
        yield from check_layout(matter.said.result, checker(around.engine), fields=fields)
    if matter.diagram is None:
        return
    issues = _ISSUE in _all_verbs(matter.diagram, around)
    if outcome is not None and not issues:
        yield Finding(
            "process.bpmn",
            "有结果的事项须制证",
            "流程图上没有制证签章",
            "请画上积木“制证签章送达”，或操作“核发电子证照”",
        )
    if outcome is None and issues and not matter.one_thing:
        yield Finding(
            "matter.yaml · outcome",
            "制证的事项须写明结果",
            "流程图上要制证，但没有写办理结果",
            "请在概要的“办理结果”里写明证照类型、编号规则和印章",
        )
    yield from _notices(matter.diagram, around)


def _seal(role: str, layout: Mapping[str, Any]) -> Iterator[Finding]:
    drawn = layout.get("seal", {}).get("role", role)
    if drawn != role:
        yield Finding(
            "result.json · seal",
            "版式的印章须与事项写明的一致",
            f"版式盖{_seal_words(drawn)}，概要里写的是{_seal_words(role)}",
            "请改成同一个印章角色",
        )


def _seal_words(role: str) -> str:
    return _SEALS.get(role, f"“{role}”")


def _all_verbs(diagram: Diagram, around: Surroundings) -> frozenset[str]:
    called = [around.blocks.get(node.called or "") for node in diagram.of_kind("callActivity")]
    return diagram.verbs().union(*(block.verbs() for block in called if block is not None))


def _notices(diagram: Diagram, around: Surroundings) -> Iterator[Finding]:
    for node in diagram.nodes.values():
        layout = {**node.parameters, **node.inputs}.get("layout", "")
        name = layout.lstrip("=").strip().strip('"')
        if not layout or name == "result":
            continue
        place = f"process.bpmn · {node.name or node.id}"
        if name not in around.layouts:
            yield Finding(
                place,
                "文书须有版式",
                f"没有版式“{name}”",
                "请在这一环节的“文书版式”里重新选",
                node.id,
            )
        elif name == "refusal" and (missing := _missing_rights(around.layouts[name])):
            yield Finding(
                place,
                "不予许可须告知救济权利（行政许可法第三十八条）",
                f"版式“{name}”没有写{'、'.join(missing)}",
                "请在版式中写明复议和诉讼的期限和机关",
                node.id,
            )


def _missing_rights(layout: bytes) -> list[str]:
    words = json.dumps(json.loads(layout), ensure_ascii=False)
    return [right for right in _RIGHTS if right not in words]
