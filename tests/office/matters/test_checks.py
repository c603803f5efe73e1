"""What stops a publication, each rule tried on the shipped food licence with one thing broken."""

import json
from typing import Any

import pytest
from sqlalchemy.orm import Session

from engine import Engine
from office.matters import PublicationStopped
from office.matters.folder import Folder, Tree
from office.matters.reading import read_matter
from office.matters.shared import load_shared
from tests.office.matters.conftest import Break
from tests.office.matters.house import NOW, VERBS

YAML = "processes/matter.yaml"
BPMN = "processes/process.bpmn"
FORM = "forms/form.json"
EVIL = "__import__('os')"


def test_every_shipped_single_matter_is_sound(findings: Break, tree: Tree) -> None:
    for matter in tree.matters:
        if b"kind: one-thing" not in matter.files[YAML]:
            assert findings(matter=matter) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "element", "rule"),
    [
        (YAML, "statutory: 10", "statutory: 3", "matter.yaml · limits", "承诺时限"),
        (YAML, "seal: licence", "seal: organ", "result.json · seal", "印章须与事项"),
        (YAML, "kind: matter", "kind: matters", "matter.yaml · kind", "格式"),
        (YAML, "code: food-op", "code: foot-op", "matter.yaml · code", "同名"),
        (BPMN, 'name="审核">', 'name="审合">', "泳道“审合”", "泳道须是平台的角色"),
        (BPMN, 'value="accept,review"', 'value="review"', "决定", "受理的人不得作决定"),
        (BPMN, 'value="accept,review"', 'value="accept,nobody"', "决定", "回避的任务须存在"),
        (BPMN, 'id="case.decide"', 'id="case.guess"', "记录决定", "操作须有人执行"),
        (BPMN, 'id="case.decide"', 'id="case.accept"', "process.bpmn", "每条路都要有决定"),
        (BPMN, '"block_issue"', '"block_isue"', "process.bpmn · issue", "须已发布"),
        (BPMN, '"block_issue"', '"block_notice"', "process.bpmn", "有结果的事项须制证"),
        (BPMN, "=&quot;refusal&quot;", "=&quot;no&quot;", "不予许可", "文书须有版式"),
        (FORM, "premises.area", "premises.arena", "form.json", "登记过的数据元素"),
        (FORM, "premises.storey", "premises.area", "form.json", "只填一次"),
    ],
)
def test_one_thing_broken_is_found_and_named(
    findings: Break, path: str, old: str, new: str, element: str, rule: str
) -> None:
    if path == BPMN and old.startswith("=&quot;"):
        old, new = old.replace("&quot;", '"'), new.replace("&quot;", '"')

    found = findings((path, old, new))

    assert any(element in one.element and rule in one.rule for one in found), found
    assert all(one.message and one.remedy for one in found)


def test_a_matter_needs_a_basis_in_law(findings: Break, tree: Tree) -> None:
    food = next(one for one in tree.matters if one.code == "food-operation-licence")
    text = food.files[YAML].decode()
    start, end = text.index("basis:"), text.index("served:")

    found = findings((YAML, text[start:end], "basis: []\n"))

    assert [one.rule for one in found] == ["事项须有设定依据"]


def test_what_the_registration_knows_is_not_asked_without_a_reason(
    findings: Break, tree: Tree
) -> None:
    form = _form(tree)
    del form["properties"]["uscc"]["x-source"]
    asked = findings(matter=_with(tree, {FORM: form}))
    form["properties"]["uscc"]["x-asked-because"] = "登记系统停机期间由申请人填写"
    explained = findings(matter=_with(tree, {FORM: form}))

    assert ["716" in one.rule for one in asked] == [True]
    assert asked[0].element == "form.json · uscc"
    assert explained == []


def test_an_outcome_needs_a_layout(findings: Break) -> None:
    found = findings(without="forms/result.json")

    assert [one.rule for one in found] == ["结果文书须有版式和印章"]


def test_python_in_a_condition_is_refused_by_file_element_and_rule(
    findings: Break, tree: Tree
) -> None:
    form = _form(tree)
    name = next(iter(form["properties"]))
    form["properties"][name]["x-when"] = EVIL

    (found,) = findings(matter=_with(tree, {FORM: form}))

    assert found.element == f"form.json · {name} · x-when"
    assert "显示条件" in found.rule


