"""Models in their vendors' dialects run as their engines would run them, or are refused."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conformance.dialects import expression
from tests.conformance.driver import Driver
from tests.engine.drawing import (
    boundary,
    definition,
    definitions,
    end,
    extensions,
    many,
    node,
    process,
    script,
    sub,
    user,
    xor,
)

VENDORS = {
    "camunda": "http://camunda.org/schema/1.0/bpmn",
    "flowable": "http://flowable.org/bpmn",
    "activiti": "http://activiti.org/bpmn",
}


def foreign(vendor: str, *parts: str) -> bytes:
    """A file with v: for the vendor's namespace."""
    declared = f' xmlns:v="{VENDORS[vendor]}" id="defs"'.encode()
    return definitions(*parts).replace(b' id="defs"', declared, 1)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("${!flag && (a || b)}", "not(flag) and (a or b)"),
        ("${not empty name}", 'not(name = null or name = "" or name = [])'),
        ("${list[0].size ge 3}", "list[1].size >= 3"),
        ("${execution.getVariable('x') == 'y'}", 'x = "y"'),
        (
            "${nrOfCompletedInstances/nrOfInstances >= 0.6}",
            "(numberOfCompletedInstances / numberOfInstances) >= 0.6",
        ),
        ("${loopCounter == 0}", "(loopCounter - 1) = 0"),
        ("${x % 2 == 0 ? a : b}", "if (modulo(x, 2) = 0) then a else b"),
        ("PT1H", "PT1H"),
    ],
)
def test_java_s_expressions_become_feel(theirs: str, ours: str) -> None:
    assert expression(theirs) == ours


@pytest.mark.parametrize("text", ["${bean.check(1)}", "${execution.id == 'x'}", "${a = 1}", "${}"])
def test_an_expression_that_needs_java_is_refused_at_its_flow(text: str) -> None:
    with Driver("camunda") as driver:
        flows = f"s>g; g>a [{text}]; g>e default; a>e"
        refusals = driver.deploy({"p.bpmn": definitions(process("p", flows, xor("g"), user("a")))})

    assert [(r.code, r.element) for r in refusals] == [("feel", "f1_0_g_a")]
    code, element, name, reason = refusals[0]
    assert (code, element, name) == ("feel", "f1_0_g_a", "") and reason


def test_what_a_person_enters_is_the_process_s_own_variable() -> None:
    with Driver("camunda") as driver:
        flows = "s>a>g; g>b [${approved}]; g>e default; b>e"
        drawn = process("p", flows, user("a"), xor("g"), node("receiveTask", "b"))
        assert driver.deploy({"p.bpmn": foreign("camunda", drawn)}) == []
        case = driver.start("p")
        case.do("a", approved=True)

        assert case.ready() == ["b"]
        case.do("b", note="x")
        assert case.done and case.variables == {"approved": True, "note": "x"}


@pytest.mark.parametrize("dialect", ["camunda", "flowable", "activiti"])
def test_a_called_process_gets_what_is_declared_and_nothing_else(dialect: str) -> None:
    mapping = extensions(
        '<v:in source="total" target="sum"/><v:in sourceExpression="${total + 1}" target="more"/>'
        '<v:out source="answer" target="result"/>'
    )
    outer = process("p", "s>c>e", node("callActivity", "c", mapping, calledElement="q"))
    inner = process("q", "s>a>e", user("a"))
    with Driver("camunda" if dialect == "camunda" else "flowable") as driver:
        files = {"p.bpmn": foreign(dialect, outer), "q.bpmn": foreign(dialect, inner)}
        assert driver.deploy(files) == []  # both draw s and e: ids are unique within a file
        case = driver.start("p", total=2, secret="x")
        (wait,) = case._waits()
        assert wait.inputs == {"sum": 2, "more": 3}
        case.do("a", answer=7, other=8)

        assert case.done and case.variables == {"total": 2, "secret": "x", "result": 7}


def test_all_variables_pass_where_that_is_declared() -> None:
    mapping = extensions('<v:in variables="all"/><v:out variables="all"/>')
    outer = process("p", "s>c>e", node("callActivity", "c", mapping, calledElement="q"))
    inner = process("q", "si>a>ei", user("a"))
    with Driver("camunda") as driver:
        assert driver.deploy({"p.bpmn": foreign("camunda", outer, inner)}) == []
        case = driver.start("p", total=2)
        case.do("a", total=3, more=4)

        assert case.done and case.variables == {"total": 3, "more": 4}


@pytest.mark.parametrize("sequential", [False, True])
def test_a_vendor_s_collection_goes_item_by_item_until_its_condition(sequential: bool) -> None:
    loop = many(
        "<bpmn:completionCondition>${nrOfCompletedInstances == 2}</bpmn:completionCondition>",
        sequential=sequential,
    ).replace(" isSequential", ' v:collection="${people}" v:elementVariable="person" isSequential')
    with Driver("flowable") as driver:
        drawn = foreign("flowable", process("p", "s>a>e", user("a", loop)))
        assert driver.deploy({"p.bpmn": drawn}) == []
        case = driver.start("p", people=["x", "y", "z"])
        assert case.ready() == (["a"] if sequential else ["a", "a", "a"])
        assert case._waits()[0].inputs["person"] == "x"
        case.do("a")
        assert case._waits()[0].inputs["person"] == "y"
        case.do("a")

        assert case.done and case.trace == ["s", "a", "a", "e"]


