"""The report of a one-thing: before and after, and contradictions settled through the editors' own path."""

import json

from tests.web.studio.conftest import Analyst, opened
from tests.web.studio.test_matrix import rewrite

FORM = "forms/form.json"
AREA = "premises.area"
WANTED = {"type": "number", "minimum": "1", "maximum": "", "reason": "以较宽的为准"}


def resolutions(analyst: Analyst, draft: str) -> list[dict[str, object]]:
    text = analyst.open(f"{draft}/files/{FORM}").get_json()["text"]
    return list(json.loads(text)["resolutions"])


def settle(analyst: Analyst, draft: str, **changed: str) -> str:
    page = analyst.open(f"{draft}/report")
    kept = analyst.open(f"{draft}/files/{FORM}").get_json()
    sent = {"do": f"save:{AREA}", "revision": str(kept["revision"]), **WANTED, **changed}
    return analyst.send(page, f"{draft}/report", sent).text


def test_the_headline_is_what_is_counted(first: Analyst, restaurant: str) -> None:
    page = first.open(f"{restaurant}/report").text

    assert "17 份材料 → 6；53 个字段 → 26" in page
    assert "0 处冲突" in page and "成员的要求没有相互矛盾" in page
    for told in (
        "食品经营许可",
        "烟草专卖零售许可",
        "系统调取",
        "自动生成，申请人确认",
        "答案来自",
    ):
        assert told in page


def test_a_single_matter_has_no_report(first: Analyst) -> None:
    assert first.status(f"{opened(first, 'outdoor-sign')}/report") == 404


def test_a_resolution_that_nothing_needs_is_told_and_deleted(
    first: Analyst, restaurant: str
) -> None:
    settle(first, restaurant)
    assert resolutions(first, restaurant) == [
        {"element": AREA, "schema": {"type": "number", "minimum": 1}, "reason": "以较宽的为准"}
    ]
    page = first.open(f"{restaurant}/report")
    assert "成员之间已经没有这个冲突" in page.text
    kept = first.open(f"{restaurant}/files/{FORM}").get_json()

    first.send(page, f"{restaurant}/report", {"do": f"remove:{AREA}", "revision": kept["revision"]})

    assert resolutions(first, restaurant) == []


def test_without_a_reason_or_a_possible_value_nothing_is_saved(
    first: Analyst, restaurant: str
) -> None:
    assert "请写明理由" in settle(first, restaurant, reason="无")
    assert "没有值能满足" in settle(first, restaurant, maximum="0.5")
    assert "不是可用的数" in settle(first, restaurant, minimum="很小")

    assert resolutions(first, restaurant) == []


def test_a_draft_that_does_not_compile_shows_its_findings(first: Analyst, restaurant: str) -> None:
    rewrite(first, restaurant, "processes/process.bpmn", 'isExecutable="true"', 'isExecutable="false"')  # fmt: skip

    page = first.open(f"{restaurant}/report").text

    assert "草稿还合成不了" in page and "没有可执行的流程" in page


def test_two_analysts_resolutions_are_joined(
    first: Analyst, second: Analyst, restaurant: str
) -> None:
    begun = second.open(f"{restaurant}/report")
    revision = str(second.open(f"{restaurant}/files/{FORM}").get_json()["revision"])
    rewrite(first, restaurant, FORM, '"resolutions": []', '"resolutions":  []')

    told = second.send(
        begun, f"{restaurant}/report", {"do": f"save:{AREA}", "revision": revision, **WANTED}
    )

    assert told.status_code == 200
    assert [one["element"] for one in resolutions(first, restaurant)] == [AREA]
