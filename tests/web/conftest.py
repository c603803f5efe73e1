"""Fixtures of the web's tests: an application on this worker's database, a browser without JavaScript."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.test import TestResponse

from office import accounts
from office.accounts import Account
from office.run.transaction import Transaction
from tests.web.guide import guide
from tests.web.house import WebHouse, settings_for
from web import app as web_app

PASSWORD = "a good long password"  # noqa: S105
ORGAN = accounts.Organ(
    code="11230102T00001055T",
    name="示例市道里区市场监督管理局",
    short="道里区市场监管局",
    region="230102",
    department="market",
)


@pytest.fixture
def house(database_url: str) -> Iterator[WebHouse]:
    transaction = Transaction(database_url, ring=lambda: None, pool_size=2)
    yield WebHouse(settings_for(database_url), transaction)
    transaction.close()


@pytest.fixture
def app(house: WebHouse, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setattr(web_app, "ROOMS", (*web_app.ROOMS, guide))
    return web_app.create_app(house)  # type: ignore[arg-type]  # shaped like a House


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


class People:
    """Makes accounts in transactions of their own and signs them in through the form."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def applicant(self, username: str = "jia") -> Account:
        with self._sessions.begin() as session:
            return accounts.create_account(
                session,
                username=username,
                name="演示申请人甲",
                password=PASSWORD,
                kind=accounts.APPLICANT,
            )

    def staff(self, username: str, *roles: str) -> Account:
        with self._sessions.begin() as session:
            organ = accounts.create_organ(session, ORGAN)
            made = accounts.create_account(
                session,
                username=username,
                name="演示审批员乙",
                password=PASSWORD,
                kind=accounts.STAFF,
            )
            return accounts.assign(session, made.id, organ.code, roles)


@pytest.fixture
def people(sessions: sessionmaker[Session]) -> People:
    return People(sessions)


def token_in(response: TestResponse) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', response.text)
    assert found, "the page carries no form token"
    return found[1]


def sign_in(client: FlaskClient, username: str, **fields: Any) -> TestResponse:
    token = token_in(client.get("/sign-in"))
    return client.post(
        "/sign-in", data={"csrf_token": token, "username": username, "password": PASSWORD, **fields}
    )
