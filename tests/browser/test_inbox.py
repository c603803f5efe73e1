"""The approver's lists in Chromium: by keyboard alone, two windows at one task, news as they come, 390 px, axe."""

import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from office import accounts
from office.run.assembly import House
from office.run.demo.examples import Actors
from office.run.demo.people import people
from office.run.demo.scenario import MATTERS, read_scenario
from office.run.worker import Worker
from tests.browser.conftest import apart
from web.app import create_app

pytestmark = pytest.mark.browser

FOOD = read_scenario(MATTERS / "food-operation-licence/scenarios/granted.yaml")


@pytest.fixture
def app(house: House) -> Flask:
    return apart(lambda: create_app(house))


@pytest.fixture
def desk(app: Flask, visit: Callable[[Flask], str]) -> Iterator[str]:
    yield visit(app)


def enter(page: Page, base: str, username: str) -> Page:
    page.goto(f"{base}/sign-in")
    page.get_by_role("textbox", name="账号").fill(username)
    page.get_by_role("textbox", name="密码").fill(people()["password"])
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.goto(f"{base}/inbox")
    return page


def submit(house: House, count: int) -> None:
    def file() -> None:
        actors = Actors(house)
        for _ in range(count):
            actors.file(FOOD)

    apart(file)


def test_a_list_is_worked_by_keyboard(
    house: House,
    desk: str,
    page_at: Callable[..., Page],
    complaints: Callable[..., list[str]],
    axe: Callable[[Page], list[str]],
) -> None:
    submit(house, 3)
    page = page_at(1280)
    heard = complaints(page)
    enter(page, desk, "window-a")
    rows = page.locator("tr[data-row]")
    expect(rows).to_have_count(3)

    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(rows.nth(1)).to_have_attribute("aria-current", "true")
    expect(page.locator("#preview h2")).to_be_visible()
    page.keyboard.press("k")
    page.keyboard.press("c")
    expect(rows.nth(0)).to_contain_text("我已认领")
    expect(page.locator(".rail a[href='/inbox/mine'] .count")).to_have_text("1")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("#bulk-bar")).to_contain_text("1/2 可认领")
    expect(page.locator("#bulk-bar")).to_contain_text("2/2 可受理")
    page.keyboard.press("?")
    expect(page.locator("dialog.keys-sheet")).to_contain_text("下一条")
    assert axe(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("jxc")
    expect(page.locator("#list-q")).to_have_value("jxc")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("食品经营许可")
    # htmx logs a preview that the next key made needless as an error of its own; everything else counts.
    aborted = ("htmx:afterRequest", "htmx:sendAbort")
    assert [one for one in heard if not one.startswith(aborted)] == []


def test_of_two_windows_at_one_task_one_has_it_and_the_other_reads_so(
    house: House, desk: str, page_at: Callable[..., Page]
) -> None:
    apart(lambda: Actors(house).walk(FOOD, 1))
    first, second = (enter(page_at(1280), desk, one) for one in ("market-a", "market-a"))
    with house.transaction() as session:
        colleague = accounts.create_account(
            session,
            username="market-e",
            name="审批员乙",
            password=people()["password"],
            kind="staff",
        )
        organ = accounts.account_named(session, "market-a")
        assert organ is not None
        assert organ.organ is not None
        accounts.assign(session, colleague.id, organ.organ.code, ("承办",))
    second = enter(page_at(1280), desk, "market-e")
    expect(second.locator("tr[data-row]")).to_have_count(1)

    second.keyboard.press("j")
    second.keyboard.press("c")
    expect(second.locator("tr[data-row]")).to_contain_text("我已认领")
    first.keyboard.press("j")
    first.keyboard.press("c")

    expect(first.locator("tr[data-row]")).to_contain_text("秒前已认领")
    expect(first.locator("tr[data-row]")).to_contain_text("审批员乙")
    assert first.url.endswith("/inbox")


def test_news_come_by_themselves_and_move_no_row(
    house: House, desk: str, page_at: Callable[..., Page]
) -> None:
    submit(house, 1)
    page = enter(page_at(1280), desk, "window-a")
    page.wait_for_timeout(2500)  # the stream is open and has looked once

    submit(house, 2)

    expect(page.locator("#news-bar")).to_contain_text("有 2 条新任务", timeout=15_000)
    expect(page.locator("tr[data-row]")).to_have_count(1)
    expect(page.locator(".rail a[href='/inbox'] .count")).to_have_text("3")
    page.get_by_role("button", name="显示").click()
    expect(page.locator("tr[data-row]")).to_have_count(3)


def test_many_are_accepted_by_a_job_that_shows_how_far_it_is(
    house: House, desk: str, page_at: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    submit(house, 2)
    page = enter(page_at(1280), desk, "window-a")

    page.get_by_label("选中本页全部").check()
    page.get_by_label("已逐件核对审查要点").check()
    page.get_by_role("button", name="2/2 可受理").click()
    expect(page.get_by_role("status").first).to_contain_text("正在办理：0 / 2")
    apart(Worker(house, "bulk").drain)

    expect(page.get_by_role("status").first).to_contain_text("2 件成功", timeout=10_000)
    assert axe(page) == []


def test_on_a_phone_the_list_is_cards_and_the_panel_a_drawer(
    house: House, desk: str, page_at: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    submit(house, 1)
    page = enter(page_at(390), desk, "window-a")

    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert axe(page) == []
    page.get_by_role("button", name="预览").click()
    expect(page.locator("#preview")).to_be_visible()
    expect(page.locator("#preview")).to_contain_text("办件编号")
    assert axe(page) == []
    page.locator("#preview [data-close]").click()
    expect(page.locator("#preview")).to_be_hidden()


def test_a_hundred_streams_cost_the_pages_nothing(house: House, desk: str) -> None:
    """Streams hold a thread each and no connection of the database's pool of thirty."""
    with house.transaction() as session:
        account = accounts.account_named(session, "window-a")
        assert account is not None
        token = accounts.open_session(session, account, house.clock())
    cookie = {"Cookie": f"tongban={token}"}
    streams = []
    for _ in range(100):
        streams.append(
            urllib.request.urlopen(urllib.request.Request(f"{desk}/inbox/news", headers=cookie))  # noqa: S310
        )
    first = [one.readline() for one in streams]

    started = time.monotonic()
    answers = []

    def ask() -> None:
        with urllib.request.urlopen(  # noqa: S310
            urllib.request.Request(f"{desk}/inbox", headers=cookie)
        ) as page:
            answers.append(page.status)

    askers = [threading.Thread(target=ask) for _ in range(10)]
    for one in askers:
        one.start()
    for one in askers:
        one.join(timeout=60)
    took = time.monotonic() - started
    with pytest.raises(urllib.error.HTTPError, match="503"):
        urllib.request.urlopen(urllib.request.Request(f"{desk}/inbox/news", headers=cookie))  # noqa: S310
    for one in streams:
        one.close()

    assert all(line.startswith(b"retry") for line in first)
    assert answers == [200] * 10
    assert took < 30
