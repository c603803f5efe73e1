"""English pages as people of every role see them: Chinese that stands on them is data, and marked as Chinese."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.exceptions import HTTPException

from office import accounts, studio
from office.run.assembly import House, build
from office.run.demo.examples import Actors
from office.run.demo.scenario import MATTERS, read_scenario
from tests.houses import Fresh, close, draft_of, made_once, settings_of
from tests.system.test_routes import routes, sign_in
from tests.system.words import CHINESE
from web.app import create_app
from web.layout.language import LANGUAGE_COOKIE

SPOKEN = ("title", "aria-label", "aria-description", "placeholder", "alt", "label")
# What is typed is the person's, not the house's.
UNSAID = {"script", "style", "textarea", "template"}
MOST_OF_A_ROUTE = 3
ROLES = {  # where a role's walk begins, and whose pages it sees
    "": ("/", {"portal", "open", "guard", "interface"}),
    "applicant-a": ("/cases", {"portal", "account"}),
    "window-a": ("/inbox", {"inbox", "account"}),
    "market-a": ("/inbox", {"inbox", "away"}),
    "analyst-a": ("/studio", {"studio"}),
    "operator": ("/admin/accounts", {"admin"}),
}


@pytest.fixture(scope="session")
def at_work(published: str) -> str:
    """The name of a database with cases at work and closed, an application begun, a matter being redrawn by two."""
    return made_once("english", published, _fill)


@pytest.fixture
def app(fresh_database: Fresh, at_work: str) -> Iterator[Flask]:
    house = build(settings_of(fresh_database(at_work)))
    yield create_app(house)
    close(house)


@pytest.mark.parametrize("username", ROLES)
def test_on_english_pages_all_chinese_is_marked_as_such(app: Flask, username: str) -> None:
    client, _ = sign_in(app, username)
    client.set_cookie(LANGUAGE_COOKIE, "en")
    start, rooms = ROLES[username]

    walked = list(pages(app, client, start, rooms))

    assert len({endpoint for endpoint, _ in walked}) >= len(rooms) * 2
    found = {f"{endpoint}: {text}" for endpoint, page in walked for text in unmarked(page)}
    assert not found, "\n".join(sorted(found))


def pages(
    app: Flask, client: FlaskClient, start: str, rooms: set[str]
) -> Iterator[tuple[str, html.HtmlElement]]:
    """Walk from a page along its links to a few pages of every route of the rooms, then to routes without links."""
    addresses = app.url_map.bind("localhost")
    ahead = [start, *(path for _, method, path in routes(app) if method == "GET")]
    seen, times = set[str](), dict[str, int]()
    while ahead:
        path = ahead.pop(0)
        try:
            endpoint, _ = addresses.match(path.partition("?")[0], method="GET")
        except HTTPException:
            continue
        room = endpoint.partition(".")[0]
        if path in seen or times.get(endpoint, 0) >= MOST_OF_A_ROUTE or room not in rooms:
            continue
        seen.add(path)
        answer = client.get(path)
        assert answer.status_code < 500, path
        if answer.status_code != 200 or answer.mimetype != "text/html" or not answer.text.strip():
            continue
        times[endpoint] = times.get(endpoint, 0) + 1
        page = html.fromstring(answer.text)
        ahead[:0] = [
            one.partition("#")[0]
            for one in page.xpath("//@href | //@hx-get")
            if one.startswith("/") and not one.startswith("//")
        ]
        yield endpoint, page


def unmarked(page: html.HtmlElement) -> Iterator[str]:
    """Give the Chinese that a reader sees or hears outside what is marked as Chinese.

    The title and attributes cannot mark a part of themselves: a name in them stands, marked, on the page too.
    """
    elements = [one for one in page.iter() if isinstance(one.tag, str) and one.tag not in UNSAID]
    marked = "\n".join(text for one in elements if not _english(one) for text in _texts(one))
    for one in filter(_english, elements):
        spoken = [one.get(name) or "" for name in SPOKEN]
        texts = _texts(one)
        if one.tag == "title":
            spoken, texts = spoken + texts, []
        yield from (text.strip() for text in texts if CHINESE.search(text))
        yield from (
            text for text in spoken if any(part not in marked for part in CHINESE.findall(text))
        )


def _texts(one: html.HtmlElement) -> list[str]:
    return [text for text in (one.text, *(inner.tail for inner in one)) if text]


def _english(one: html.HtmlElement) -> bool:
    marked = next((up.get("lang") for up in (one, *one.iterancestors()) if up.get("lang")), "en")
    return not marked.startswith("zh")


def _fill(house: House) -> None:
    food = read_scenario(MATTERS / "food-operation-licence/scenarios/granted.yaml")
    actors = Actors(house)
    actors.walk(read_scenario(MATTERS / "open-restaurant/scenarios/demonstration-1.yaml"), 1)
    actors.walk(food)
    actors.file(food)
    actors.worker.stop()
    draft_of(house, food)
    with house.transaction() as session:
        drawing, helping = (accounts.account_named(session, f"analyst-{one}") for one in "ab")
        assert drawing is not None
        assert helping is not None
        draft = studio.open_draft(session, food.matter, drawing.id, now=house.clock())
        file = draft.files["forms/form.json"]
        studio.save(
            session, draft.id, file.path, file.content + b"\n",
            revision=file.revision, account=helping.id, now=house.clock(),
        )  # fmt: skip
