"""The questions' editor as plain pages: bound to elements or decisions, ordered, conditioned, seen as applicants see them."""

import json
from typing import Any

import pytest

from tests.web.studio.conftest import Analyst, opened

QUESTIONS = "forms/questions.json"


@pytest.fixture
def sign(first: Analyst) -> str:
    return opened(first, "outdoor-sign")


def kept(analyst: Analyst, draft: str) -> list[dict[str, Any]]:
    read = analyst.open(f"{draft}/files/{QUESTIONS}").get_json()
    return list(json.loads(read["text"])["questions"])


def do(analyst: Analyst, draft: str, verb: str, /, **fields: Any) -> Any:
    page = analyst.open(f"{draft}/questions")
    revision = page.text.split('name="revision" value="', 1)[1].split('"', 1)[0]
    return analyst.send(page, f"{draft}/questions", {"revision": revision, "do": verb, **fields})


def test_a_question_for_the_decision_is_added_and_edited(first: Analyst, sign: str) -> None:
    do(first, sign, "add", id="lit", text="晚上亮灯吗？", type="boolean")

    page = do(
        first, sign, "save:lit", text_zh="晚上亮灯吗？", text_en="Lit at night?", type="choice", input="yes",
        option_value=["yes", "no"], option_zh=["亮", "不亮"], option_en=["Yes", "No"],
        option_help=["天黑以后 | After dark", ""], when_mode="lines", when_field=["sign_position"],
        when_operator=["in"], when_values=["fascia, roof"],
    )  # fmt: skip

    question = kept(first, sign)[-1]
    assert question["when"] == 'sign_position in ["fascia", "roof"]'
    assert question["options"][0]["help"] == {"zh": "天黑以后", "en": "After dark"}
    assert "晚上亮灯吗？" in page.text.split("data-preview", 1)[1]


def test_a_question_is_bound_to_an_element_with_its_options(first: Analyst, sign: str) -> None:
    do(first, sign, "bind", element="premises.title")

    question = kept(first, sign)[-1]
    assert question["element"] == "premises.title" and question["type"] == "choice"
    assert len(question["options"]) >= 2


def test_a_question_whose_answer_a_source_gives_is_a_finding_at_the_question(
    first: Analyst, sign: str
) -> None:
    do(first, sign, "bind", element="premises.region")

    page = first.open(f"{sign}/questions?question=region")

    row = page.text.split('data-name="region"', 1)[1].split("</li>", 1)[0]
    assert "可由市场主体登记取得" in row
    assert 'name="asked_because"' in page.text


def test_a_recorded_reason_settles_the_finding(first: Analyst, sign: str) -> None:
    do(first, sign, "bind", element="premises.region")
    region = kept(first, sign)[-1]
    do(
        first, sign, "save:region", text_zh=region["text"]["zh"], type="choice", element="premises.region",
        option_value=[one["value"] for one in region["options"]],
        option_zh=[one["label"]["zh"] for one in region["options"]],
        option_en=["" for one in region["options"]], asked_because="还没有登记的也可以先问",
    )  # fmt: skip

    assert "可由 registration 取得" not in first.open(f"{sign}/questions").text


def test_questions_are_moved_by_buttons_and_removed(first: Analyst, sign: str) -> None:
    do(first, sign, "up:sign_height")
    assert [one["id"] for one in kept(first, sign)] == [
        "sign_position",
        "sign_height",
        "sign_width",
    ]

    do(first, sign, "move", name="sign_width", before="sign_position")
    do(first, sign, "remove:sign_position")

    assert [one["id"] for one in kept(first, sign)] == ["sign_width", "sign_height"]


def test_a_one_things_questions_name_their_decision(first: Analyst, restaurant: str) -> None:
    page = first.open(f"{restaurant}/questions")

    assert '<option value="needed" selected>' in page.text


def test_a_matter_without_questions_begins_with_none(first: Analyst, sign: str) -> None:
    first.post(f"{sign}/files/{QUESTIONS}", {"remove": True, "revision": 1})

    assert "还没有问题" in first.open(f"{sign}/questions").text
    do(first, sign, "add", id="", text="面积多大？", type="number")
    assert [one["id"] for one in kept(first, sign)] == ["q1"]
