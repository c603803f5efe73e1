"""A rehearsal in Chromium: a draft played to its end by keyboard, on a telephone and without scripts, axe clean."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from office import accounts, studio
from office.run.assembly import House
from tests.browser.conftest import apart
from web.app import create_app

pytestmark = pytest.mark.browser
FOOD = "food-operation-licence"


def enter(house: House, page: Page, base: str) -> str:
    """Sign an analyst in and open a draft; return the address of its rehearsal."""
    page.goto(f"{base}/sign-in")
    page.fill("#f-username", "analyst-a")
    page.fill("#f-password", "tongban-demo")
    page.click("main button[type=submit]")
    address = f"{base}/studio/drafts/{apart(lambda: _draft(house))}/rehearsal"
    page.goto(address)
    return address


def _draft(house: House) -> str:
    with house.transaction() as session:
        analyst = accounts.account_named(session, "analyst-a")
        assert analyst is not None
        return studio.open_draft(session, FOOD, analyst.id, now=house.clock()).id


def press(page: Page, selector: str) -> None:
    """Press a button as somebody without a mouse does, and wait for the page that follows."""
    page.locator(selector).first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def shoot(page: Page, name: str) -> None:
    page.screenshot(path=Path("build/screens") / f"studio-{name}.png", full_page=True)


def no_wider(page: Page) -> bool:
    return bool(
        page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
    )


def test_a_draft_is_rehearsed_by_keyboard(
    house: House,
    visit: Callable[[Flask], str],
    page_at: Callable[..., Page],
    complaints: Callable[[Page], list[str]],
    axe: Callable[[Page], list[str]],
) -> None:
    page = page_at(1280)
    heard = complaints(page)
    address = enter(house, page, visit(apart(lambda: create_app(house))))
    assert axe(page) == []

    press(page, "button[value=begin]")
    press(page, "button[name=fill]")
    expect(page.get_by_role("button", name="提交申请")).to_be_visible()
    press(page, "button[name=fill]")
    assert axe(page) == []
    press(page, "form[novalidate] button.btn-primary")
    expect(page.locator(".stage-waits h3").first).to_have_text("形式审查")
    expect(page.locator("[data-diagram-said]")).to_contain_text("受理")

    press(page, "button[value='seal:slow']")
    expect(page.locator("button[value='seal:slow']")).to_have_attribute("aria-pressed", "true")
    press(page, ".stage-waits button[value=accept]")
    expect(page.get_by_text("等对方答复")).to_be_visible()
    assert axe(page) == []
    press(page, "button[name=wait][value='next']")
    expect(page.locator(".stage-waits h3").first).to_have_text("审查·承办")
    shoot(page, "rehearsal-1280")
    for outcome in ("agree", "agree", "grant"):
        press(page, f".stage-waits button[value={outcome}]")
    expect(page.get_by_text("等对方答复")).to_be_visible()
    press(page, "button[name=wait][value='+1']")
    expect(page.locator(".stage-waits .banner-green")).to_contain_text("准予")

    sheet = page.locator("[data-preview]").last
    sheet.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(sheet.locator("img")).to_be_visible()
    assert axe(page) == []

    page.fill("#f-name", "准予，印章慢")
    page.fill("#f-file", "granted-seal-slow")
    press(page, "button[value=save]")
    page.goto(f"{address}/scenarios")
    press(page, "button[name=run]")
    expect(page.get_by_text("通过", exact=True)).to_have_count(3, timeout=30_000)
    expect(page.locator("[data-diagram-said]")).to_contain_text("%")
    page.wait_for_selector(".live-diagram .djs-element.is-done")
    shoot(page, "rehearsal-scenarios-1280")
    assert axe(page) == [] and heard == []


def test_a_rehearsal_fits_a_telephone_and_needs_no_script(
    house: House,
    visit: Callable[[Flask], str],
    page_at: Callable[..., Page],
    axe: Callable[[Page], list[str]],
) -> None:
    base = visit(apart(lambda: create_app(house)))
    page = page_at(390, javascript=False)
    enter(house, page, base)
    assert no_wider(page)
    page.select_option("#f-scenario", index=1)
    page.check("input[name=far][value=end]")
    page.click("button[value=begin]")
    expect(page.locator(".stage-waits .banner-green")).to_be_visible()
    assert no_wider(page)
    shoot(page, "rehearsal-390")
    page.locator(".past button[value=back]").last.click()
    page.locator(".stage-waits button[value=refuse]").click()
    expect(page.locator(".problems")).to_contain_text("理由")
    page.locator(".stage-waits textarea[name=opinion]").fill("面积不够")
    page.locator(".stage-waits button[value=refuse]").click()
    expect(page.locator(".stage-waits .banner-green")).to_contain_text("不予")

    page = page_at(390)
    enter(house, page, base)
    assert axe(page) == [] and no_wider(page)
