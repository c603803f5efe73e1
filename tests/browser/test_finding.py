"""Finding a matter, its guide, the result card, the figures in Chromium: widths, 大字版, English, axe, the policy."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.web.city import City, answered
from tests.web.cityfixtures import city, web_city_url
from tests.web.test_open_guides import decide

__all__ = ["city", "web_city_url"]

pytestmark = pytest.mark.browser
NEEDS = "/matters/open-restaurant/needs?" + urlencode(answered(), doseq=True)
PAGES = (
    "/",
    "/matters",
    "/matters?q=饭馆证",
    "/matters?q=造火箭",
    "/matters/open-restaurant/questions",
    NEEDS,
    "/open/guides",
    "/open/guides/open-restaurant",
    "/open/statistics",
    "/open/verify",
)
Visit = Callable[..., str]


@pytest.mark.parametrize(
    ("width", "cookies"),
    [
        (1280, {}),
        (390, {}),
        (390, {"tongban-size": "large"}),
        (390, {"tongban-language": "en"}),
    ],
    ids=["1280", "390", "large", "english"],
)
def test_no_page_shuts_anybody_out_runs_over_the_edge_or_breaks_the_policy(
    city: City,
    visit: Visit,
    page_at: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    complaints: Callable[[Page], list[str]],
    width: int,
    cookies: dict[str, str],
) -> None:
    decide(city, 8, "food-operation-licence")
    site, page = visit(city.app), page_at(width)
    page.context.add_cookies(
        [{"name": name, "value": value, "url": site} for name, value in cookies.items()]
    )
    heard = complaints(page)

    for path in PAGES:
        page.goto(site + path, wait_until="networkidle")
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
    assert heard == []


def test_matters_are_found_as_one_types(
    city: City, visit: Visit, page_at: Callable[..., Page]
) -> None:
    page = page_at(390)
    page.goto(visit(city.app))

    page.get_by_label("用平常话搜索事项").press_sequentially("jzz")

    expect(page.locator("#found .hit").first).to_contain_text("居住证签发")
    expect(page.locator("#found-count")).to_have_text("找到 1 项")
    page.keyboard.press("Escape")
    expect(page.locator("#found .hit")).to_have_count(0)


def test_a_search_without_an_answer_says_so(
    city: City, visit: Visit, page_at: Callable[..., Page]
) -> None:
    page = page_at(390)
    page.goto(visit(city.app))
    page.route("**/matters/found*", lambda route: route.abort())

    page.get_by_label("用平常话搜索事项").press_sequentially("jzz")

    expect(page.get_by_role("alert")).to_contain_text("搜索没有回应")
    expect(page.get_by_label("用平常话搜索事项")).to_have_value("jzz")


def test_one_finds_without_javascript(
    city: City, visit: Visit, page_at: Callable[..., Page]
) -> None:
    page = page_at(390, javascript=False)
    page.goto(visit(city.app))

    page.get_by_label("用平常话搜索事项").fill("开个小饭馆")
    page.get_by_role("button", name="搜索").click()

    expect(page.locator(".hit").first).to_contain_text("开办餐饮店")


def test_the_chart_is_fetched_where_it_is_seen_and_its_numbers_stand_in_a_table(
    city: City, visit: Visit, page_at: Callable[..., Page]
) -> None:
    decide(city, 8, "food-operation-licence")
    site, page = visit(city.app), page_at(1280)
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))

    page.goto(site + "/matters", wait_until="networkidle")
    assert not any("charts" in one for one in fetched)
    page.goto(site + "/open/statistics")

    expect(page.locator(".chart canvas")).to_be_visible()
    page.get_by_text("看数字").click()
    expect(page.get_by_role("cell", name="2026-09")).to_be_visible()


def test_a_file_dropped_on_the_form_is_chosen(
    city: City, visit: Visit, page_at: Callable[..., Page]
) -> None:
    page = page_at(1280)
    page.goto(visit(city.app) + "/open/verify")

    page.evaluate("""() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(["%PDF-1.7"], "licence.pdf", { type: "application/pdf" }));
      document.querySelector("[data-drop]").dispatchEvent(
        new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }""")

    expect(page.get_by_text("已选：licence.pdf")).to_be_visible()
