"""Deny by default: every route, tried by everybody, opens for those alone whom its lock names."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.routing import IntegerConverter, Rule

from office.run.assembly import House
from office.run.demo.examples import Actors
from office.run.demo.people import people
from office.run.demo.scenario import MATTERS, read_scenario
from web import guard
from web.app import create_app

PEOPLE = ("", "applicant-a", "window-a", "market-a", "market-c", "operator")
NOBODYS = "00000000-0000-4000-8000-000000000000"  # an id that names nothing


@pytest.fixture
def app(house: House) -> Flask:
    return create_app(house)


def routes(app: Flask) -> Iterator[tuple[str, str, str]]:
    for rule in app.url_map.iter_rules():
        values = {name: _nobodys(rule, name) for name in rule.arguments}
        with app.test_request_context():
            _, path = rule.build(values) or ("", "")
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield rule.endpoint, method, path


def _nobodys(rule: Rule, name: str) -> object:
    counted = isinstance(rule._converters[name], IntegerConverter)  # noqa: SLF001 - werkzeug tells no other way
    return 1 if counted else NOBODYS


def sign_in(app: Flask, username: str) -> tuple[FlaskClient, str]:
    client = app.test_client()
    token = _token(client.get("/sign-in").text)
    if username:
        form = {"username": username, "password": people()["password"], "csrf_token": token}
        assert client.post("/sign-in", data=form).status_code == 302
        token = _token(client.get("/open/verify").text)
    return client, token


@pytest.mark.parametrize("username", PEOPLE)
def test_every_route_opens_for_those_alone_whom_its_lock_names(
    app: Flask, house: House, username: str
) -> None:
    client, token = sign_in(app, username)
    locks = guard.locks(app)
    from office import accounts

    signed = None
    if username:
        with house.transaction() as session:
            account = accounts.account_named(session, username)
            assert account is not None
            signed = accounts.SignedIn(account, "", house.clock(), house.clock())

    for endpoint, method, path in routes(app):
        if endpoint in {"guard.leave", "guard.enter"}:
            continue
        answer = client.open(
            path, method=method, data={"csrf_token": token} if method == "POST" else None
        )
        opens = locks[endpoint].opens_for(signed)

        if locks[endpoint].kind == guard.PROGRAM:  # whoever is signed in: a key alone opens it
            assert answer.status_code == 401, (endpoint, method)
            assert answer.headers["WWW-Authenticate"].startswith("Bearer ")
            continue
        if opens:
            assert answer.status_code != 403, (endpoint, method)
            assert answer.status_code < 500, (endpoint, method)
        elif signed is None:
            assert answer.status_code == 302, (endpoint, method)
            assert "/sign-in" in answer.headers["Location"]
        else:
            assert answer.status_code == 403, (endpoint, method)


def test_a_post_without_a_token_is_refused_on_every_route(app: Flask) -> None:
    for username in ("applicant-a", "window-a", "operator"):
        client, _ = sign_in(app, username)
        for endpoint, method, path in routes(app):
            if method == "POST":
                answer = client.post(path, data={})
                assert answer.status_code in {400, 401, 403, 404, 405}, endpoint


def _token(page: str) -> str:
    return page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]


UNWATCHED = {"office.sign_ins"}  # a sign-in's last-seen


def test_looking_at_pages_writes_nothing_but_the_audit(app: Flask, house: House) -> None:
    scenario = read_scenario(MATTERS / "open-restaurant/scenarios/demonstration-1.yaml")
    case = Actors(house).walk(scenario, 1)  # the applicant is asked for a supplement
    pages = {
        "applicant-a": [
            "/",
            "/matters",
            "/matters/open-restaurant",
            "/cases",
            f"/cases/{case.number}",
        ]
        + [f"/cases/{case.number}/supplement", f"/cases/{case.number}/receipt"]
        + ["/matters/open-restaurant/questions", "/open/verify?identifier=none"],
        "window-a": [
            "/inbox",
            "/inbox/done",
            "/inbox/unclaimed",
            "/inbox/mine",
            "/inbox/supplements",
        ]
        + ["/inbox/overdue", "/inbox/counts", "/inbox?col=使用面积&field=使用面积&q=示例"],
        "operator": [
            "/admin/accounts",
            "/admin/organs",
            "/admin/incidents",
            "/admin/adapters",
            "/admin/keys",
        ],
    }
    clients = {username: sign_in(app, username)[0] for username in pages}
    before = snapshot(house)

    for username, addresses in pages.items():
        for address in addresses:
            assert clients[username].get(address).status_code == 200, address

    after = snapshot(house)
    assert {name for name in before if before[name] != after[name]} == set()


def snapshot(house: House) -> dict[str, str | None]:
    """A digest of every table's rows."""
    with house.transaction() as session:
        names = session.execute(
            text(
                "SELECT schemaname || '.' || tablename FROM pg_tables"
                " WHERE schemaname IN ('engine', 'office', 'adapters')"
            )
        ).scalars()
        return {
            name: session.execute(
                text(f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {name} t")  # noqa: S608
            ).scalar()
            for name in set(names) - UNWATCHED
        }
