"""`python -m tests.conformance [FOLDER]`: all corpora, written to build/conformance.json, held to the bars."""

import json
import sys
from pathlib import Path
from typing import Any

from tests.conformance import bpmn, dmn

ROOT = Path(__file__).resolve().parents[2]
WRITTEN = ROOT / "build" / "conformance.json"


def measure(folder: Path) -> dict[str, Any]:
    """Run every corpus; print what is not as it should be."""
    results = bpmn.bpmn(folder)
    for result in results:
        if result.outcome != "passed":
            print(f"{result.outcome:8} {result.name}: {result.why}")
    invalid, misses = bpmn.invalid(folder)
    repaired, more = bpmn.repaired(folder)
    print(*misses, *more, sep="\n")
    decided = list(dmn.cases(folder / "dmn"))
    failed = [f"{one.folder} {one.id}" for one in decided if not one.passed]
    return {
        "bpmn": bpmn.summary(results),
        "invalid": invalid,
        "repaired": repaired,
        "dmn": {"total": len(decided), "passed": len(decided) - len(failed), "failed": failed},
    }


def fallen_short(found: dict[str, Any]) -> list[str]:
    """Return the bars that the figures do not reach."""
    drawn, invalid, repaired, decided = (
        found[key] for key in ("bpmn", "invalid", "repaired", "dmn")
    )
    bars = {
        "no model runs otherwise than drawn": drawn["silent"] == 0,
        "at least 85 BPMN models run": drawn["passed"] >= 85,
        "at least 235 invalid models are refused rightly": invalid["refused_rightly"] >= 235,
        "at least 95 % of the mended models are accepted": repaired["accepted"]
        >= 0.95 * repaired["total"],
        "at least 97 % of the decision cases are right": decided["passed"]
        >= 0.97 * decided["total"],
    }
    return [bar for bar, reached in bars.items() if not reached]


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "../shared/conformance"
    if not (folder / "bpmn").is_dir():
        print(f"no corpora in {folder}: name the folder by TONGBAN_CONFORMANCE", file=sys.stderr)
        return 2
    found = measure(folder.resolve())
    WRITTEN.parent.mkdir(exist_ok=True)
    WRITTEN.write_text(json.dumps(found, ensure_ascii=False, indent=1))
    print(
        json.dumps(
            {
                key: {k: v for k, v in part.items() if not isinstance(v, list)}
                for key, part in found.items()
            }
        )
    )
    missed = fallen_short(found)
    print("\n".join(f"NOT REACHED: {bar}" for bar in missed))
    print(f"{found['bpmn']['passed'] + found['dmn']['passed']} passed, {len(missed)} failed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
