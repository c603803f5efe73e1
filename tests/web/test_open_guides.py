"""Guides and figures for everybody: the same as the portal says, without sign-in, in both languages."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from office import cases
from tests.web.city import City, chinese, tree, words
from tests.web.cityfixtures import city, web_city_url

__all__ = ["city", "web_city_url"]

CODES = (
    "open-restaurant",
    "food-operation-licence",
    "fire-safety-inspection",
    "residence-permit",
    "business-licence-verification",
)


def test_every_published_matter_is_listed_and_has_its_page(city: City) -> None:
    visitor = city.visitor()
    page = visitor.open("/open/guides")
    addresses = tree(page).xpath("//table//a/@href")

    assert {f"/open/guides/{code}" for code in CODES} <= set(addresses)
    for address in addresses:
        assert "依据与窗口" in words(visitor.open(address))


def test_what_is_not_published_or_the_houses_own_has_no_guide(city: City) -> None:
    assert city.visitor().status("/open/guides/no-such-matter") == 404
    assert city.visitor().status("/open/guides/matter-publication") == 404


@pytest.mark.parametrize("code", CODES[:4])
def test_portal_and_open_page_say_the_same(city: City, code: str) -> None:
    visitor = city.visitor()
    cards = "//main//section[@id]"

    assert words(visitor.open(f"/open/guides/{code}"), cards) == words(
        visitor.open(f"/matters/{code}"), cards
    )


def test_a_guide_says_all_that_one_asks(city: City) -> None:
    page = city.visitor().open("/open/guides/fire-safety-inspection")

    said = words(page)
    for part in (
        "达到本地消防安全检查的起点面积",  # condition
        "承诺时限 1 个工作日",
        "法定时限 13 个工作日",
        "不收费",
        "营业执照",
        "我们调取，不用交",
        "中华人民共和国消防法》第十五条",
        "政务服务中心综合窗口",
        "0000-0000003",
        "安全出口数量和疏散宽度",  # review point
        "公众聚集场所投入使用、营业前消防安全检查意见书",
        "示例检字〔2026〕第0001号",  # sample of the outcome
        "撤销许可",  # consequence of a commitment
        "回答问题后就知道",  # question and answer
    ):
        assert part.replace(" ", "") in said.replace(" ", ""), part


def test_a_one_thing_names_the_members_that_the_answers_decide(city: City) -> None:
    page = city.visitor().open("/open/guides/open-restaurant")
    rows = {
        words_of[0]: words_of[-1]
        for words_of in (
            [" ".join(cell.text_content().split()) for cell in row.xpath("td")]
            for row in tree(page).xpath("//*[@id='members']//tbody/tr")
        )
    }

    assert rows["食品经营许可"] == "必办"
    assert rows["烟草专卖零售许可"] == "按回答判断"


def decide(city: City, count: int, code: str) -> None:
    """Cases decided on the third day of a promise of seven."""
    at = datetime(2026, 9, 14, 2, 0, tzinfo=UTC)
    with city.transaction() as session:
        session.execute(
            text("""
            WITH made AS (
              INSERT INTO office.cases (id, number, root_id, edition_id, matter, title, kind, region,
                organ_code, applicant_id, applicant_name, applicant_code, stage, reason,
                submitted_at, accepted_at, decided_at)
              SELECT one, one::text, one, 'x', :code, 'x', 'matter', '230102', 'x', one, 'x', 'x',
                'x', '', :at, :at, :at + interval '3 days'
                FROM (SELECT gen_random_uuid() AS one FROM generate_series(1, :count)) AS ids
              RETURNING id)
            INSERT INTO office.clocks (case_id, kind, started_on, days, due_on, provisional, calendar_days)
            SELECT id, 'promised', '2026-09-14', 7, '2026-09-23', false, false FROM made"""),
            {"code": code, "count": count, "at": at},
        )


def test_the_figures_are_told_in_numbers_and_one_chart(city: City) -> None:
    decide(city, 8, "food-operation-licence")
    decide(city, 6, "outdoor-sign")

    page = city.visitor().open("/open/statistics")

    assert words(page, "//ul[@class='big-figures']/li[1]") == "14受理（件）"
    assert "100.0%" in words(page, "//ul[@class='big-figures']")
    row = words(page, "//td[a[contains(., '食品经营许可')]]/..")
    assert "8 8 100.0% 3.0 个工作日 7 个工作日".replace(" ", "") in row.replace(" ", "")
    assert len(tree(page).xpath("//*[@data-chart]")) == 1
    assert tree(page).xpath("//details//td[.='2026-09']/following-sibling::td/text()") == [
        "14",
        "14",
    ]


def test_small_counts_are_not_told_and_draw_no_chart(city: City) -> None:
    decide(city, 3, "outdoor-sign")

    page = city.visitor().open("/open/statistics")

    assert words(page, "//ul[@class='big-figures']/li[1]") == "<5受理（件）"
    assert not tree(page).xpath("//*[@data-chart]")
    assert "太小的数字会指向具体的人" in words(page)


def test_figures_are_counted_once_in_ten_minutes(city: City) -> None:
    decide(city, 5, "outdoor-sign")
    visitor = city.visitor()
    visitor.open("/open/statistics")
    decide(city, 5, "outdoor-sign")

    with city.counted() as statements:
        page = visitor.open("/open/statistics")

    assert "5受理" in words(page)
    assert not any("working(day, ordinal)" in one for one in statements)
    assert cases.FEWEST == 5


def test_the_open_pages_speak_english(city: City) -> None:
    decide(city, 8, "food-operation-licence")
    decide(city, 1, "outdoor-sign")
    visitor = city.visitor()
    visitor.client.set_cookie("tongban-language", "en")

    for address in ("/open/guides", "/open/statistics", "/open/verify"):
        assert chinese(visitor.open(address)) == [], address
    for code in CODES:
        assert chinese(visitor.open(f"/open/guides/{code}")) == [], code
