"""Tasks, gateways and conditions run as drawn."""

import pytest

from engine import NotWaiting, UnknownInstance, UnknownProcess
from tests.engine.conftest import Desk
from tests.engine.drawing import both, diagram, many, node, script, service, some, user, xor


def test_a_user_task_waits_and_its_result_is_the_variable_named_by_its_id(desk: Desk) -> None:
    desk.deploy(diagram("p", "s>review>e", user("review")))

    case = desk.start("p")
    assert desk.open(case) == ["review"]
    desk.do(case, "review", outcome="agree")

    assert desk.status(case) == "ended"
    assert desk.variables(case) == {"review": {"outcome": "agree"}}


def test_an_exclusive_gateway_takes_the_first_true_flow_in_drawn_order(desk: Desk) -> None:
    drawing = "s>g; g>a [n > 1]; g>b [n > 2]; g>c default; a>m; b>m; c>m; m>e"
    nodes = (xor("g"), xor("m"), *(node("task", n) for n in "abc"))
    desk.deploy(diagram("p", drawing, *nodes))

    assert desk.trace(desk.start("p", n=5)) == ["s", "g", "a", "m", "e"]
    assert desk.trace(desk.start("p", n=1)) == ["s", "g", "c", "m", "e"]


def test_no_true_condition_and_no_default_is_an_incident_that_names_the_gateway(
    desk: Desk,
) -> None:
    desk.deploy(diagram("p", "s>g; g>a [n > 1]; g>b [n > 2]; a>e; b>e2", xor("g"), *_tasks("ab")))

    case = desk.start("p", n=0)

    assert desk.status(case) == "incident"
    assert [element for element, _ in desk.reasons()] == ["g"]


def test_a_retried_incident_goes_on_where_it_stood(desk: Desk) -> None:
    desk.deploy(diagram("p", "s>g; g>a [n > 1]; g>b [n > 2]; a>e; b>e2", xor("g"), *_tasks("ab")))
    case = desk.start("p", n=0)

    desk.engine.set(desk.session, case, {"n": 3})
    (incident,) = desk.engine.incidents(desk.session)
    desk.engine.retry(desk.session, incident.id, actor="operator")

    assert desk.status(case) == "ended"
    assert desk.engine.incidents(desk.session) == []


def test_a_condition_that_is_neither_true_nor_false_is_an_incident(desk: Desk) -> None:
    desk.deploy(diagram("p", "s>g; g>a [n > 1]; g>b default; a>e; b>e2", xor("g"), *_tasks("ab")))

    case = desk.start("p")

    assert desk.status(case) == "incident"


def test_a_join_waits_for_every_branch_in_any_order(desk: Desk) -> None:
    desk.deploy(diagram("p", "s>f; f>a>j; f>b>j; j>c>e", both("f"), both("j"), *_users("abc")))

    for first, second in ("ab", "ba"):
        case = desk.start("p")
        assert desk.open(case) == ["a", "b"]
        desk.do(case, first)
        assert desk.open(case) == [second]
        desk.do(case, second)
        assert desk.open(case) == ["c"]
        desk.do(case, "c")
        assert desk.status(case) == "ended"


def test_a_branch_sees_what_the_other_branch_wrote_and_nothing_stale_comes_back(
    desk: Desk,
) -> None:
    nodes = (both("f"), both("j"), script("w", "{n: n + 1}"), *_users("ab"))
    desk.deploy(diagram("p", "s>f; f>a>w>j; f>b>j; j>e", *nodes))

    case = desk.start("p", n=1)
    desk.do(case, "a")
    desk.do(case, "b")

    assert desk.variables(case)["n"] == 2


def test_an_inclusive_gateway_takes_all_true_flows_and_its_join_waits_for_those(
    desk: Desk,
) -> None:
    drawing = "s>f; f>a [x]; f>b [y]; f>c default; a>j; b>j; c>j; j>d>e"
    desk.deploy(diagram("p", drawing, some("f"), some("j"), *_users("abcd")))

    case = desk.start("p", x=True, y=True)
    assert desk.open(case) == ["a", "b"]
    desk.do(case, "b")
    assert desk.open(case) == ["a"]
    desk.do(case, "a")
    assert desk.open(case) == ["d"]

    case = desk.start("p", x=False, y=False)
    assert desk.open(case) == ["c"]
    desk.do(case, "c")
    assert desk.open(case) == ["d"]


def test_a_join_that_no_branch_can_reach_any_more_is_an_incident(desk: Desk) -> None:
    drawing = "s>f; f>a>j; f>g; g>j [n > 1]; g>e2 default; j>e"
    desk.deploy(diagram("p", drawing, both("f"), both("j"), xor("g"), *_tasks("a")))

    case = desk.start("p", n=0)

    assert desk.status(case) == "incident"
    assert [element for element, _ in desk.reasons()] == ["j"]


