"""What operators see: who works where with which role."""

from flask.testing import FlaskClient

from adapters.credit.local import LocalCredit
from engine import Incident
from office.accounts import APPROVER, HANDLER, OPERATOR
from office.ports import Ports
from tests.web.conftest import People, sign_in
from tests.web.house import NOW
from web.admin.connections import connections


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

    assert "11230102MB0000001K" in page
    assert "演示审批员乙" in page
    assert "综合窗口" in page


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
    assert {one.backend for one in found} == {"本地（内置）"}
    assert next(one for one in found if one.port == "licence").tone == "red"
