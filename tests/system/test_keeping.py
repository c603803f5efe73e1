"""Nobody's typing is lost to an expired page or sign-in, and no foreign page's form is ever offered again."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from office.run.assembly import House
from office.run.demo.people import people
from web.app import create_app

HERE = {"Sec-Fetch-Site": "same-origin"}
ELSEWHERE = {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}
TYPED = {"code": "food-operation-licence", "note": "写了很久的一段话"}


@pytest.fixture
def app(house: House) -> Flask:
    return create_app(house)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def sign_in(client: FlaskClient, page: str, kept: str = "") -> str:
    form = {"username": "analyst-a", "password": people()["password"], "csrf_token": field(page)}
    return client.post("/sign-in", data={**form, "kept": kept}).text


def field(page: str, name: str = "csrf_token") -> str:
    found = re.search(f'name="{name}" value="([^"]*)"', page)
    return found[1] if found else ""


def test_a_form_with_an_expired_token_is_shown_again_and_sent_by_its_own_button(
    client: FlaskClient,
) -> None:
    sign_in(client, client.get("/sign-in").text)

    again = client.post("/studio/drafts", data={**TYPED, "csrf_token": "old"}, headers=HERE)

    assert again.status_code == 403
    assert "写了很久的一段话" in again.text
    assert field(again.text, "code") == TYPED["code"]
    sent = client.post("/studio/drafts", data={**TYPED, "csrf_token": field(again.text)})
    assert sent.status_code == 303


def test_a_form_sent_after_the_sign_in_ran_out_waits_through_the_new_sign_in(
    client: FlaskClient,
) -> None:
    asked = client.post("/studio/drafts", data={**TYPED, "csrf_token": "old"}, headers=HERE)

    assert asked.status_code == 401
    assert "您填写的内容还在" in asked.text
    assert "写了很久的一段话" not in asked.text  # nobody is signed in: sealed, not shown
    entered = sign_in(client, asked.text, field(asked.text, "kept"))
    assert "写了很久的一段话" in entered
    sent = client.post("/studio/drafts", data={**TYPED, "csrf_token": field(entered)})
    assert sent.status_code == 303


def test_a_wrong_password_in_between_loses_nothing(client: FlaskClient) -> None:
    asked = client.post("/studio/drafts", data={**TYPED, "csrf_token": "old"}, headers=HERE)
    kept = field(asked.text, "kept")

    form = {"username": "analyst-a", "password": "not this", "csrf_token": field(asked.text)}
    refused = client.post("/sign-in", data={**form, "kept": kept})

    assert refused.status_code == 422
    assert field(refused.text, "kept") == kept


@pytest.mark.parametrize("headers", [ELSEWHERE, {}], ids=["another site", "no origin"])
def test_a_form_of_another_site_is_never_offered_again(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    sent_out = client.post("/studio/drafts", data={**TYPED, "csrf_token": "x"}, headers=headers)
    assert sent_out.status_code == 302

    sign_in(client, client.get("/sign-in").text)
    refused = client.post("/studio/drafts", data={**TYPED, "csrf_token": "x"}, headers=headers)

    assert refused.status_code == 403
    assert "写了很久的一段话" not in refused.text


def test_a_sealed_form_of_somebody_elses_making_is_ignored(client: FlaskClient) -> None:
    page = client.get("/sign-in").text

    entered = sign_in(client, page, "W1siL3N0dWRpbyJd.forged.seal")

    assert "写了很久的一段话" not in entered


def test_no_password_is_ever_kept(client: FlaskClient) -> None:
    form = {**TYPED, "password": "a secret of mine", "csrf_token": "old"}

    asked = client.post("/studio/drafts", data=form, headers=HERE)
    entered = sign_in(client, asked.text, field(asked.text, "kept"))

    assert "a secret of mine" not in entered
