"""A table's column cut into regions within which no cell can tell two values apart."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from engine.dmn.items import Item, structure
from engine.dmn.tables import Input
from engine.feel import tree
from engine.feel.arithmetic import add, divide, multiply, subtract
from engine.feel.compiler import OUTSIDE, UNKNOWN, Closure, Compiler
from engine.feel.constants import constant
from engine.feel.durations import DAY, DayTimeDuration, YearMonthDuration
from engine.feel.equality import less
from engine.feel.errors import Failed
from engine.feel.evaluation import DEFAULT, Env, State
from engine.feel.library import BUILTINS
from engine.feel.parser import parse_tests
from engine.feel.scope import Scope
from engine.feel.spelling import spell
from engine.feel.types import BOOLEAN, STRING, Type
from engine.feel.values import Range


@dataclass(frozen=True, slots=True)
class Region:
    """A value that stands for the region, and how the region is written in a cell.

    low and high are the neighbouring bounds of a stretch as written (empty for none), or the same
    value for a single one.
    """

    sample: Any
    text: str
    low: str = ""
    high: str = ""
    stretch: bool = False


@dataclass(frozen=True, slots=True)
class Cut:
    """A column's regions, and for each rule which of them its cell holds for.

    unclear is set when a cell is computed: then nothing can be said about the column.
    """

    regions: tuple[Region, ...]
    holds: tuple[frozenset[int], ...]
    unclear: tuple[int, ...] = ()


class _Other:
    """Stands for every value a column's cells do not name."""


OTHER = _Other()


def cut(column: Input, cells: list[tree.Tests]) -> Cut:
    symbol = _symbol(cells)
    if symbol is None:
        return _cut(column, cells)
    found = _cut(column, [_substituted(cell) for cell in cells])
    return replace(found, regions=tuple(_renamed(region, symbol) for region in found.regions))


def _symbol(cells: list[tree.Tests]) -> str | None:
    """The one variable all cells of a column are compared with (>= limit, < limit), if so."""
    names: set[str] = set()
    for item in (item for cell in cells for item in cell.items):
        if isinstance(item, tree.UnaryRange):
            names.add(_dotted(item.value))
        elif not isinstance(item, tree.Literal) or item.value is not None:
            names.add(_dotted(item))
    return names.pop() if len(names) == 1 and "" not in names else None


def _dotted(node: tree.Node) -> str:
    """The path a node writes, or nothing."""
    if isinstance(node, tree.Path):
        base = _dotted(node.base)
        return f"{base}.{node.name}" if base else ""
    return node.name if isinstance(node, tree.Name) and node.name != "?" else ""


# Any number does: the column has no other bound.
_STAND_IN = tree.Literal(Decimal(0))


def _substituted(cell: tree.Tests) -> tree.Tests:
    items: list[tree.Node] = []
    for item in cell.items:
        if isinstance(item, tree.UnaryRange):
            items.append(tree.UnaryRange(item.op, _STAND_IN))
        else:
            items.append(item if isinstance(item, tree.Literal) else _STAND_IN)
    return tree.Tests(tuple(items), cell.negated)


def _renamed(region: Region, symbol: str) -> Region:
    texts = (one.replace("0", symbol) for one in (region.text, region.low, region.high))
    text, low, high = texts
    return replace(region, text=text, low=low, high=high)


def _cut(column: Input, cells: list[tree.Tests]) -> Cut:
    compiler = Compiler({}, BUILTINS, fold=constant)
    named = [_named(compiler, cell) for cell in cells]
    unclear = tuple(index for index, values in enumerate(named) if values is None)
    if unclear:
        return Cut((), (), unclear)
    values = [value for one in named if one is not None for value in one]
    regions = _regions(column, values, compiler)
    holds = tuple(
        frozenset(i for i, region in enumerate(regions) if _holds(cell, one, region))
        for cell, one in zip(cells, _ends(compiler, cells), strict=True)
    )
    return Cut(tuple(regions), holds)


def _named(compiler: Compiler, cell: tree.Tests) -> list[Any] | None:
    """The values and ranges a cell names; None when it names anything else."""
    found: list[Any] = []
    for item in cell.items:
        if isinstance(item, tree.Literal) and item.value is None:
            found.append(None)
            continue
        value = constant(compiler, item, OUTSIDE)
        if value is UNKNOWN:
            return None
        found.append(value)
    return found


def _ends(compiler: Compiler, cells: list[tree.Tests]) -> list[Closure]:
    return [compiler.compile(cell, OUTSIDE) for cell in cells]


def _holds(cell: tree.Tests, test: Closure, region: Region) -> bool:
    if region.sample is OTHER:
        return cell.negated or not cell.items
    return test(Env({}, State(DEFAULT, None), {"?": region.sample})) is True


