"""Event subprocesses, repeated boundaries, typed starts, transactions: run exactly as drawn."""

import pytest

from engine import EngineError
from tests.engine.conftest import Desk
from tests.engine.drawing import (
    both,
    boundary,
    catch,
    definition,
    definitions,
    diagram,
    end,
    node,
    process,
    properties,
    scope,
    sub,
    throw,
    timer,
    user,
)

EXTRA = (
    '<bpmn:message id="m" name="papers"/><bpmn:signal id="sig" name="stop"/>'
    '<bpmn:error id="err" errorCode="E"/><bpmn:escalation id="esc" name="up" escalationCode="X"/>'
)


def handler(inside: str, *, interrupting: bool = True, flows: str = "s9>h>e9") -> str:
    start = node("startEvent", "s9", inside, isInterrupting="true" if interrupting else "false")
    return sub("handler", flows, start, user("h"), triggeredByEvent="true")


def test_an_interrupting_timer_handler_ends_its_scope_and_takes_over(desk: Desk) -> None:
    desk.deploy(diagram("p", "s>a>b>e", user("a"), user("b"), handler(timer("PT1H"))))
    case = desk.start("p")
    assert desk.open(case) == ["a"]

    desk.house.wait(hours=1)
    desk.engine.fire_due(desk.session)

    assert desk.open(case) == ["h"]
    desk.do(case, "h")
    assert desk.status(case) == "ended"


def test_a_handler_that_never_fires_does_not_keep_its_scope_open(desk: Desk) -> None:
    desk.deploy(diagram("p", "s>a>e", user("a"), handler(timer("PT1H"))))
    case = desk.start("p")

    desk.do(case, "a")

    assert desk.status(case) == "ended"
    desk.house.wait(hours=2)
    assert desk.engine.fire_due(desk.session) == 0


def test_a_handler_that_does_not_interrupt_runs_beside_its_scope_each_time(desk: Desk) -> None:
    drawn = handler(definition("signal", "sig"), interrupting=False)
    desk.deploy(diagram("p", "s>a>e", user("a"), drawn, extra=EXTRA))
    case = desk.start("p")

    desk.engine.signal(desk.session, "stop")
    desk.engine.signal(desk.session, "stop")

    assert desk.open(case) == ["a", "h", "h"]
    desk.do(case, "a")
    assert desk.status(case) == "running"
    desk.do(case, "h")
    desk.do(case, "h")
    assert desk.status(case) == "ended"


def test_an_error_handler_does_not_start_by_itself_and_catches_its_error(desk: Desk) -> None:
    nodes = (user("a"), end("bad", definition("error", "err")), handler(definition("error", "err")))
    desk.deploy(diagram("p", "s>a>bad", *nodes, extra=EXTRA))
    case = desk.start("p")
    assert desk.open(case) == ["a"]

    desk.do(case, "a")

    assert desk.open(case) == ["h"]


def test_an_escalation_handler_goes_on_beside_what_threw(desk: Desk) -> None:
    drawn = handler(definition("escalation", "esc"), interrupting=False)
    up = throw("up", definition("escalation", "esc"))
    desk.deploy(diagram("p", "s>up>a>e", up, user("a"), drawn, extra=EXTRA))

    assert desk.open(desk.start("p")) == ["a", "h"]


def test_a_message_handler_subscribes_inside_a_called_subprocess_too(desk: Desk) -> None:
    drawn = handler(properties(correlation="=number") + definition("message", "m"))
    part = sub("part", "s2>a>e2", user("a"), drawn)
    desk.deploy(diagram("p", "s>part>b>e", part, user("b"), extra=EXTRA))
    one, other = desk.start("p", number="1"), desk.start("p", number="2")

    assert desk.engine.message(desk.session, "papers", correlation="2")

    assert (desk.open(one), desk.open(other)) == (["a"], ["h"])
    desk.do(other, "h")
    assert desk.open(other) == ["b"]


def test_an_error_inside_a_handler_goes_outwards(desk: Desk) -> None:
    inner = sub(
        "handler",
        "s9>bad",
        node("startEvent", "s9", definition("error", "err")),
        end("bad", definition("error", "err")),
        triggeredByEvent="true",
    )
    part = sub("part", "s2>first", end("first", definition("error", "err")), inner)
    caught = boundary("caught", "part", definition("error", "err"))
    desk.deploy(diagram("p", "s>part>e; caught>c>e2", part, caught, user("c"), extra=EXTRA))

    assert desk.open(desk.start("p")) == ["c"]


