"""A decision file on its own, for those who draw and test it: its tables, what they leave out, what they decide."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine import dmn
from engine.dmn.completeness import Completeness
from engine.dmn.tables import Table
from engine.feel import FeelError
from engine.values import Refusal

Functions = Mapping[str, Callable[..., Any]]


@dataclass(frozen=True)
class DecisionColumn:
    """A column of a table: what it is called, its type, and what each rule's cell says."""

    label: str
    name: str  # of an input: the expression as far as it is a plain name
    type: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class DecisionTable:
    """A decision table as drawn; policy is the letter of its hit policy."""

    id: str
    policy: str
    inputs: tuple[DecisionColumn, ...]
    outputs: tuple[DecisionColumn, ...]
    rules: tuple[str, ...]  # ids


@dataclass(frozen=True)
class DrawnDecision:
    """One decision: `needs` are the input data that it reads, directly or through others."""

    id: str
    name: str
    variable: str
    needs: tuple[str, ...]
    table: DecisionTable | None


@dataclass(frozen=True)
class Matched:
    """A rule that held: its table, its id, its place from 1, its notes."""

    table: str
    rule: str
    index: int
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """What a decision says of some data, in JSON's types; `reasons` why (parts of) it is null."""

    value: Any
    reasons: tuple[str, ...]
    matched: tuple[Matched, ...]


@dataclass(frozen=True)
class Hole:
    """Data that no rule answers, or that several do: a cell for each input."""

    table: str
    cells: tuple[tuple[str, str], ...]
    rules: tuple[int, ...] = ()
    harmful: bool = True


@dataclass(frozen=True)
class Coverage:
    """Gaps and overlaps of one table; `unclear` are computed cells (rule from 1, column)."""

    gaps: tuple[Hole, ...]
    overlaps: tuple[Hole, ...]
    unclear: tuple[tuple[int, str], ...]
    complete: bool


@dataclass(frozen=True)
class DecisionFile:
    """A file as read: its decisions, and what is wrong with it."""

    decisions: tuple[DrawnDecision, ...]
    refusals: tuple[Refusal, ...]
    _model: dmn.Model | None
    _now: Callable[[], datetime]

    def decide(self, decision: str, context: Mapping[str, Any]) -> Verdict:
        """Return what a decision says; raises KeyError where the file has no such decision."""
        if self._model is None or all(one.id != decision for one in self.decisions):
            raise KeyError(decision)
        try:
            found = self._model.decide(decision, dict(context), now=self._now())
        except FeelError as error:
            return Verdict(None, (str(error),), ())
        matched = tuple(
            Matched(one.table_id, one.rule_id, one.index, one.annotations) for one in found.matched
        )
        return Verdict(found.plain, found.reasons, matched)

    def coverage(self, decision: str) -> Coverage | None:
        """Return what a decision's own table leaves out or says twice; None without a table."""
        drawn = next((one for one in self.decisions if one.id == decision), None)
        if self._model is None or drawn is None or drawn.table is None:
            return None
        found = self._model.gaps(decision)
        return None if found is None else _coverage(found)


def read_decisions(
    content: bytes, functions: Functions, now: Callable[[], datetime]
) -> DecisionFile:
    """Read a DMN file, also one that has faults: they are its refusals."""
    try:
        model = dmn.read(content, functions=functions, lenient=True)
    except dmn.DmnError as error:
        return DecisionFile((), tuple(_refusal(one) for one in error.findings), None, now)
    tables = {table.id: table for table in model.tables()}
    decisions = tuple(_drawn(model, info, tables) for info in model.decisions.values())
    return DecisionFile(decisions, tuple(_refusal(one) for one in model.findings), model, now)


def _drawn(model: dmn.Model, info: dmn.DecisionInfo, tables: Mapping[str, Table]) -> DrawnDecision:
    covered = model.gaps(info.id) if tables else None
    table = tables.get(covered.table_id) if covered is not None else None
    return DrawnDecision(
        id=info.id,
        name=info.label or info.name,
        variable=info.name,
        needs=tuple(sorted(model.reads(info.id))),
        table=None if table is None else _table(table),
    )


def _table(table: Table) -> DecisionTable:
    width = len(table.inputs)
    return DecisionTable(
        id=table.id,
        policy=table.policy,
        inputs=tuple(
            DecisionColumn(
                label=one.label,
                name=_dotted(one.expression),
                type=str(one.type),
                cells=tuple(rule.texts[index] for rule in table.rules),
            )
            for index, one in enumerate(table.inputs)
        ),
        outputs=tuple(
            DecisionColumn(
                label=one.label or one.name,
                name=one.name,
                type=str(one.type),
                cells=tuple(rule.texts[width + index] for rule in table.rules),
            )
            for index, one in enumerate(table.outputs)
        ),
        rules=tuple(rule.id for rule in table.rules),
    )


def _dotted(node: object) -> str:
    """The path that an expression writes, or nothing."""
    name = getattr(node, "name", "")
    if hasattr(node, "base"):
        base = _dotted(node.base)
        return f"{base}.{name}" if base else ""
    return str(name)


def _coverage(found: Completeness) -> Coverage:
    return Coverage(
        gaps=tuple(Hole(one.table_id, one.cells) for one in found.gaps),
        overlaps=tuple(
            Hole(one.table_id, one.cells, one.rules, one.harmful) for one in found.overlaps
        ),
        unclear=found.unclear,
        complete=found.complete,
    )


def _refusal(finding: dmn.Finding) -> Refusal:
    return Refusal("dmn", finding.element, finding.name, finding.reason, "改正决策")
