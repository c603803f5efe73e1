"""Every construct that would run otherwise than drawn is refused with its element and a remedy."""

import pytest

from tests.engine.conftest import Desk
from tests.engine.drawing import (
    both,
    boundary,
    call,
    catch,
    decision,
    definition,
    definitions,
    diagram,
    end,
    many,
    node,
    process,
    properties,
    script,
    service,
    some,
    sub,
    throw,
    timer,
    user,
    xor,
)

EXTRA = (
    '<bpmn:message id="m" name="m"/><bpmn:signal id="sig" name="sig"/>'
    '<bpmn:error id="err" errorCode="E"/><bpmn:escalation id="esc" name="up" escalationCode="X"/>'
)


A = user("a")
CASES: dict[str, tuple[str, str, dict[str, bytes]]] = {
    "link throw": (
        "link",
        "l",
        diagram("p", "s>l>e", throw("l", '<bpmn:linkEventDefinition name="x"/>')),
    ),
    "compensation throw": (
        "compensation",
        "c",
        diagram("p", "s>c>e", throw("c", "<bpmn:compensateEventDefinition/>")),
    ),
    "compensation boundary": (
        "compensation",
        "c",
        diagram("p", "s>a>e; c>e2", A, boundary("c", "a", "<bpmn:compensateEventDefinition/>")),
    ),
    "start quantity": (
        "quantity",
        "a",
        diagram("p", "s>a>e", node("userTask", "a", startQuantity="2")),
    ),
    "completion quantity": (
        "quantity",
        "a",
        diagram("p", "s>a>e", node("userTask", "a", completionQuantity="2")),
    ),
    "joint approval in a rework loop": (
        "join-in-loop",
        "j",
        diagram(
            "p",
            "s>m>f; f>a>j; f>b>j; j>g; g>m [b.again]; g>e default",
            xor("m"),
            both("f"),
            both("j"),
            xor("g"),
            A,
            user("b"),
        ),
    ),
    "inclusive join in a loop": (
        "join-in-loop",
        "j",
        diagram(
            "p",
            "s>m>f; f>a>j [x]; f>b>j default; j>g; g>m [b.again]; g>e default",
            xor("m"),
            some("f"),
            some("j"),
            xor("g"),
            A,
            user("b"),
        ),
    ),
    "data object through an association": (
        "data-association",
        "a",
        diagram(
            "p",
            "s>a>e",
            node(
                "userTask",
                "a",
                '<bpmn:dataInputAssociation id="da"><bpmn:sourceRef>dr</bpmn:sourceRef>'
                "</bpmn:dataInputAssociation>",
            ),
            '<bpmn:dataObject id="d"/><bpmn:dataObjectReference id="dr" dataObjectRef="d"/>',
        ),
    ),
    "data object two subprocesses down": (
        "data-association",
        "a",
        diagram(
            "p",
            "s>one>e",
            '<bpmn:dataObject id="d"/><bpmn:dataObjectReference id="dr" dataObjectRef="d"/>',
            sub(
                "one",
                "s2>two>e2",
                sub(
                    "two",
                    "s3>a>e3",
                    node(
                        "userTask",
                        "a",
                        '<bpmn:dataOutputAssociation id="da"><bpmn:targetRef>dr</bpmn:targetRef>'
                        "</bpmn:dataOutputAssociation>",
                    ),
                ),
            ),
        ),
    ),
    "duplicate id": (
        "duplicate-id",
        "a",
        {"p.bpmn": definitions(process("p", "s>a>e", A), process("q", "s2>a>e2", A))},
    ),
    "unreachable node": ("unreachable", "b", diagram("p", "s>a>e; b>e", A, user("b"))),
    "ad hoc subprocess": (
        "ad-hoc",
        "x",
        diagram("p", "s>x>e", node("adHocSubProcess", "x", A)),
    ),
    "complex gateway": ("complex-gateway", "g", diagram("p", "s>g>e", node("complexGateway", "g"))),
    "conditional event": (
        "conditional-event",
        "w",
        diagram(
            "p",
            "s>w>e",
            catch(
                "w",
                "<bpmn:conditionalEventDefinition><bpmn:condition>true</bpmn:condition>"
                "</bpmn:conditionalEventDefinition>",
            ),
        ),
    ),
    "parallel branches that write the same variable": (
        "parallel-write",
        "two",
        diagram(
            "p",
            "s>f; f>one>j; f>two>j; j>e",
            both("f"),
            both("j"),
            script("one", "{x: 1}"),
            script("two", "{x: 2, y: 1}"),
        ),
    ),
    "service task without operator": (
        "operator",
        "r",
        diagram("p", "s>r>e", node("serviceTask", "r")),
    ),
    "two start events": ("start", "s2", diagram("p", "s>a>e; s2>a", A)),
    "no executable process": (
        "not-executable",
        "p",
        {"p.bpmn": definitions('<bpmn:process id="p" isExecutable="false"/>')},
    ),
    "flow into nowhere": ("flow", "f0_1_a_lost", diagram("p", "s>a>lost", A)),
    "dangling reference": (
        "reference",
        "w",
        diagram(
            "p", "s>w>e", catch("w", properties(correlation="=1") + definition("message", "none"))
        ),
    ),
    "unknown decision": ("decision", "d", diagram("p", "s>d>e", decision("d", "nowhere"))),
    "conditional start of an event subprocess": (
        "event-subprocess",
        "handler",
        diagram(
            "p",
            "s>a>e",
            A,
            sub(
                "handler",
                "s9>e9",
                node(
                    "startEvent",
                    "s9",
                    "<bpmn:conditionalEventDefinition><bpmn:condition>true</bpmn:condition>"
                    "</bpmn:conditionalEventDefinition>",
                ),
                triggeredByEvent="true",
            ),
        ),
    ),
    "timer start of a process": (
        "typed-start",
        "s1",
        diagram("p", "s>a>e; s1>e2", A, node("startEvent", "s1", timer("PT1H"))),
    ),
    "escalation out of a called process": (
        "escalation-call",
        "b",
        diagram(
            "p",
            "s>c>e; b>e2",
            call("c", "q"),
            boundary("b", "c", definition("escalation", "esc")),
            extra=EXTRA,
        ),
    ),
    "cancel outside of a transaction": (
        "cancel",
        "e",
        diagram("p", "s>e", end("e", "<bpmn:cancelEventDefinition/>")),
    ),
    "cycle of an interrupting timer": (
        "timer-cycle",
        "b",
        diagram("p", "s>a>e; b>e2", A, boundary("b", "a", timer("R3/PT1H", "timeCycle"))),
    ),
    "missing shared event definition": (
        "reference",
        "w",
        diagram(
            "p",
            "s>w>e",
            catch("w", "<bpmn:eventDefinitionRef>none</bpmn:eventDefinitionRef>"),
        ),
    ),
    "parallel instances that write what is read outside": (
        "instance-write",
        "count",
        diagram(
            "p",
            "s>part>g; g>e [n > 2]; g>e3 default",
            xor("g"),
            sub(
                "part",
                "s2>count>e2",
                script("count", "{n: n + 1}"),
                inside=many("<bpmn:loopCardinality>3</bpmn:loopCardinality>"),
            ),
        ),
    ),
    "global task": (
        "global-task",
        "c",
        diagram("p", "s>c>e", call("c", "g"), extra='<bpmn:globalScriptTask id="g"/>'),
    ),
    "contested events of a multi-instance": (
        "contested",
        "a",
        diagram(
            "p",
            "s>a>e",
            user(
                "a",
                '<bpmn:multiInstanceLoopCharacteristics behavior="None">'
                "<bpmn:loopCardinality>3</bpmn:loopCardinality>"
                "</bpmn:multiInstanceLoopCharacteristics>",
            ),
        ),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_would_run_otherwise_is_refused(desk: Desk, name: str) -> None:
    code, element, files = CASES[name]

    refusals = desk.engine.check(files)

    found = [r for r in refusals if (r.code, r.element) == (code, element)]
    assert found, refusals
    assert found[0].reason and found[0].remedy


IMPORT = "__import__('os').system('id')"
FEEL: dict[str, tuple[str, dict[str, bytes]]] = {
    "condition": ("f1_0_g_e", diagram("p", f"s>g; g>e [{IMPORT}]; g>e2 default", xor("g"))),
    "script": ("a", diagram("p", "s>a>e", script("a", IMPORT))),
    "parameter": ("a", diagram("p", "s>a>e", service("a", "x.do", n=IMPORT))),
    "property": ("a", diagram("p", "s>a>e", user("a", due=f"={IMPORT}"))),
    "timer": ("w", diagram("p", "s>w>e", catch("w", timer(IMPORT)))),
    "input": ("c", diagram("p", "s>c>e", call("c", "q", {"n": f"={IMPORT}"}))),
    "output": ("c", diagram("p", "s>c>e", call("c", "q", {}, {"n": f"={IMPORT}"}))),
    "collection": (
        "a",
        diagram(
            "p",
            "s>a>e",
            user("a", many(f"<bpmn:loopDataInputRef>{IMPORT}</bpmn:loopDataInputRef>")),
        ),
    ),
    "call by name": ("a", diagram("p", "s>a>e", script("a", '{x: __import__("os")}'))),
    "unknown function": ("a", diagram("p", "s>a>e", script("a", '{x: open("/etc/passwd")}'))),
    "script that is no context": ("a", diagram("p", "s>a>e", script("a", "1 + 1"))),
}


@pytest.mark.parametrize("place", FEEL)
def test_python_is_refused_wherever_an_expression_stands(desk: Desk, place: str) -> None:
    element, files = FEEL[place]

    assert ("feel", element) in desk.refusals(files)


@pytest.mark.parametrize("text", [IMPORT, '__import__("os")'])
def test_python_is_refused_in_a_decision(desk: Desk, text: str) -> None:
    model = f"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d"
     namespace="n"><decision id="k" name="k"><variable name="k"/><decisionTable id="t">
     <input id="c"><inputExpression id="x"><text>1</text></inputExpression></input>
     <output id="o"/><rule id="r"><inputEntry id="cell"><text>-</text></inputEntry>
     <outputEntry id="out"><text>{text.replace('"', "&quot;")}</text></outputEntry></rule>
     </decisionTable></decision></definitions>""".encode()
    files = {**diagram("p", "s>d>e", decision("d", "k")), "k.dmn": model}

    assert {r.code for r in desk.engine.check(files)} == {"dmn"}


@pytest.mark.parametrize(
    "content",
    [
        b"not xml",
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
        b"<html/>",
    ],
)
def test_what_is_no_bpmn_is_refused(desk: Desk, content: bytes) -> None:
    assert {r.code for r in desk.engine.check({"p.bpmn": content})} == {"xml"}


def test_reserved_words_of_the_library_are_ordinary_ids(desk: Desk) -> None:
    nodes = (node("startEvent", "Start"), user("End"), node("endEvent", "Root"))
    desk.deploy(diagram("p", "Start>End>Root", *nodes))

    case = desk.start("p")
    assert desk.open(case) == ["End"]
    desk.do(case, "End")

    assert desk.trace(case) == ["Start", "End", "Root"]


def test_flows_without_id_are_flows(desk: Desk) -> None:
    files = diagram("p", "s>a>e", A)
    files = {name: content.replace(b' id="f0_0_s_a"', b"") for name, content in files.items()}
    desk.deploy(files)

    assert desk.open(desk.start("p")) == ["a"]
