"""The guided questions: each bound to something that exists, each with words an applicant understands."""

from collections.abc import Iterator

from office.matters.checks.forms import when_findings
from office.matters.checks.surroundings import Checked, Surroundings
from office.matters.findings import Finding
from office.matters.members import decisions


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
                f"没有登记数据元素 {element}",
                "请在 forms/elements 登记，或改用已有的数据元素",
            )
    yield from when_findings("questions.json", {one["id"]: one.get("when") for one in questions})
    yield from _decision(matter)


def _decision(matter: Checked) -> Iterator[Finding]:
    named = matter.said.questions.get("decision")
    if named is None or matter.diagram is None:
        return
    if named not in decisions(matter.diagram).values():
        yield Finding(
            "questions.json · decision",
            "问题的决策须画在流程图上",
            f"流程图里没有调用决策 {named} 的业务规则任务",
            "请在流程图上补画，或改正决策编号",
        )
