"""The form in a real browser: it saves itself, on two devices, signed out, offline; for every eye and in English."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy.orm import Session

from office import filing
from tests.browser.conftest import WIDTHS
from tests.office.desk import PASSWORD, REGISTRATION
from tests.web.city import City, answered
from tests.web.cityfixtures import city, web_city_url

__all__ = ["city", "web_city_url"]
pytestmark = pytest.mark.browser
STAFF = "[name=business_staff]"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def base(city: City, visit: Callable[[Flask], str]) -> str:
    """The city's address; its requests share one connection, so they take turns."""
    turn, transaction = threading.RLock(), city.transaction

    @contextmanager
    def in_turn() -> Iterator[Session]:
        with turn, transaction() as session:
            yield session

    city.transaction = in_turn  # type: ignore[assignment]  # called as the house calls its own
    return visit(city.app)


@pytest.fixture
def draft(city: City) -> str:
    """The address of a draft that knows the registration."""
    person = city.person("applicant-a")
    card = person.client.get("/matters/open-restaurant/needs", query_string=answered())
    page = person.send(card, "/matters/open-restaurant/drafts", answered())
    draft_id = page.request.path.rsplit("/", 1)[-1]
    with city.desk() as desk:
        filing.keep_fetched(desk.session, draft_id, "registration", REGISTRATION, now=desk.now)
    return str(page.request.path)


@pytest.fixture
def device(chromium: Browser, base: str) -> Iterator[Callable[..., Page]]:
    """Another device on which the applicant has signed in."""
    opened: list[BrowserContext] = []

    def sign_in(width: int = 1280) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 860}, locale="zh-CN")
        context.set_default_timeout(15_000)
        opened.append(context)
        page = context.new_page()
        enter(page, f"{base}/sign-in")
        return page

    yield sign_in
    for context in opened:
        context.close()


def enter(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("[name=username]").fill("applicant-a")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def kept(city: City, draft: str) -> object:
    with city.desk() as desk:
        return filing.draft(desk.session, draft.rsplit("/", 1)[-1]).values.get("business_staff")


def waiting_here(page: Page) -> int:
    return int(
        page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('tongban-draft')).length")
    )


def test_what_is_typed_is_saved_and_the_page_says_when(
    city: City, base: str, draft: str, device: Callable[..., Page]
) -> None:
    page = device()
    page.goto(base + draft)
    page.locator(STAFF).fill("17")

    expect(page.locator("[data-saved]")).to_have_text("已保存 10:00")
    assert kept(city, draft) == 17
    assert waiting_here(page) == 0


def test_a_second_device_sees_both_values_and_loses_neither(
    city: City, base: str, draft: str, device: Callable[..., Page]
) -> None:
    first, second = device(), device(390)
    first.goto(base + draft)
    second.goto(base + draft)
    first.locator(STAFF).fill("17")
    expect(first.locator("[data-saved]")).to_have_text("已保存 10:00")

    second.locator("[name=premises_area]").fill("94")
    expect(second.locator(STAFF)).to_have_value("17")  # merged into the open page
    first.locator(STAFF).fill("18")
    expect(first.locator("[data-note]")).to_have_text("已保存 10:00")
    expect.soft(first.locator("[name=premises_area]")).to_have_value("94")
    second.locator(STAFF).fill("9")

    clash = second.locator("[data-clash]")
    expect(clash).to_contain_text("另一设备 10:00 改过，是“18”；这里填的是“9”")
    expect(second.locator(STAFF)).to_have_value("9")
    clash.get_by_role("button", name="保留这里的").click()
    expect(second.locator("[data-clash]")).to_have_count(0)
    expect(second.locator("[data-note]")).to_contain_text("已保存")
    assert kept(city, draft) == 9


def test_an_expired_sign_in_keeps_the_typing_and_sends_it_after_signing_in_elsewhere(
    city: City, base: str, draft: str, device: Callable[..., Page]
) -> None:
    page = device()
    page.goto(base + draft)
    page.context.clear_cookies()
    page.locator(STAFF).fill("17")
    note = page.locator("[data-note]")
    expect(note).to_contain_text("登录已过期，填写的内容已暂存在本机")
    assert waiting_here(page) == 1
    page.get_by_role("button", name="提交申请").click()
    expect(page).to_have_url(base + draft)  # the form does not run away from what it could not save

    other = page.context.new_page()
    enter(other, base + str(note.get_by_role("link").get_attribute("href")))

    expect(note).to_have_text("已保存 10:00")
    assert kept(city, draft) == 17
    assert waiting_here(page) == 0


