"""The layout's bricks, its headers, its error pages and the way a form field is drawn and read."""

import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import MultiDict

from tests.web.guide import FIELDS, GuideField
from web.layout import control, question_control, read_answers, read_values
from web.layout.filters import chinese_number, day, short_moment, size
from web.layout.headers import POLICY
from web.layout.static import Assets

TAGS = re.compile(r"<[a-zA-Z][^>]*>")


def test_the_style_guide_draws_every_brick_without_inline_style_or_script(
    client: FlaskClient,
) -> None:
    page = client.get("/guide")

    assert page.status_code == 200
    for tag in TAGS.findall(page.text):
        assert not re.search(r"\s(style|on[a-z]+)\s*=", tag), tag
    assert not re.search(r"<script(?![^>]*\ssrc=)", page.text)


def test_every_input_of_the_style_guide_has_a_label(client: FlaskClient) -> None:
    page = client.get("/guide").text

    controls = re.findall(r"<(?:input|select|textarea)\b[^>]*>", page)
    bare = [
        one
        for one in controls
        if not re.search(r'type="(hidden|radio|checkbox)"', one)
        and not (
            (found := re.search(r'\bid="([^"]+)"', one))
            and f'for="{found[1]}"' in page.replace("for=f-", 'for="f-')
        )
    ]
    assert [one for one in bare if "id=" not in one] == []
    for one in bare:
        name = re.search(r'\bid="([^"]+)"', one)
        assert name and re.search(rf'<label[^>]*for="?{re.escape(name[1])}"?[\s>]', page), one


