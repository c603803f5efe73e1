"""Cycles run as long as they are drawn to, and stop at the settable number of rounds."""

from engine import Engine
from tests.engine.conftest import Desk
from tests.engine.drawing import both, diagram, node, script, sub, user, xor

LOOP = (
    "s>first>m; m>step>t>g; g>m [n &lt; limit]; g>e default".replace("&lt;", "<"),
    script("first", "{n: 0}"),
    xor("m"),
    script("step", "{n: n + 1}"),
    node("task", "t"),
    xor("g"),
)


def test_a_loop_of_three_nodes_runs_a_thousand_rounds(desk: Desk) -> None:
    desk.deploy(diagram("p", *LOOP))

    case = desk.start("p", limit=1000)

    assert desk.status(case) == "ended"
    assert desk.variables(case)["n"] == 1000
    assert desk.trace(case).count("t") == 1000


def test_a_loop_that_does_not_end_is_an_incident_at_the_settable_round(desk: Desk) -> None:
    desk.engine = Engine(desk.house, max_rounds=50)
    desk.deploy(diagram("p", *LOOP))

    case = desk.start("p", limit=1_000_000)

    assert desk.status(case) == "incident"
    ((element, reason),) = desk.reasons()
    assert element == "m" and "50" in reason
    assert desk.variables(case)["n"] == 50


def test_a_loop_with_a_person_in_it_keeps_its_state_small(desk: Desk) -> None:
    desk.deploy(
        diagram("p", "s>m; m>a>g; g>m [not(a.done)]; g>e default", xor("m"), xor("g"), user("a"))
    )
    case = desk.start("p")
    desk.do(case, "a", done=False)
    small = _state_size(desk)

    for _ in range(30):
        desk.do(case, "a", done=False)

    assert _state_size(desk) <= small + 4
    desk.do(case, "a", done=True)
    assert desk.status(case) == "ended"


def test_a_parallel_block_in_a_subprocess_is_joined_anew_in_every_round(desk: Desk) -> None:
    block = sub("block", "s2>f; f>a>j; f>b>j; j>e2", both("f"), both("j"), user("a"), user("b"))
    flows = "s>m; m>block>g; g>m [not(b.done)]; g>e default"
    desk.deploy(diagram("p", flows, xor("m"), xor("g"), block))
    case = desk.start("p")

    desk.do(case, "a", done=False)
    desk.do(case, "b", done=False)
    assert desk.open(case) == ["a", "b"]
    desk.do(case, "b", done=True)

    assert desk.open(case) == ["a"]
    desk.do(case, "a", done=True)
    assert desk.status(case) == "ended"


def _state_size(desk: Desk) -> int:
    from sqlalchemy import text

    statement = text("SELECT length(state) FROM engine.instance")
    return int(desk.session.execute(statement).scalar_one())
