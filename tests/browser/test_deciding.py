"""Fifty cases decided by keyboard alone: no mouse, no waiting for a list, the next case at once."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import text
from sqlalchemy.orm import Session

from engine import Engine
from office import accounts, cases, filing, matters, worklist
from office.run.assembly import House
from office.run.demo.samples import sample
from tests.houses import house, published
from tests.office.desk import FOOD_ANSWERS, FOOD_VALUES, REGION, REGISTRATION, DeskHost
from web import app as web_app

pytestmark = pytest.mark.browser

__all__ = ["house", "published"]

FORMAL, REVIEWED, DECIDED = 20, 15, 15
EVERY = 5  # each fifth case is not simply agreed to


def counter(house: House, formal: int, reviewed: int, decided: int) -> tuple[House, Flask]:
    """A house in which other authorities answer at once, with cases that wait for three people."""
    host = DeskHost()
    host.engine = Engine(host)
    quick = replace(house, engine=host.engine, clock=host.now)
    with quick.transaction() as session:
        office = Office(session, host)
        for number in range(formal + reviewed + decided):
            office.file()
            if number >= formal:
                office.take("window-a", "formal_review", "accept")
            if number >= formal + reviewed:
                office.take("market-a", "review", "agree")
                office.take("market-b", "check", "agree")
    return quick, web_app.create_app(quick)


class Office:
    """What happens before the browser opens, through the rooms' own functions."""

    def __init__(self, session: Session, host: DeskHost) -> None:
        self.session, self.host = session, host
        self.edition = matters.published(session, "food-operation-licence")
        self.root_id = ""

    def file(self) -> None:
        session, now = self.session, self.host.now()
        applicant = self._who("applicant-a")
        draft = filing.open_draft(
            session,
            self.host.engine,
            self.edition,
            applicant,
            answers=FOOD_ANSWERS,
            region=REGION,
            now=now,
        )
        filing.keep_fetched(session, draft.id, "registration", REGISTRATION, now=now)
        filing.save_draft(session, draft.id, FOOD_VALUES, now=now)
        name, content, media = sample("plan-set")
        filing.add_attachment(
            session, draft.id, "premises.plan-set", name, content, media=media, now=now
        )
        self.root_id = cases.submit(session, self.host.engine, draft.id, applicant, now).id

    def take(self, username: str, element: str, outcome: str) -> None:
        item = next(
            one
            for one in worklist.of_root(self.session, self.root_id)
            if one.state == worklist.OPEN and one.element == element
        )
        points = [one.id for one in cases.review_points(self.session, item)]
        cases.act(
            self.session,
            self.host.engine,
            item.id,
            self._who(username),
            outcome,
            points=points,
            now=self.host.now(),
        )

    def _who(self, username: str) -> accounts.Account:
        found = accounts.account_named(self.session, username)
        assert found is not None
        return found


def test_fifty_cases_are_decided_by_keyboard_alone(
    house: House,  # noqa: F811 - the fixture of that name
    visit: Callable[[Flask], str],
    page_at: Callable[..., Page],
    complaints: Callable[[Page], list[str]],
    axe: Callable[[Page], list[str]],
) -> None:
    quick, app = counter(house, FORMAL, REVIEWED, DECIDED)
    base = visit(app)
    heard: list[list[str]] = []

    for username, count, decide in (
        ("market-b", DECIDED, conclude),  # first: what the others do comes to the same desk
        ("market-a", REVIEWED, review),
        ("window-a", FORMAL, accept),
    ):
        page = page_at(1280)
        heard.append(complaints(page))
        sign_in(page, base, username)
        open_first(page, base, decide.__name__)
        assert axe(page) == []
        for number in range(count):
            if number:
                expect(page.locator("#case-title")).to_be_focused()
            decide(page, number)
            expect(page.get_by_text("已办：").first).to_be_visible()
        page.context.close()

    assert [one for said in heard for one in said] == []
    with quick.transaction() as session:
        outcomes: dict[str, int] = dict(
            session.execute(
                text("SELECT outcome, count(*) FROM office.opinions GROUP BY outcome")
            ).all()
        )
    told = FORMAL // EVERY
    assert outcomes["supplement"] == told
    assert outcomes["accept"] == FORMAL - told + REVIEWED + DECIDED
    assert outcomes["refuse"] == REVIEWED // EVERY + DECIDED // EVERY
    assert outcomes["grant"] == DECIDED - DECIDED // EVERY


def sign_in(page: Page, base: str, username: str) -> None:
    page.goto(f"{base}/sign-in")
    page.locator("[name=username]").focus()
    page.keyboard.type(username)
    page.keyboard.press("Tab")
    page.keyboard.type("tongban-demo")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/sign-in" not in address)


def open_first(page: Page, base: str, _name: str) -> None:
    page.goto(f"{base}/inbox")
    page.locator("a[data-task]").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#case-title")).to_be_visible()


def accept(page: Page, number: int) -> None:
    """Tick every point and accept; each fifth time leave one open and ask for a supplement."""
    points = page.locator("[data-point]").count()
    short = number % EVERY == EVERY - 1
    for _ in range(points - short):
        page.keyboard.press("x")
    if short:
        expect(page.locator("[data-asked] li")).to_have_count(1)
        page.keyboard.press("r")
        page.keyboard.press("Alt+1")
    else:
        page.keyboard.press("a")


def review(page: Page, number: int) -> None:
    """Agree; each fifth time say no and why."""
    if number % EVERY == EVERY - 1:
        say_no(page, "布局不符合要求")
    else:
        page.keyboard.press("a")


def conclude(page: Page, number: int) -> None:
    """Grant after a look at the licence; each fifth time refuse after a look at the refusal."""
    if number % EVERY == EVERY - 1:
        say_no(page, "现场不符合要求")
    else:
        page.keyboard.press("a")
    expect(page.get_by_role("heading", level=1)).to_contain_text("确认决定")
    expect(page.locator(".drawn img").first).to_be_visible()
    page.keyboard.press("Enter")


def say_no(page: Page, reason: str) -> None:
    page.keyboard.press("r")
    page.keyboard.type(reason)
    page.keyboard.press("Alt+2")


@pytest.mark.parametrize("width", [1280, 390])
def test_no_part_of_the_case_page_is_a_barrier(
    house: House,  # noqa: F811
    visit: Callable[[Flask], str],
    page_at: Callable[..., Page],
    complaints: Callable[[Page], list[str]],
    axe: Callable[[Page], list[str]],
    width: int,
) -> None:
    page = page_at(width)
    heard = complaints(page)
    base = visit(counter(house, 0, 0, 2)[1])
    sign_in(page, base, "market-b")
    open_first(page, base, "look")

    found = {}
    for part in ("form", "papers", "said", "diagram", "timeline"):
        page.get_by_role("tab").and_(page.locator(f"[href='#tab-{part}']")).click()
        if part == "diagram":
            expect(page.locator(".djs-container svg").first).to_be_visible()
            expect(page.locator(".bjs-powered-by")).to_be_visible()
            expect(page.locator(".djs-element.is-current").first).to_be_visible()
        found[part] = axe(page)
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert over <= 0, f"{part} runs over the edge by {over}"
    page.keyboard.press("r")
    found["return"] = axe(page)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("dialog.keys-sheet")).to_contain_text("下一件")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(page.locator(".drawn img").first).to_be_visible()
    found["confirm"] = axe(page)
    page.keyboard.press("Escape")
    expect(page.locator("#case-title")).to_be_visible()

    assert {part: said for part, said in found.items() if said} == {}
    assert heard == []
