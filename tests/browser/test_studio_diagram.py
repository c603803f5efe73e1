"""The drawing board in Chromium: draw, be told what is wrong, be saved, work with a colleague, compare."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from office import matters
from office.matters.diagram import read_diagram
from office.run.assembly import House
from tests.houses import close, house, published, settings_of
from web.app import create_app

__all__ = ["close", "house", "published", "settings_of"]

pytestmark = pytest.mark.browser
BPMN = "processes/process.bpmn"
UNMARKED = """() => [...document.querySelectorAll("#board *")].filter((one) =>
  !one.closest("[lang]:not(html)") &&
  [...one.childNodes].some((child) => child.nodeType === 3 && /[\u2e80-\uffef]/.test(child.data))
).map((one) => one.textContent)"""
SAVED = re.compile(r"^已(保存|与同事)")


class Board:
    """An analyst's window on the drawing board of a draft."""

    def __init__(self, page: Page, base: str):
        self.page, self.base, self.address = page, base, ""

    def sign_in(self, username: str) -> None:
        self.page.goto(f"{self.base}/sign-in")
        self.page.fill("[name=username]", username)
        self.page.fill("[name=password]", "tongban-demo")
        self.page.locator("main form button[type=submit]").first.click()
        self.page.wait_for_url(re.compile("/(inbox|studio|admin)"))

    def open(self, code: str) -> float:
        """Open the draft of a matter; return the seconds until the diagram is shown."""
        self.page.goto(f"{self.base}/studio")
        token = self.page.locator("input[name=csrf_token]").first.input_value()
        opened = self.page.request.post(
            f"{self.base}/studio/drafts", form={"code": code, "csrf_token": token}
        )
        self.address = opened.url.rstrip("/")
        return self.go()

    def go(self) -> float:
        began = time.monotonic()
        self.page.goto(f"{self.address}/diagram")
        self.page.locator("#board[data-ready]").wait_for()
        return time.monotonic() - began

    def element(self, id: str) -> None:
        self.page.locator(f'[data-element-id="{id}"]').first.click()

    def drag(self, kind: str, flow: str) -> None:
        """Drag a kind of the palette into the middle of a flow."""
        button = self.page.locator(f'[data-kind="{kind}"]')
        button.scroll_into_view_if_needed()
        start = button.bounding_box()
        line = self.page.locator(f'[data-element-id="{flow}"] .djs-visual > path').last
        end = line.bounding_box()
        assert start and end
        mouse = self.page.mouse
        mouse.move(start["x"] + 30, start["y"] + 10)
        mouse.down()
        mouse.move(start["x"] + 60, start["y"] + 20, steps=3)
        mouse.move(end["x"] + end["width"] / 2, end["y"], steps=6)
        mouse.up()

    def put(self, entry: str, value: str) -> None:
        field = self.page.locator(f"#bio-properties-panel-{entry}")
        field.fill(value)
        field.blur()

    def saved(self) -> None:
        expect(self.page.locator("#saved")).to_have_text(SAVED, timeout=15_000)

    def drawn(self) -> str:
        """The diagram as the editor writes it."""
        with self.page.expect_download() as download:
            self.page.click("[data-do=download]")
        return Path(download.value.path()).read_text()


@pytest.fixture
def application(house: House) -> Flask:  # noqa: F811 - the fixture of that name
    return create_app(house)


@pytest.fixture
def board(
    application: Flask, chromium: Browser, visit: Callable[[Flask], str]
) -> Iterator[Callable[..., Board]]:
    """Return a window of somebody who has signed in."""
    base = visit(application)
    opened: list[BrowserContext] = []

    def sit(username: str = "analyst-a", width: int = 1280) -> Board:
        context = chromium.new_context(
            viewport={"width": width, "height": 860}, locale="zh-CN", accept_downloads=True
        )
        opened.append(context)
        made = Board(context.new_page(), base)
        made.sign_in(username)
        return made

    yield sit
    for context in opened:
        context.close()


def stored(board: Board) -> str:
    """The diagram as the server keeps it now."""
    text: str = board.page.request.get(f"{board.address}/files/{BPMN}").json()["text"]
    return text


