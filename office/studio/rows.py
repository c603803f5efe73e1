"""Test rows of a decision: data and what should be decided of it, kept with the draft and tried by the engine itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from engine import DecisionFile, Verdict
from office.studio import trees
from office.studio.editing import EditRefused
from office.studio.sheets import write_yaml
from office.words import words

_NOT_SAID = object()
MOST = 500


@dataclass(frozen=True)
class TestRow:
    """One row; `given` by path (`answers.area`), `expect` what the decision should say.

    Of a context (several outputs) only what `expect` names is compared.
    """

    __test__ = False

    id: str
    decision: str
    given: Mapping[str, Any]
    expect: Any = None
    expected: bool = False
    name: str = ""


@dataclass(frozen=True)
class Tried:
    """A row with what the engine says of it; `passed` is None where nothing is expected."""

    row: TestRow
    verdict: Verdict | None
    passed: bool | None


def rows_path(dmn: str) -> str:
    """Return where the rows of `processes/<name>.dmn` stand: `processes/tests/<name>.yaml`."""
    return f"processes/tests/{PurePosixPath(dmn).stem}.yaml"


def read_rows(content: bytes | None) -> tuple[TestRow, ...]:
    """Return the rows of a file; raises trees.Unreadable where it holds none."""
    if content is None:
        return ()
    said = trees.read_yaml(content)
    rows = said.get("rows") if isinstance(said, dict) else None
    if not isinstance(rows, list):
        raise trees.Unreadable("rows")
    return tuple(row(one, at) for at, one in enumerate(rows, 1))


def row(said: Any, at: int = 1) -> TestRow:
    """Return a row from what a file or a browser says of it; raises trees.Unreadable."""
    if not isinstance(said, Mapping) or not isinstance(said.get("given", {}), Mapping):
        raise trees.Unreadable(f"rows {at}")
    expect = said.get("expect", _NOT_SAID)
    return TestRow(
        id=str(said.get("id") or f"row-{at}"),
        decision=str(said.get("decision", "")),
        name=str(said.get("name", "")),
        given={str(key): value for key, value in said.get("given", {}).items()},
        expect=None if expect is _NOT_SAID else expect,
        expected=expect is not _NOT_SAID,
    )


def write_rows(rows: Sequence[TestRow]) -> bytes:
    """Return the file of these rows; raises EditRefused where there are too many or two share an id."""
    if len(rows) > MOST:
        raise EditRefused(words("最多 {most} 行", most=MOST))
    if len({one.id for one in rows}) != len(rows):
        raise EditRefused(words("测试行编号不得重复"))
    return write_yaml({"rows": [_said(one) for one in rows]})


def try_rows(file: DecisionFile, rows: Sequence[TestRow]) -> tuple[Tried, ...]:
    """Return what the engine decides of each row; a decision that is gone has no verdict and fails."""
    return tuple(_tried(file, one) for one in rows)


def failing(files: Mapping[str, bytes], read: Any) -> tuple[Tried, ...]:
    """Return the rows of a folder that do not come out as expected; `read` is Engine.decisions."""
    found: list[Tried] = []
    for path, content in files.items():
        if path.startswith("processes/") and path.endswith(".dmn"):
            rows = read_rows(files.get(rows_path(path)))
            found.extend(one for one in try_rows(read(content), rows) if one.passed is False)
    return tuple(found)


def nested(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return values by path as the context that a process has: answers.area in answers."""
    context: dict[str, Any] = {}
    for path, value in given.items():
        here = context
        *folders, last = path.split(".")
        for name in folders:
            inner = here.setdefault(name, {})
            if not isinstance(inner, dict):
                inner = here[name] = {}
            here = inner
        here[last] = value
    return context


def _tried(file: DecisionFile, row: TestRow) -> Tried:
    try:
        verdict = file.decide(row.decision, nested(row.given))
    except KeyError:
        return Tried(row, None, False if row.expected else None)
    return Tried(row, verdict, _fits(verdict.value, row.expect) if row.expected else None)


def _fits(value: Any, expect: Any) -> bool:
    if isinstance(value, Mapping) and isinstance(expect, Mapping):
        return all(key in value and _fits(value[key], expect[key]) for key in expect)
    if isinstance(value, list) and isinstance(expect, list):
        return len(value) == len(expect) and all(
            _fits(one, other) for one, other in zip(value, expect, strict=True)
        )
    if isinstance(value, bool) or isinstance(expect, bool):
        return value is expect
    if isinstance(value, int | float | Decimal) and isinstance(expect, int | float):
        return Decimal(str(value)) == Decimal(str(expect))
    return bool(value == expect)


def _said(row: TestRow) -> dict[str, Any]:
    said: dict[str, Any] = {"id": row.id, "decision": row.decision}
    if row.name:
        said["name"] = row.name
    said["given"] = dict(row.given)
    if row.expected:
        said["expect"] = row.expect
    return said
