"""One's own account: idle staff are signed out, one press signs out everywhere, a new password ends the old sign-ins."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from office.run.assembly import House
from office.run.demo.people import people
from tests.system.test_keeping import field
from web.app import create_app

NEW = "another long password"


class Clock:
    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock(house: House) -> Clock:
    clock = Clock(house.clock())
    object.__setattr__(house, "clock", clock)  # the house is frozen; its time is the test's
    return clock


@pytest.fixture
def app(house: House, clock: Clock) -> Flask:
    return create_app(house)


def entered(app: Flask, username: str, password: str = "") -> FlaskClient:
    client = app.test_client()
    form = {
        "username": username,
        "password": password or people()["password"],
        "csrf_token": field(client.get("/sign-in").text),
    }
    client.post("/sign-in", data=form)
    return client


def inside(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def test_staff_are_signed_out_after_half_an_hour_idle_applicants_after_two_hours(
    app: Flask, clock: Clock
) -> None:
    officer, applicant = entered(app, "market-a"), entered(app, "applicant-a")
    assert inside(officer)
    assert inside(applicant)

    clock.at += timedelta(minutes=29)
    assert inside(officer)
    clock.at += timedelta(minutes=31)
    assert not inside(officer)
    assert inside(applicant)


def test_signing_out_elsewhere_leaves_this_sign_in_alone(app: Flask) -> None:
    here, there = entered(app, "market-a"), entered(app, "market-a")
    page = here.get("/account").text

    here.post("/account/sign-outs", data={"csrf_token": field(page), "which": "others"})

    assert inside(here)
    assert not inside(there)


def test_signing_out_everywhere_ends_this_sign_in_too(app: Flask) -> None:
    here, there = entered(app, "market-a"), entered(app, "market-a")
    page = here.get("/account").text

    answer = here.post("/account/sign-outs", data={"csrf_token": field(page), "which": "all"})

    assert answer.location == "/sign-in"
    assert not inside(here)
    assert not inside(there)


def test_another_password_needs_the_old_one_and_ends_other_sign_ins(app: Flask) -> None:
    here, there = entered(app, "market-a"), entered(app, "market-a")
    form = {"csrf_token": field(here.get("/account").text), "new": NEW, "again": NEW}

    wrong = here.post("/account/password", data={**form, "old": "not this"})
    assert wrong.status_code == 422
    assert "原密码不对" in wrong.text
    right = here.post("/account/password", data={**form, "old": people()["password"]})

    assert right.status_code == 303
    assert inside(here)
    assert not inside(there)
    assert inside(entered(app, "market-a", NEW))
    assert not inside(entered(app, "market-a"))


def test_the_account_page_speaks_english(app: Flask) -> None:
    client = entered(app, "market-a")
    client.set_cookie("tongban-language", "en")

    page = client.get("/account").text

    assert '<html lang="en"' in page
    assert "/account/sign-outs" in page
