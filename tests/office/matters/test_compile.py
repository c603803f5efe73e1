"""A one-thing compiled from its members: one form, one list of materials and points, one report."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from office.matters import (
    Compiled,
    CompileStopped,
    compile_form,
    json_schema,
    merge,
    report_for,
    split,
)
from office.matters.checks.shape import fitting
from office.matters.schemas import SCHEMAS
from tests.office.matters.forms import ELEMENTS, WHOLE, document, member

BUSINESS_LICENCE = "licence:11100000MB0143028R001"
IDENTITY = "licence:11100000000013127D001"
FOOD_LICENCE = "11230000T0000001XP901"


def row(element: str, name: str, source: str = "applicant", **more: Any) -> dict[str, Any]:
    return {"element": element, "name": {"zh": name}, "source": source, "required": "true", **more}


def point(name: str, text: str, stage: str = "acceptance") -> dict[str, Any]:
    return {"id": name, "stage": stage, "text": {"zh": text}}


FOOD = member(
    "food-operation-licence",
    {
        "area": {"x-element": "premises.area", "minimum": 2, "x-order": 1},
        "kind": {"x-element": "premises.kind", "enum": ["hall", "shop"]},
        "fish": {"type": "boolean", "title": "生食", "x-section": "食品"},
        "cold": {
            "type": "number",
            "title": "专间面积",
            "x-section": "食品",
            "x-when": "fish = true",
        },
    },
    ["area", "cold"],
    materials=[
        row("application.form", "申请书", "generated:application"),
        row("licence.business", "营业执照", BUSINESS_LICENCE),
        row("identity.person", "身份证明", IDENTITY),
        row("premises.plan-set", "布局和流程图"),
        row("food.rules", "食品安全制度", "generated:food-rules"),
    ],
    review_points=[point("form.complete", "信息完整"), point("food.zones", "布局合格", "review")],
    outcome={
        "name": {"zh": "食品经营许可证"},
        "kind": "证照",
        "licence_type": FOOD_LICENCE,
        "number_rule": "JY{serial:6}",
        "seal": "licence",
    },
)
FIRE = member(
    "fire-safety-inspection",
    {
        "size": {"x-element": "premises.area", "maximum": 5},
        "type": {"x-element": "premises.kind", "enum": ["shop", "stall"]},
        "rented": {"x-element": "premises.rented"},
    },
    ["type"],
    organ={"department": "fire"},
    materials=[
        row("application.form", "申报表", "generated:application"),
        row("licence.business", "营业执照", BUSINESS_LICENCE),
        row("fire.rules", "消防制度"),
        row("premises.plan-set", "平面图"),
    ],
    review_points=[point("form.complete", "信息完整"), point("fire.exits", "出口合格", "review")],
    limits={"statutory": 13, "promised": 1},
)
SIGN = member(
    "outdoor-sign",
    {"text": {"type": "string", "title": "牌面文字", "x-section": "招牌"}},
    materials=[
        row("application.form", "申请表", "generated:application"),
        row("sign.design-set", "效果图"),
        row("sign.design-set", "结构图"),
        row("premises.site-agreement", "场地协议"),
    ],
    review_points=[point("sign.form", "信息完整")],
)
EVERY = [FOOD.code, FIRE.code, SIGN.code]


def compiled(*members: Any, resolutions: Any = ()) -> Compiled:
    return compile_form(members, resolutions, elements=ELEMENTS, whole=WHOLE)


def test_the_same_element_becomes_one_field_that_knows_its_members() -> None:
    whole = compiled(FOOD, FIRE, SIGN)

    area = whole.field("premises_area")
    assert area.members == (FOOD.code, FIRE.code)
    assert area.required_by == (FOOD.code,)
    assert (area.schema["minimum"], area.schema["maximum"]) == (2, 5)
    assert whole.field("premises_kind").schema["enum"] == ["shop"]
    assert area.label["zh"] == "经营面积"


def test_private_fields_carry_their_members_name_and_topics_stand_together() -> None:
    whole = compiled(FOOD, FIRE, SIGN)

    assert [one.name for one in whole.fields] == [
        "premises_area",
        "premises_kind",
        "premises_rented",
        "food_operation_licence__fish",
        "food_operation_licence__cold",
        "outdoor_sign__text",
    ]
    assert whole.sections == ("经营场所", "食品", "招牌")


def test_a_member_that_is_not_needed_asks_nothing_and_binds_nothing() -> None:
    whole = compiled(FOOD, FIRE, SIGN)

    schema = json_schema(whole, {FIRE.code})

    assert set(schema["properties"]) == {"premises_area", "premises_kind", "premises_rented"}
    assert schema["properties"]["premises_area"]["minimum"] == 0
    assert schema["required"] == ["premises_kind"]


def test_a_hidden_field_is_forbidden_and_a_shown_one_required_by_any_validator() -> None:
    validator = Draft202012Validator(json_schema(compiled(FOOD, FIRE), {FOOD.code}))
    prefix = "food_operation_licence__"
    base = {"premises_area": 3}

    assert validator.is_valid(base)
    assert validator.is_valid(base | {f"{prefix}fish": False})
    assert not validator.is_valid(base | {f"{prefix}fish": True})
    assert validator.is_valid(base | {f"{prefix}fish": True, f"{prefix}cold": 4})
    assert not validator.is_valid(base | {f"{prefix}fish": False, f"{prefix}cold": 4})
    assert not validator.is_valid(base | {"unknown": 1})


def test_each_member_gets_its_own_names_and_nothing_else() -> None:
    whole = compiled(FOOD, FIRE, SIGN)
    values = {"premises_area": 3, "premises_kind": "shop", "outdoor_sign__text": "示例一号"}

    parts = split(whole, values, {FOOD.code, SIGN.code})

    assert parts == {FOOD.code: {"area": 3, "kind": "shop"}, SIGN.code: {"text": "示例一号"}}
    assert merge(whole, parts) == values


def test_thirteen_material_rows_become_six() -> None:
    whole = compiled(FOOD, FIRE, SIGN)

    assert whole.report["materials_before"] == 13
    assert whole.report["materials_after"] == 6
    assert whole.report["fetched"] == ["licence.business", "identity.person"]
    assert whole.report["generated"] == ["application.form", "food.rules"]
    plan = next(one for one in whole.materials if one.element == "premises.plan-set")
    assert plan.name["zh"] == "平面布置图（合并）"
    assert plan.members == (FOOD.code, FIRE.code)


def test_changing_one_member_moves_the_figure() -> None:
    more = [*FIRE.document["materials"], row("fire.permit", "消防验收文件")]
    fire = member(FIRE.code, FIRE.form["properties"], materials=more)

    report = compiled(FOOD, fire, SIGN).report

    assert (report["materials_before"], report["materials_after"]) == (14, 7)
    assert report_for(compiled(FOOD, fire, SIGN), {SIGN.code})["materials_before"] == 4


def test_what_one_member_issues_another_is_never_asked() -> None:
    licence = row("food.licence", "食品经营许可证复印件", f"licence:{FOOD_LICENCE}")
    number = {
        "type": "string",
        "title": "许可证编号",
        "x-section": "食品",
        "x-source": {
            "from": f"licence:{FOOD_LICENCE}",
            "path": "number",
            "purpose": {"zh": "核对许可"},
        },
    }
    sign = member(SIGN.code, {"number": number}, ["number"], materials=[licence])
    whole = compiled(FOOD, sign)

    together = {FOOD.code, sign.code}
    assert whole.field("outdoor_sign__number").used(together) == ()
    assert "outdoor_sign__number" in json_schema(whole, {sign.code})["required"]
    assert "outdoor_sign__number" not in json_schema(whole, together)["properties"]
    made = next(one for one in whole.materials if one.element == "food.licence")
    assert made.from_members == (FOOD.code,)


def test_review_points_with_the_same_words_become_one() -> None:
    whole = compiled(FOOD, FIRE, SIGN)

    acceptance = whole.points_of("acceptance", EVERY)
    assert [(one.id, one.members) for one in acceptance] == [("form.complete", tuple(EVERY))]
    assert [one.id for one in whole.points_of("review", [FIRE.code])] == ["fire.exits"]


def test_one_review_point_with_two_wordings_stops_the_compile() -> None:
    other = member(
        SIGN.code, {}, materials=[], review_points=[point("form.complete", "另一种说法")]
    )

    with pytest.raises(CompileStopped, match="同一审查要点只能有一种说法"):
        compiled(FOOD, other)


@pytest.mark.parametrize(
    ("theirs", "word"),
    [
        ({"x-element": "premises.area", "maximum": 1}, "之间没有可填的数"),
        ({"x-element": "premises.kind", "enum": ["stall"]}, "没有共同的"),
    ],
)
def test_a_contradiction_stops_until_the_one_thing_settles_it(
    theirs: dict[str, Any], word: str
) -> None:
    other = member(SIGN.code, {"mine": theirs}, materials=[])
    element = theirs["x-element"]

    with pytest.raises(CompileStopped) as stopped:
        compiled(FOOD, other)
    settled = compiled(
        FOOD,
        other,
        resolutions=[
            {"element": element, "schema": {"type": "string"}, "reason": "统一用文字填写"}
        ],
    )

    (finding,) = stopped.value.findings
    assert finding.rule.startswith("Conflict")
    assert word in finding.message
    assert FOOD.code in finding.message
    name = element.replace(".", "_")
    both = json_schema(settled, {FOOD.code, other.code})
    assert both["properties"][name] == {"type": "string"}
    assert settled.report["conflicts"][0]["reason"] == "统一用文字填写"
    assert json_schema(settled, {other.code})["properties"][name] != {"type": "string"}


def test_a_resolution_that_nothing_needs_changes_nothing() -> None:
    idle = {"element": "premises.area", "schema": {"type": "string"}, "reason": "没有冲突"}

    assert compiled(FOOD, FIRE, resolutions=[idle]) == compiled(FOOD, FIRE)


def test_clocks_and_guide_know_the_whole_and_each_member() -> None:
    whole = compiled(FOOD, FIRE)

    assert whole.clocks["joint"] == {"statutory": 45, "extension": 15, "promised": 10}
    assert whole.clocks["members"][FIRE.code] == {"statutory": 13, "promised": 1}
    assert [part["department"] for part in whole.guide["members"]] == ["market", "fire"]
    assert (whole.report["days_before"], whole.report["days_after"]) == (8, 10)
    assert (whole.report["visits_before"], whole.report["visits_after"]) == (4, 1)


def test_a_single_matter_keeps_its_own_names() -> None:
    alone = compile_form([FOOD], elements=ELEMENTS)

    assert [one.name for one in alone.fields] == ["area", "kind", "fish", "cold"]
    assert alone.report["materials_before"] == 5
    assert split(alone, {"area": 3}, {FOOD.code}) == {FOOD.code: {"area": 3}}


def test_the_compiled_result_survives_storage() -> None:
    whole = compiled(FOOD, FIRE, SIGN)

    assert Compiled.from_json(whole.to_json()) == whole


def test_documents_of_the_tests_fit_the_schema() -> None:
    for said in (document("food"), WHOLE | {"basis": []}):
        broken = {k: v for k, v in said.items() if k not in ("materials", "review_points")}
        checked = broken if said["kind"] == "one-thing" else said
        assert list(fitting("matter.yaml", checked, SCHEMAS["processes"])) == []
