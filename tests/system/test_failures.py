"""Every failure has a page in both languages, with the request's number and a way back."""

import io
import re

import pytest
from flask import Flask, abort
from sqlalchemy.exc import OperationalError

from office.run.assembly import House
from web import app as web_app
from web import guard
from web.app import create_app

STATUSES = (403, 404, 413, 429, 500, 503)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def app(house: House, monkeypatch: pytest.MonkeyPatch) -> Flask:
    from flask import Blueprint

    failing = Blueprint("failing", __name__)

    @failing.get("/failing/<int:status>")
    @guard.open_to_all
    def fail(status: int) -> str:
        if status == 500:
            raise ZeroDivisionError
        if status == 503:
            raise OperationalError("", {}, Exception("gone"))
        abort(status)

    monkeypatch.setattr(web_app, "ROOMS", (*web_app.ROOMS, failing))
    return create_app(house)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("status", STATUSES)
def test_a_failure_has_a_page_with_its_number_and_a_way_back(
    app: Flask, status: int, language: str
) -> None:
    client = app.test_client()
    client.set_cookie("tongban-language", language)

    answer = client.get(f"/failing/{status}", headers={"X-Request-Id": "request-number-1"})

    assert answer.status_code == status
    assert "request-number-1" in answer.text
    assert 'href="/"' in answer.text
    main = answer.text.split('id="content"', 1)[1]
    assert bool(CHINESE.search(main)) == (language == "zh")


def test_a_request_that_is_too_large_has_its_page_too(app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000
    form = {"file": (io.BytesIO(b"x" * 5000), "large.pdf")}

    answer = app.test_client().post("/open/verify", data=form)

    assert answer.status_code == 413
    assert "文件太大" in answer.text


def test_too_many_wrong_passwords_say_how_long_to_wait_in_english_too(app: Flask) -> None:
    client = app.test_client()
    client.set_cookie("tongban-language", "en")
    page = client.get("/sign-in").text
    token = page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    form = {"username": "market-a", "password": "a wrong guess", "csrf_token": token}

    for _ in range(5):
        client.post("/sign-in", data=form)
    slowed = client.post("/sign-in", data=form)

    assert slowed.status_code == 429
    assert slowed.headers["Retry-After"]
    assert "minutes" in slowed.text
