"""Evaluations a second of FEEL and of the restaurant's decisions: python -m tests.bench.feel."""

import itertools
import json
import logging
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine import dmn, feel
from tests.engine.dmn.drawn import data, decision, model, table

ROOT = Path(__file__).parents[2]
DECISIONS = ROOT / "processes" / "matters" / "open-restaurant" / "needed.dmn"

CONTEXT: dict[str, Any] = {
    "area": 86,
    "limit": 80,
    "region": "230102",
    "outcome": "accept",
    "tobacco": False,
    "answers": {"area": 86, "food": ["hot", "drinks"]},
    "items": [{"name": "a", "pages": 3}, {"name": "b", "pages": 12}],
    "fee": 120.5,
}
# Everyday expressions in the common subset of the engines compared.
EVERYDAY = (
    "area >= 80",
    'outcome = "accept"',
    'area > limit and region = "230102"',
    "answers.area > limit or tobacco",
    "area between 50 and 100",
    "area in [50..100)",
    'if area >= 300 then "large" else "small"',
    "fee * 2 + area",
    'outcome = "accept" and area * 2 > limit and fee < 500',
    "count(answers.food) > 1",
)
SECONDS = 0.4


def rate(run: Callable[[], object]) -> float:
    """Runs a second of CPU, the best of three."""
    best = 0.0
    for _ in range(3):
        count, started = 0, time.process_time()
        while (elapsed := time.process_time() - started) < SECONDS:
            for _ in range(200):
                run()
            count += 200
        best = max(best, count / elapsed)
    return best


def everyday() -> dict[str, float]:
    found = {}
    for text in EVERYDAY:
        expression = feel.compile_expression(text)
        found[text] = rate(lambda expression=expression: expression.evaluate(CONTEXT))  # type: ignore[misc]
    return found


def anew() -> dict[str, float]:
    """The same with the text read and compiled each time: no two texts are the same."""
    found = {}
    for text in EVERYDAY:
        spaces = itertools.count(1)
        found[text] = rate(lambda text=text, spaces=spaces: _anew(text, next(spaces)))  # type: ignore[misc]
    return found


def _anew(text: str, spaces: int) -> object:
    return feel.compile_expression(text + " " * (spaces % 5000)).evaluate(CONTEXT)


def large_table() -> float:
    """Microseconds for a table of 100 rules, the last but few of which matches."""
    rules = [
        (
            f"[{low * 10}..{low * 10 + 10})",
            '"230102", "230103"' if low % 2 else '"230102"',
            f'"{low}"',
        )
        for low in range(100)
    ]
    xml = model(
        data("area", "number"), data("region", "string"),
        decision("d", table([("area", "number"), ("region", "string")], rules), "data:data_area", "data:data_region"),
    )  # fmt: skip
    read = dmn.read(xml)
    given = {"area": 955, "region": "230102"}
    assert read.decide("d", given).value == "95"
    return 1e6 / rate(lambda: read.decide("d", given))


def restaurant() -> dict[str, float]:
    """Evaluations a second of each of the restaurant's decisions."""
    if not DECISIONS.exists():
        return {}
    read = dmn.read(DECISIONS.read_bytes())
    answers = {
        "area": 86, "food": ["hot", "drinks"], "has_sign": True, "sign_position": "fascia",
        "sign_width": 5.2, "sign_height": 1.2, "tobacco": False,
    }  # fmt: skip
    given = {"answers": answers, "region": "230102"}
    return {
        info.name: rate(lambda key=key: read.decide(key, given))  # type: ignore[misc]
        for key, info in read.decisions.items()
    }


_NODE = """
const {evaluate} = require('feelin');
const {texts, context, seconds} = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const found = {};
for (const text of texts) {
  try { evaluate(text, context); } catch (error) { found[text] = null; continue; }
  let best = 0;
  for (let round = 0; round < 3; round++) {
    let count = 0; const started = process.cpuUsage(); let used = 0;
    while (used < seconds) {
      for (let i = 0; i < 20; i++) evaluate(text, context);
      count += 20;
      const cpu = process.cpuUsage(started); used = (cpu.user + cpu.system) / 1e6;
    }
    best = Math.max(best, count / used);
  }
  found[text] = best;
}
console.log(JSON.stringify(found));
"""


def feelin() -> dict[str, float | None] | str:
    """The same expressions in Node, where npm's feelin is installed (NODE_PATH or node_modules)."""
    node = shutil.which("node")
    if node is None:
        return "not installed"
    task = json.dumps({"texts": EVERYDAY, "context": CONTEXT, "seconds": SECONDS})
    done = subprocess.run(
        [node, "-e", _NODE], input=task, capture_output=True, text=True, cwd=ROOT, check=False
    )
    if done.returncode:
        return "not installed" if "Cannot find module" in done.stderr else "failed"
    found: dict[str, float | None] = json.loads(done.stdout)
    return found


def bkflow() -> dict[str, float | None] | str:
    """The same expressions with bkflow-feel, where it can be imported."""
    try:
        from bkflow_feel.api import parse_expression  # type: ignore[import-not-found]
    except ImportError:
        return "not installed"
    # It logs a traceback for every expression it cannot run.
    logging.disable(logging.CRITICAL)
    found: dict[str, float | None] = {}
    for text in EVERYDAY:
        try:
            parse_expression(text, CONTEXT)
        except Exception:  # noqa: BLE001  (whatever another project raises: it cannot run this one)
            found[text] = None
            continue
        found[text] = rate(lambda text=text: parse_expression(text, CONTEXT))  # type: ignore[misc]
    return found


def main() -> int:
    ours, read, theirs, others = everyday(), anew(), feelin(), bkflow()
    rows = {
        "everyday": {name: round(value) for name, value in ours.items()},
        "everyday_read_anew": {name: round(value) for name, value in read.items()},
        "table_of_100_rules_us": round(large_table(), 1),
        "restaurant": {name: round(value) for name, value in restaurant().items()},
        "feelin": theirs,
        "bkflow-feel": others,
    }
    print(
        f"{'evaluations a second':58} {'ours':>10} {'read anew':>10} {'feelin':>12} {'bkflow-feel':>12}"
    )
    for text, value in ours.items():
        print(
            f"{text:58} {value:10,.0f} {read[text]:10,.0f} {_figure(theirs, text):>12} {_figure(others, text):>12}"
        )
    print(f"table of 100 rules: {rows['table_of_100_rules_us']} µs (goal 100)")
    for name, value in rows["restaurant"].items():  # type: ignore[attr-defined]
        print(f"decision {name}: {value:,} a second")
    _write(rows)
    return 0


def _figure(found: dict[str, float | None] | str, text: str) -> str:
    if isinstance(found, str):
        return "-" if found == "not installed" else found
    value = found.get(text)
    return "cannot" if value is None else f"{value:,.0f}"


def _write(rows: dict[str, Any]) -> None:
    """Into build/bench.json, one key a part."""
    path = ROOT / "build" / "bench.json"
    path.parent.mkdir(exist_ok=True)
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    path.write_text(
        json.dumps({**known, "feel": rows}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    sys.exit(main())
