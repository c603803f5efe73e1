"""A matter made in the studio by its pages alone: named, founded in law, asked for, decided, drawn, printed."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.analysts import saved, shoot, tab
from tests.browser.test_studio_diagram import Board

BOARDING = "宠物寄养备案"


def page_of(page: Page, name: str) -> Locator:
    tab(page, name)
    return page.locator("main")


def cell(page: Page, element: str, before: str, after: str) -> None:
    """Write into a cell of the open decision table."""
    place = page.locator(f'[data-element-id="{element}"] [contenteditable]')
    expect(place).to_contain_text(before)
    place.click()
    page.keyboard.press("Control+A")
    page.keyboard.type(after)
    page.keyboard.press("Tab")


def name_matter(page: Page) -> None:
    page.goto("/studio")
    page.get_by_role("link", name="新建事项").click()
    page.select_option("#f-source", "template:simple-filing")
    page.fill("#f-zh", BOARDING)
    page.fill("#f-en", "Filing of pet boarding")
    page.fill("#f-code", "pet-boarding")
    page.select_option("#f-department", "market")
    page.fill("#f-outcome", "宠物寄养备案通知书")
    page.get_by_role("button", name="建立草稿").click()
    expect(page.get_by_text("草稿已建好")).to_be_visible()


def state_basis(page: Page) -> None:
    tab(page, "概要")
    page.get_by_role("button", name="增加依据").click()
    page.fill("[id='f-basis-0-law']", "示例市宠物寄养管理办法")
    page.fill("[id='f-basis-0-article']", "第六条")
    page.locator("#part-basis").get_by_role("button", name="保存").last.click()
    expect(page.get_by_text("已保存。")).to_be_visible()


def add_count(page: Page) -> None:
    """A question of this matter's own that must be answered."""
    tab(page, "表单")
    page.fill("#p-new-title", "最多寄养几只")
    page.select_option("#p-new-kind", "integer")
    page.fill("#p-new-section", "寄养")
    page.fill("#p-new-name", "pet_count")
    page.get_by_role("button", name="加这个字段").click()
    expect(page.locator("#p-title_zh")).to_have_value("最多寄养几只")
    page.locator("#bench-panel").get_by_label("必填").check()
    expect(page.locator("[data-preview] [name=pet_count]")).to_be_visible()
    saved(page)
    shoot(page, "new-field")


def add_decision(page: Page) -> None:
    tab(page, "决策")
    page.fill("#p-name", "寄养规模")
    page.fill("#p-id", "boarding_size")
    page.get_by_label("最多寄养几只").check()
    page.get_by_role("button", name="新建", exact=True).click()
    cell(page, "boarding_size_rule_1_out_1", "null", '"一般"')
    expect(page.locator("#decision-status")).to_contain_text("已保存")
    shoot(page, "new-decision")


def draw_decision(page: Page) -> None:
    """Put the decision on the diagram, after the acceptance."""
    tab(page, "流程图")
    board = Board(page, "")
    page.locator("#board[data-ready]").wait_for()
    page.click("[data-do=fit]")
    board.drag("rule", "acceptance_to_admitted")
    page.locator("#bio-properties-panel-decision").select_option("boarding_size")
    expect(page.locator("#problem-count")).to_have_text("0 个问题")
    board.saved()
    shoot(page, "new-diagram", whole=False)


def print_count(page: Page) -> None:
    """Have the count printed on the outcome, and look at its PDF."""
    tab(page, "结果文书")
    picture = page.locator(".paper image")
    before = picture.get_attribute("href") or ""
    page.get_by_role("link", name="加字段").click()
    page.fill("#p-label", "最多寄养")
    page.fill("#p-value", "shown.pet_count")
    with page.expect_response(lambda one: "/page-0.png" in one.url and one.ok):
        page.get_by_role("button", name="加入", exact=True).click()
    expect(picture).not_to_have_attribute("href", before)
    shoot(page, "new-result")
    address = page.get_by_role("link", name="打开 PDF").get_attribute("href") or ""
    assert page.request.get(address).body().startswith(b"%PDF-")
