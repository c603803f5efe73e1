"""Every page that there is, for every role that it opens for: it fits, shuts nobody out, nothing complains.

The pages are found, not listed (tests/browser/crawling.py), in a house with cases at every stage
(tests/browser/walked.py). Pictures lie in build/screens/<role>/<page>-<width>.png afterwards.
"""

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pytest
from flask import Blueprint, Flask
from playwright.sync_api import Browser, Page, Request

from office import accounts
from office.run.assembly import House, build
from tests.browser.conftest import apart
from tests.browser.crawling import PAGE, REFUSED, Found, crawl, programs, readable
from tests.browser.walked import beginnings, fill, visitor
from tests.conftest import FOLDER
from tests.houses import Fresh, close, made_once, settings_of
from web import app as web_app
from web import guard
from web.app import create_app

pytestmark = pytest.mark.browser
SCREENS = Path("build/screens")
ROLES = {
    "anybody": "",
    "applicant": "applicant-a",
    "window": "window-a",
    "approver": "market-a",
    "supervisor": "market-b",
    "analyst": "analyst-b",
    "operator": "operator",
}
SIZES = ((1280, 800), (390, 844))
MAIN = {
    "anybody": ("/", "/matters", "/matters/open-restaurant", "/open/guides", "/open/statistics"),
    "applicant": ("/cases", "/authorisations", "/account"),
    "window": ("/inbox", "/inbox/done"),
    "analyst": ("/studio", "/studio/new"),
    "operator": ("/admin/accounts", "/admin/calendar", "/admin/adapters", "/admin/incidents"),
}


@pytest.fixture(scope="module")
def walked(published: str, fresh_database: Fresh) -> Iterator[House]:
    """A copy of the house with cases at every stage: pages write nothing, one copy serves a whole walk."""
    house = apart(lambda: build(settings_of(fresh_database(made_once("walked", published, fill)))))
    yield house
    close(house)


@pytest.fixture(scope="module")
def app(walked: House) -> Flask:
    return apart(lambda: create_app(walked))


@pytest.fixture
def base(app: Flask, visit: Callable[[Flask], str]) -> str:
    return visit(app)


@dataclass
class Look:
    """One person's browser at one size; `wrong` says page by page what is."""

    page: Page
    base: str
    axe: Callable[[Page], list[str]]
    wrong: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    running: set[Request] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.heard.append(f"script: {error}"))
        self.page.on(
            "console", lambda said: self.heard.append(said.text) if said.type == "error" else None
        )
        self.page.on("request", self._begins)
        self.page.on("requestfinished", lambda one: self.running.discard(one))
        self.page.on("requestfailed", self._fails)
        self.page.on(
            "response",
            lambda one: self.heard.append(f"{one.status} {one.url}") if one.status >= 400 else None,
        )

    def _begins(self, request: Request) -> None:
        if request.resource_type != "eventsource":  # a stream never ends
            self.running.add(request)

    def _fails(self, request: Request) -> None:
        self.running.discard(request)
        if request.resource_type != "eventsource":
            self.heard.append(f"{request.failure} {request.url}")

    def at(self, address: str, picture: Path | None = None, status: int = 200) -> None:
        """Open an address, keep its picture, note what is wrong with it."""
        self.heard.clear()
        self.running.clear()
        answer = self.page.goto(self.base + address)
        self._settle()
        told = [one for one in self.heard if status < 400 or str(status) not in one]
        if answer is None or answer.status != status:
            told.append(f"status {answer and answer.status}")
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            told.append(f"{wide} px too wide: {self.page.evaluate(WIDE)}")
        if picture is not None:
            self.page.screenshot(path=picture, full_page=True)
        told += self.axe(self.page)
        width = (self.page.viewport_size or {}).get("width")
        self.wrong += [f"{address} at {width}: {one}" for one in told]

    def _settle(self) -> None:
        """Wait until scripts have fetched what they draw."""
        quiet, until = 0, time.monotonic() + 20
        while quiet < 3 and time.monotonic() < until:
            self.page.wait_for_timeout(60)
            quiet = 0 if self.running else quiet + 1


WIDE = """() => [...document.querySelectorAll('body *')]
  .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 3).map(one => one.outerHTML.slice(0, 90))"""


@pytest.fixture
def look_as(
    chromium: Browser, walked: House, base: str, axe: Callable[[Page], list[str]]
) -> Iterator[Callable[..., Look]]:
    """Return the browser of a person (by user name) at a size, with cookies of preferences."""
    opened = []

    def begin(
        username: str, size: tuple[int, int], preferences: dict[str, str] | None = None
    ) -> Look:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="zh-CN"
        )
        opened.append(context)
        cookies = {f"tongban-{name}": value for name, value in (preferences or {}).items()}
        if username:
            cookies["tongban"] = apart(lambda: _token(walked, username))
        context.add_cookies(
            [{"name": name, "value": value, "url": base} for name, value in cookies.items()]
        )
        return Look(context.new_page(), base, axe)

    yield begin
    for context in opened:
        context.close()


