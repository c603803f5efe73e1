"""The guided questions: each bound to something that exists, each with words an applicant understands."""

from collections.abc import Iterator, Mapping
from typing import Any

from office.matters.checks.forms import when_findings
from office.matters.checks.surroundings import Checked, Surroundings
from office.matters.findings import Finding
from office.matters.members import decisions
from office.matters.sources import source_words


def question_findings(matter: Checked, around: Surroundings) -> Iterator[Finding]:
    questions = matter.said.questions.get("questions", ())
    seen: set[str] = set()
    for question in questions:
        place = f"questions.json · {question['id']}"
        if question["id"] in seen:
            yield Finding(place, "问题编号不得重复", "编号用了两次", "请换一个编号")
        seen.add(question["id"])
        element = question.get("element")
        if element is not None and element not in around.elements.questions:
            yield Finding(
                place,
                "答案须填入登记过的数据元素",
                f"没有登记数据元素“{element}”",
                "请从共用数据元素里另选一个",
            )
        yield from _known_already(question, place, around)
    yield from when_findings("questions.json", {one["id"]: one.get("when") for one in questions})
    yield from _decision(matter)


def _known_already(
    question: Mapping[str, Any], place: str, around: Surroundings
) -> Iterator[Finding]:
    """国务院令第716号第七条: what a licence or sharing gives is not asked of the applicant."""
    element = around.elements.questions.get(question.get("element", ""))
    if element is None or element.known_to is None:
        return
    if not question.get("optional") and not question.get("asked_because"):
        yield Finding(
            place,
            "能共享获取的不得重复索要（国务院令第716号第七条）",
            f"“{element.title['zh']}”可由{source_words(element.known_to)}取得，却先问申请人",
            "请删去这个问题，由表单从来源带出；确需先问的，写明仍要先问申请人的理由",
        )


def _decision(matter: Checked) -> Iterator[Finding]:
    named = matter.said.questions.get("decision")
    if named is None or matter.diagram is None:
        return
    if named not in decisions(matter.diagram).values():
        yield Finding(
            "questions.json · decision",
            "问题的决策须画在流程图上",
            f"流程图里没有调用决策“{named}”的决策表环节",
            "请在流程图上补画，或改正决策编号",
        )