@pytest.mark.parametrize("kind", ["message", "signal"])
def test_a_boundary_that_does_not_interrupt_fires_every_time(desk: Desk, kind: str) -> None:
    reference = {"message": "m", "signal": "sig"}[kind]
    drawn = boundary("b", "a", definition(kind, reference), interrupting=False)
    desk.deploy(diagram("p", "s>a>e; b>c>e2", user("a"), user("c"), drawn, extra=EXTRA))
    case = desk.start("p")

    for _ in range(3):
        if kind == "message":
            assert desk.engine.message(desk.session, "papers")
        else:
            assert desk.engine.signal(desk.session, "stop") == 1

    assert desk.open(case) == ["a", "c", "c", "c"]


def test_a_message_without_key_reaches_exactly_one(desk: Desk) -> None:
    desk.deploy(
        diagram("p", "s>w>a>e", catch("w", definition("message", "m")), user("a"), extra=EXTRA)
    )
    first, second = desk.start("p"), desk.start("p")

    assert desk.engine.message(desk.session, "papers")
    assert (desk.open(first), desk.open(second)) == (["a"], [])
    assert desk.engine.message(desk.session, "papers")
    assert desk.open(second) == ["a"]


def test_a_signal_end_is_thrown(desk: Desk) -> None:
    desk.deploy(diagram("p", "s>w>e", catch("w", definition("signal", "sig")), extra=EXTRA))
    desk.deploy(diagram("q", "s>e", end("e", definition("signal", "sig")), extra=EXTRA))
    waiting = desk.start("p")

    desk.start("q")

    assert desk.status(waiting) == "ended"


def test_a_signal_thrown_in_a_subprocess_interrupts_it_before_its_next_step(desk: Desk) -> None:
    part = sub("part", "s2>tell>a>e2", throw("tell", definition("signal", "sig")), user("a"))
    caught = boundary("caught", "part", definition("signal", "sig"))
    desk.deploy(diagram("p", "s>part>e; caught>c>e3", part, caught, user("c"), extra=EXTRA))

    assert desk.open(desk.start("p")) == ["c"]


def test_a_shared_event_definition_is_the_event_s_own(desk: Desk) -> None:
    shared = (
        '<bpmn:timerEventDefinition id="t9"><bpmn:timeDuration>PT1H</bpmn:timeDuration>'
        "</bpmn:timerEventDefinition>"
    )
    wait = catch("w", "<bpmn:eventDefinitionRef>t9</bpmn:eventDefinitionRef>")
    desk.deploy(diagram("p", "s>w>e", wait, extra=shared))
    case = desk.start("p")

    desk.house.wait(hours=1)
    desk.engine.fire_due(desk.session)

    assert desk.status(case) == "ended"


def test_a_message_starts_the_process_that_begins_with_it(desk: Desk) -> None:
    begin = node("startEvent", "by_mail", definition("message", "m"))
    desk.deploy(diagram("p", "by_mail>a>e", begin, user("a"), extra=EXTRA))

    assert desk.engine.message(desk.session, "papers", variables={"pages": 2}, message_id="7")
    assert desk.engine.message(desk.session, "papers", message_id="7")

    (case,) = desk.engine.instances(desk.session)
    assert case.variables["pages"] == 2
    assert desk.trace(case.id) == ["by_mail"]
    with pytest.raises(EngineError):
        desk.start("p")


def test_a_signal_starts_every_process_that_begins_with_it(desk: Desk) -> None:
    begin = node("startEvent", "s1", definition("signal", "sig"))
    two = definitions(
        process("p", "s1>a>e", begin, user("a")),
        process("q", "s2>b>e2", begin.replace("s1", "s2"), user("b")),
        EXTRA,
    )
    desk.deploy({"two.bpmn": two})

    assert desk.engine.signal(desk.session, "stop") == 2


def test_a_cancelled_transaction_takes_its_cancel_boundary(desk: Desk) -> None:
    inner = scope(
        "s2>f; f>a>e2; f>undo", both("f"), user("a"), end("undo", "<bpmn:cancelEventDefinition/>")
    )
    caught = boundary("caught", "x", "<bpmn:cancelEventDefinition/>")
    nodes = (node("transaction", "x", inner), caught, user("c"))
    desk.deploy(diagram("p", "s>x>e; caught>c>e3", *nodes))

    assert desk.open(desk.start("p")) == ["c"]