def test_a_task_s_expression_gives_its_variable_and_classes_and_scripts_do_nothing() -> None:
    tasks = (
        '<bpmn:serviceTask id="x" v:expression="${n + 1}" v:resultVariable="m"/>',
        '<bpmn:serviceTask id="y" v:class="org.example.Y"/>',
        '<bpmn:sendTask id="z" v:delegateExpression="${bean}"/>',
        script("k", "execution.setVariable('m', 0)"),
    )
    with Driver("camunda") as driver:
        drawn = foreign("camunda", process("p", "s>x>y>z>k>e", *tasks))
        assert driver.deploy({"p.bpmn": drawn}) == []
        case = driver.start("p", n=1)

        assert case.done and case.trace == ["s", "x", "y", "z", "k", "e"]
        assert case.variables["m"] == 2


def test_an_error_is_caught_by_the_code_that_its_reference_spells() -> None:
    inner = sub("u", "si>x", end("x", definition("error", "oops")))
    nodes = (inner, boundary("b", "u", definition("error", "oops")), user("a"))
    with Driver("flowable") as driver:
        drawn = foreign("flowable", process("p", "s>u>e; b>a>e", *nodes))
        assert driver.deploy({"p.bpmn": drawn}) == []

        assert driver.start("p").ready() == ["a"]


def test_ends_that_are_not_drawn_run_and_do_not_show() -> None:
    alarm = "<bpmn:timerEventDefinition><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>"
    nodes = (user("a"), boundary("b", "a", alarm), node("task", "t"))
    with Driver("camunda") as driver:
        drawn = foreign("camunda", process("p", "s>a>t", *nodes))
        assert driver.deploy({"p.bpmn": drawn}) == []
        first, second = driver.start("p"), driver.start("p")
        first.do("a")
        driver.wait(3600)

        assert first.done and first.trace == ["s", "a", "t"]
        assert second.done and second.trace == ["s", "b"]


def test_a_flow_without_condition_holds_and_a_gateway_with_one_way_passes() -> None:
    with Driver("camunda") as driver:
        flows = "s>h>g; g>a [${n > 1}]; g>b; a>e; b>e"
        drawn = foreign("camunda", process("p", flows, xor("h"), xor("g"), user("a"), user("b")))
        assert driver.deploy({"p.bpmn": drawn}) == []

        assert driver.start("p", n=2).ready() == ["a"]
        assert driver.start("p", n=1).ready() == ["b"]


def test_a_reference_with_a_prefix_names_the_same_message() -> None:
    waits = node("startEvent", "s", definition("message", "tns:m"))
    drawn = process("p", "s>a>e", waits, user("a"))
    with Driver("flowable") as driver:
        files = {"p.bpmn": foreign("flowable", drawn, '<bpmn:message id="m" name="order"/>')}
        assert driver.deploy(files) == []
        assert driver.message("order", n=1)

        (case,) = driver.cases()
        assert case.ready() == ["a"] and case.variables == {"n": 1}


@pytest.mark.parametrize(
    ("code", "element", "parts"),
    [
        (
            "called-element",
            "c",
            [process("p", "s>c>e", node("callActivity", "c", calledElement="${which}"))],
        ),
        (
            "expression-name",
            "m",
            [process("p", "s>e"), '<bpmn:message id="m" name="order-${n}"/>'],
        ),
        (
            "signal-scope",
            "m",
            [process("p", "s>e"), '<bpmn:signal id="m" name="x" v:scope="processInstance"/>'],
        ),
        (
            "terminate",
            "x",
            [
                process(
                    "p",
                    "s>u>e",
                    sub(
                        "u",
                        "si>x",
                        end("x", '<bpmn:terminateEventDefinition v:terminateAll="true"/>'),
                    ),
                )
            ],
        ),
        (
            "operator",
            "x",
            [process("p", "s>x>e", '<bpmn:serviceTask id="x" v:triggerable="true"/>')],
        ),
    ],
)
def test_what_only_the_vendor_s_engine_does_is_refused(
    code: str, element: str, parts: list[str]
) -> None:
    with Driver("flowable") as driver:
        (refusal,) = driver.deploy({"p.bpmn": foreign("flowable", *parts)})

    assert (refusal.code, refusal.element) == (code, element)


def test_a_driver_runs_alone_beside_others_and_leaves_nothing_behind(tmp_path: Path) -> None:
    text = (
        "from tests.conformance.driver import Driver\n"
        "from tests.engine.drawing import diagram, user\n"
        "with Driver() as driver:\n"
        "    assert driver.deploy(diagram('p', 's>a>e', user('a'))) == []\n"
        "    case = driver.start('p')\n"
        "    case.do('a')\n"
        "    print(case.done, driver.engine.host.time.year, driver._url)\n"
    )
    alone = {k: v for k, v in os.environ.items() if not k.startswith("TONGBAN_")}
    alone["TMPDIR"] = str(tmp_path)
    running = [
        subprocess.Popen([sys.executable, "-c", text], env=alone, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate(timeout=120)[0].split() for process in running]

    assert [process.returncode for process in running] == [0, 0]
    assert [words[0] for words in said] == ["True", "True"]
    folders = [words[2].split("host=")[1].split("/sockets")[0] for words in said]
    assert folders[0] != folders[1]
    assert not any(Path(folder).exists() for folder in folders)
    listed = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if _readable(path)]
    assert not any(folder.encode() in line for folder in folders for line in listed)


def _readable(path: Path) -> bool:
    try:
        path.read_bytes()
    except OSError:
        return False
    return True
