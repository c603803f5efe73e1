"""Deployment by content, and what it tells about a diagram."""

import pytest

from engine import DeploymentRefused
from tests.engine.conftest import Desk
from tests.engine.drawing import call, definitions, diagram, process, service, user, xor


def test_the_same_files_are_the_same_deployment(desk: Desk) -> None:
    files = diagram("p", "s>a>e", user("a"))

    first = desk.engine.deploy(desk.session, files)
    again = desk.engine.deploy(desk.session, dict(files))
    changed = desk.engine.deploy(desk.session, diagram("p", "s>b>e", user("b")))

    assert first == again
    assert (first.version, changed.version) == (1, 2)


def test_a_running_case_keeps_its_version(desk: Desk) -> None:
    desk.deploy(diagram("p", "s>a>b>e", user("a"), user("b")))
    case = desk.start("p")

    desk.deploy(diagram("p", "s>a>c>e", user("a"), user("c")))
    desk.do(case, "a")

    assert desk.open(case) == ["b"]
    assert desk.open(desk.start("p")) == ["a"]


def test_a_deployment_tells_what_it_needs_from_outside(desk: Desk) -> None:
    nodes = (
        user("a", form="view"),
        service("r", "licence.reserve", "reserved", layout='"x"', region="region"),
        xor("g"),
        call("part", "member", {"n": "=answers.seats"}, {"total": "=sum"}),
    )
    flows = (
        "s>a>r>g; g>part [a.outcome = 1 and fields.area > 3 and total = null]; g>e2 default; part>e"
    )

    found = desk.engine.deploy(desk.session, diagram("p", flows, *nodes))

    assert found.reads == {"region", "answers.seats", "fields.area"}
    assert found.verbs == {"licence.reserve"}
    assert found.calls == {"member"}
    assert found.forms == {"view"}


def test_a_file_may_hold_several_processes(desk: Desk) -> None:
    both = definitions(process("p", "s>e"), process("q", "s2>e2"))

    found = desk.engine.deploy(desk.session, {"both.bpmn": both})

    assert (found.process_id, found.processes) == ("p", ("p", "q"))
    assert desk.status(desk.start("q")) == "ended"


def test_a_refused_deployment_says_why_and_leaves_nothing(desk: Desk) -> None:
    files = diagram("p", "s>a>e", user("a"), user("lost"))

    with pytest.raises(DeploymentRefused) as caught:
        desk.engine.deploy(desk.session, files)

    (refusal,) = caught.value.refusals
    assert (refusal.code, refusal.element) == ("unreachable", "lost")
    assert refusal.reason and refusal.remedy


def test_history_tells_what_happened_and_who_did_it(desk: Desk) -> None:
    desk.deploy(diagram("p", "s>a>e", user("a")))
    case = desk.engine.start(desk.session, "p", business_key="NO-1", actor="applicant").id
    task = desk.engine.waits(desk.session, case)[0].task_id

    desk.engine.complete(
        desk.session, case, task, {"outcome": "agree"}, actor="officer", on_behalf="chief"
    )

    events = desk.engine.history(desk.session, case)
    done = next(e for e in events if e.kind == "completed" and e.element == "a")
    assert (done.actor, done.on_behalf, dict(done.data)) == (
        "officer",
        "chief",
        {"outcome": "agree"},
    )
    assert [e.kind for e in events][0] == "started"
    assert [e.kind for e in events][-1] == "ended"
    assert events[0].actor == "applicant"
    (found,) = desk.engine.instances(desk.session, business_key="NO-1")
    assert found.id == case
    assert desk.engine.instances(desk.session, status="running") == []


def test_properties_that_are_feel_come_evaluated(desk: Desk) -> None:
    desk.deploy(
        diagram("p", "s>a>e", user("a", step="审查", due='=date("2026-03-09")', n="=n + 1"))
    )

    case = desk.start("p", n=1)

    (wait,) = desk.engine.waits(desk.session, case)
    assert dict(wait.properties) == {"step": "审查", "due": "2026-03-09", "n": "2"}
    assert wait == desk.house.advances[-1].opened[0]
