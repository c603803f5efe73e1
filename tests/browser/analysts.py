"""Analysts at work in Chromium: each in a window of their own, from opening a draft to approving a colleague's."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from office.run.demo.people import people

SCREENS = Path("build/screens/studio-publish")
PATIENCE = 90_000  # milliseconds that running scenarios or publishing may take on a busy machine


class Windows:
    """The windows of everybody who takes part, one browser context a person; closed together."""

    def __init__(self, chromium: Browser, base: str) -> None:
        self._chromium, self._base = chromium, base
        self._contexts: list[BrowserContext] = []

    def of(self, username: str = "", width: int = 1280) -> Page:
        """Return a window of somebody who has signed in; of a visitor for no name."""
        context = self._chromium.new_context(
            viewport={"width": width, "height": 860},
            locale="zh-CN",
            accept_downloads=True,
            base_url=self._base,
        )
        context.set_default_timeout(PATIENCE)
        self._contexts.append(context)
        page = context.new_page()
        if username:
            page.goto("/sign-in")
            page.get_by_role("textbox", name="账号").fill(username)
            page.get_by_role("textbox", name="密码").fill(people()["password"])
            page.get_by_role("main").get_by_role("button", name="登录").click()
            page.wait_for_url(lambda url: "/sign-in" not in url)
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@contextmanager
def windows(chromium: Browser, base: str) -> Iterator[Windows]:
    made = Windows(chromium, base)
    yield made
    made.close()


def open_draft(page: Page, title: str) -> str:
    """Press 修改 beside a published matter; return the draft's address."""
    page.goto("/studio")
    page.get_by_role("button", name=f"修改 {title}").click()
    page.wait_for_url(re.compile(r"/studio/drafts/[0-9a-f-]+$"))
    return page.url


def tab(page: Page, name: str) -> None:
    """Open a part of the draft by its tab."""
    page.locator(".draft-tabs").get_by_role("link", name=name, exact=True).click()


def saved(page: Page) -> None:
    expect(page.locator('[data-part="status"]')).to_contain_text("已保存")


def hand_in(page: Page, note: str) -> Locator:
    """Fill in and send the form of the page 发布; return the main part of the page that follows."""
    tab(page, "发布")
    page.get_by_label("给复核人的说明").fill(note)
    page.get_by_role("button", name="提交发布").click(timeout=PATIENCE)
    return page.locator("main")


def to_review(page: Page, title: str) -> Locator:
    """Open what waits for this person as the second one; return the main part of its page."""
    page.goto("/studio")
    waiting = page.locator("section", has=page.get_by_role("heading", name="待我复核"))
    waiting.get_by_role("link", name=title).click()
    expect(page.get_by_role("button", name="同意发布")).to_be_visible()
    return page.locator("main")


def approve(page: Page) -> None:
    page.get_by_role("button", name="同意发布").click(timeout=PATIENCE)
    expect(page.locator(".page-head, header, main").get_by_text("已发布").first).to_be_visible()


def shoot(page: Page, name: str, *, whole: bool = True) -> None:
    page.screenshot(path=SCREENS / f"{name}.png", full_page=whole)


def mend_scenario(page: Page, name: str, title: str, outcomes: tuple[str, ...]) -> None:
    """Play a scenario as far as the draft still goes along, the rest by hand, and keep it under its name."""
    tab(page, "试运行")
    page.select_option("#f-scenario", f"processes/scenarios/{name}.yaml")
    page.get_by_label("走完全部步骤").check()
    page.get_by_role("button", name="开始", exact=True).click()
    page.get_by_role("button", name="从这一步起重新走").click(timeout=PATIENCE)
    for outcome in outcomes:
        with page.expect_navigation():
            page.locator(f".stage-waits button[value={outcome}]").first.click()
    page.locator(".stage-waits .banner-green").wait_for()
    page.fill("#f-name", title)
    page.fill("#f-file", name)
    page.get_by_role("button", name="存为场景").click()
    expect(page.get_by_text("已存为场景")).to_be_visible(timeout=PATIENCE)