def _token(house: House, username: str) -> str:
    with house.transaction() as session:
        account = accounts.account_named(session, username)
        assert account is not None
        return accounts.open_session(session, account, house.clock())


def found_by(app: Flask, house: House, username: str) -> list[Found]:
    """What a person's pages lead to, crawled once a run: copies of one house have the same addresses."""
    kept = Path(os.environ[FOLDER]) / f"crawled-{username}.json"
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            found = apart(lambda: crawl(app, visitor(app, username), *beginnings(house, username)))
            kept.write_text(json.dumps([asdict(one) for one in found]))
    return [Found(**one) for one in json.loads(kept.read_text())]


def named(found: Sequence[Found]) -> list[tuple[str, str]]:
    """Return (name for its picture, address) of each page."""
    names: list[tuple[str, str]] = []
    for one in found:
        if one.kind == PAGE:
            name = one.endpoint.replace("_", "-")
            before = sum(known.split("~")[0] == name for known, _ in names)
            names.append((f"{name}~{before + 1}" if before else name, one.address))
    return names


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_fits_and_shuts_nobody_out(
    app: Flask, walked: House, look_as: Callable[..., Look], role: str, size: tuple[int, int]
) -> None:
    pages = named(found_by(app, walked, ROLES[role]))
    assert len(pages) > 8
    look = look_as(ROLES[role], size)
    for name, address in pages:
        look.at(address, SCREENS / role / f"{name}-{size[0]}.png")

    assert not look.wrong, "\n".join(look.wrong)


def test_every_route_is_visited_by_somebody(app: Flask, walked: House) -> None:
    """A route without an example fails here by name: link to it, or say in crawling.BESIDE how it is reached."""
    known: set[str] = set()
    for username in ROLES.values():
        known |= {one.endpoint for one in found_by(app, walked, username) if one.kind != REFUSED}
    missing = set(readable(app)) - known

    assert missing - apart(lambda: programs(app, visitor(app), missing)) == set()


def test_a_page_opens_where_its_lock_does(app: Flask, walked: House) -> None:
    """What is walked as a page is what the locks let that person see."""
    locks = guard.locks(app)
    for username in ROLES.values():
        with walked.transaction() as session:
            account = accounts.account_named(session, username) if username else None
        now = walked.clock()
        signed = None if account is None else accounts.SignedIn(account, "", now, now)
        for one in found_by(app, walked, username):
            if one.kind == PAGE:
                assert locks[one.endpoint].opens_for(signed), (username, one)


def test_those_who_have_nothing_yet_are_told_what_comes(
    look_as: Callable[..., Look],
) -> None:
    empty = {
        "legal-a": ("/cases", "/authorisations"),
        "window-b": ("/inbox", "/inbox/mine", "/inbox/supplements", "/inbox/done"),
        "": ("/matters?q=没有这样的事项", "/open/verify?identifier=none"),
    }
    wrong = []
    for size in SIZES:
        for username, addresses in empty.items():
            look = look_as(username, size)
            for address in addresses:
                name = address.partition("?")[0].strip("/").replace("/", "-")
                look.at(address, SCREENS / "empty" / f"{name}-{size[0]}.png")
            wrong += look.wrong

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("preference", [{"size": "large"}, {"language": "en"}], ids=["large", "en"])
def test_main_pages_fit_a_telephone_in_large_letters_and_in_english(
    look_as: Callable[..., Look], preference: dict[str, str]
) -> None:
    wrong = []
    for role, addresses in MAIN.items():
        look = look_as(ROLES[role], SIZES[1], preference)
        for address in addresses:
            name = f"{role}{address.replace('/', '-')}-390.png"
            look.at(address, SCREENS / "-".join(preference.values()) / name)
        wrong += look.wrong

    assert not wrong, "\n".join(wrong)


def test_pages_of_failures_fit_too(
    walked: House,
    visit: Callable[[Flask], str],
    look_as: Callable[..., Look],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failing = Blueprint("failing", __name__)

    @failing.get("/failing")
    @guard.open_to_all
    def fail() -> str:
        raise ZeroDivisionError

    monkeypatch.setattr(web_app, "ROOMS", (*web_app.ROOMS, failing))
    broken = visit(apart(lambda: create_app(walked)))
    wrong = []
    for size in SIZES:
        for username, address, status in (
            ("", "/failing", 500),
            ("", "/nowhere", 404),
            ("applicant-a", "/inbox", 403),
            ("window-a", "/admin/accounts", 403),
            ("window-a", "/studio/drafts/none", 403),
            ("analyst-b", "/studio/drafts/none", 404),
        ):
            look = look_as(username, size)
            look.base = broken
            name = f"{status}{address.replace('/', '-')}-{size[0]}.png"
            look.at(address, SCREENS / "failures" / name, status)
            wrong += look.wrong

    assert not wrong, "\n".join(wrong)
