"""The style guide in Chromium: every macro at both widths, with and without JavaScript."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.conftest import WIDTHS
from tests.web.conftest import app, house

__all__ = ["app", "house"]  # fixtures of the web's tests

pytestmark = pytest.mark.browser
PAGES = ("/guide", "/guide/work", "/sign-in", "/open/verify", "/nowhere")


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_shuts_anybody_out_or_runs_over_the_edge(
    app: Flask,  # noqa: F811 - the fixture of that name
    visit: Callable[[Flask], str],
    page_at: Callable[..., Page],
    barriers: Callable[[str, int], list[str]],
    width: int,
) -> None:
    site = visit(app)
    page = page_at(width)

    for path in PAGES:
        page.goto(site + path)
        assert barriers(site + path, width) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


def test_the_policy_refuses_nothing_that_our_own_pages_need(
    app: Flask,  # noqa: F811
    visit: Callable[[Flask], str],
    page_at: Callable[..., Page],
    complaints: Callable[[Page], list[str]],
) -> None:
    site = visit(app)
    page = page_at(1280)
    heard = complaints(page)

    for path in PAGES[:-1]:
        page.goto(site + path, wait_until="networkidle")

    assert heard == []


def test_a_field_appears_when_its_condition_holds_and_is_sent_only_then(
    app: Flask,  # noqa: F811
    visit: Callable[[Flask], str],
    page_at: Callable[..., Page],
) -> None:
    page = page_at(1280)
    page.goto(visit(app) + "/guide")
    room = page.locator("#f-cold_room")
    expect(room).to_be_hidden()
    expect(room.locator("input").first).to_be_disabled()

    page.get_by_label("冷食类").check()

    expect(room).to_be_visible()
    expect(room.locator("input").first).to_be_enabled()


def test_without_javascript_everything_is_there_and_says_when_it_counts(
    app: Flask,  # noqa: F811
    visit: Callable[[Flask], str],
    page_at: Callable[..., Page],
) -> None:
    page = page_at(390, javascript=False)
    page.goto(visit(app) + "/guide")

    expect(page.locator("#f-cold_room")).to_be_visible()
    expect(page.locator("#f-cold_room")).to_contain_text("符合条件时填写")
    expect(page.locator("#f-cold_room input").first).to_be_enabled()