def test_a_site_inspection_is_drawn_told_what_is_wrong_put_right_and_saved(
    board: Callable[..., Board], complaints: Callable[[Page], list[str]]
) -> None:
    mine = board()
    heard = complaints(mine.page)
    seconds = mine.open("food-operation-licence")
    assert seconds <= 3.0
    count = mine.page.locator("#problem-count")
    expect(count).to_have_text("0 个问题", timeout=15_000)

    mine.drag("site_check", "review_to_check")
    mine.page.locator("#bio-properties-panel-lane").select_option(label="审核")
    mine.put("due", "working dayz(5")

    line = mine.page.locator("#problems tbody tr").first
    expect(line).to_contain_text("现场核查", timeout=15_000)
    expect(count).to_have_text("1 个问题")
    expect(mine.page.locator(".tab-count")).to_have_text("1")
    expect(mine.page.locator(".problem-badge")).to_have_count(1)
    mine.page.screenshot(path=_screen("studio-diagram-problem.png"))

    mine.put("due", "5")

    expect(count).to_have_text("0 个问题", timeout=15_000)
    mine.saved()
    drawn = read_diagram(stored(mine).encode())
    visit = drawn.nodes["site_check"]
    assert visit.lane == "审核"
    assert visit.properties["due"] == "=working days(5)"
    assert visit.properties["not"] == "site_check"
    assert [flow.source for flow in drawn.into("site_check")] == ["review"]
    assert [flow.target for flow in drawn.out_of("site_check")] == ["check"]
    assert heard == []


def test_what_was_undone_is_undone_on_the_server_too(board: Callable[..., Board]) -> None:
    mine = board()
    mine.open("food-operation-licence")
    before = read_diagram(stored(mine).encode())
    mine.drag("approval", "review_to_check")
    expect(mine.page.locator('[data-element-id="approval"]').first).to_be_visible()
    mine.saved()
    assert "approval" in read_diagram(stored(mine).encode()).nodes

    mine.page.click("[data-do=undo]")

    expect(mine.page.locator('[data-element-id="approval"]')).to_have_count(0)
    expect(mine.page.locator("[data-do=undo]")).to_be_disabled()
    expect(mine.page.locator("#saved")).to_have_attribute("data-state", "saved", timeout=15_000)
    assert read_diagram(stored(mine).encode()) == before


def test_the_keyboard_alone_draws_and_finds_a_problem(board: Callable[..., Board]) -> None:
    mine = board()
    mine.open("food-operation-licence")
    mine.element("review")

    mine.page.locator('[data-kind="decide"]').focus()
    mine.page.keyboard.press("Enter")

    expect(mine.page.locator("#placed")).to_have_text("已放上画布：决定")
    assert [one.target for one in read_diagram(mine.drawn().encode()).out_of("review")] == [
        "decide_2"
    ]
    mine.put("step", "")
    mine.page.get_by_text("不得由谁办理（回避）").click()
    barred = mine.page.get_by_label("受理的人")
    barred.click()
    expect(barred).not_to_be_checked()
    button = mine.page.locator("#problems tbody button").first
    expect(button).to_have_text("决定", timeout=15_000)
    mine.element("review")
    button.focus()
    mine.page.keyboard.press("Enter")
    expect(mine.page.locator("#bio-properties-panel-id")).to_have_value("decide_2")
    expect(mine.page.locator(".panel-findings")).to_contain_text("受理")


def test_two_windows_merge_and_nobody_loses_work(board: Callable[..., Board]) -> None:
    mine, theirs = board("analyst-a"), board("analyst-b")
    mine.open("food-operation-licence")
    theirs.open("food-operation-licence")
    mine.element("review")
    mine.put("name", "实质审查")
    mine.saved()

    theirs.element("acceptance")
    theirs.put("name", "窗口受理")

    expect(theirs.page.locator("#saving-news")).to_contain_text("已合并", timeout=15_000)
    drawn = read_diagram(stored(theirs).encode())
    assert drawn.nodes["review"].name == "实质审查"
    assert drawn.nodes["acceptance"].name == "窗口受理"
    assert read_diagram(theirs.drawn().encode()).nodes["review"].name == "实质审查"


def test_a_clash_names_the_colleague_and_leads_to_the_choice(board: Callable[..., Board]) -> None:
    mine, theirs = board("analyst-a"), board("analyst-b")
    mine.open("food-operation-licence")
    theirs.open("food-operation-licence")
    mine.element("review")
    mine.put("name", "实质审查")
    mine.saved()

    theirs.element("review")
    theirs.put("name", "技术审查")

    news = theirs.page.locator("#saving-news")
    expect(news).to_contain_text("流程分析员甲", timeout=15_000)
    theirs.page.screenshot(path=_screen("studio-diagram-clash.png"))
    news.get_by_role("button", name="改用同事的版本").click()
    expect(theirs.page.locator("#saved")).to_have_text(SAVED)
    assert read_diagram(theirs.drawn().encode()).nodes["review"].name == "实质审查"


