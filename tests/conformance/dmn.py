"""Runs decision models against test cases in the DMN TCK's layout: python -m tests.conformance.dmn DIRECTORY."""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from lxml import etree

from engine import dmn
from engine.feel.calendar import parse_date, parse_date_time, parse_time
from engine.feel.durations import parse_duration

XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
# It calls Java classes, which needs a Java machine.
LEFT_OUT = frozenset(["0076-feel-external-java"])


@dataclass(frozen=True)
class Case:
    """passed, and why not when it did not."""

    folder: str
    id: str
    passed: bool
    why: str = ""


def cases(directory: Path) -> Iterator[Case]:
    """Every test case below a directory (or in it)."""
    for file in sorted(directory.rglob("*.xml")):
        if file.parent.name in LEFT_OUT:
            continue
        try:
            root = etree.parse(str(file)).getroot()
        except etree.XMLSyntaxError:
            continue
        if isinstance(root.tag, str) and etree.QName(root).localname == "testCases":
            yield from _file(file, root)


def _children(element: Any, name: str) -> list[Any]:
    return [c for c in element if isinstance(c.tag, str) and etree.QName(c).localname == name]


def _file(file: Path, root: Any) -> Iterator[Case]:
    names = _children(root, "modelName")
    model: dmn.Model | None = None
    why = ""
    try:
        path = file.parent / (names[0].text or "").strip()
        imports = {p.name: p.read_bytes() for p in file.parent.glob("*.dmn") if p != path}
        model = dmn.read(path.read_bytes(), imports=imports, lenient=True)
    except Exception as error:  # noqa: BLE001  (whatever it is, the model could not be read)
        why = f"{type(error).__name__}: {error}"
    for case in _children(root, "testCase"):
        key = case.get("id") or ""
        if model is None:
            yield Case(file.parent.name, key, False, why)
            continue
        try:
            reason = _why_not(model, case)
        except Exception as error:  # noqa: BLE001  (a fault of ours is a failed case, not the end)
            reason = f"{type(error).__name__}: {error}"
        yield Case(file.parent.name, key, reason is None, reason or "")


def _why_not(model: dmn.Model, case: Any) -> str | None:
    """What is wrong with a case's results, or None."""
    inputs = {node.get("name"): _value(node) for node in _children(case, "inputNode")}
    for node in _children(case, "resultNode"):
        name = node.get("name")
        asked = case.get("invocableName") or name
        decision = model.decide(asked, inputs)
        expected = _children(node, "expected")
        wanted = _value(expected[0]) if expected else None
        value = decision.value
        if asked != name and isinstance(value, dict) and name in value:
            value = value[name]
        if not same(value, wanted):
            return f"{name}: expected {wanted!r}, found {value!r} {decision.reasons[:2]}"
        if node.get("errorResult") == "true" and not decision.reasons:
            return f"{name}: an error was expected, and no reason was given"
    return None


def same(found: Any, wanted: Any) -> bool:
    """Equal as the suite compares: numbers to eight places, everything else exactly."""
    if isinstance(found, Decimal) and isinstance(wanted, Decimal):
        return abs(found - wanted) < Decimal("1E-8")
    if isinstance(found, list) and isinstance(wanted, list):
        pairs = zip(found, wanted, strict=False)
        return len(found) == len(wanted) and all(same(one, two) for one, two in pairs)
    if isinstance(found, dict) and isinstance(wanted, dict):
        return found.keys() == wanted.keys() and all(same(found[k], wanted[k]) for k in wanted)
    if type(found) is not type(wanted):
        return False
    return bool(found == wanted)


def _value(element: Any) -> Any:
    components = _children(element, "component")
    if components:
        return {one.get("name"): _value(one) for one in components}
    lists = _children(element, "list")
    if lists:
        return [_value(item) for item in _children(lists[0], "item")]
    values = _children(element, "value")
    if not values or values[0].get(f"{XSI}nil") == "true":
        return None
    return _scalar((values[0].get(f"{XSI}type") or "").rpartition(":")[2], values[0].text or "")


_READERS: dict[str, Any] = {
    "boolean": lambda text: text.strip() in ("true", "1"),
    "date": parse_date,
    "time": parse_time,
    "dateTime": parse_date_time,
    "duration": parse_duration,
    "dayTimeDuration": parse_duration,
    "yearMonthDuration": parse_duration,
    **dict.fromkeys(("decimal", "double", "integer", "int", "long", "float", "short"), Decimal),
}


def _scalar(kind: str, text: str) -> Any:
    if kind in ("string", ""):
        return text
    found = _READERS[kind](text.strip())
    return text if found is None else found


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--quiet", action="store_true", help="only the last line")
    options = parser.parse_args(arguments)
    results = list(cases(options.directory))
    for case in results:
        if not case.passed and not options.quiet:
            print(f"FAILED {case.folder} {case.id}: {case.why}")
    print(f"passed {sum(case.passed for case in results)} of {len(results)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
