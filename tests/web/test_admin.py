"""What operators see: who works where with which role."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from flask.testing import FlaskClient
from sqlalchemy.orm import Session, sessionmaker

from adapters.credit.local import LocalCredit
from engine import Advance, Call, Done, Engine, Incident, Later
from office.accounts import APPROVER, HANDLER, OPERATOR
from office.ports import Ports
from tests.web.conftest import People, sign_in, token_in
from tests.web.house import NOW, WebHouse
from web.admin.connections import connections
from web.app import create_app


def test_accounts_are_listed_with_organ_roles_and_place(
    client: FlaskClient, people: People
) -> None:
    people.staff("ops", OPERATOR)
    people.staff("li", HANDLER, APPROVER)
    people.applicant("jia")
    sign_in(client, "ops")

    page = client.get("/admin/accounts").text

    for username in ("ops", "li", "jia"):
        assert f">{username}<" in page
    assert "示例市道里区市场监督管理局" in page
    assert f"{APPROVER}</span>" in page
    assert f"{HANDLER}</span>" in page
    assert "道里区" in page
    assert 'aria-current="page"' in page


def test_organs_are_listed_with_their_people(client: FlaskClient, people: People) -> None:
    people.staff("ops", OPERATOR)
    sign_in(client, "ops")

    page = client.get("/admin/organs").text

    assert "11230102T00001055T" in page
    assert "演示审批员乙" in page
    assert "综合窗口" in client.get("/admin/lanes").text


class Surroundings:
    """A host for jobs that no diagram asked for."""

    functions: Mapping[str, Callable[..., object]] = {}

    def now(self) -> datetime:
        return NOW

    def perform(self, session: Session, call: Call) -> Done | Later:
        return Done()

    def follow(self, session: Session, advance: Advance) -> None:
        return None


def test_a_job_that_failed_for_good_is_seen_and_tried_again(
    house: WebHouse, people: People, sessions: sessionmaker[Session]
) -> None:
    engine = Engine(Surroundings())
    with sessions.begin() as session:
        engine.enqueue(session, "seal.apply", {})
        job = engine.lease(session, worker="w")[0]
        engine.fail(session, job.id, job.token, reason="电子印章系统没有回应", retry=False)
    client = create_app(replace(house, engine=engine)).test_client()  # type: ignore[arg-type]
    people.staff("ops", OPERATOR)
    sign_in(client, "ops")
    page = client.get("/admin/incidents")
    incident = re.search(r'name="incident" value="([^"]+)"', page.text)
    assert incident
    fields = {"csrf_token": token_in(page), "incident": incident[1]}

    client.post("/admin/incidents", data=fields)
    after = client.get("/admin/incidents").text
    client.post("/admin/incidents", data=fields)
    again = client.get("/admin/incidents").text

    assert "加盖电子印章" in page.text
    assert "电子印章系统没有回应" in page.text
    assert "已重新排队" in after
    assert "没有异常" in after
    assert "已经有人处理" in again
    with sessions() as session:
        assert [one.id for one in engine.lease(session, worker="w")] == [job.id]


def test_an_incident_that_never_was_is_told_kindly(house: WebHouse, people: People) -> None:
    client = create_app(replace(house, engine=Engine(Surroundings()))).test_client()  # type: ignore[arg-type]
    people.staff("ops", OPERATOR)
    sign_in(client, "ops")
    token = token_in(client.get("/admin/incidents"))

    answer = client.post("/admin/incidents", data={"csrf_token": token, "incident": "not a number"})

    assert answer.location == "/admin/incidents"
    assert "已经消失" in client.get("/admin/incidents").text


def test_a_connection_counts_the_failed_jobs_of_its_own_verbs() -> None:
    def incident(verb: str | None) -> Incident:
        return Incident("i", None, None, None, verb, "对方系统不可用", NOW, 5)

    local = LocalCredit.__new__(LocalCredit)  # only its place in the house is read
    ports = Ports(seal=local, licence=local, credit=local, identity=local, notification=local)  # type: ignore[arg-type]

    found = connections(
        ports, [incident("licence.issue"), incident("licence.reserve"), incident(None)]
    )

    assert {one.port: one.incidents for one in found} == {
        "seal": 0,
        "licence": 2,
        "credit": 0,
        "identity": 0,
        "notification": 0,
    }
    assert {one.backend for one in found} == {"local"}
    assert next(one for one in found if one.port == "licence").tone == "red"
