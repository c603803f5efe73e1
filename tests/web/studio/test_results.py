"""The result's editor as plain pages: parts added, moved, removed, the seal placed; drawn at once as a picture."""

import json
from typing import Any

import pytest

from tests.web.studio.conftest import Analyst, opened

RESULT = "forms/result.json"


@pytest.fixture
def sign(first: Analyst) -> str:
    return opened(first, "outdoor-sign")


def layout_of(analyst: Analyst, draft: str) -> dict[str, Any]:
    return dict(json.loads(analyst.open(f"{draft}/files/{RESULT}").get_json()["text"]))


def do(analyst: Analyst, draft: str, verb: str, /, **fields: Any) -> Any:
    page = analyst.open(f"{draft}/result")
    revision = page.text.split('name="revision" value="', 1)[1].split('"', 1)[0]
    return analyst.send(page, f"{draft}/result", {"revision": revision, "do": verb, **fields})


def test_the_specimen_is_drawn_with_the_forms_samples(first: Analyst, sign: str) -> None:
    page = first.open(f"{sign}/result")
    picture = first.open(f"{sign}/result/page-0.png")
    file = first.open(f"{sign}/result/specimen.pdf")

    assert "page-0.png" in page.text and "data-seal" in page.text
    assert picture.mimetype == "image/png" and picture.data.startswith(b"\x89PNG")
    assert file.data.startswith(b"%PDF")
    assert first.status(f"{sign}/result/page-9.png") == 404


def test_a_change_changes_the_picture(first: Analyst, sign: str) -> None:
    before = first.open(f"{sign}/result/page-0.png").data

    do(first, sign, "row", at="99", label="亮化", value="shown.sign_lighting", strong="yes")

    assert layout_of(first, sign)["fields"][-1] == {
        "label": "亮化", "value": "shown.sign_lighting", "strong": True,
    }  # fmt: skip
    assert first.open(f"{sign}/result/page-0.png").data != before


def test_paragraphs_and_tables_are_added_moved_and_taken_out(first: Analyst, sign: str) -> None:
    do(first, sign, "block", at="99", text="特此通知。", indent="yes")
    do(first, sign, "block", at="99", table="materials", column_label=["材料"], column_value=["item.name"],
       column_width=["2"])  # fmt: skip
    body = layout_of(first, sign)["body"]
    assert body[-2] == "特此通知。"
    assert body[-1]["columns"] == [{"label": "材料", "value": "item.name", "width": 2.0}]

    do(first, sign, f"up:body:{len(body) - 1}")
    do(first, sign, f"drop:body:{len(body) - 1}")

    assert "table" in layout_of(first, sign)["body"][-1]


def test_the_seal_is_placed_in_millimetres_within_the_page(first: Analyst, sign: str) -> None:
    do(first, sign, "seal", role="organ", x="500", y="30.04", side="42")
    assert layout_of(first, sign)["seal"] == {"role": "organ", "box": [168, 30, 42]}

    do(first, sign, "seal", role="organ", x="20", y="30", side="42", free="yes")
    assert layout_of(first, sign)["seal"] == {"role": "organ"}


def test_an_expression_that_fails_is_told_instead_of_drawn(first: Analyst, sign: str) -> None:
    page = do(first, sign, "row", at="0", label="申请人", value="shown.")

    assert page.status_code == 200
    assert "画不出来" in page.text or "样张第" in page.text
    assert "result.json" in page.text.split('id="problems"', 1)[1]


def test_a_letter_becomes_a_certificate_and_back(first: Analyst, sign: str) -> None:
    do(first, sign, "style", style="certificate")
    certificate = layout_of(first, sign)
    assert certificate["page"]["orientation"] == "landscape" and "body" not in certificate
    assert first.open(f"{sign}/result/page-0.png").data.startswith(b"\x89PNG")

    do(first, sign, "style", style="letter")
    assert layout_of(first, sign)["body"]


def test_a_matter_without_a_layout_begins_with_one(first: Analyst, sign: str) -> None:
    first.post(f"{sign}/files/{RESULT}", {"remove": True, "revision": 1})
    page = first.open(f"{sign}/result")
    assert "还没有结果文书的版式" in page.text

    do(first, sign, "new:certificate")

    assert first.open(f"{sign}/result/page-0.png").mimetype == "image/png"


def test_head_and_foot_are_edited(first: Analyst, sign: str) -> None:
    do(
        first, sign, "head", title="通知书", header="{organ.name}", salutation="{applicant.name}：",
        number="licence.number", organ="organ.name", date="today", foot="一份存档\n一份交申请人",
    )  # fmt: skip

    layout = layout_of(first, sign)
    assert layout["foot"] == ["一份存档", "一份交申请人"] and layout["title"] == "通知书"
    assert "qr" not in layout and "identifier" not in layout
