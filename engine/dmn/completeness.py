"""Gaps and overlaps of a decision table, named cell by cell, for publication."""

from dataclasses import dataclass

from engine.dmn.regions import Cut, Region, cut
from engine.dmn.tables import Rule, Table

# A table with more faults than this is not read to the end.
MAX_REPORTS = 100
MAX_WORK = 200_000


@dataclass(frozen=True, slots=True)
class Gap:
    """Data no rule holds for: (input's label, cell) for each column."""

    table_id: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Data more than one rule holds for: their places from 1, and a cell for each column.

    harmful: the hit policy makes it a fault (unique: always; any: when the outputs differ).
    """

    table_id: str
    rules: tuple[int, ...]
    cells: tuple[tuple[str, str], ...]
    harmful: bool


@dataclass(frozen=True, slots=True)
class Completeness:
    """unclear are the computed cells (rule from 1, input's label): they are left out of account.

    complete says that the whole table was looked through.
    """

    table_id: str
    gaps: tuple[Gap, ...]
    overlaps: tuple[Overlap, ...]
    unclear: tuple[tuple[int, str], ...]
    complete: bool


def completeness(table: Table) -> Completeness:
    """What a table leaves out and what it says twice; a default output closes all gaps."""
    cuts = [
        cut(column, [rule.tests[index] for rule in table.rules])
        for index, column in enumerate(table.inputs)
    ]
    unclear = tuple(
        (rule + 1, table.inputs[index].label)
        for index, one in enumerate(cuts)
        for rule in one.unclear
    )
    search = _Search(table, [_everywhere(one, len(table.rules)) for one in cuts])
    search.run()
    gaps = () if unclear or _defaulted(table) else tuple(search.gaps)
    overlaps = () if unclear else tuple(search.overlaps)
    return Completeness(table.id, gaps, overlaps, unclear, search.complete and not unclear)


def _defaulted(table: Table) -> bool:
    return any(column.default is not None for column in table.outputs)


def _everywhere(one: Cut, rules: int) -> Cut:
    """A column with computed cells tells nothing apart."""
    if one.regions:
        return one
    return Cut((Region(None, "-"),), tuple(frozenset([0]) for _ in range(rules)))


class _Search:
    """Goes through the columns; regions that the same rules hold for are taken together."""

    def __init__(self, table: Table, cuts: list[Cut]) -> None:
        self.table = table
        self.cuts = cuts
        self.gaps: list[Gap] = []
        self.overlaps: list[Overlap] = []
        self.work = 0
        self.complete = True

    def run(self) -> None:
        self._column(0, frozenset(range(len(self.table.rules))), ())

    def _column(self, index: int, rules: frozenset[int], cells: tuple[str, ...]) -> None:
        self.work += 1
        if self.work > MAX_WORK or len(self.gaps) + len(self.overlaps) >= MAX_REPORTS:
            self.complete = False
            return
        if not rules:
            cells += ("-",) * (len(self.cuts) - index)
            self.gaps.append(Gap(self.table.id, self._labelled(cells)))
            return
        if index == len(self.cuts):
            if len(rules) > 1:
                self._overlap(rules, cells)
            return
        for left, text in self._groups(index, rules):
            self._column(index + 1, left, (*cells, text))

    def _groups(self, index: int, rules: frozenset[int]) -> list[tuple[frozenset[int], str]]:
        """The rules left, for each group of neighbouring regions."""
        one = self.cuts[index]
        found: list[tuple[frozenset[int], list[Region]]] = []
        by_rules: dict[frozenset[int], list[Region]] = {}
        for place, region in enumerate(one.regions):
            left = frozenset(rule for rule in rules if place in one.holds[rule])
            line = region.stretch or (found and found[-1][1][-1].stretch)
            if line:
                if found and found[-1][0] == left:
                    found[-1][1].append(region)
                else:
                    found.append((left, [region]))
            else:
                by_rules.setdefault(left, []).append(region)
                if by_rules[left] == [region]:
                    found.append((left, by_rules[left]))
        return [(left, _together(regions, len(one.regions))) for left, regions in found]

    def _overlap(self, rules: frozenset[int], cells: tuple[str, ...]) -> None:
        places = tuple(sorted(rules))
        harmful = self.table.policy == "U" or (
            self.table.policy == "A"
            and len({self._outputs(self.table.rules[r]) for r in places}) > 1
        )
        numbers = tuple(place + 1 for place in places)
        self.overlaps.append(Overlap(self.table.id, numbers, self._labelled(cells), harmful))

    def _outputs(self, rule: Rule) -> tuple[str, ...]:
        return rule.texts[len(self.table.inputs) :]

    def _labelled(self, cells: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        return tuple((one.label, cell) for one, cell in zip(self.table.inputs, cells, strict=True))


def _together(regions: list[Region], all_regions: int) -> str:
    """Neighbouring regions as one cell."""
    if len(regions) == all_regions:
        return "-"
    if not any(region.stretch for region in regions):
        return ", ".join(region.text for region in regions)
    first, last = regions[0], regions[-1]
    if len(regions) == 1:
        return first.text
    low, high = first.low, last.high
    if first.stretch and not first.low:
        return f"< {high}" if last.stretch else f"<= {high}"
    if last.stretch and not last.high:
        return f"> {low}" if first.stretch else f">= {low}"
    return f"{'(' if first.stretch else '['}{low}..{high}{')' if last.stretch else ']'}"