def test_python_in_a_form_rule_is_refused(findings: Break, tree: Tree) -> None:
    form = _form(tree)
    name = next(iter(form["properties"]))
    message = {"zh": "不对", "en": "wrong"}
    form["x-rules"] = [{"rule": EVIL, "fields": [name], "message": message}]

    found = findings(matter=_with(tree, {FORM: form}))

    assert found
    assert {one.element for one in found} == {"form.json · x-rules 第1条"}
    assert {one.rule for one in found} == {"校验规则须是可用的 FEEL"}


def test_a_form_rule_reads_only_its_own_form(findings: Break, tree: Tree) -> None:
    form = _form(tree)
    name = next(iter(form["properties"]))
    message = {"zh": "不对", "en": "wrong"}
    form["x-rules"] = [{"rule": f"{name} = nowhere", "fields": [name], "message": message}]

    found = findings(matter=_with(tree, {FORM: form}))

    assert any("nowhere" in one.message for one in found)


def test_python_in_the_layout_of_the_outcome_is_refused(findings: Break, tree: Tree) -> None:
    result = json.loads(_food(tree).files["forms/result.json"])
    result["number"]["value"] = EVIL

    found = findings(matter=_with(tree, {"forms/result.json": result}))

    assert found
    assert {one.element for one in found} == {"result.json · number"}


def test_python_in_a_material_condition_is_refused(findings: Break) -> None:
    found = findings((YAML, 'required: "true"', f'required: "{EVIL}"'))

    assert found
    assert {one.rule for one in found} == {"材料的条件须是可用的 FEEL"}


def test_python_in_a_diagram_is_refused_by_the_engine(findings: Break) -> None:
    found = findings((BPMN, 'outcome = "granted"', EVIL))

    assert any("引擎能准确执行" in one.rule for one in found)


def test_conditions_that_wait_for_each_other_are_refused(findings: Break, tree: Tree) -> None:
    form = _form(tree)
    one, other = list(form["properties"])[:2]
    form["properties"][one]["x-when"] = f"{other} = 1"
    form["properties"][other]["x-when"] = f"{one} = 1"

    found = findings(matter=_with(tree, {FORM: form}))

    assert [finding.rule for finding in found] == ["显示条件不得循环"] * 2


def test_unreadable_files_are_said_not_thrown(findings: Break) -> None:
    for path in (YAML, FORM, BPMN):
        found = findings(matter=Folder("food-operation-licence", {path: b"<{\x00"}))
        assert any("可读" in one.rule for one in found)


def test_a_refusal_that_hides_the_rights_is_refused(
    session: Session, engine: Engine, tree: Tree, findings: Break
) -> None:
    path = "forms/notices/refusal.json"
    layout = json.loads(tree.shared[path])
    layout["body"] = ["不予许可。"]
    load_shared(session, engine, {path: json.dumps(layout).encode()}, NOW)

    (found,) = findings()

    assert "第三十八条" in found.rule
    assert "行政复议" in found.message


def test_an_element_that_does_not_fit_its_schema_stops_the_load(
    session: Session, engine: Engine
) -> None:
    file = {"topic": {"zh": "场所"}, "order": 1, "elements": {"a.b": {"title": {"zh": "甲"}}}}

    with pytest.raises(PublicationStopped) as stopped:
        load_shared(session, engine, {"forms/elements/x.json": json.dumps(file).encode()}, NOW)

    assert any("缺少" in one.message for one in stopped.value.findings)


def test_a_one_thing_without_its_members_is_refused(
    session: Session, engine: Engine, tree: Tree, findings: Break
) -> None:
    whole = next(one for one in tree.matters if one.code == "open-restaurant")

    found = read_matter(session, engine, whole, VERBS).findings

    assert {one.rule for one in found} == {"调用的事项或流程块须已发布"}
    assert "process.bpmn · member_food" in {one.element for one in found}


def test_a_one_things_form_holds_nothing_but_resolutions(findings: Break, tree: Tree) -> None:
    whole = next(one for one in tree.matters if one.code == "open-restaurant")
    form = json.dumps({"resolutions": [], "properties": {}}).encode()

    found = findings(matter=Folder(whole.code, {**whole.files, FORM: form}))

    assert [(one.element, one.message) for one in found] == [
        ("form.json", "有不认识的内容：properties")
    ]


def _food(tree: Tree) -> Folder:
    return next(one for one in tree.matters if one.code == "food-operation-licence")


def _form(tree: Tree) -> dict[str, Any]:
    form: dict[str, Any] = json.loads(_food(tree).files[FORM])
    return form


def _with(tree: Tree, changes: dict[str, Any]) -> Folder:
    food = _food(tree)
    written = {path: json.dumps(said).encode() for path, said in changes.items()}
    return Folder(food.code, {**food.files, **written})
