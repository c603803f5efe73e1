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

from engine import Engine, Refusal
from tests.conformance.dialects import adapt
from tests.conformance.driver import Driver, House
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
        "global-task",
        "instantiate",
        "join-in-loop",
        "link",
        "non-interrupting-boundary",
        "quantity",
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


def invalid(folder: Path) -> tuple[dict[str, Any], list[str]]:
    """Check the models that break a rule; return the counts and a line for each miss."""
    rules = json.loads((folder / "rules.json").read_text())
    engine = Engine(House())
    counts = Counter[str]()
    misses: list[str] = []
    for code, group in rules.items():
        for name, elements in group["files"].items():
            if _doubtful(group, name):
                counts["doubtful"] += 1
                continue
            found = _check(engine, folder / "bpmn-invalid" / name)
            verdict = _verdict(group, name, set(elements), found)
            counts[verdict] += 1
            if verdict != "refused_rightly":
                named = [(r.code, r.element) for r in found]
                misses.append(f"{code} {verdict} {name}: wants {elements}, got {named}")
    keys = ("doubtful", "refused_rightly", "wrong_element", "accepted")
    return {"total": sum(counts.values()), **{key: counts[key] for key in keys}}, misses


def repaired(folder: Path) -> tuple[dict[str, Any], list[str]]:
    """Check the mended twins: accepted, or refused for what is listed as not run yet."""
    rules = json.loads((folder / "rules.json").read_text())
    engine = Engine(House())
    refused: list[str] = []
    total = 0
    misses: list[str] = []
    for group in rules.values():
        if "repaired" not in group or group.get("may_refuse"):
            continue
        total += 1
        found = _check(engine, folder / group["repaired"])
        wrong = [r for r in found if r.code not in NOT_YET]
        if wrong:
            refused.append(group["repaired"])
            misses.append(f"{group['repaired']}: {[(r.code, r.element, r.reason) for r in wrong]}")
    return {"total": total, "accepted": total - len(refused), "refused": refused}, misses


def _doubtful(group: Mapping[str, Any], name: str) -> bool:
    noted = group.get("file_notes", {}).get(name, {})
    return bool(group.get("doubtful") or (isinstance(noted, dict) and noted.get("doubtful")))


def _verdict(group: Mapping[str, Any], name: str, wanted: set[str], found: list[Refusal]) -> str:
    if not found:
        return "accepted"
    allowed = set(wanted)
    for elements in group.get("also", {}).get(name, {}).values():
        allowed |= set(elements)
    noted = group.get("file_notes", {}).get(name, {})
    scopes = {group.get("scope"), noted.get("scope") if isinstance(noted, dict) else None}
    unexecutable = "not-executable" in scopes and any(r.code == "not-executable" for r in found)
    if unexecutable or any(r.element in allowed for r in found):
        return "refused_rightly"
    return "wrong_element"


def _check(engine: Engine, path: Path) -> list[Refusal]:
    return list(engine.check({path.name: adapt("betsy", path.read_bytes(), {})}))


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
    counted, misses = invalid(Path(given.folder))
    mended, more = repaired(Path(given.folder))
    if not given.only:
        print(*misses, *more, sep="\n")
    found = {"bpmn": summary(results), "invalid": counted, "repaired": mended}
    print(json.dumps(found))
    if given.write:
        Path(given.write).write_text(json.dumps(found, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
