"""Signing in and out, forgery tokens, throttling and the lock of every view."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from office.accounts import HANDLER, OPERATOR, WINDOW
from tests.web.conftest import PASSWORD, People, sign_in, token_in
from tests.web.house import StandingClock, WebHouse, settings_for
from web import app as web_app
from web import guard


def test_an_application_with_a_view_that_declares_no_lock_does_not_start(
    house: WebHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flask import Blueprint

    careless = Blueprint("careless", __name__)
    careless.add_url_rule("/careless", "open_by_mistake", lambda: "hello")
    monkeypatch.setattr(web_app, "ROOMS", (*web_app.ROOMS, careless))

    with pytest.raises(guard.NoLock, match=r"careless\.open_by_mistake"):
        web_app.create_app(house)  # type: ignore[arg-type]


def test_every_view_of_the_house_declares_its_lock(app: Flask) -> None:
    declared = guard.locks(app)

    assert set(declared) == set(app.view_functions)
    assert all(declared[name].roles == {OPERATOR} for name in declared if name.startswith("admin."))


def test_a_person_signs_in_and_out_through_the_forms(client: FlaskClient, people: People) -> None:
    people.applicant("jia")

    entered = sign_in(client, "jia")

    assert entered.status_code == 302
    assert entered.location == "/"
    page = client.get("/guide")
    assert "演示申请人甲" in page.text
    left = client.post("/sign-out", data={"csrf_token": token_in(page)})
    assert left.location == "/sign-in"
    assert "演示申请人甲" not in client.get("/guide").text


def test_the_sign_in_cookie_is_for_this_site_and_out_of_reach_of_scripts(
    client: FlaskClient, people: People
) -> None:
    people.applicant("jia")

    cookies = sign_in(client, "jia").headers.getlist("Set-Cookie")

    session = next(one for one in cookies if one.startswith("tongban="))
    assert "HttpOnly" in session
    assert "SameSite=Lax" in session


def test_production_marks_its_cookies_secure(
    database_url: str, house: WebHouse, people: People
) -> None:
    people.applicant("jia")
    production = WebHouse(settings_for(database_url, mode="production"), house.transaction)
    client = web_app.create_app(production).test_client()  # type: ignore[arg-type]
    page = client.get("/sign-in", base_url="https://localhost")

    entered = client.post(
        "/sign-in",
        data={"csrf_token": token_in(page), "username": "jia", "password": PASSWORD},
        base_url="https://localhost",
    )

    cookies = [*page.headers.getlist("Set-Cookie"), *entered.headers.getlist("Set-Cookie")]
    assert any(one.startswith("__Host-tongban=") for one in cookies)
    assert all("Secure" in one for one in cookies)
    assert "Strict-Transport-Security" in entered.headers
    assert "演示系统" not in page.text


def test_signing_out_ends_the_sign_in_on_the_server_too(
    client: FlaskClient, people: People
) -> None:
    people.applicant("jia")
    sign_in(client, "jia")
    kept = client.get_cookie("tongban")
    client.post("/sign-out", data={"csrf_token": token_in(client.get("/guide"))})
    assert kept is not None

    client.set_cookie("tongban", kept.value)

    assert "演示申请人甲" not in client.get("/guide").text


def test_a_sign_in_that_was_idle_for_too_long_has_ended(
    client: FlaskClient, people: People, house: WebHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    people.applicant("jia")
    sign_in(client, "jia")
    assert isinstance(house.clock, StandingClock)
    monkeypatch.setattr(house.clock, "at", house.clock.at + timedelta(hours=3))

    assert "演示申请人甲" not in client.get("/guide").text


def test_a_form_without_its_token_changes_nothing_and_says_so(
    client: FlaskClient, people: People
) -> None:
    people.applicant("jia")
    sign_in(client, "jia")

    for token in ("", "wrong", "é"):
        refused = client.post("/sign-out", data={"csrf_token": token})
        assert refused.status_code == 403
        assert "页面已过期" in refused.text

    assert "演示申请人甲" in client.get("/guide").text


def test_the_token_of_one_visit_does_not_fit_another_before_signing_in(
    app: Flask, people: People
) -> None:
    people.applicant("jia")
    own, foreign = app.test_client(), app.test_client()
    token = token_in(foreign.get("/sign-in"))
    own.get("/sign-in")

    refused = own.post(
        "/sign-in", data={"csrf_token": token, "username": "jia", "password": PASSWORD}
    )

    assert refused.status_code == 403
    assert own.get_cookie("tongban") is None


def test_a_wrong_password_is_told_without_saying_which_part_is_wrong(
    client: FlaskClient, people: People
) -> None:
    people.applicant("jia")
    token = token_in(client.get("/sign-in"))

    wrong = client.post(
        "/sign-in", data={"csrf_token": token, "username": "jia", "password": "x" * 12}
    )
    unknown = client.post(
        "/sign-in", data={"csrf_token": token, "username": "yi", "password": "x" * 12}
    )

    assert wrong.status_code == unknown.status_code == 422
    assert "用户名或密码不正确" in wrong.text
    assert "用户名或密码不正确" in unknown.text


def test_guessing_is_slowed_down_and_the_page_says_for_how_long(
    client: FlaskClient, people: People
) -> None:
    people.applicant("jia")
    token = token_in(client.get("/sign-in"))
    guess = {"csrf_token": token, "username": "jia", "password": "not this one"}

    codes = [client.post("/sign-in", data=guess).status_code for _ in range(6)]
    right = client.post("/sign-in", data={**guess, "password": PASSWORD})

    assert codes[0] == 422
    assert codes[-1] == right.status_code == 429
    assert "分钟后再试" in right.text
    assert int(right.headers["Retry-After"]) > 0


def test_somebody_not_signed_in_is_led_to_the_sign_in_and_back(
    client: FlaskClient, people: People
) -> None:
    people.staff("li", OPERATOR)

    away = client.get("/admin/accounts?show=all")
    back = sign_in(client, "li", next="/admin/accounts?show=all")

    assert away.status_code == 302
    assert away.location == "/sign-in?next=/admin/accounts?show%3Dall"
    assert back.location == "/admin/accounts?show=all"


def test_the_way_back_never_leads_to_another_site(client: FlaskClient, people: People) -> None:
    people.applicant("jia")
    elsewhere = (
        "https://example.org/",
        "//example.org",
        "/\\example.org",
        "/\t/example.org",
        "javascript:alert(1)",
    )

    entered = sign_in(client, "jia", next=elsewhere[0])
    again = [client.get("/sign-in", query_string={"next": page}).location for page in elsewhere]

    assert entered.location == "/"
    assert again == ["/"] * len(elsewhere)
    assert client.get("/sign-in?next=/cases").location == "/cases"


def test_the_operators_pages_are_shut_for_applicants_and_other_staff(
    app: Flask, people: People
) -> None:
    people.applicant("jia")
    people.staff("li", HANDLER, WINDOW)

    for username in ("jia", "li"):
        client = app.test_client()
        sign_in(client, username)
        for page in ("accounts", "organs", "incidents", "adapters"):
            refused = client.get(f"/admin/{page}")
            assert refused.status_code == 403
            assert "没有权限" in refused.text


def test_staff_start_from_their_own_pages(app: Flask, people: People) -> None:
    people.staff("li", HANDLER)
    people.staff("ops", OPERATOR)

    assert sign_in(app.test_client(), "li").location == "/inbox"
    assert sign_in(app.test_client(), "ops").location == "/admin/accounts"


def test_signing_in_leaves_a_line_in_the_audit_trail(
    client: FlaskClient, people: People, sessions: sessionmaker[Session]
) -> None:
    account = people.applicant("jia")

    answer = sign_in(client, "jia")

    with sessions() as session:
        found = session.execute(text("SELECT actor, verb, request FROM audit.entries")).all()
    assert [(str(one.actor), one.verb, one.request) for one in found] == [
        (account.id, "account.sign-in", answer.headers["X-Request-Id"])
    ]
