"""What differs between two states of a matter is said in sentences that need no file to be understood."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from office.studio import differences

MATTERS = ("food-operation-licence", "open-restaurant", "outdoor-sign")
DIAGRAM, FORM, ENTRY = "processes/process.bpmn", "forms/form.json", "processes/matter.yaml"
ADDED_STEP = """<bpmn:userTask id="inspect" name="现场核查">
      <bpmn:incoming>review_to_inspect</bpmn:incoming>
      <bpmn:outgoing>review_to_check</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:sequenceFlow id="review_to_inspect" sourceRef="review" targetRef="inspect" />
    <bpmn:sequenceFlow id="review_to_check" sourceRef="inspect" targetRef="check" />"""


def files(code: str) -> dict[str, bytes]:
    return {
        f"{side}/{path.relative_to(root).as_posix()}": path.read_bytes()
        for side in ("processes", "forms")
        for root in (Path(side, "matters", code),)
        for path in root.rglob("*")
        if path.is_file()
    }


def said(code: str, path: str, *changes: tuple[str, str]) -> list[str]:
    before = files(code)
    text = before[path].decode()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    found = differences(before, {**before, path: text.encode()})
    assert {one.file for one in found} <= {path}
    return [str(one.sentence) for one in found]


def test_an_added_step_is_named_with_the_step_that_it_follows() -> None:
    flow = '<bpmn:sequenceFlow id="review_to_check" sourceRef="review" targetRef="check" />'

    found = said(
        "food-operation-licence",
        DIAGRAM,
        (flow, ADDED_STEP),
        (
            "<bpmn:flowNodeRef>review",
            "<bpmn:flowNodeRef>inspect</bpmn:flowNodeRef><bpmn:flowNodeRef>review",
        ),
    )

    assert found == ["新增 现场核查，在 审查 之后"]


def test_a_step_taken_out_is_one_sentence_and_no_new_road() -> None:
    before = files("food-operation-licence")
    flow = '<bpmn:sequenceFlow id="review_to_check" sourceRef="review" targetRef="check" />'
    longer = before[DIAGRAM].decode().replace(flow, ADDED_STEP).encode()

    found = differences({**before, DIAGRAM: longer}, before)

    assert [str(one.sentence) for one in found] == ["删去 现场核查"]
    assert found[0].element == "inspect"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (('name="审查"', 'name="实质审查"'), "审查 改名为 实质审查"),
        (('value="grant,refuse"', 'value="grant,refuse,return"'), "决定 的可选结果：由 “grant,refuse” 改为 “grant,refuse,return”"),
        (('<bpmn:lane id="lane_3" name="审核">', '<bpmn:lane id="lane_3" name="批准">'), "审核 的承办：由 “审核” 改为 “批准”"),
        (('outcome = "granted"</bpmn', 'outcome != "refused"</bpmn'), "准予吗？ 到 制证签章送达 的条件：由 “outcome = \"granted\"” 改为 “outcome != \"refused\"”"),
        (('<spiffworkflow:property name="step" value="审查·承办" />', '<spiffworkflow:property name="step" value="审查·承办" /><spiffworkflow:property name="due" value="working days(3)" />'), "审查 的办理时限：写上 “working days(3)”"),
        (('id="case.decide"', 'id="case.close"'), "记录决定 的操作：由 “case.decide” 改为 “case.close”"),
        (('sourceRef="check" targetRef="decide"', 'sourceRef="check" targetRef="record_decision"'), "新增一条路：审核 之后可到 记录决定"),
        (('x="740" y="235"', 'x="750" y="235"'), "只调整了图形的位置或写法，流程没有变化"),
    ],
)  # fmt: skip
def test_changes_of_a_diagram(change: tuple[str, str], sentence: str) -> None:
    assert sentence in said("food-operation-licence", DIAGRAM, change)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (('"opening_day": {"x-element": "business.opening-day", "x-order": 34}', '"opening_day": {"x-element": "business.opening-day", "x-order": 34}, "seats": {"type": "integer", "title": "座位数", "x-section": "经营项目"}'), "新增字段“座位数”（选填）"),
        ((', "food_safety_officer", "opening_day"]', ', "opening_day"]'), "字段“食品安全管理员”改为选填"),
        (('"maxLength": 50, "title": "食品安全管理员"', '"maxLength": 60, "title": "食品安全管理员"'), "字段“食品安全管理员”的最多字数：由 50 改为 60"),
        (('"x-order": 33', '"x-order": 1'), "字段的先后变了"),
    ],
)  # fmt: skip
def test_changes_of_a_form(change: tuple[str, str], sentence: str) -> None:
    assert sentence in said("food-operation-licence", FORM, change)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("promised: 7", "promised: 6"), "承诺时限：由 7 改为 6"),
        (("zh: 平面图清晰，标明各功能区域和出口", "zh: 平面图清晰"), "审查要点 “平面图清晰”的内容：由 “平面图清晰，标明各功能区域和出口” 改为 “平面图清晰”"),
        (("en: Layout and process plan", "en: Plan"), "材料 “经营场所布局和操作流程图”的名称的英文：由 “Layout and process plan” 改为 “Plan”"),
        (("    source: applicant\n", "    source: sharing:plans\n"), "材料 “经营场所布局和操作流程图”的来源：由 “applicant” 改为 “sharing:plans”"),
        (("fees: []", "fees:\n  - {name: {zh: 证照工本费}, amount: 10, basis: 某规定}"), "收费：新增 “证照工本费”"),
    ],
)  # fmt: skip
def test_changes_of_the_catalogue_entry(change: tuple[str, str], sentence: str) -> None:
    assert sentence in said("food-operation-licence", ENTRY, change)


def test_changes_of_a_decision_name_the_row_and_the_column() -> None:
    found = said(
        "open-restaurant",
        "processes/needed.dmn",
        ('"您要卖香烟"', '"您回答卖香烟"'),
    )

    assert found == [
        '决策“要不要烟草许可”第 1 行的“为什么”：由 “"您要卖香烟"” 改为 “"您回答卖香烟"”'
    ]


def test_changes_of_a_layout_and_of_questions() -> None:
    assert "落款的标签：由 “发证机关” 改为 “颁发机关”" in said(
        "food-operation-licence", "forms/result.json", ("发证机关", "颁发机关")
    )
    assert said("open-restaurant", "forms/questions.json", ("店里卖香烟吗？", "卖香烟吗？")) == [
        "问题“卖香烟吗？”的问法：由 “店里卖香烟吗？” 改为 “卖香烟吗？”"
    ]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(MATTERS), st.data())
def test_every_change_of_a_file_is_said_somehow_and_no_change_says_nothing(
    code: str, data: st.DataObject
) -> None:
    before = files(code)
    assert differences(before, before) == ()
    path = data.draw(st.sampled_from(sorted(before)))
    content = before[path]
    at = data.draw(st.integers(0, len(content)))
    broken = content[:at] + data.draw(st.binary(min_size=1, max_size=4)) + content[at:]

    found = differences(before, {**before, path: broken})

    assert found and {one.file for one in found} == {path}
