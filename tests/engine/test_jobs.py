"""Service tasks that become jobs: leased, tried again, at last an incident."""

import pytest

from engine import BusinessError, Done, Later, NotLeased
from tests.engine.conftest import Desk
from tests.engine.drawing import boundary, definition, diagram, node, service, user

SEAL = service("seal", "seal.apply", "sealed")
ERROR = '<bpmn:error id="err" errorCode="REFUSED"/>'


def test_a_job_waits_in_its_row_and_its_result_goes_on(desk: Desk) -> None:
    case = _sealing(desk)

    assert desk.open(case, "job") == ["seal"]
    (job,) = desk.engine.lease(desk.session, worker="w")
    assert (job.verb, dict(job.payload), job.request_id) == ("seal.apply", {"page": 1}, job.id)
    desk.engine.finish(desk.session, job.id, job.token, {"certificate": "c"})

    assert desk.variables(case) == {"sealed": {"certificate": "c"}}
    assert desk.open(case) == ["next"]


def test_a_leased_job_is_not_leased_again_until_its_lease_lapses(desk: Desk) -> None:
    _sealing(desk)
    (first,) = desk.engine.lease(desk.session, worker="a", seconds=60)
    assert desk.engine.lease(desk.session, worker="b") == []

    desk.house.wait(seconds=61)
    (second,) = desk.engine.lease(desk.session, worker="b")

    assert second.id == first.id and second.attempts == 2
    with pytest.raises(NotLeased):
        desk.engine.finish(desk.session, first.id, first.token)
    desk.engine.finish(desk.session, second.id, second.token)
    with pytest.raises(NotLeased):
        desk.engine.finish(desk.session, second.id, second.token)


def test_a_lease_can_be_kept_for_longer(desk: Desk) -> None:
    _sealing(desk)
    (job,) = desk.engine.lease(desk.session, worker="a", seconds=60)

    desk.engine.extend(desk.session, job.id, job.token, seconds=600)
    desk.house.wait(seconds=61)

    assert desk.engine.lease(desk.session, worker="b") == []


def test_a_failed_job_comes_back_later_each_time_and_at_last_is_an_incident(desk: Desk) -> None:
    case = _sealing(desk)
    waits = []
    for _ in range(desk.engine.max_tries):
        began = desk.house.time
        due = desk.engine.due_soon(desk.session)
        assert due is not None
        desk.house.time = max(due, began)
        waits.append((desk.house.time - began).total_seconds())
        (job,) = desk.engine.lease(desk.session, worker="w")
        desk.engine.fail(desk.session, job.id, job.token, reason="down")

    assert desk.engine.lease(desk.session, worker="w") == []
    assert waits[0] == 0 and 2.5 <= waits[1] <= 5 and 5 <= waits[2] <= 10
    (incident,) = desk.engine.incidents(desk.session)
    assert (incident.verb, incident.element, incident.reason) == ("seal.apply", "seal", "down")
    assert incident.attempts == desk.engine.max_tries
    assert desk.status(case) == "incident"


def test_retrying_an_incident_puts_its_job_back(desk: Desk) -> None:
    case = _sealing(desk)
    (job,) = desk.engine.lease(desk.session, worker="w")
    desk.engine.fail(desk.session, job.id, job.token, reason="misconfigured", retry=False)
    (incident,) = desk.engine.incidents(desk.session)

    desk.engine.retry(desk.session, incident.id, actor="operator")

    assert desk.engine.incidents(desk.session) == []
    assert desk.status(case) == "running"
    (again,) = desk.engine.lease(desk.session, worker="w")
    assert (again.id, again.attempts) == (job.id, 1)
    desk.engine.finish(desk.session, again.id, again.token)
    assert desk.open(case) == ["next"]


def test_a_business_error_takes_the_error_boundary_that_is_drawn_for_it(desk: Desk) -> None:
    desk.house.answers["seal.apply"] = Later()
    desk.deploy(_with_boundary())

    case = desk.start("p")
    (job,) = desk.engine.lease(desk.session, worker="w")
    desk.engine.fail(desk.session, job.id, job.token, reason="no", business_code="REFUSED")

    assert desk.open(case) == ["repair"]
    assert desk.engine.incidents(desk.session) == []


def test_an_inline_business_error_takes_the_boundary_too(desk: Desk) -> None:
    desk.house.answers["seal.apply"] = BusinessError("REFUSED")
    desk.deploy(_with_boundary())

    assert desk.open(desk.start("p")) == ["repair"]


def test_a_business_error_without_boundary_is_an_incident_of_its_job(desk: Desk) -> None:
    case = _sealing(desk)
    (job,) = desk.engine.lease(desk.session, worker="w")

    desk.engine.fail(desk.session, job.id, job.token, reason="no", business_code="OTHER")

    assert [i.job_id for i in desk.engine.incidents(desk.session)] == [job.id]
    assert desk.status(case) == "incident"


def test_a_job_whose_task_was_interrupted_is_recalled(desk: Desk) -> None:
    desk.house.answers["seal.apply"] = Later()
    timer = boundary(
        "late",
        "seal",
        "<bpmn:timerEventDefinition><bpmn:timeDuration>PT1H</bpmn:timeDuration>"
        "</bpmn:timerEventDefinition>",
    )
    desk.deploy(diagram("p", "s>seal>e; late>repair>e2", SEAL, timer, user("repair")))
    case = desk.start("p")

    desk.house.wait(hours=2)
    assert desk.engine.fire_due(desk.session) == 1

    assert desk.open(case) == ["repair"]
    assert desk.engine.lease(desk.session, worker="w") == []


def test_jobs_without_a_diagram_are_kept_once_a_key(desk: Desk) -> None:
    first = desk.engine.enqueue(desk.session, "credit.query", {"holder": "x"}, key="draft 1")
    again = desk.engine.enqueue(desk.session, "credit.query", {"holder": "y"}, key="draft 1")
    other = desk.engine.enqueue(desk.session, "credit.query", {"holder": "z"})

    assert first == again != other
    leased = desk.engine.lease(desk.session, worker="w", limit=9)
    assert sorted(job.payload["holder"] for job in leased) == ["x", "z"]
    for job in leased:
        desk.engine.finish(desk.session, job.id, job.token)
    assert desk.engine.backlog(desk.session)["done"] == 2


def test_a_task_done_at_once_makes_no_job(desk: Desk) -> None:
    desk.house.answers["seal.apply"] = Done({"certificate": "c"})
    desk.deploy(diagram("p", "s>seal>e", SEAL))

    assert desk.status(desk.start("p")) == "ended"
    assert desk.engine.backlog(desk.session)["ready"] == 0


def _sealing(desk: Desk) -> str:
    desk.house.answers["seal.apply"] = Later({"page": 1})
    desk.deploy(diagram("p", "s>seal>next>e", SEAL, user("next")))
    return desk.start("p")


def _with_boundary() -> dict[str, bytes]:
    caught = boundary("caught", "seal", definition("error", "err"))
    nodes = (SEAL, caught, user("repair"), node("task", "t"))
    return diagram("p", "s>seal>t>e; caught>repair>e2", *nodes, extra=ERROR)