def _regions(column: Input, values: list[Any], compiler: Compiler) -> list[Region]:
    allowed = _allowed(column, compiler)
    regions: list[Region] = []
    if allowed is not None and not any(isinstance(one, Range) for one in allowed):
        # A closed list of values: the cells' own others cannot occur.
        return [_point(one) for one in allowed]
    points = [*values, *(allowed or [])]
    ordered = _ordered([end for one in points for end in _bounds(one)])
    kind = structure(column.type)
    if kind == BOOLEAN or any(isinstance(one, bool) for one in points):
        return [_point(True), _point(False), *([_point(None)] if None in values else [])]
    if ordered and (any(isinstance(one, Range) for one in points) or kind != STRING):
        regions = _line(ordered, column.type)
    else:
        regions = [_point(one) for one in ordered]
        regions.append(Region(OTHER, "其他"))
    if any(one is None for one in values):
        regions.append(_point(None))
    if allowed is not None:
        regions = [one for one in regions if _within(one, allowed)]
    return regions


def _allowed(column: Input, compiler: Compiler) -> list[Any] | None:
    """The values a column may have, by its own list or its type's; None when anything goes."""
    tests = column.values
    kind: Type = column.type
    if tests is None:
        while isinstance(kind, Item):
            if kind.allowed_text:
                tests = parse_tests(kind.allowed_text, Scope())
                break
            kind = kind.of
    if tests is None or tests.negated or not tests.items:
        return None
    return _named(compiler, tests)


def _within(region: Region, allowed: list[Any]) -> bool:
    state = State(DEFAULT, None)
    for one in allowed:
        if isinstance(one, Range):
            test = tree.Tests((tree.Literal(one),), negated=False)
            compiled = Compiler({}, BUILTINS, fold=constant).compile(test, OUTSIDE)
            if region.sample is not OTHER and compiled(Env({}, state, {"?": region.sample})):
                return True
        elif region.sample == one:
            return True
    return False


def _bounds(value: Any) -> list[Any]:
    if isinstance(value, Range):
        return [end for end in (value.low, value.high) if end is not None]
    if isinstance(value, list):
        return [end for one in value for end in _bounds(one)]
    return [] if value is None or isinstance(value, bool) else [value]


def _ordered(values: list[Any]) -> list[Any]:
    """Without doubles and in order, as far as the values have one."""
    state = State(DEFAULT, None)
    found: list[Any] = []
    for value in values:
        place = sum(less("<", one, value, state) is True for one in found)
        if value not in found[place : place + 1]:
            found.insert(place, value)
    return found


def _point(value: Any) -> Region:
    text = written(value)
    return Region(value, text, text, text)


def _line(ends: list[Any], kind: Type) -> list[Region]:
    """Every bound, and every stretch before, between and after them."""
    regions = [Region(_before(ends[0]), f"< {written(ends[0])}", "", written(ends[0]), True)]
    for index, end in enumerate(ends):
        regions.append(_point(end))
        if index + 1 < len(ends):
            following = ends[index + 1]
            low, high = written(end), written(following)
            regions.append(Region(_between(end, following), f"({low}..{high})", low, high, True))
    regions.append(Region(_after(ends[-1]), f"> {written(ends[-1])}", written(ends[-1]), "", True))
    return [one for one in regions if one.sample is not UNKNOWN]


def written(value: Any) -> str:
    state = State(DEFAULT, None)
    if isinstance(value, str | bool | Decimal) or value is None:
        return spell(value, state, 1)
    return f'@"{value}"'


def _shift(value: Any, steps: int) -> Any:
    """A value a little before or after this one; UNKNOWN when there is none."""
    if isinstance(value, str):
        return value + "\u0001" if steps > 0 else (value[:-1] if value else UNKNOWN)
    by: Any = Decimal(steps)
    if not isinstance(value, Decimal):
        by = DayTimeDuration(steps * DAY)
        if isinstance(value, YearMonthDuration):
            by = YearMonthDuration(steps)
    try:
        return add(value, by, State(DEFAULT, None))
    except Failed:
        return UNKNOWN


def _before(value: Any) -> Any:
    return _shift(value, -1)


def _after(value: Any) -> Any:
    return _shift(value, 1)


def _between(low: Any, high: Any) -> Any:
    """A value strictly between two; UNKNOWN when there is none (two days in a row)."""
    state = State(DEFAULT, None)
    if isinstance(low, str):
        return low + "\u0001"
    try:
        if isinstance(low, Decimal):
            return divide(add(low, high, state), Decimal(2), state)
        half = multiply(subtract(high, low, state), Decimal("0.5"), state)
        found = add(low, half, state)
    except Failed:
        return UNKNOWN
    inside = less("<", low, found, state) and less("<", found, high, state)
    return found if inside else UNKNOWN
