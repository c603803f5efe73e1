"""The decisions' page: files listed, made and removed; rows tried by the engine and kept with the draft; gaps told."""

import json
from typing import Any

import pytest

from tests.web.studio.conftest import Analyst, opened

SIGN = "processes/sign-kind.dmn"


@pytest.fixture
def sign(first: Analyst) -> str:
    return opened(first, "outdoor-sign")


def data_of(analyst: Analyst, draft: str, query: str = "") -> dict[str, Any]:
    page = analyst.open(f"{draft}/decisions{query}").text
    found = page.split('id="decision-data">', 1)[1].split("</script>", 1)[0]
    return dict(json.loads(found))


def row(id: str, position: str, area: float, expect: Any) -> dict[str, Any]:
    given = {"sign_position": position, "sign_area": area, "region": "230102"}
    return {"id": id, "decision": "sign_kind", "given": given, "expect": expect}


def test_the_page_lists_decisions_and_lets_the_editor_style(first: Analyst, sign: str) -> None:
    page = first.open(f"{sign}/decisions")

    assert "办理类别" in page.text and "大型招牌起点面积" in page.text
    assert "style-src-attr 'unsafe-inline'" in page.headers["Content-Security-Policy"]


def test_the_shipped_signs_table_has_one_gap_and_a_rule_that_would_close_it(
    first: Analyst, sign: str
) -> None:
    kind = data_of(first, sign)["result"]["decisions"][0]

    assert [one["label"] for one in kind["asked"]] == [
        "招牌位置",
        "招牌面积（平方米）",
        "店铺所在区",
    ]
    (gap,) = kind["coverage"]["gaps"]
    assert gap["cells"][0] == {"label": "招牌位置", "cell": "其他"}
    assert gap["rule"] == ['not("roof", "fascia", "window")', "-"]


def test_rows_are_tried_with_the_rule_that_hit(first: Analyst, sign: str) -> None:
    text = data_of(first, sign)["text"]
    rows = [row("row-1", "fascia", 2.4, "备案"), row("row-2", "roof", 1, "指导")]

    said = first.post(f"{sign}/decisions/try", {"text": text, "rows": rows}).get_json()

    good, bad = said["tried"]
    assert (good["passed"], bad["passed"]) == (True, False)
    assert bad["value"] == "许可"
    assert [hit["index"] for hit in good["matched"] if hit["table"] == "sign_kind_table"] == [3]


def test_trying_writes_nothing_and_a_table_that_cannot_be_read_says_why(
    first: Analyst, sign: str
) -> None:
    text = data_of(first, sign)["text"].replace("&gt;= large_sign_area", "&gt;=")

    said = first.post(f"{sign}/decisions/try", {"text": text, "rows": []}).get_json()

    assert said["faults"]
    assert data_of(first, sign)["revision"] == 1


def test_rows_are_kept_with_the_draft_and_leave_with_its_export(first: Analyst, sign: str) -> None:
    rows = [row("row-1", "window", 1, "指导")]

    saved = first.post(f"{sign}/decisions/rows", {"file": SIGN, "rows": rows, "revision": 1})

    assert saved.get_json()["revision"] == 2
    data = data_of(first, sign)
    assert data["rows"][0]["given"]["sign_area"] == 1 and data["rows"][0]["expect"] == "指导"
    assert data["result"]["tried"][0]["passed"] is True
    kept = first.open(f"{sign}/files/processes/tests/sign-kind.yaml").get_json()["text"]
    assert "expect: 指导" in kept
    checked = first.post(f"{sign}/check", {"files": {}}).get_json()["findings"]
    assert checked == []


def test_two_analysts_rows_are_joined(first: Analyst, second: Analyst, sign: str) -> None:
    base = [row("row-1", "window", 1, "指导")]
    first.post(f"{sign}/decisions/rows", {"file": SIGN, "rows": base, "revision": 1})
    first.post(
        f"{sign}/decisions/rows",
        {"file": SIGN, "rows": [*base, row("row-2", "roof", 9, "许可")], "revision": 2},
    )

    joined = second.post(
        f"{sign}/decisions/rows",
        {"file": SIGN, "rows": [{**base[0], "name": "橱窗"}], "revision": 2},
    ).get_json()

    assert joined["merged"] and [one["id"] for one in joined["rows"]] == ["row-1", "row-2"]
    assert joined["rows"][0]["name"] == "橱窗"


def test_a_one_things_decision_compares_only_what_is_expected(
    first: Analyst, restaurant: str
) -> None:
    data = data_of(first, restaurant)
    needed = next(one for one in data["result"]["decisions"] if one["id"] == "needed")
    paths = {one["path"] for one in needed["asked"]}
    assert {"answers.area", "answers.tobacco", "answers.has_sign", "region"} <= paths
    given = {
        "answers.area": 90,
        "answers.tobacco": False,
        "answers.has_sign": True,
        "region": "230102",
    }
    rows = [
        {
            "id": "row-1",
            "decision": "needed",
            "given": given,
            "expect": {"fire": True, "tobacco": False},
        }
    ]

    said = first.post(
        f"{restaurant}/decisions/try", {"text": data["text"], "rows": rows}
    ).get_json()

    assert said["tried"][0]["passed"] is True


def test_a_new_decision_is_made_of_questions_and_fields_and_removed_again(
    first: Analyst, sign: str
) -> None:
    page = first.open(f"{sign}/decisions")

    made = first.send(
        page, f"{sign}/decisions",
        {"do": "new", "id": "fee_kind", "name": "收费", "given": ["answers.sign_width", "fields.sign_lighting"],
         "outputs": "fee 金额\nwhy 理由"},
    )  # fmt: skip

    assert made.status_code == 200
    data = data_of(first, sign, "?file=processes/fee-kind.dmn")
    (fee,) = data["result"]["decisions"]
    assert [one["type"] for one in fee["asked"]] == ["number", "string"]
    assert data["result"]["faults"] == []
    findings = first.post(f"{sign}/check", {"files": {}}).get_json()["findings"]
    assert findings == []

    first.send(page, f"{sign}/decisions", {"do": "remove:processes/fee-kind.dmn"})

    assert first.status(f"{sign}/files/processes/fee-kind.dmn") == 404


def test_a_new_decision_without_an_output_is_refused_in_words(first: Analyst, sign: str) -> None:
    page = first.open(f"{sign}/decisions")

    told = first.send(
        page, f"{sign}/decisions", {"do": "new", "id": "x", "name": "x", "given": "region", "outputs": ""}
    )  # fmt: skip

    assert told.status_code == 422 and "至少一个输入和一个输出" in told.text


def test_strange_requests_are_refused(first: Analyst, sign: str) -> None:
    for address, sent in (
        ("try", {"rows": []}),
        ("try", {"text": "", "rows": [1]}),
        ("rows", {"file": "processes/none.dmn", "rows": [], "revision": 0}),
        ("rows", {"file": SIGN, "rows": "x", "revision": 0}),
        ("rows", {"file": SIGN, "rows": [], "revision": "1"}),
    ):
        assert first.post(f"{sign}/decisions/{address}", sent).status_code in (400, 422)
