"""Timers, messages, signals and errors act as drawn, at once."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from tests.engine.conftest import Desk
from tests.engine.drawing import (
    both,
    boundary,
    catch,
    definition,
    diagram,
    end,
    message_catch,
    node,
    properties,
    script,
    sub,
    throw,
    timer,
    user,
)

MESSAGE = '<bpmn:message id="m" name="papers received"/>'


def test_a_timer_fires_when_it_is_due_and_not_before(desk: Desk) -> None:
    wait = catch("wait", timer('duration("P1D") * 2'))
    desk.deploy(diagram("p", "s>wait>a>e", wait, user("a")))
    case = desk.start("p")

    desk.house.wait(hours=47)
    assert desk.engine.fire_due(desk.session) == 0
    assert desk.engine.due_soon(desk.session) == desk.house.time + timedelta(hours=1)
    desk.house.wait(hours=1)
    assert desk.engine.fire_due(desk.session) == 1

    assert desk.open(case) == ["a"]
    assert _timers(desk) == 0


def test_a_timer_may_be_a_date_time_from_a_variable_or_iso_text(desk: Desk) -> None:
    until = catch("until", timer("deadline", "timeDate"))
    desk.deploy(diagram("p", "s>until>e", until))
    desk.deploy(diagram("q", "s>pause>e", catch("pause", timer("PT90S"))))

    case = desk.start("p", deadline=datetime(2026, 3, 9, 9, 0, tzinfo=UTC))
    other = desk.start("q")

    dues = [desk.engine.waits(desk.session, i)[0].due for i in (case, other)]
    assert dues == [datetime(2026, 3, 9, 9, tzinfo=UTC), desk.house.time + timedelta(seconds=90)]


def test_months_are_counted_by_the_calendar(desk: Desk) -> None:
    desk.deploy(diagram("p", "s>wait>e", catch("wait", timer('duration("P1M")'))))

    case = desk.start("p")

    assert desk.engine.waits(desk.session, case)[0].due == datetime(2026, 4, 2, 1, tzinfo=UTC)


def test_an_interrupting_timer_ends_the_task_and_takes_its_flow(desk: Desk) -> None:
    late = boundary("late", "a", timer("PT1H"))
    desk.deploy(diagram("p", "s>a>e; late>b>e2", user("a"), user("b"), late))
    case = desk.start("p")
    assert desk.open(case, "timer") == ["late"]

    desk.house.wait(hours=1)
    desk.engine.fire_due(desk.session)

    assert desk.open(case) == ["b"]
    closed = desk.house.advances[-1].closed
    assert {(c.element, c.outcome) for c in closed} == {("a", "cancelled"), ("late", "completed")}


def test_a_boundary_timer_vanishes_with_its_task(desk: Desk) -> None:
    late = boundary("late", "a", timer("PT1H"))
    desk.deploy(diagram("p", "s>a>b>e; late>c>e2", late, *(user(n) for n in "abc")))
    case = desk.start("p")
    assert _timers(desk) == 1

    desk.do(case, "a")

    assert _timers(desk) == 0
    desk.house.wait(hours=2)
    assert desk.engine.fire_due(desk.session) == 0
    assert desk.open(case) == ["b"]


def test_a_timer_that_does_not_interrupt_adds_a_branch(desk: Desk) -> None:
    remind = boundary("remind", "a", timer("PT1H"), interrupting=False)
    desk.deploy(diagram("p", "s>a>e; remind>b>e2", user("a"), user("b"), remind))
    case = desk.start("p")

    desk.house.wait(hours=1)
    desk.engine.fire_due(desk.session)
    assert desk.open(case) == ["a", "b"]
    desk.do(case, "a")
    assert desk.status(case) == "running"
    desk.do(case, "b")

    assert desk.status(case) == "ended"


def test_a_repeating_timer_fires_as_often_as_drawn(desk: Desk) -> None:
    remind = boundary("remind", "a", timer("R2/PT1H", "timeCycle"), interrupting=False)
    desk.deploy(diagram("p", "s>a>e; remind>t>e2", user("a"), node("task", "t"), remind))
    case = desk.start("p")

    for _ in range(4):
        desk.house.wait(hours=1)
        desk.engine.fire_due(desk.session)

    assert desk.trace(case).count("t") == 2
    assert _timers(desk) == 0


def test_an_interruption_comes_before_the_next_automatic_step(desk: Desk) -> None:
    inner = (user("a"), node("task", "t"))
    late = boundary("late", "part", timer("PT1H"))
    part = sub("part", "s2>a>t>e3", *inner)
    desk.deploy(diagram("p", "s>part>e; late>b>e2", part, late, user("b")))
    case = desk.start("p")

    desk.house.wait(hours=1)
    desk.engine.fire_due(desk.session)

    assert desk.open(case) == ["b"]
    assert "t" not in desk.trace(case)


def test_a_timer_can_be_moved_and_suspended(desk: Desk) -> None:
    desk.deploy(diagram("p", "s>wait>e", catch("wait", timer("PT1H"))))
    case = desk.start("p")
    (wait,) = desk.engine.waits(desk.session, case)

    desk.engine.reschedule(desk.session, case, wait.task_id, None)
    desk.house.wait(hours=9)
    assert desk.engine.fire_due(desk.session) == 0
    desk.engine.reschedule(desk.session, case, wait.task_id, desk.house.time)
    assert desk.engine.fire_due(desk.session) == 1

    assert desk.status(case) == "ended"


def test_a_message_reaches_the_one_case_whose_key_it_carries(desk: Desk) -> None:
    desk.deploy(_receiving())
    one, other = desk.start("p", number="A-1"), desk.start("p", number="A-2")

    got = desk.engine.message(
        desk.session, "papers received", correlation="A-2", variables={"pages": 3}
    )

    assert got
    assert desk.open(one, "message") == ["wait"]
    assert desk.open(other) == ["a"]
    assert desk.variables(other)["pages"] == 3


def test_a_message_that_comes_early_is_kept_for_its_receiver(desk: Desk) -> None:
    desk.deploy(_receiving())

    assert not desk.engine.message(desk.session, "papers received", correlation="A-1")
    case = desk.start("p", number="A-1")

    assert desk.open(case) == ["a"]


def test_a_message_id_counts_once(desk: Desk) -> None:
    desk.deploy(_receiving())
    one, other = desk.start("p", number="A-1"), desk.start("p", number="A-1")

    for _ in range(2):
        assert desk.engine.message(
            desk.session, "papers received", correlation="A-1", message_id="mail 7"
        )

    assert (desk.open(one), desk.open(other)) == (["a"], [])


def test_a_case_sends_a_message_to_another(desk: Desk) -> None:
    desk.deploy(_receiving())
    sending = throw("tell", properties(correlation="=number") + definition("message", "m"))
    desk.deploy(diagram("q", "s>tell>e", sending, extra=MESSAGE))
    receiver = desk.start("p", number="A-1")

    desk.start("q", number="A-1")

    assert desk.open(receiver) == ["a"]


def test_a_signal_reaches_everybody_who_waits(desk: Desk) -> None:
    signal = '<bpmn:signal id="sig" name="holiday"/>'
    wait = catch("wait", definition("signal", "sig"))
    desk.deploy(diagram("p", "s>wait>e", wait, extra=signal))
    send = throw("send", definition("signal", "sig"))
    nodes = (both("f"), both("j"), wait, user("a"), send)
    desk.deploy(diagram("q", "s>f; f>wait>j; f>a>send>j; j>e", *nodes, extra=signal))
    one, two, sender = desk.start("p"), desk.start("p"), desk.start("q")

    desk.do(sender, "a")

    assert [desk.status(i) for i in (one, two, sender)] == ["ended"] * 3


def test_the_first_event_behind_an_event_gateway_wins(desk: Desk) -> None:
    nodes = (
        node("eventBasedGateway", "g"),
        message_catch("m1", "m", "=number"),
        catch("t1", timer("PT1H")),
        *(user(n) for n in "ab"),
    )
    desk.deploy(diagram("p", "s>g; g>m1>a>e; g>t1>b>e2", *nodes, extra=MESSAGE))
    by_time, by_message = desk.start("p", number="1"), desk.start("p", number="2")

    assert desk.engine.message(desk.session, "papers received", correlation="2")
    desk.house.wait(hours=2)
    desk.engine.fire_due(desk.session)

    assert (desk.open(by_time), desk.open(by_message)) == (["b"], ["a"])
    assert not desk.engine.message(desk.session, "papers received", correlation="1")


def test_an_error_end_goes_to_the_boundary_with_its_code(desk: Desk) -> None:
    errors = '<bpmn:error id="e1" errorCode="A"/><bpmn:error id="e2x" errorCode="B"/>'
    inner = (user("x"), end("bad", definition("error", "e2x")), both("f"))
    part = sub("part", "s2>f; f>x>e9; f>bad", *inner)
    nodes = (
        part,
        boundary("on_a", "part", definition("error", "e1")),
        boundary("on_b", "part", definition("error", "e2x")),
        user("a"),
        user("b"),
    )
    desk.deploy(diagram("p", "s>part>e; on_a>a>e3; on_b>b>e4", *nodes, extra=errors))

    case = desk.start("p")

    assert desk.open(case) == ["b"]


def test_an_error_that_nobody_catches_is_an_incident(desk: Desk) -> None:
    error = '<bpmn:error id="e1" errorCode="A"/>'
    desk.deploy(diagram("p", "s>bad", end("bad", definition("error", "e1")), extra=error))

    case = desk.start("p")

    assert desk.status(case) == "incident"
    assert [element for element, _ in desk.reasons()] == ["bad"]


def test_an_escalation_interrupts_its_subprocess(desk: Desk) -> None:
    extra = '<bpmn:escalation id="x" name="up" escalationCode="UP"/>'
    part = sub("part", "s2>up>a>e3", throw("up", definition("escalation", "x")), user("a"))
    caught = boundary("caught", "part", definition("escalation", "x"))
    desk.deploy(diagram("p", "s>part>e; caught>b>e2", part, caught, user("b"), extra=extra))

    assert desk.open(desk.start("p")) == ["b"]


def test_values_of_feel_survive_storage(desk: Desk) -> None:
    values = (
        '{day: date("2026-03-02"), span: duration("P3D"), many: [1.10, 2], band: [1..5],'
        ' at: date and time("2026-03-02T08:00:00+08:00"), inner: {key: null}}'
    )
    same = (
        '{ok: day = date("2026-03-02") and span = duration("P3D") and many = [1.1, 2]'
        ' and 3 in band and at = date and time("2026-03-02T08:00:00+08:00")'
        " and inner.key = null}"
    )
    desk.deploy(
        diagram("p", "s>make>a>test>e", script("make", values), user("a"), script("test", same))
    )

    case = desk.start("p")
    desk.do(case, "a")

    assert desk.variables(case)["ok"] is True


def _receiving() -> dict[str, bytes]:
    wait = message_catch("wait", "m", "=number")
    return diagram("p", "s>wait>a>e", wait, user("a"), extra=MESSAGE)


def _timers(desk: Desk) -> int:
    return int(desk.session.execute(text("SELECT count(*) FROM engine.timer")).scalar_one())


def test_a_timer_whose_flow_cannot_be_chosen_is_one_incident_and_can_be_retried(
    desk: Desk,
) -> None:
    late = boundary("late", "a", timer("PT1H"))
    flows = "s>a>e; late>b [n > 1]; late>c [n > 2]; b>e2; c>e3"
    desk.deploy(diagram("p", flows, late, *(user(n) for n in "abc")))
    case = desk.start("p", n=0)

    desk.house.wait(hours=1)
    for _ in range(3):
        desk.engine.fire_due(desk.session)
    (incident,) = desk.engine.incidents(desk.session)
    assert incident.element == "late"
    desk.engine.set(desk.session, case, {"n": 2})
    desk.engine.retry(desk.session, incident.id, actor="operator")

    assert desk.open(case) == ["b"]
    assert desk.engine.incidents(desk.session) == []
