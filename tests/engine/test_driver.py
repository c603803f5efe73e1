"""The conformance driver: the door with a database of its own, and foreign dialects."""

import pytest

from tests.conformance.dialects import expression
from tests.conformance.driver import Driver
from tests.engine.drawing import catch, diagram, node, timer, user, xor


def test_a_driver_walks_a_diagram_and_reads_its_trace() -> None:
    with Driver() as driver:
        files = diagram("p", "s>a>w>e", user("a"), catch("w", timer("PT10S")))
        assert driver.deploy(files) == []

        case = driver.start("p", n=1)
        assert case.ready() == ["a"]
        case.do("a", outcome="agree")
        driver.wait(9)
        assert not case.done
        driver.wait(1)

        assert case.done and case.failed == []
        assert case.trace == ["s", "a", "w", "e"]
        assert [c.id for c in driver.cases()] == [case.id]


def test_a_driver_tells_refusals_and_its_database_is_fresh_each_time() -> None:
    with Driver() as driver:
        (refusal,) = driver.deploy(diagram("p", "s>a>e", user("a"), user("lost")))
        assert (refusal.code, refusal.element) == ("unreachable", "lost")
        driver.deploy(diagram("p", "s>e"))
        driver.start("p")
    with Driver() as driver:
        assert driver.cases() == []


def test_a_vendor_s_constant_service_task_runs_through() -> None:
    with Driver("camunda") as driver:
        flows = "s>work>g; g>a [${n == 1 && ok}]; g>e2 default; a>e"
        files = diagram("p", flows, node("serviceTask", "work"), xor("g"), user("a"))

        assert driver.deploy(files) == []

        assert driver.start("p", n=1, ok=True).ready() == ["a"]
        assert driver.start("p", n=1, ok=False).done


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ('test.contains("a")', 'contains(test, "a")'),
        ('!test.contains("a")', 'not(contains(test, "a"))'),
        ("${integerVariable}", "integerVariable"),
        ("#{nrOfCompletedInstances == 2}", "numberOfCompletedInstances = 2"),
        ("${approved}", "approved"),
    ],
)
def test_foreign_expressions_become_feel(theirs: str, ours: str) -> None:
    assert expression(theirs) == ours
