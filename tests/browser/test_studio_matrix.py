"""The report and the situation matrix in Chromium: worked out with progress, widths, 大字版, English, axe, scripts off."""

import os
import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from office.run.assembly import House
from tests.houses import house, published
from web.app import create_app

__all__ = ["house", "published"]
pytestmark = pytest.mark.browser

LOOKS = {
    "1280": (1280, {}),
    "390": (390, {}),
    "large": (390, {"tongban-size": "large"}),
    "english": (1280, {"tongban-language": "en"}),
}


def signed_in(page: Page, address: str) -> str:
    """Sign an analyst in and return the address of a draft of the restaurant."""
    page.goto(f"{address}/sign-in")
    page.fill("#f-username", "analyst-a")
    page.fill("#f-password", "tongban-demo")
    page.click("main button[type=submit]")
    page.wait_for_url(re.compile(r"/studio"))
    page.locator("form[action='/studio/drafts']", has=page.locator("[value=open-restaurant]")).or_(
        page.locator(
            "form[action='/studio/drafts']", has=page.locator("option[value=open-restaurant]")
        )
    ).first.evaluate("(form) => { form.elements.code.value = 'open-restaurant'; form.submit(); }")
    page.wait_for_url(re.compile(r"/studio/drafts/[0-9a-f-]+"))
    found = re.match(r".*/studio/drafts/[0-9a-f-]+", page.url)
    assert found
    return found[0]


def wide(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def picture(page: Page, name: str) -> None:
    if folder := os.environ.get("TONGBAN_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.fixture
def opened(
    house: House, visit: Callable[[Flask], str], page_at: Callable[..., Page]
) -> Callable[[str], tuple[Page, str]]:
    """Return a page that looks so, and the address of a draft of the restaurant."""

    def open_page(look: str) -> tuple[Page, str]:
        width, cookies = LOOKS[look]
        page, address = page_at(width), visit(create_app(house))
        draft = signed_in(page, address)
        page.context.add_cookies(
            [{"name": name, "value": value, "url": address} for name, value in cookies.items()]
        )
        return page, draft

    return open_page


@pytest.mark.parametrize("look", LOOKS)
def test_the_report_fits_and_has_no_barrier(
    look: str, opened: Callable[[str], tuple[Page, str]], axe: Callable[[Page], list[str]]
) -> None:
    page, draft = opened(look)

    page.goto(f"{draft}/report")

    page.locator(".report-headline").wait_for()
    picture(page, f"report-{look}")
    assert axe(page) == [] and wide(page) <= 0


@pytest.mark.parametrize("look", LOOKS)
def test_the_matrix_shows_its_progress_fits_and_has_no_barrier(
    look: str,
    opened: Callable[[str], tuple[Page, str]],
    axe: Callable[[Page], list[str]],
    complaints: Callable[[Page], list[str]],
) -> None:
    page, draft = opened(look)
    heard = complaints(page)

    page.goto(f"{draft}/matrix")

    expect(page.locator("#results")).to_be_visible(timeout=60_000)
    picture(page, f"matrix-{look}")
    page.locator(".matrix-group summary").first.click()
    page.locator(".matrix-situations a").first.click()
    expect(page.locator("#situation")).to_be_visible()
    picture(page, f"situation-{look}")
    assert axe(page) == [] and wide(page) <= 0
    assert heard == []


def test_without_scripts_each_click_goes_on(
    house: House, visit: Callable[[Flask], str], page_at: Callable[..., Page]
) -> None:
    address = visit(create_app(house))
    scripted = page_at(1280)
    draft = signed_in(scripted, address)
    page = page_at(390, javascript=False)
    page.context.add_cookies(scripted.context.cookies())

    page.goto(f"{draft}/matrix")
    for _ in range(40):
        if page.locator("#results").count():
            break
        page.get_by_role("link", name="继续判断").click()

    expect(page.locator("#results")).to_be_visible()