def test_a_terminate_end_ends_everything_in_its_scope(desk: Desk) -> None:
    final = node("endEvent", "stop", "<bpmn:terminateEventDefinition/>")
    desk.deploy(diagram("p", "s>f; f>a>stop; f>b>e", both("f"), final, *_users("ab")))

    case = desk.start("p")
    desk.do(case, "a")

    assert desk.status(case) == "ended"
    assert desk.open(case) == []


def test_a_script_gives_variables_and_later_scripts_see_them(desk: Desk) -> None:
    nodes = (script("one", "{n: 2, m: 3}"), script("two", "{total: n * m}"))
    desk.deploy(diagram("p", "s>one>two>e", *nodes))

    case = desk.start("p")

    assert desk.variables(case)["total"] == 6


def test_a_service_task_passes_evaluated_parameters_and_keeps_the_result(desk: Desk) -> None:
    from engine import Done

    desk.house.answers["licence.reserve"] = Done({"number": "JY-1"})
    desk.deploy(diagram("p", "s>r>e", service("r", "licence.reserve", "reserved", n="1 + 1")))

    case = desk.start("p")

    (call,) = desk.house.calls
    assert (call.verb, call.element, dict(call.parameters)) == ("licence.reserve", "r", {"n": 2})
    assert desk.variables(case) == {"reserved": {"number": "JY-1"}}


def test_parallel_instances_collect_their_results_in_drawn_order(desk: Desk) -> None:
    loop = many(
        "<bpmn:loopDataInputRef>officers</bpmn:loopDataInputRef>"
        "<bpmn:loopDataOutputRef>votes</bpmn:loopDataOutputRef>"
        '<bpmn:inputDataItem id="i" name="officer"/><bpmn:outputDataItem id="o" name="vote"/>'
    )
    desk.deploy(diagram("p", "s>ask>e", user("ask", loop)))

    case = desk.start("p", officers=["甲", "乙"])
    first, second = desk.engine.waits(desk.session, case)
    assert (first.inputs["officer"], second.inputs["officer"]) == ("甲", "乙")
    desk.engine.complete(desk.session, case, second.task_id, {"vote": "no"})
    desk.engine.complete(desk.session, case, first.task_id, {"vote": "yes"})

    assert desk.status(case) == "ended"
    assert desk.variables(case)["votes"] == ["yes", "no"]


def test_a_completion_condition_ends_the_other_instances(desk: Desk) -> None:
    condition = "numberOfCompletedInstances >= 2"
    loop = many(
        "<bpmn:loopCardinality>3</bpmn:loopCardinality>"
        f"<bpmn:completionCondition>{condition.replace('>', '&gt;')}</bpmn:completionCondition>"
    )
    desk.deploy(diagram("p", "s>ask>e", user("ask", loop)))

    case = desk.start("p")
    desk.do(case, "ask", vote="yes")
    assert desk.open(case) == ["ask", "ask"]
    desk.do(case, "ask", vote="yes")

    assert desk.status(case) == "ended"


def test_sequential_instances_come_one_after_the_other(desk: Desk) -> None:
    loop = many("<bpmn:loopCardinality>2</bpmn:loopCardinality>", sequential=True)
    desk.deploy(diagram("p", "s>ask>e", user("ask", loop)))

    case = desk.start("p")
    assert desk.open(case) == ["ask"]
    desk.do(case, "ask", n=1)
    assert desk.open(case) == ["ask"]
    desk.do(case, "ask", n=2)

    assert desk.variables(case)["ask"] == [{"n": 1}, {"n": 2}]


def test_a_task_can_be_completed_once_only(desk: Desk) -> None:
    desk.deploy(diagram("p", "s>a>b>e", *_users("ab")))
    case = desk.start("p")
    task = desk.engine.waits(desk.session, case)[0].task_id
    desk.engine.complete(desk.session, case, task, {})

    with pytest.raises(NotWaiting):
        desk.engine.complete(desk.session, case, task, {})


def test_what_does_not_exist_is_said_to_be_unknown(desk: Desk) -> None:
    with pytest.raises(UnknownProcess):
        desk.start("nowhere")
    with pytest.raises(UnknownInstance):
        desk.engine.hold(desk.session, "00000000-0000-0000-0000-000000000000")


def _tasks(names: str) -> list[str]:
    return [node("task", name) for name in names]


def _users(names: str) -> list[str]:
    return [user(name) for name in names]
