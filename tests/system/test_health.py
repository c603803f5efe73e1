"""What machines ask of a house."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from office.run.assembly import House
from office.run.transaction import Transaction
from web.app import create_app


@pytest.fixture
def app(house: House) -> Flask:
    return create_app(house)


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        yield client


def test_a_process_is_alive_and_ready_when_its_database_has_this_versions_tables(
    client: FlaskClient,
) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json == {"status": "ready"}


def test_an_older_schema_is_not_ready_but_alive(client: FlaskClient, house: House) -> None:
    with house.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json is not None
    assert "0001" in answer.json["reason"]
    assert client.get("/healthz").status_code == 200


def test_without_a_database_the_process_is_alive_and_not_ready(house: House) -> None:
    nowhere = Transaction("postgresql+psycopg2://127.0.0.1:1/none", ring=lambda: None)
    client = create_app(replace(house, transaction=nowhere)).test_client()

    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json == {"status": "not-ready", "reason": "database: OperationalError"}


def test_the_figures_name_routes_and_what_waits(client: FlaskClient) -> None:
    client.get("/open/verify?identifier=13800000000")

    figures = client.get("/metrics").text

    assert "tongban_ready 0.0" in figures
    assert 'route="/open/verify"' in figures
    assert "13800000000" not in figures


def test_with_a_token_set_only_its_bearer_sees_the_figures(house: House) -> None:
    guarded = replace(house, settings=replace(house.settings, metrics_token="t" * 32))
    client = create_app(guarded).test_client()

    assert client.get("/metrics").status_code == 404
    right = {"Authorization": "Bearer " + "t" * 32}
    assert client.get("/metrics", headers=right).status_code == 200
