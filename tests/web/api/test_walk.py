"""One case by programs alone: started by the applicant's, decided by the offices', its decision downloaded."""

import base64
from collections.abc import Mapping
from typing import Any

import pytest

from office import accounts
from office.run.assembly import House
from office.run.demo.people import username_of
from office.run.demo.samples import sample
from office.run.demo.scenario import MATTERS, Scenario, read_scenario
from office.run.worker import Worker
from tests.web.api.program import Program, make_key
from web.app import create_app

SIGN = MATTERS / "outdoor-sign/scenarios"


def scenario_of_sign() -> Scenario:
    return read_scenario(sorted(SIGN.glob("*.yaml"))[0])


def test_a_case_goes_from_start_to_its_sealed_decision_over_http_with_keys_alone(
    house: House,
) -> None:
    scenario, worker, app = scenario_of_sign(), Worker(house, "api"), create_app(house)

    def program(username: str) -> Program:
        with house.transaction() as session:
            whose = accounts.account_named(session, username)
            assert whose is not None
            return Program(app.test_client(), make_key(session, whose, house.clock()))

    applicant = program(scenario.applicant)
    body = application(scenario)

    first = applicant.send("/cases", body, 202, key="sign-1")
    assert first.headers["Retry-After"] == "2"
    worker.drain()  # the register answers
    started = applicant.post("/cases", body, 201, key="sign-1")
    assert applicant.post("/cases", body, 201, key="sign-1") == started
    worker.drain()

    number = started["number"]
    for step in scenario.steps:
        officer = program(username_of(step.role, step.department, scenario.region))
        (task,) = [one for one in officer.get("/tasks")["items"] if one["case_number"] == number]
        said = {"outcome": step.outcome, "opinion": step.opinion, "points": list(step.points)}
        assert officer.post(f"/tasks/{task['id']}/decision", said)["case_number"] == number
        worker.drain()

    case = applicant.get(f"/cases/{number}")
    assert (case["state"], case["outcome"]) == ("closed", "granted")
    assert case["next_action"]["kind"] == "none"
    papers = applicant.get(f"/cases/{number}/documents")["items"]
    assert {"receipt", "result"} <= {one["kind"] for one in papers}
    (decision,) = [one for one in papers if one["kind"] == "result"]
    pdf = applicant.get(f"/documents/{decision['id']}")
    assert pdf.mimetype == "application/pdf"
    assert pdf.data.startswith(b"%PDF-")
    assert b"/Sig" in pdf.data


def application(scenario: Scenario) -> Mapping[str, Any]:
    materials = {}
    for slot, kind in scenario.attachments.items():
        name, content, _ = sample(kind)
        materials[slot] = [{"filename": name, "content": base64.b64encode(content).decode()}]
    return {
        "matter": scenario.matter,
        "region": scenario.region,
        "answers": dict(scenario.answers),
        "form": dict(scenario.values),
        "materials": materials,
    }


@pytest.mark.parametrize("path", ["/openapi.json", "/"])
def test_the_description_is_open_to_all(house: House, path: str) -> None:
    assert create_app(house).test_client().get(f"/api/v1{path}").status_code == 200
