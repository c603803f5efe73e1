"""The form's editor as plain pages: fields added, edited, ordered, conditioned, removed; seen as applicants see them."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.web.studio.conftest import Analyst, opened

FORM = "forms/form.json"


@pytest.fixture
def sign(first: Analyst) -> str:
    """The address of a draft of the outdoor sign."""
    return opened(first, "outdoor-sign")


def form_of(analyst: Analyst, draft: str) -> dict[str, Any]:
    read = analyst.open(f"{draft}/files/{FORM}").get_json()
    import json

    return dict(json.loads(read["text"]))


def do(analyst: Analyst, draft: str, where: str, verb: str, /, **fields: Any) -> Any:
    """Press a button of the editor with what its form says."""
    page = analyst.open(f"{draft}/form{where}")
    revision = page.text.split('name="revision" value="', 1)[1].split('"', 1)[0]
    sent = {"revision": revision, "do": verb, **fields}
    return analyst.send(page, f"{draft}/form", sent)


def names(form: Mapping[str, Any], section: str) -> list[str]:
    held = [(one.get("x-order", 0), name) for name, one in form["properties"].items()
            if one.get("x-section") == section]  # fmt: skip
    return [name for _, name in sorted(held)]


def test_a_field_of_the_library_is_found_in_either_language_and_added_once(
    first: Analyst, sign: str
) -> None:
    found = first.open(f"{sign}/form?q=floor+area")
    assert "premises.area" in found.text

    page = do(first, sign, "", "add:premises.area")

    assert form_of(first, sign)["properties"]["area"]["x-element"] == "premises.area"
    assert 'name="area"' in page.text.split("data-preview", 1)[1]
    assert "已在表单" in first.open(f"{sign}/form?q=premises.area").text
    again = do(first, sign, "", "add:premises.area")
    assert again.status_code == 422 and "已经有" in again.text


def test_a_private_field_is_added_edited_and_seen_as_applicants_see_it(
    first: Analyst, sign: str
) -> None:
    do(first, sign, "", "private", title="牌面颜色", kind="choice", section="招牌", name="colour")

    page = do(
        first, sign, "?field=colour", "save:colour",
        title_zh="牌面颜色", title_en="Colour", section="招牌", kind="choice", required="yes",
        option_value=["red", "blue", ""], option_zh=["红", "蓝", "绿"], option_en=["Red", "Blue", "Green"],
        help_zh="主色", when_mode="lines", when_field=["sign_lighting", ""],
        when_operator=["is", "is"], when_values=["inner", ""],
    )  # fmt: skip

    said = form_of(first, sign)["properties"]["colour"]
    assert said["enum"] == ["red", "blue", "option_1"]
    assert said["x-when"] == 'sign_lighting = "inner"'
    assert said["x-labels"]["option_1"] == {"zh": "绿", "en": "Green"}
    preview = page.text.split("data-preview", 1)[1]
    assert 'data-when="sign_lighting = &#34;inner&#34;"' in preview and "主色" in preview


def test_buttons_move_a_field_within_its_section_and_over_its_edge(
    first: Analyst, sign: str
) -> None:
    do(first, sign, "", "up:sign_text")
    assert first.open(f"{sign}/form").status_code == 200
    form = form_of(first, sign)
    assert form["properties"]["sign_text"]["x-order"] < form["properties"]["sign_height"]["x-order"]

    do(first, sign, "", "move", name="sign_text", section="我的分组", before="")

    assert names(form_of(first, sign), "我的分组") == ["sign_text"]


def test_a_change_that_the_schema_refuses_is_told_and_not_saved(first: Analyst, sign: str) -> None:
    before = form_of(first, sign)

    answer = do(
        first, sign, "?field=sign_text", "save:sign_text", title_zh="牌面文字", kind="text",
        when_mode="text", when_text="sign_width >",
    )  # fmt: skip

    assert answer.status_code == 422 and "显示条件读不懂" in answer.text
    assert form_of(first, sign) == before


def test_a_condition_that_is_no_list_of_comparisons_stays_as_text(
    first: Analyst, sign: str
) -> None:
    condition = 'sign_position = "roof" and (sign_lighting = "inner" or sign_lighting = "outer")'
    do(
        first, sign, "?field=sign_text", "save:sign_text", title_zh="牌面文字", kind="text",
        when_mode="text", when_text=condition,
    )  # fmt: skip

    page = first.open(f"{sign}/form?field=sign_text")

    assert form_of(first, sign)["properties"]["sign_text"]["x-when"] == condition
    assert 'name="when_text"' in page.text


def test_a_rule_is_checked_as_feel_and_its_problem_leads_to_it(first: Analyst, sign: str) -> None:
    page = do(
        first, sign, "?rule=new", "rule", at="1", rule="sign_size < 3", fields=["sign_width"],
        zh="太宽", en="Too wide",
    )  # fmt: skip

    assert len(form_of(first, sign)["x-rules"]) == 2
    assert "x-rules 第2条" in page.text

    do(first, sign, "?rule=1", "drop-rule:1", at="1")

    assert len(form_of(first, sign)["x-rules"]) == 1


def test_removing_a_field_takes_it_out_of_the_required_and_the_rules(
    first: Analyst, sign: str
) -> None:
    do(first, sign, "?field=sign_height", "remove:sign_height")

    form = form_of(first, sign)
    assert "sign_height" not in form["properties"] and "sign_height" not in form["required"]
    assert form["x-rules"][0]["fields"] == ["sign_position"]
    assert "sign_height" in first.open(f"{sign}/form").text.split('id="problems"', 1)[1]


def test_two_analysts_at_one_form_lose_nothing(first: Analyst, second: Analyst, sign: str) -> None:
    page = second.open(f"{sign}/form?field=sign_text")
    do(first, sign, "?field=sign_lighting", "save:sign_lighting", title_zh="怎样发光", kind="choice",
       option_value=["inner", "none"], option_zh=["内", "无"], option_en=["", ""])  # fmt: skip

    told = second.send(
        page, f"{sign}/form",
        {"revision": "1", "do": "save:sign_text", "title_zh": "牌上的字", "kind": "text"},
    )  # fmt: skip

    form = form_of(first, sign)
    assert form["properties"]["sign_lighting"]["title"] == "怎样发光"
    assert form["properties"]["sign_text"]["title"] == "牌上的字"
    assert told.status_code == 200


def test_a_clash_is_told_and_the_second_ones_work_kept_aside(
    first: Analyst, second: Analyst, sign: str
) -> None:
    page = second.open(f"{sign}/form?field=sign_text")
    do(first, sign, "?field=sign_text", "save:sign_text", title_zh="牌面上的字", kind="text")

    told = second.send(
        page, f"{sign}/form",
        {"revision": "1", "do": "save:sign_text", "title_zh": "字样", "kind": "text"},
    )  # fmt: skip

    assert told.status_code == 409 and f"{sign}/merge" in told.text
    assert form_of(first, sign)["properties"]["sign_text"]["title"] == "牌面上的字"
    assert second.open(f"{sign}/merge").status_code == 200


def test_a_one_things_form_shows_what_its_members_make(first: Analyst, restaurant: str) -> None:
    page = first.open(f"{restaurant}/form")

    assert page.status_code == 200
    assert "由成员事项合成" in page.text and "data-preview" in page.text
    assert 'name="premises_area"' in page.text


def test_an_unreadable_form_is_told_in_words(first: Analyst, sign: str) -> None:
    first.post(f"{sign}/files/{FORM}", {"text": "{", "revision": 1})

    page = first.open(f"{sign}/form")

    assert page.status_code == 200 and "读不懂" in page.text


def test_a_script_gets_the_page_itself(first: Analyst, sign: str) -> None:
    page = first.open(f"{sign}/form")
    token = page.text.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]

    answer = first.client.post(
        f"{sign}/form",
        data={"csrf_token": token, "revision": "1", "do": "down:entity_name"},
        headers={"X-Workbench": "yes"},
    )

    assert answer.status_code == 200 and "data-workbench" in answer.text
