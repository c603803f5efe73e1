"""Called processes and subprocesses: what passes, which version runs, what the host hears."""

from tests.engine.conftest import Desk
from tests.engine.drawing import (
    both,
    call,
    decision,
    diagram,
    many,
    script,
    sub,
    user,
)


def test_only_declared_inputs_and_outputs_pass(desk: Desk) -> None:
    desk.deploy(diagram("member", "s>look>e", script("look", "{sum: n + 1, hidden: secret}")))
    outer = call("part", "member", {"n": "=count * 2"}, {"total": "=sum"})
    desk.deploy(diagram("p", "s>part>e", outer))

    case = desk.start("p", count=3, secret="x")

    assert desk.variables(case) == {"count": 3, "secret": "x", "total": 7}
    inner = [e for e in desk.engine.history(desk.session, case) if e.process_id == "member"]
    assert {e.element for e in inner} == {"s", "look", "e"}


def test_a_called_task_knows_the_way_to_it(desk: Desk) -> None:
    desk.deploy(diagram("block", "s>sign>e", user("sign")))
    desk.deploy(diagram("member", "s>inner>e", call("inner", "block")))
    desk.deploy(diagram("p", "s>outer>e", call("outer", "member")))

    case = desk.start("p")

    (wait,) = desk.engine.waits(desk.session, case)
    assert [(s.element, s.process_id) for s in wait.scopes] == [
        ("outer", "member"),
        ("inner", "block"),
    ]
    assert wait.process_id == "block"
    advance = desk.house.advances[-1]
    assert [c.element for c in advance.called] == ["outer", "inner"]
    assert advance.called[1].scopes == wait.scopes[:1]
    assert wait.scopes[0].task_id == advance.called[0].task_id
    desk.do(case, "sign")
    assert [r.element for r in desk.house.advances[-1].returned] == ["inner", "outer"]
    assert desk.house.advances[-1].ended


def test_called_processes_are_pinned_at_the_start_unless_drawn_otherwise(desk: Desk) -> None:
    desk.deploy(diagram("member", "s>old>e", user("old")))
    nodes = (call("fixed", "member"), call("newest", "member", binding="latest"), user("a"))
    desk.deploy(diagram("p", "s>a>fixed>newest>e", *nodes))
    case = desk.start("p")

    desk.deploy(diagram("member", "s>new>e", user("new")))
    desk.do(case, "a")
    assert desk.open(case) == ["old"]
    desk.do(case, "old")

    assert desk.open(case) == ["new"]


def test_a_called_process_that_is_not_deployed_is_an_incident_that_can_be_retried(
    desk: Desk,
) -> None:
    desk.deploy(diagram("p", "s>part>e", call("part", "member")))
    case = desk.start("p")
    assert [element for element, _ in desk.reasons()] == ["part"]

    desk.deploy(diagram("member", "s>a>e", user("a")))
    (incident,) = desk.engine.incidents(desk.session)
    desk.engine.retry(desk.session, incident.id, actor="operator")

    assert desk.open(case) == ["a"]


def test_members_run_side_by_side_in_one_row(desk: Desk) -> None:
    desk.deploy(diagram("member", "s>review>e", user("review")))
    members = [call(f"m{i}", "member", outputs={f"r{i}": "=review.outcome"}) for i in range(3)]
    flows = "s>f; f>m0>j; f>m1>j; f>m2>j; j>e"
    desk.deploy(diagram("p", flows, both("f"), both("j"), *members))

    case = desk.start("p")
    waits = desk.engine.waits(desk.session, case)
    for number, wait in enumerate(waits):
        desk.engine.complete(desk.session, case, wait.task_id, {"outcome": number})

    assert desk.status(case) == "ended"
    variables = desk.variables(case)
    assert sorted(variables[f"r{i}"] for i in range(3)) == [0, 1, 2]
    assert variables["r2"] == 2


def test_a_subprocess_shares_the_variables_of_its_process(desk: Desk) -> None:
    part = sub("part", "s2>a>e2", user("a"))
    desk.deploy(diagram("p", "s>part>after>e", part, script("after", "{seen: a.n}")))

    case = desk.start("p")
    desk.do(case, "a", n=4)

    assert desk.variables(case)["seen"] == 4


def test_instances_of_a_parallel_subprocess_keep_their_own_variables(desk: Desk) -> None:
    loop = many(
        "<bpmn:loopDataInputRef>names</bpmn:loopDataInputRef>"
        "<bpmn:loopDataOutputRef>greetings</bpmn:loopDataOutputRef>"
        '<bpmn:inputDataItem id="i" name="who"/><bpmn:outputDataItem id="o" name="text"/>'
    )
    inner = (user("ask"), script("say", "{text: ask.word + who}"))
    desk.deploy(diagram("p", "s>part>e", sub("part", "s2>ask>say>e2", *inner, inside=loop)))

    case = desk.start("p", names=["甲", "乙"])
    for number, wait in enumerate(desk.engine.waits(desk.session, case)):
        desk.engine.complete(desk.session, case, wait.task_id, {"word": f"{number}"})

    assert desk.variables(case)["greetings"] == ["0甲", "1乙"]


def test_a_decision_gives_the_variable_named_by_its_task(desk: Desk) -> None:
    files = diagram("p", "s>needed>e", decision("needed", "needed"))
    desk.deploy({**files, "needed.dmn": NEEDED})

    case = desk.start("p", seats=60)

    assert desk.variables(case)["needed"] == {"food": True, "fire": True}
    small = desk.engine.decide(desk.session, "p", "needed", {"seats": 10})
    assert small.value == {"food": True, "fire": False}
    assert desk.engine.deployment(desk.session, 1 if False else _id(desk, case)).reads == {"seats"}


def _id(desk: Desk, case: str) -> int:
    return desk.engine.instance(desk.session, case).definition_id


NEEDED = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d"
 namespace="http://example.org/needed">
 <inputData id="i" name="seats"><variable name="seats" typeRef="number"/></inputData>
 <decision id="needed" name="needed"><variable name="needed"/>
  <informationRequirement id="r"><requiredInput href="#i"/></informationRequirement>
  <decisionTable id="t" hitPolicy="FIRST">
   <input id="c"><inputExpression id="x" typeRef="number"><text>seats</text></inputExpression></input>
   <output id="o1" name="food"/><output id="o2" name="fire"/>
   <rule id="r1"><inputEntry id="a1"><text>&gt;= 50</text></inputEntry>
    <outputEntry id="b1"><text>true</text></outputEntry>
    <outputEntry id="b2"><text>true</text></outputEntry></rule>
   <rule id="r2"><inputEntry id="a2"><text>-</text></inputEntry>
    <outputEntry id="b3"><text>true</text></outputEntry>
    <outputEntry id="b4"><text>false</text></outputEntry></rule>
  </decisionTable>
 </decision>
</definitions>"""
