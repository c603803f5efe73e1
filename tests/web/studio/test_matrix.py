"""The matrix's page: groups of equal results, filters, one situation, the rehearsal with its answers, the table for spreadsheets."""

import csv
import io
import re

import pytest

from tests.web.studio.conftest import Analyst, opened
from web.studio import matrix as pages


@pytest.fixture
def sign(first: Analyst) -> str:
    return opened(first, "outdoor-sign")


def ready(analyst: Analyst, draft: str, query: str = "") -> str:
    """The page, once everything is worked out."""
    for _ in range(100):
        if analyst.open(f"{draft}/matrix/progress").get_json()["ready"]:
            return analyst.open(f"{draft}/matrix{query}").text
    raise AssertionError("never ready")


def test_situations_with_the_same_result_stand_together(first: Analyst, sign: str) -> None:
    page = ready(first, sign)

    counts = [int(one) for one in re.findall(r"(\d+) 种情形，结果相同", page)]
    (total,) = re.findall(r"(\d+) 种情形，3 种结果", page)
    assert len(counts) == 3 and sum(counts) == int(total)
    assert "许可" in page and "备案" in page and "指导" in page


def test_only_what_is_asked_has_the_tab(first: Analyst, sign: str) -> None:
    assert f"{sign}/matrix" in first.open(sign).text
    residence = opened(first, "residence-permit")

    assert f"{residence}/matrix" not in first.open(residence).text
    assert f"{residence}/report" not in first.open(residence).text


def test_a_long_run_shows_how_far_it_is(
    first: Analyst, restaurant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "_BIT", 0.0)
    pages._kept.clear()

    page = first.open(f"{restaurant}/matrix").text
    assert "<progress" in page and "继续判断" in page
    before = first.open(f"{restaurant}/matrix/progress").get_json()
    after = first.open(f"{restaurant}/matrix/progress").get_json()

    assert (before["done"], after["done"]) == (2, 3)
    assert not after["ready"] and after["total"] > 1000
    assert first.status(f"{restaurant}/matrix.csv") == 303
    monkeypatch.setattr(pages, "_BIT", 60.0)
    assert "烟草专卖零售许可" in ready(first, restaurant)


def test_an_answer_filters_and_a_situation_tells_members_and_why(
    first: Analyst, restaurant: str
) -> None:
    page = ready(first, restaurant, "?a-tobacco=1&a-has_sign=1")
    groups = page.split('id="results"', 1)[1]

    assert '<span class="matrix-member">烟草专卖零售许可' not in groups
    number = re.findall(r"situation=(\d+)#", groups)[0]
    one = ready(first, restaurant, f"?situation={number}")
    detail = one.split('id="situation"', 1)[1].split('id="results"', 1)[0]
    assert "您回答“不卖香烟”；以后想卖可以单独申请" in detail
    assert "个工作日" in detail and "份 →" in detail and "0 元" in detail


def test_a_situation_opens_in_the_rehearsal(first: Analyst, restaurant: str) -> None:
    page = first.open(f"{restaurant}/matrix?situation=1")
    ready(first, restaurant)
    page = first.open(f"{restaurant}/matrix?situation=1")

    gone = first.send(page, f"{restaurant}/matrix/rehearse", {"situation": "1"}, follow=False)

    assert gone.headers["Location"].endswith(f"{restaurant}/rehearsal")
    rehearsal = first.open(f"{restaurant}/rehearsal").text
    assert "已按第 1 种情形的回答开始试运行" in rehearsal
    assert "提交" in rehearsal  # the questions are answered: the form is open


def test_the_table_opens_in_a_spreadsheet(first: Analyst, sign: str) -> None:
    ready(first, sign)

    answer = first.open(f"{sign}/matrix.csv")

    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(rows) == first.open(f"{sign}/matrix/progress").get_json()["total"]
    assert rows[0]["要办的事项"] == "户外招牌设施设置"
    assert {one["决策结果"].rsplit("：", 1)[-1] for one in rows} == {"许可", "备案", "指导"}


def test_a_planted_fault_is_told_with_a_way_to_the_editor(first: Analyst, sign: str) -> None:
    rewrite(first, sign, "processes/sign-kind.dmn", '<text>"roof"</text>', '<text>"tower"</text>')

    page = ready(first, sign)

    assert "第 1 条规则没有一种情形命中" in page and "没有结论" in page
    assert f"{sign}/decisions?file=processes/sign-kind.dmn&amp;decision=sign_kind" in page


def test_a_draft_that_cannot_be_compiled_says_so(first: Analyst, sign: str) -> None:
    rewrite(first, sign, "processes/process.bpmn", 'isExecutable="true"', 'isExecutable="false"')

    assert "没有情形可算" in first.open(f"{sign}/matrix").text
    assert first.status(f"{sign}/matrix.csv") == 404


def rewrite(analyst: Analyst, draft: str, path: str, old: str, new: str) -> None:
    kept = analyst.open(f"{draft}/files/{path}").get_json()
    assert old in kept["text"]
    sent = {"text": kept["text"].replace(old, new), "revision": kept["revision"]}
    assert analyst.post(f"{draft}/files/{path}", sent).status_code == 200
