"""A fenced engine meets nothing but what its session began: no job, timer, message or signal of others."""

from datetime import timedelta

from sqlalchemy import text

from engine import Engine, Taken
from tests.engine.conftest import Desk
from tests.engine.drawing import catch, definition, diagram, message_catch, timer, user

SIGNAL = '<bpmn:signal id="sig" name="all hands"/>'
MESSAGE = '<bpmn:message id="m" name="papers received"/>'


def test_jobs_of_others_are_not_taken_and_not_counted(desk: Desk) -> None:
    fenced = Engine(desk.house, fenced=True)
    desk.engine.enqueue(desk.session, "far.ask", {"whose": "others"})

    assert fenced.lease(desk.session, worker="w") == []
    assert fenced.due_soon(desk.session) is None

    own = fenced.enqueue(desk.session, "far.ask", {"whose": "own"})
    assert [job.id for job in fenced.lease(desk.session, worker="w", limit=9)] == [own]
    assert len(desk.engine.lease(desk.session, worker="w", limit=9)) == 1


def test_timers_of_others_do_not_fire(desk: Desk) -> None:
    desk.deploy(diagram("p", "s>wait>a>e", catch("wait", timer("PT1H")), user("a")))
    theirs = desk.start("p")
    fenced = Engine(desk.house, fenced=True)
    own = fenced.start(desk.session, "p").id

    desk.house.wait(hours=2)
    assert fenced.fire_due(desk.session) == 1
    assert (desk.open(own), desk.open(theirs)) == (["a"], [])


def test_signals_and_messages_do_not_reach_others(desk: Desk) -> None:
    hears = catch("hears", definition("signal", "sig"))
    desk.deploy(diagram("p", "s>hears>a>e", hears, user("a"), extra=SIGNAL))
    desk.deploy(
        diagram("q", "s>gets>b>e", message_catch("gets", "m", "=number"), user("b"), extra=MESSAGE)
    )
    theirs = [desk.start("p"), desk.start("q", number="n1")]
    fenced = Engine(desk.house, fenced=True)
    number = {"number": "n1"}
    own = [fenced.start(desk.session, name, variables=number).id for name in ("p", "q")]

    assert fenced.signal(desk.session, "all hands") == 1
    assert fenced.message(desk.session, "papers received", correlation="n1")
    assert [desk.open(one) for one in own] == [["a"], ["b"]]
    assert [desk.open(one) for one in theirs] == [[], []]


def test_a_message_that_came_before_for_others_is_not_taken(desk: Desk) -> None:
    desk.deploy(
        diagram("q", "s>gets>b>e", message_catch("gets", "m", "=number"), user("b"), extra=MESSAGE)
    )
    assert not desk.engine.message(desk.session, "papers received", correlation="n1")
    fenced = Engine(desk.house, fenced=True)

    own = fenced.start(desk.session, "q", variables={"number": "n1"}).id
    assert desk.open(own) == []
    assert desk.open(desk.start("q", number="n1")) == ["b"]


def test_a_failed_job_waits_as_long_as_the_spread_says(desk: Desk) -> None:
    fenced = Engine(desk.house, fenced=True, spread=lambda: 1.0)
    fenced.enqueue(desk.session, "far.ask", {})
    (job,) = fenced.lease(desk.session, worker="w")

    fenced.fail(desk.session, job.id, job.token, reason="away")
    assert fenced.due_soon(desk.session) == desk.house.time + timedelta(seconds=5)
    assert fenced.incidents(desk.session) == []


def test_the_host_hears_which_flows_were_taken(desk: Desk) -> None:
    desk.deploy(
        diagram(
            "p",
            "s>g; g>a [x = 1]; g>b default; a>e; b>e",
            user("a"),
            user("b"),
            '<bpmn:exclusiveGateway id="g"/>',
        )
    )

    desk.start("p", x=1)

    assert Taken("p", "f1_0_g_a") in desk.house.advances[-1].taken
    assert Taken("p", "f2_0_g_b") not in desk.house.advances[-1].taken


def test_an_engine_made_anew_does_not_know_the_rows_of_a_transaction_that_was_taken_back(
    desk: Desk,
) -> None:
    desk.deploy(diagram("p", "s>a>e", user("a")))
    first = desk.engine.start(desk.session, "p")
    fresh = desk.engine.anew(desk.house)
    desk.session.execute(
        text(
            "UPDATE engine.definition SET facts = facts || jsonb_build_object('calls', ARRAY['other'])"
        )
    )

    assert desk.engine.deployment(desk.session, first.definition_id).calls == frozenset()
    assert fresh.deployment(desk.session, first.definition_id).calls == frozenset({"other"})