def test_offline_and_back(city: City, base: str, draft: str, device: Callable[..., Page]) -> None:
    page = device()
    page.goto(base + draft)
    page.context.set_offline(True)
    page.locator(STAFF).fill("17")
    expect(page.locator("[data-note]")).to_contain_text("离线，已暂存在本机")
    assert waiting_here(page) == 1

    page.context.set_offline(False)

    expect(page.locator("[data-note]")).to_have_text("已保存 10:00")
    assert kept(city, draft) == 17


def test_typing_that_never_arrived_is_there_when_the_page_is_opened_again(
    city: City, base: str, draft: str, device: Callable[..., Page]
) -> None:
    page = device()
    page.goto(base + draft)
    page.context.set_offline(True)
    page.locator(STAFF).fill("17")
    expect(page.locator("[data-note]")).to_contain_text("离线")
    again = page.context.new_page()
    page.close()

    page.context.set_offline(False)
    assert kept(city, draft) is None
    again.goto(base + draft)

    expect(again.locator(STAFF)).to_have_value("17")
    expect(again.locator("[data-note]")).to_have_text("已保存 10:00")
    assert kept(city, draft) == 17
    assert waiting_here(again) == 0


def test_leaving_the_page_at_once_saves_what_was_just_typed(
    city: City, base: str, draft: str, device: Callable[..., Page]
) -> None:
    page = device()
    page.goto(base + draft)
    page.locator(STAFF).fill("17")
    page.goto(f"{base}/cases")
    page.goto(base + draft)

    expect(page.locator(STAFF)).to_have_value("17")
    assert waiting_here(page) == 0


def test_signing_out_saves_first_and_leaves_nothing_on_the_device(
    city: City, base: str, draft: str, device: Callable[..., Page]
) -> None:
    page = device()
    page.goto(base + draft)
    page.locator(STAFF).fill("17")
    page.get_by_role("button", name="退出", exact=True).click()
    page.wait_for_url("**/sign-in*")

    assert kept(city, draft) == 17
    assert waiting_here(page) == 0


def test_a_chosen_file_is_in_its_slot_at_once_with_a_picture(
    base: str, draft: str, device: Callable[..., Page], tmp_path: Path
) -> None:
    path = tmp_path / "平面图.png"
    Image.new("RGB", (600, 400), "navy").save(path)
    page = device(390)
    page.goto(base + draft)
    page.locator("[name=file-premises-plan-set]").set_input_files(path)

    slot = page.locator("[data-slot=file-premises-plan-set]")
    expect(slot.get_by_role("link", name="平面图.png")).to_be_visible()
    slot.locator("img").scroll_into_view_if_needed()  # small pictures are loaded when they are seen
    expect(slot.locator("img")).to_have_js_property("naturalWidth", 240)
    slot.get_by_role("button", name="删除").click()
    expect(slot.locator("img")).to_have_count(0)


@pytest.mark.parametrize("look", ["plain", "large", "english"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_form_and_its_papers_are_open_to_everybody(
    base: str,
    draft: str,
    device: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    width: int,
    look: str,
) -> None:
    page = device(width)
    chosen = {"large": ("tongban-size", "large"), "english": ("tongban-language", "en")}
    if look in chosen:
        name, value = chosen[look]
        page.context.add_cookies([{"name": name, "value": value, "url": base}])
    notice = f"{draft}/commitments/fire-safety-inspection"
    for address in (draft, notice, f"{draft}/delete", "/cases", "/authorisations"):
        page.goto(base + address)
        if address == draft:
            page.locator("button[value='dispute:premises_address']").click()
            expect(page.locator(".dispute")).to_be_visible()
        assert axe(page) == [], address
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert over <= 0, f"{address} runs over the edge by {over}"
        if look == "english":
            assert _chinese(page) == [], address
    if look == "plain":
        page.get_by_role("link", name="我的办件").first.focus()
        expect(page.locator(":focus")).to_be_visible()


def _chinese(page: Page) -> list[str]:
    """Words on an English page that are Chinese and do not say so."""
    found = page.evaluate(
        """() => {
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const said = [];
          while (walk.nextNode()) {
            const parent = walk.currentNode.parentElement;
            if (parent.closest("[lang]:not(html)[lang^=zh], script, style, textarea")) continue;
            said.push(walk.currentNode.textContent.trim());
          }
          return said.filter(Boolean);
        }"""
    )
    return [text for text in found if CHINESE.search(text)]
