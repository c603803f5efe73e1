"""Runs the BPMN corpora: python -m tests.conformance.bpmn [--folder PATH] [--only NAME] [--write PATH]."""

import argparse
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine import Refusal
from tests.conformance.driver import Driver
from tests.conformance.server import start_server

# Defective files, and two that ask for what BPMN does not require (the corpus' README).
LEFT_OUT = frozenset(
    {
        "AdHocSubProcess_Sequential",
        "AdHocSubProcess_Parallel",
        "Conditional_StartEvent_EventSubProcess_NonInterrupting",
        "ParallelGateway_TrueParallelism",
        "Timer_BoundaryEvent_SubProcess_Interrupting_Activity",
    }
)
CONTESTED = frozenset(
    {"MultiInstance_NoneBehavior", "MultiInstance_OneBehavior", "MultiInstance_ComplexBehavior"}
)
# Constructs that docs/engine.md lists as not run yet: refusing one of these is honest.
NOT_YET = frozenset(
    {
        "adhoc",
        "ad-hoc",
        "unsupported",
        "compensation",
        "complex-gateway",
        "conditional-event",
        "contested",
        "correlation-key",
        "data-association",
        "data-store",
        "event-subprocess",
        "instantiate",
        "join-in-loop",
        "link",
        "non-interrupting-boundary",
        "quantity",
        "sequential-item",
        "several-definitions",
        "signal-end",
        "transaction",
        "typed-start",
        "correlation",
        "event-definition-ref",
        "parallel-write",
    }
)


@dataclass(frozen=True)
class Result:
    """What became of a model: passed, refused, silent or failed, and why."""

    name: str
    outcome: str
    why: str = ""


def run_model(folder: str, entry: Mapping[str, Any]) -> Result:
    """Walk all cases of one model."""
    content = (Path(folder) / entry["file"].removeprefix("bpmn/")).read_bytes()
    outcomes = [_case(entry["name"], content, case) for case in entry["cases"]]
    for wanted in ("silent", "refused", "failed"):
        for outcome, why in outcomes:
            if outcome == wanted:
                return Result(entry["name"], outcome, why)
    return Result(entry["name"], "passed")


def _case(name: str, content: bytes, case: Mapping[str, Any]) -> tuple[str, str]:
    with Driver("betsy") as driver:
        refusals = driver.deploy({f"{name}.bpmn": content})
        wanted = Counter(case["trace"])
        if refusals:
            why = "; ".join(f"{r.code} {r.element}" for r in refusals)
            return ("passed" if wanted == Counter(["ERROR"]) else "refused"), why
        variables = {"test": case["test"], "integerVariable": case["integerVariable"]}
        try:
            if case["second_process"]:
                driver.start("ParallelProcess", **variables)
            driver.start(_process(content, name), **variables)
        except Exception as error:  # noqa: BLE001 - whatever it is, the model has not run
            return "failed", f"{type(error).__name__}: {error}"
        driver.wait(case["seconds"])
        return _judge(driver, wanted)


def _judge(driver: Driver, wanted: Counter[str]) -> tuple[str, str]:
    cases = driver.cases()
    trace = Counter(line for case in cases for line in case.trace)
    failed = [element for case in cases for element in case.failed]
    if wanted == Counter(["ERROR"]) or wanted == Counter(["ERROR_runtime"]):
        return ("passed", "") if failed else ("silent", f"{dict(trace)}")
    stalled = [case.ready() for case in cases if not case.done and not case.failed]
    if trace == wanted:
        if any(stalled):
            return "silent", f"open {stalled}"
        return "passed", ""
    if failed:
        return "failed", f"incident at {failed}"
    return "silent", f"wanted {dict(wanted)}, left {dict(trace)}"


def _process(content: bytes, name: str) -> str:
    found = re.findall(r'<(?:\w+:)?process\b[^>]*\bid="([^"]+)"', content.decode())
    return name if name in found else next(p for p in found if p != "ParallelProcess")


def bpmn(folder: Path, only: str = "") -> list[Result]:
    entries = json.loads((folder / "bpmn/expected.json").read_text())
    chosen = [e for e in entries if e["name"] not in LEFT_OUT and only in e["name"]]
    start_server()
    with ProcessPoolExecutor(2) as pool:
        return list(pool.map(run_model, [str(folder / "bpmn")] * len(chosen), chosen))


def check_file(path: str) -> list[Refusal]:
    """Return the refusals of one file in the corpus' dialect."""
    from tests.conformance.dialects import adapt

    engine = _checker()
    return list(engine.check({Path(path).name: adapt("betsy", Path(path).read_bytes(), {})}))


def _checker() -> Any:
    from engine import Engine
    from tests.conformance.driver import House

    return Engine(House())


def summary(results: Iterable[Result]) -> dict[str, Any]:
    counts = Counter(result.outcome for result in results)
    return {
        "total": sum(counts.values()),
        "passed": counts["passed"],
        "refused": counts["refused"],
        "silent": counts["silent"],
        "failed": [r.name for r in results if r.outcome == "failed"],
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--folder", default=os.environ.get("TONGBAN_CONFORMANCE", "../shared/conformance")
    )
    parser.add_argument("--only", default="")
    parser.add_argument("--write", default="")
    given = parser.parse_args()
    results = bpmn(Path(given.folder), given.only)
    for result in results:
        if result.outcome != "passed":
            print(f"{result.outcome:8} {result.name}: {result.why}")
    found = {"bpmn": summary(results)}
    print(json.dumps(found))
    if given.write:
        Path(given.write).write_text(json.dumps(found, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
