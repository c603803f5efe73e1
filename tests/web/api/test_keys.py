"""Who gets in: a key alone, live, with the scope, for the account's own region, department and matters."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from office import accounts, keys
from tests.office.desk import ORGANS, PASSWORD
from tests.web.api.program import Program, make_key
from tests.web.city import City

Make = Callable[..., Program]


def ask(city: City, authorization: str = "", path: str = "/cases") -> tuple[int, str, str]:
    headers = {"Authorization": authorization} if authorization else {}
    answer = city.app.test_client().get(f"/api/v1{path}", headers=headers)
    assert answer.mimetype == "application/problem+json"
    return (
        answer.status_code,
        answer.json["type"].partition("#")[2],
        answer.headers.get("WWW-Authenticate", ""),
    )


def test_without_a_key_the_answer_is_401_with_the_way_to_authenticate(city: City) -> None:
    assert ask(city) == (401, "key-missing", 'Bearer realm="tongban"')
    assert ask(city, "Basic eDp5")[1] == "key-missing"
    for token in ("Bearer x", "Bearer tb_x_y", f"Bearer tb_{'0' * 32}_secret"):
        assert ask(city, token)[:2] == (401, "key-unknown")


def test_a_sign_in_alone_opens_nothing(city: City) -> None:
    signed_in = city.person("applicant-a")

    assert signed_in.open("/cases").status_code == 200
    assert signed_in.client.get("/api/v1/cases").status_code == 401
    assert signed_in.client.post("/api/v1/cases", json={}).status_code == 401


def test_the_secret_is_kept_as_a_hash_and_a_wrong_one_opens_nothing(city: City) -> None:
    with city.desk() as desk:
        key, token = keys.make_key(
            desk.session,
            desk.who("applicant-a"),
            name="业务系统",
            scopes={keys.CASES_READ},
            expires_at=city.clock() + timedelta(days=1),
            by=desk.who("applicant-a").id,
            now=city.clock(),
        )
        row = str(desk.session.connection().exec_driver_sql("SELECT * FROM office.api_keys").all())
    prefix, name, secret = token.split("_", 2)

    assert secret not in row
    assert (prefix, name) == ("tb", key.id.replace("-", ""))
    assert len(secret) >= 43  # 256 bits
    assert ask(city, f"Bearer tb_{name}_{secret[:-1]}A{secret[-1]}")[1] == "key-unknown"


def test_a_revoked_key_an_expired_one_and_one_of_a_locked_account_say_so(city: City) -> None:
    with city.desk() as desk:
        whose = desk.who("applicant-a")
        revoked, expired, locked = (
            make_key(desk.session, desk.who(name), city.clock())
            for name in ("applicant-a", "applicant-a", "applicant-b")
        )
        (key, *_) = [one for one in keys.keys(desk.session) if one.account_id == whose.id]
        accounts.deactivate(desk.session, desk.who("applicant-b").id)
        first = _id(revoked)
        assert keys.revoke(desk.session, first, city.clock())
        assert not keys.revoke(desk.session, first, city.clock())
    assert ask(city, f"Bearer {revoked}")[:2] == (401, "key-revoked")
    assert ask(city, f"Bearer {locked}")[:2] == (401, "key-account")

    city.host.at += timedelta(days=31)

    assert ask(city, f"Bearer {expired}")[:2] == (401, "key-expired")


def test_a_key_does_what_its_scopes_say_and_nothing_else(city: City, program: Make) -> None:
    reader = program("window", keys.TASKS_READ)

    assert reader.get("/tasks")["items"] == []
    refused = reader.get("/cases", 403)
    assert refused["type"].endswith("#scope-missing")
    assert "cases:read" in refused["detail"]
    assert reader.get("/matters")["items"]


def test_a_key_never_gets_what_its_account_may_not_do(city: City) -> None:
    with city.desk() as desk:
        for username, scope in (("window", keys.CASES_START), ("applicant-a", keys.TASKS_DECIDE)):
            with pytest.raises(keys.KeyRefused) as refused:
                make_key(desk.session, desk.who(username), city.clock(), [scope])
            assert refused.value.field == "scope"


def test_a_key_of_another_region_or_department_sees_no_case(city: City, program: Make) -> None:
    with city.desk() as desk:
        case = desk.submit(desk.draft())
        elsewhere = accounts.create_organ(
            desk.session,
            accounts.Organ("11230103T00000228C", "示例乙区局", "乙区局", "230103", "market"),
        )
        other = accounts.create_account(
            desk.session, username="far", name="演示承办", password=PASSWORD, kind="staff"
        )
        accounts.assign(desk.session, other.id, elsewhere.code, ["承办"])
        desk.act("window", "formal_review", "accept")
        task = desk.open_item("review")
    far, near, tobacco = program("far"), program("market-handler"), program("tobacco-handler")

    assert near.get(f"/cases/{case.number}")["number"] == case.number
    assert near.get(f"/tasks/{task.id}")["case_number"] == case.number
    for program_ in (far, tobacco):
        assert program_.get("/cases")["items"] == program_.get("/tasks")["items"] == []
        for path in (
            f"/cases/{case.number}",
            f"/cases/{case.number}/documents",
            f"/tasks/{task.id}",
        ):
            assert program_.get(path, 404)["type"].endswith("#not-found")
        program_.post(f"/tasks/{task.id}/claim", status=404)
    assert ORGANS["market"][0] != elsewhere.code


def test_a_key_limited_to_matters_reaches_no_other(city: City, program: Make) -> None:
    with city.desk() as desk:
        case = desk.submit(desk.draft())
    limited = program("applicant-a", matters=("outdoor-sign",))

    assert [one["code"] for one in limited.get("/matters")["items"]] == ["outdoor-sign"]
    limited.get("/matters/food-operation-licence", 404)
    limited.get(f"/cases/{case.number}", 404)
    assert limited.get("/cases")["items"] == []
    assert limited.get("/cases", matter="food-operation-licence")["items"] == []
    limited.post("/cases", {"matter": "food-operation-licence", "region": "230102"}, 404)


def test_when_a_key_was_used_is_written_once_a_minute(city: City, program: Make) -> None:
    reader = program("window", keys.CASES_READ)

    def used() -> object:
        with city.desk() as desk:
            return keys.keys(desk.session)[0].last_used_at

    assert used() is None
    reader.get("/cases")
    first = used()
    city.host.at += timedelta(seconds=30)
    reader.get("/cases")
    assert used() == first
    city.host.at += timedelta(seconds=31)
    reader.get("/cases")
    assert used() == city.clock()


def test_a_key_that_asks_too_often_is_told_when_to_come_again(city: City, program: Make) -> None:
    city.app.extensions["pace"].limit = 2
    reader, other = program("window"), program("market-handler")
    answers = [reader.client.get("/api/v1/cases", headers=_bearer(reader)) for _ in range(6)]

    refused = answers[-1]
    assert refused.status_code == 429
    assert refused.json["type"].endswith("#too-many-requests")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    other.get("/cases")


def _bearer(program_: Program) -> dict[str, str]:
    return {"Authorization": f"Bearer {program_.token}"}


def _id(token: str) -> str:
    name = token.split("_")[1]
    return "-".join((name[:8], name[8:12], name[12:16], name[16:20], name[20:]))
