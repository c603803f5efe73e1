"""The studio's editors in Chromium: a form built and ordered, its preview following; a decision tried; a result redrawn."""

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


@pytest.fixture
def studio(house: House, visit: Callable[[Flask], str], page_at: Callable[..., Page]) -> Page:
    """An analyst's page with a draft of the outdoor sign open; the draft's address is its first tab's."""
    page = page_at(1280)
    page.goto(visit(create_app(house)) + "/sign-in")
    page.fill("#f-username", "analyst-a")
    page.fill("#f-password", "tongban-demo")
    page.click("main button[type=submit]")
    page.wait_for_url(re.compile(r"/studio"))
    page.evaluate(
        """() => { const form = [...document.forms].find((one) => one.getAttribute("action") === "/studio/drafts");
                   form.elements.code.value = "outdoor-sign"; form.submit(); }"""
    )
    page.wait_for_url(re.compile(r"/studio/drafts/[0-9a-f-]+"))
    return page


def draft_of(page: Page) -> str:
    found = re.match(r".*/studio/drafts/[0-9a-f-]+", page.url)
    assert found
    return found[0]


def saved(page: Page) -> None:
    expect(page.locator('[data-part="status"]')).to_contain_text("已保存", timeout=15_000)


def test_a_form_is_built_by_an_analyst_and_the_preview_follows(
    studio: Page, complaints: Callable[[Page], list[str]], axe: Callable[[Page], list[str]]
) -> None:
    heard = complaints(studio)
    draft = draft_of(studio)
    studio.goto(f"{draft}/form")
    preview = studio.locator("[data-preview]")

    studio.fill("#p-q", "floor area")
    studio.get_by_role("button", name="加入：使用面积").click()
    expect(studio.locator("#panel-title")).to_have_text(re.compile("面积"))
    expect(preview.locator("[name=area]")).to_be_visible()

    studio.get_by_role("link", name="加字段").click()
    studio.fill("#p-new-title", "牌面颜色")
    studio.select_option("#p-new-kind", "choice")
    studio.fill("#p-new-section", "招牌")
    studio.fill("#p-new-name", "colour")
    studio.get_by_role("button", name="加这个字段").click()
    expect(studio.locator("#p-title_zh")).to_have_value("牌面颜色")
    studio.locator("[name=option_zh]").first.fill("红色")
    expect(preview.get_by_text("红色")).to_be_visible()
    saved(studio)

    studio.select_option("#p-when-field-1", "sign_lighting")
    studio.locator("#p-when-values-1").fill("none")
    studio.keyboard.press("Tab")
    expect(preview.locator('fieldset[data-when="sign_lighting = \\"none\\""]')).to_have_count(1)
    expect(preview.get_by_text("红色")).to_be_hidden()
    preview.get_by_label("不亮化").check()
    expect(preview.get_by_text("红色")).to_be_visible()

    rows = studio.locator('[data-sort="招牌"] > li')
    before = [one.get_attribute("data-name") for one in rows.all()]
    assert before[-1] == "colour"
    with studio.expect_response(lambda answer: answer.request.method == "POST"):
        rows.last.locator(".bench-grip").drag_to(rows.first, target_position={"x": 20, "y": 4})
    expect(rows.first).to_have_attribute("data-name", "colour", timeout=10_000)
    saved(studio)
    studio.reload()
    after = [one.get_attribute("data-name") for one in rows.all()]
    assert after == ["colour", *before[:-1]]

    studio.get_by_role("button", name="下移：牌面颜色").click()
    expect(rows.nth(1)).to_have_attribute("data-name", "colour")
    expect(studio.get_by_role("button", name="下移：牌面颜色")).to_be_focused()
    assert axe(studio) == []
    assert heard == []


def test_a_decisions_cell_turns_its_test_row_red_and_green(
    studio: Page, complaints: Callable[[Page], list[str]], axe: Callable[[Page], list[str]]
) -> None:
    heard = complaints(studio)
    studio.goto(f"{draft_of(studio)}/decisions")
    cell = studio.locator('[data-element-id="sign_kind_rule_4_out_1"] [contenteditable]')
    expect(cell).to_have_text(re.compile("指导"))
    row = studio.locator('[data-row="window"]')
    expect(row).to_have_class("row-green")
    expect(studio.locator("[data-coverage-count]")).to_have_text("1 处遗漏")

    cell.click()
    studio.keyboard.press("Control+A")
    studio.keyboard.type('"备案"')
    studio.keyboard.press("Tab")
    expect(row).to_have_class("row-red")
    expect(studio.locator("[data-rows-count]")).to_have_text("4 行对，1 行不对")
    expect(studio.locator("#decision-status")).to_contain_text("已保存", timeout=10_000)

    note = studio.locator('td.annotation[data-row-id="sign_kind_rule_4"] [contenteditable]')
    expect(note).to_have_text(re.compile("橱窗内招牌按规范指导"))
    read = studio.request.get(f"{draft_of(studio)}/files/processes/sign-kind.dmn").json()
    assert read["text"].count("annotationEntry>") == 14 and "<description>" not in read["text"]

    row.get_by_role("button", name="照现在", exact=False).click()
    expect(row).to_have_class("row-green")
    expect(studio.locator("#rows-status")).to_contain_text("已保存")

    studio.get_by_role("button", name="补一条规则").click()
    expect(studio.locator("[data-coverage-count]")).to_have_text("完整")
    studio.reload()
    expect(studio.locator("[data-coverage-count]")).to_have_text("完整")
    expect(row).to_have_class("row-green")
    # dmn-js leaves the corner of its table's head empty; all else is ours.
    assert [one for one in axe(studio) if "index-column" not in one] == []
    assert heard == []


def test_a_results_picture_follows_its_layout(
    studio: Page, complaints: Callable[[Page], list[str]], axe: Callable[[Page], list[str]]
) -> None:
    heard = complaints(studio)
    studio.goto(f"{draft_of(studio)}/result")
    picture = studio.locator(".paper image")
    before = picture.get_attribute("href")

    studio.fill("#p-title", "户外招牌设置决定书")
    studio.keyboard.press("Tab")
    expect(picture).not_to_have_attribute("href", before or "")
    saved(studio)

    seal = studio.locator("[data-seal]")
    x, box = seal.get_attribute("data-x"), seal.bounding_box()
    assert box and x
    studio.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    studio.mouse.down()
    studio.mouse.move(box["x"] + box["width"] / 2 - 60, box["y"] + box["height"] / 2 - 40, steps=4)
    studio.mouse.up()
    expect(seal).not_to_have_attribute("data-x", x)
    saved(studio)
    expect(studio.get_by_text("固定位置").first).to_be_visible()
    assert axe(studio) == []
    assert heard == []


@pytest.mark.parametrize(
    "tab", ["form?field=sign_text", "questions?question=sign_position", "result?block=1"]
)
def test_the_editors_fit_a_phone_and_axe_finds_nothing(
    studio: Page, axe: Callable[[Page], list[str]], tab: str
) -> None:
    studio.set_viewport_size({"width": 390, "height": 860})
    studio.goto(f"{draft_of(studio)}/{tab}")

    assert not studio.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert axe(studio) == []