def test_what_cannot_be_saved_is_kept_in_the_window(board: Callable[..., Board]) -> None:
    mine = board()
    mine.open("food-operation-licence")

    def fail(route: Route) -> None:
        if route.request.method == "POST":
            route.abort()
        else:
            route.continue_()

    mine.page.route("**/files/**", fail)
    mine.element("review")
    mine.put("name", "离线改的名字")
    expect(mine.page.locator("#saved")).to_contain_text("没有存上", timeout=15_000)
    mine.page.unroute("**/files/**")
    mine.page.on("dialog", lambda dialog: dialog.accept())

    mine.go()

    expect(mine.page.locator("#saving-news")).to_contain_text("已找回")
    mine.saved()
    assert read_diagram(stored(mine).encode()).nodes["review"].name == "离线改的名字"


def test_every_shipped_diagram_means_the_same_after_the_editor_has_written_it(
    house: House,  # noqa: F811
    board: Callable[..., Board],
) -> None:
    mine = board()
    with house.transaction() as session:
        codes = [one.code for one in matters.catalogue(session)]
    for code in codes:
        mine.open(code)
        before = read_diagram(stored(mine).encode())
        after = read_diagram(mine.drawn().encode())
        assert after == before, code


@pytest.mark.parametrize("width", [1280, 390])
def test_the_board_shuts_nobody_out(
    board: Callable[..., Board], axe: Callable[[Page], list[str]], width: int
) -> None:
    mine = board(width=width)
    mine.open("food-operation-licence")
    mine.element("start")
    mine.page.locator('[data-kind="approval"]').focus()
    mine.page.keyboard.press("Enter")
    mine.saved()

    assert axe(mine.page) == []
    assert mine.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    mine.page.screenshot(path=_screen(f"studio-diagram-{width}.png"), full_page=True)
    if width == 1280:
        mine.page.locator(".djs-context-pad [data-action=append]").click()
        expect(mine.page.locator(".djs-popup .entry").first).to_be_visible()
        assert axe(mine.page) == []


def test_tokens_walk_in_chinese_and_nothing_can_be_changed_meanwhile(
    board: Callable[..., Board],
) -> None:
    mine = board()
    mine.open("food-operation-licence")

    mine.page.click("[data-do=simulate]")

    expect(mine.page.locator(".palette")).to_be_hidden()
    titles = mine.page.evaluate("[...document.querySelectorAll('[class*=bts-]')].map(e => e.title)")
    assert [one for one in titles if re.search("[A-Za-z]{3}", one)] == []
    mine.page.locator(".bts-context-pad").first.click()
    expect(mine.page.locator(".bts-scopes .bts-scope").first).to_be_visible()
    mine.page.click("[data-do=simulate]")
    expect(mine.page.locator(".palette")).to_be_visible()


def test_the_draft_beside_the_edition_in_force(
    board: Callable[..., Board],
    axe: Callable[[Page], list[str]],
    complaints: Callable[[Page], list[str]],
) -> None:
    mine = board()
    mine.open("food-operation-licence")
    mine.drag("site_check", "review_to_check")
    mine.saved()
    heard = complaints(mine.page)

    mine.page.goto(f"{mine.address}/compare")
    mine.page.locator("#compare[data-ready]").wait_for()

    expect(mine.page.get_by_text("新增 现场核查，在 审查 之后")).to_be_visible()
    added = mine.page.locator('#canvas-after [data-element-id="site_check"].is-added')
    expect(added).to_have_count(1)
    assert mine.page.locator("#canvas-before .is-added").count() == 0
    mine.page.get_by_role("button", name="新增 现场核查，在 审查 之后").click()
    mine.page.screenshot(path=_screen("studio-compare-1280.png"), full_page=True)
    assert axe(mine.page) == []
    assert heard == []


def test_an_english_board_marks_what_is_chinese(board: Callable[..., Board]) -> None:
    mine = board()
    mine.page.context.add_cookies([{"name": "tongban-language", "value": "en", "url": mine.base}])
    mine.open("food-operation-licence")
    mine.element("review")
    mine.page.locator(".djs-context-pad [data-action=append]").click()
    expect(mine.page.locator(".djs-popup .entry").first).to_be_visible()

    expect(mine.page.get_by_role("button", name="Site inspection")).to_be_visible()
    mine.page.wait_for_timeout(100)  # marked in the next frame
    assert mine.page.evaluate(UNMARKED) == []


def _screen(name: str) -> str:
    return str(Path("build/screens") / name)
