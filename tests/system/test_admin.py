"""A day of an operator: people placed and locked, a colleague standing in, a holiday entered, the trail searched."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from office import accounts, audit, clocks, worklist
from office.run.assembly import House
from office.run.demo.examples import Actors
from office.run.demo.people import people
from office.run.demo.scenario import read_scenario
from tests.houses import FOOD
from tests.system.test_keeping import field
from web.app import create_app


@pytest.fixture
def app(house: House) -> Flask:
    return create_app(house)


@pytest.fixture
def enter(app: Flask) -> Callable[..., FlaskClient]:
    def sign_in(username: str, password: str = "") -> FlaskClient:
        client = app.test_client()
        form = {
            "username": username,
            "password": password or people()["password"],
            "csrf_token": field(client.get("/sign-in").text),
        }
        client.post("/sign-in", data=form)
        return client

    return sign_in


@pytest.fixture(autouse=True)
def _shipped_calendar() -> object:
    yield
    clocks.calendar.use_entries({}, frozenset())


def post(client: FlaskClient, address: str, **form: object) -> object:
    token = field(client.get("/admin/accounts").text)
    return client.post(address, data={"csrf_token": token, **form})


def account_id(house: House, username: str) -> str:
    with house.transaction() as session:
        account = accounts.account_named(session, username)
        assert account is not None
        return account.id


def test_a_new_officer_is_made_placed_and_signs_in_with_the_password_shown_once(
    enter: Callable[..., FlaskClient], house: House
) -> None:
    operator = enter("operator")
    place = {"organ": "11230102T00001012D", "role": ["承办", "审核"]}

    made = post(operator, "/admin/accounts/new", username="market-x", name="食品承办员丙", **place)

    password = re.search(r'<strong class="code">([^<]+)</strong>', made.text)  # type: ignore[attr-defined]
    assert password
    officer = enter("market-x", password[1])
    assert officer.get("/inbox").status_code == 200
    new = account_id(house, "market-x")
    assert password[1] not in operator.get(f"/admin/accounts/{new}").text


def test_a_locked_account_is_out_at_once_and_nobody_locks_themselves_out(
    enter: Callable[..., FlaskClient], house: House
) -> None:
    operator, officer = enter("operator"), enter("market-a")
    assert officer.get("/inbox").status_code == 200

    post(operator, f"/admin/accounts/{account_id(house, 'market-a')}/lock")
    post(operator, f"/admin/accounts/{account_id(house, 'operator')}/lock")

    assert officer.get("/inbox").status_code == 302
    assert operator.get("/admin/accounts").status_code == 200


def test_a_colleague_stands_in_sees_the_tasks_and_acts_on_behalf(
    enter: Callable[..., FlaskClient], house: House
) -> None:
    actors, scenario = Actors(house), read_scenario(FOOD)
    number = actors.file(scenario)
    actors.take(scenario, number, scenario.steps[0])
    lender, holder = account_id(house, "market-a"), account_id(house, "market-b")
    today = clocks.today(house.clock())

    before = _inbox(house, "market-b")
    made = post(
        enter("operator"),
        "/admin/delegations",
        lender=lender,
        holder=holder,
        starts_on=today.isoformat(),
        ends_on=(today + timedelta(days=3)).isoformat(),
        reason="外出培训",
    )
    after = _inbox(house, "market-b")

    assert made.status_code == 303  # type: ignore[attr-defined]
    assert len(after) == len(before) + 1
    with house.transaction() as session:
        from office import cases

        signed = _signed(session, house, "market-b")
        item = next(one for one in after if one.id not in {old.id for old in before})
        cases.act(session, house.engine, item.id, signed, "agree", now=house.clock())
    with house.transaction() as session:
        entry = audit.latest(session, "task.agree")
        assert entry is not None
        assert (entry.actor, entry.data["for"]) == (holder, lender)
        behalf = session.execute(
            text(
                "SELECT on_behalf FROM engine.history WHERE actor = :who AND on_behalf IS NOT NULL"
            ),
            {"who": holder},
        ).scalars()
        assert set(behalf) == {lender}


def test_who_goes_away_asks_a_colleague_and_ends_it_when_back(
    enter: Callable[..., FlaskClient], house: House
) -> None:
    actors, scenario = Actors(house), read_scenario(FOOD)
    number = actors.file(scenario)
    actors.take(scenario, number, scenario.steps[0])
    away = enter("market-a")
    today = clocks.today(house.clock())
    asked = {"starts_on": today.isoformat(), "reason": "外出培训"}
    asked["ends_on"] = (today + timedelta(days=3)).isoformat()
    before = _inbox(house, "market-b")

    another_organ = post(away, "/account/away", holder=account_id(house, "urban-a"), **asked)
    made = post(away, "/account/away", holder=account_id(house, "market-b"), **asked)

    assert (another_organ.status_code, made.status_code) == (422, 303)  # type: ignore[attr-defined]
    assert len(_inbox(house, "market-b")) == len(before) + 1
    which = field(away.get("/account/away").text, "delegation")
    post(enter("market-b"), "/account/away/end", delegation=which)
    assert len(_inbox(house, "market-b")) == len(before) + 1, "it is not the holder's to end"
    with house.transaction() as session:
        assert audit.latest(session, "delegation.end") is None
    post(away, "/account/away/end", delegation=which)
    assert len(_inbox(house, "market-b")) == len(before)


@pytest.mark.parametrize(
    ("holder", "days", "told"),
    [("urban-a", 3, "同一机构"), ("market-a", 3, "本人"), ("market-b", 200, "最长 92 天")],
)
def test_a_delegation_that_cannot_be_is_refused_in_words(
    enter: Callable[..., FlaskClient], house: House, holder: str, days: int, told: str
) -> None:
    today = clocks.today(house.clock())

    refused = post(
        enter("operator"),
        "/admin/delegations",
        lender=account_id(house, "market-a"),
        holder=account_id(house, holder),
        starts_on=today.isoformat(),
        ends_on=(today + timedelta(days=days)).isoformat(),
        reason="外出",
    )

    assert refused.status_code == 422  # type: ignore[attr-defined]
    assert told in refused.text  # type: ignore[attr-defined]


def test_a_holiday_that_is_entered_moves_running_clocks_and_their_tasks(
    enter: Callable[..., FlaskClient], house: House
) -> None:
    Actors(house).file(read_scenario(FOOD))
    with house.transaction() as session:
        due = session.execute(
            text("SELECT due_on FROM office.clocks WHERE kind = 'notify'")
        ).scalar()
    day = next(
        one
        for one in (due - timedelta(days=step) for step in range(10))
        if clocks.is_working_day(one)
    )
    operator = enter("operator")

    post(operator, "/admin/calendar", first=day.isoformat(), working="false", note="临时放假通知")

    with house.transaction() as session:
        moved = session.execute(
            text("SELECT due_on FROM office.clocks WHERE kind = 'notify'")
        ).scalar()
        tasks = session.execute(
            text("SELECT due_on FROM office.work_items WHERE state = 'open' AND due_on IS NOT NULL")
        ).scalars()
        assert moved > due
        assert moved in set(tasks)
    post(operator, "/admin/calendar/remove", day=day.isoformat())
    with house.transaction() as session:
        back = session.execute(
            text("SELECT due_on FROM office.clocks WHERE kind = 'notify'")
        ).scalar()
    assert back == due


def test_a_year_that_is_declared_is_no_longer_provisional(
    enter: Callable[..., FlaskClient],
) -> None:
    operator = enter("operator")
    assert "尚未录入" in operator.get("/admin/calendar?year=2029").text
    assert clocks.add_working_days(date(2029, 3, 1), 3).provisional

    post(operator, "/admin/calendar/years", year="2029", notice="国办发明电〔2028〕1号")

    assert "国办发明电〔2028〕1号" in operator.get("/admin/calendar?year=2029").text
    assert not clocks.add_working_days(date(2029, 3, 1), 3).provisional


def test_the_trail_is_searched_by_case_account_and_verb_and_the_search_is_in_it(
    enter: Callable[..., FlaskClient], house: House
) -> None:
    number = Actors(house).file(read_scenario(FOOD))
    operator = enter("operator")

    by_case = operator.get("/admin/audit", query_string={"case": number}).text
    by_verb = operator.get("/admin/audit", query_string={"verb": "account."}).text
    nobody = operator.get("/admin/audit", query_string={"account": "nobody-here"}).text

    assert "case.submit" in by_case
    assert "account.sign-in" in by_verb
    assert "case.submit" not in by_verb
    assert "没有符合的记录" in nobody
    with house.transaction() as session:
        assert len(audit.search(session, verb="audit.search")) == 3


def test_settings_and_the_last_backup_are_shown_without_a_secret(
    enter: Callable[..., FlaskClient], house: House
) -> None:
    operator = enter("operator")

    page = operator.get("/admin/house").text

    assert "最近一天没有备份" in page
    assert "TONGBAN_DATABASE_URL" in page
    assert house.settings.secret not in page


@pytest.mark.parametrize(
    "page",
    ["accounts", "accounts/new", "organs", "lanes", "delegations", "calendar", "incidents"]
    + ["adapters", "audit", "house"],
)
def test_every_page_speaks_english_but_for_peoples_own_words(
    enter: Callable[..., FlaskClient], page: str
) -> None:
    operator = enter("operator")
    operator.set_cookie("tongban-language", "en")

    shown = operator.get(f"/admin/{page}").text

    own = re.sub(r'<(\w+)[^>]*lang="zh-CN"[^>]*>.*?</\1>', "", shown, flags=re.DOTALL)
    own = re.sub(r"<option[^>]*>[^<]*</option>|value=\"[^\"]*\"", "", own)
    assert re.findall(r"[^\n]*[\u4e00-\u9fff][^\n]*", own) == []


def _signed(session: object, house: House, username: str) -> accounts.Account:
    account = accounts.account_named(session, username)  # type: ignore[arg-type]
    assert account is not None
    token = accounts.open_session(session, account, house.clock())  # type: ignore[arg-type]
    signed = accounts.account_of(session, token, house.clock())  # type: ignore[arg-type]
    assert signed is not None
    return signed.account


def _inbox(house: House, username: str) -> list[worklist.WorkItem]:
    with house.transaction() as session:
        return worklist.inbox(session, _signed(session, house, username))


def test_a_key_is_shown_once_opens_the_interface_and_nothing_after_it_is_revoked(
    enter: Callable[..., FlaskClient], house: House, app: Flask
) -> None:
    operator = enter("operator")
    last = (clocks.today(house.clock()) + timedelta(days=30)).isoformat()
    form = {"name": "区级业务系统", "account": "market-a", "expires_on": last}

    too_much = post(operator, "/admin/keys", **form, scope=["cases:start"])
    made = post(operator, "/admin/keys", **form, scope=["tasks:read"], matter=[])

    assert too_much.status_code == 422  # type: ignore[attr-defined]
    token = re.search(r"tb_[0-9a-f]{32}_[\w-]{43}", made.text)  # type: ignore[attr-defined]
    assert token
    headers = {"Authorization": f"Bearer {token[0]}"}
    assert app.test_client().get("/api/v1/tasks", headers=headers).status_code == 200
    page = operator.get("/admin/keys").text
    assert token[0] not in page
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    post(operator, "/admin/keys/revoke", key=key[1])
    assert app.test_client().get("/api/v1/tasks", headers=headers).status_code == 401
    with house.transaction() as session:
        verbs = [one.verb for one in audit.search(session, verb="key.")]
    assert verbs == ["key.revoke", "key.create"]