def test_a_template_may_not_use_a_name_that_nobody_gave(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    assert client.get("/guide/undefined").status_code == 500


def test_every_answer_carries_the_strict_policy_and_its_request_number(client: FlaskClient) -> None:
    for path in ("/guide", "/sign-in", "/nowhere", "/static/none.css"):
        headers = client.get(path).headers
        assert headers["Content-Security-Policy"] == POLICY
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert len(headers["X-Request-Id"]) == 32
    assert "unsafe" not in POLICY


def test_htmx_may_neither_evaluate_text_nor_write_styles(client: FlaskClient) -> None:
    found = re.search(r"name=\"htmx-config\" content='([^']+)'", client.get("/guide").text)

    assert found
    config = json.loads(found[1])
    assert config["allowEval"] is False
    assert config["includeIndicatorStyles"] is False


def test_built_files_have_hashed_names_and_are_kept_for_a_year(client: FlaskClient) -> None:
    page = client.get("/guide").text
    style = re.search(r'href="(/static/site-[0-9A-Z]{8}\.css)"', page)
    assert style

    with client.get(style[1]) as answer:
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
    assert client.get("/guide").headers["Cache-Control"] == "no-store"


def test_a_missing_page_says_so_in_chinese_with_number_and_way_back(client: FlaskClient) -> None:
    page = client.get("/nowhere", headers={"X-Request-Id": "a-number-of-the-proxy"})

    assert page.status_code == 404
    assert "没有找到这个页面" in page.text
    assert "a-number-of-the-proxy" in page.text
    assert 'href="/"' in page.text


def test_a_failure_shows_no_detail_and_logs_no_personal_data(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    page = client.get("/guide/broken")

    assert page.status_code == 500
    assert "系统出错了" in page.text
    assert "演示申请人甲" not in page.text
    record = next(one for one in caplog.records if one.msg == "request-failed")
    assert record.__dict__["request"] == page.headers["X-Request-Id"]
    assert "演示申请人甲" not in record.getMessage()


def test_an_absent_database_is_a_page_that_asks_to_come_back(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from contextlib import contextmanager
    from types import SimpleNamespace

    @contextmanager
    def away():  # type: ignore[no-untyped-def]
        raise OperationalError("SELECT 1", {}, Exception("connection refused"))
        yield

    house = app.extensions["house"]
    app.extensions["house"] = SimpleNamespace(
        settings=house.settings, transaction=away, clock=house.clock, ports=None, engine=None
    )

    page = app.test_client().get("/guide")

    assert page.status_code == 503
    assert page.headers["Retry-After"] == "5"
    assert "系统暂时不可用" in page.text


def test_too_large_a_request_is_refused_with_a_page(app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000

    page = app.test_client().post("/sign-in", data={"username": "x" * 5000})

    assert page.status_code == 413
    assert "文件太大" in page.text


def test_a_wrong_method_names_the_right_ones(client: FlaskClient) -> None:
    page = client.get("/sign-out")

    assert page.status_code == 405
    assert "POST" in page.headers["Allow"]


def test_the_page_marks_where_one_is(client: FlaskClient) -> None:
    page = client.get("/matters/nothing").text

    assert re.search(r'href="/matters" aria-current="page"', page)
    assert not re.search(r'href="/" aria-current="page"', page)


def test_a_field_says_its_label_its_use_its_source_and_its_error(client: FlaskClient) -> None:
    page = client.get("/guide").text

    assert "一次填写，共用于：食品、消防" in page
    assert "用于：食品<" in page
    assert "来自市场主体登记" in page
    assert 'aria-describedby="h-phone e-phone"' in page
    assert 'href="#f-phone"' in page
    assert re.search(r'id="f-phone"[^>]*maxlength="11"', page)
    assert re.search(r'id="f-area"[^>]*min="1"', page)
    assert 'data-when="items = &#34;cold&#34;"' in page


def test_a_locked_field_shows_labels_and_posts_its_value(client: FlaskClient) -> None:
    page = client.get("/guide").text

    assert re.search(r'id="f-uscc" value="91230109MA00000233" readonly', page)
    assert 'type="hidden" name="uscc" value="91230109MA00000233"' in page


def test_a_posted_form_becomes_typed_values_and_leaves_out_what_is_empty() -> None:
    posted = MultiDict(
        [
            ("phone", " 13800000000 "),
            ("area", "８６.5"),
            ("items", "hot"),
            ("items", "drink"),
            ("cold_room", "false"),
            ("remark", "一\r\n二"),
            ("floor", ""),
            ("unknown", "x"),
        ]
    )

    assert read_values(FIELDS, posted) == {
        "phone": "13800000000",
        "area": 86.5,
        "items": ["hot", "drink"],
        "cold_room": False,
        "remark": "一\n二",
    }


@pytest.mark.parametrize("text", ["many", "nan", "inf", "1e999", "12 m"])
def test_a_number_that_is_none_stays_text_for_the_validation(text: str) -> None:
    assert read_values(FIELDS, MultiDict([("area", text)])) == {"area": text}


def test_what_was_posted_is_drawn_again_as_it_was(app: Flask) -> None:
    area = control(next(one for one in FIELDS if one.name == "area"))
    items = control(next(one for one in FIELDS if one.name == "items"))

    assert area.text(86.0) == "86"
    assert area.text("many") == "many"
    assert items.chosen(["hot", "drink"]) == {"hot", "drink"}
    assert items.text(["drink", "hot"]) == "热食类、自制饮品"


def test_the_widget_follows_the_schema() -> None:
    def widget(schema: dict[str, object], asked: str = "text") -> str:
        return control(GuideField("x", {"zh": "项"}, schema, widget=asked)).widget

    assert widget({"type": "boolean"}) == "radio"
    assert widget({"type": "integer"}) == "number"
    assert widget({"type": "string", "format": "date"}) == "date"
    assert widget({"type": "string", "enum": ["a", "b"]}) == "radio"
    assert widget({"type": "string", "enum": list("abcdefg")}) == "select"
    assert widget({"type": "array", "items": {"enum": ["a", "b"]}}) == "checkboxes"
    assert widget({"type": "string", "maxLength": 500}) == "textarea"
    assert widget({"type": "string"}, "textarea") == "textarea"


def test_guided_questions_are_drawn_and_read_by_their_type() -> None:
    questions = [
        {"id": "cold", "text": {"zh": "卖凉菜吗？"}, "type": "boolean", "input": True},
        {
            "id": "area",
            "text": {"zh": "多大？"},
            "type": "number",
            "unit": "㎡",
            "minimum": 1,
            "input": True,
        },
        {
            "id": "place",
            "text": {"zh": "挂哪里？"},
            "type": "choice",
            "options": [
                {"value": "wall", "label": {"zh": "门楣"}},
                {"value": "roof", "label": {"zh": "楼顶"}},
            ],
            "input": True,
        },
    ]

    drawn = [question_control(one) for one in questions]
    answers = read_answers(
        questions, MultiDict([("cold", "true"), ("area", "86"), ("place", "wall")])
    )

    assert [one.widget for one in drawn] == ["radio", "number", "radio"]
    assert drawn[1].attributes == {"min": 1, "step": "any"}
    assert answers == {"cold": True, "area": 86, "place": "wall"}


def test_times_are_shown_in_shanghai() -> None:
    from datetime import UTC, datetime

    late = datetime(2026, 11, 26, 17, 30, tzinfo=UTC)

    assert day(late) == "2026年11月27日（周五）"
    assert short_moment(late) == "11-27 01:30"


def test_small_words_of_numbers() -> None:
    assert [chinese_number(n) for n in (1, 6, 10, 11, 20, 35)] == [
        "一",
        "六",
        "十",
        "十一",
        "二十",
        "三十五",
    ]
    assert size(2_202_009) == "2.1 MB"
    assert size(10) == "1 KB"


def test_every_icon_that_a_page_names_is_in_the_sprite() -> None:
    named = re.compile(r"""icon(?:_name)?(?:\(|=|["']:)\s*["']([a-z0-9-]+)["']""")
    assets = Assets()
    sprite = (assets.folder / assets.url("icons.svg").rsplit("/", 1)[1]).read_text()
    drawn = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    web = assets.folder.parent

    used = {
        name
        for path in [*web.rglob("*.html"), *web.rglob("*.py")]
        for name in named.findall(re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL))
    }

    assert used - drawn == set(), "run node web/assets/build.mjs"
    assert len(used) > 20
