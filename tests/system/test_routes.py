"""Deny by default: every route, tried by everybody, opens for those alone whom its lock names."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from office.run.assembly import House
from office.run.demo.people import people
from web import guard
from web.app import create_app

PEOPLE = ("", "applicant-a", "window-a", "market-a", "market-c", "operator")
NOBODYS = "00000000-0000-4000-8000-000000000000"  # an id that names nothing


@pytest.fixture
def app(house: House) -> Flask:
    return create_app(house)


def routes(app: Flask) -> Iterator[tuple[str, str, str]]:
    for rule in app.url_map.iter_rules():
        values = dict.fromkeys(rule.arguments, NOBODYS)
        with app.test_request_context():
            _, path = rule.build(values) or ("", "")
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield rule.endpoint, method, path


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
                assert answer.status_code in {400, 403, 404, 405}, endpoint


def _token(page: str) -> str:
    return page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
