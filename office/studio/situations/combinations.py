"""All combinations of answers; where there are too many, so many that every two answers meet once."""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from office.matters import when as conditions
from office.studio.situations.values import Factor

Combination = tuple[
    int, ...
]  # which of each factor's values; HIDDEN where the question is not asked
HIDDEN = -1
_Pair = tuple[tuple[str, int], tuple[str, int]]


def every(factors: Sequence[Factor], most: int) -> list[Combination] | None:
    """Each combination once, in the order of the answers; None where there are more than so many."""
    ordered = _in_order(factors)
    at = {one.id: place for place, one in enumerate(ordered)}
    back = [at[one.id] for one in factors]
    found: list[Combination] = []
    row: list[int] = []
    values: dict[str, Any] = {}

    def further() -> bool:
        if len(row) == len(ordered):
            found.append(tuple(row[place] for place in back))
            return len(found) <= most
        one = ordered[len(row)]
        if not conditions.holds(one.when, values):
            row.append(HIDDEN)
            room = further()
            row.pop()
            return room
        for place, value in enumerate(one.values):
            row.append(place)
            values[one.id] = value
            room = further()
            row.pop()
            del values[one.id]
            if not room:
                return False
        return True

    return found if further() else None


def at_most(factors: Sequence[Factor]) -> int:
    """The product of the numbers of answers: how many combinations there are where no question is hidden."""
    return math.prod(len(one.values) for one in factors)


def answers_of(factors: Sequence[Factor], combination: Combination) -> dict[str, Any]:
    """The answers by question (and the place) of a combination; what is not answered is not there."""
    found = {
        one.id: one.values[at] for one, at in zip(factors, combination, strict=True) if at != HIDDEN
    }
    return {name: value for name, value in found.items() if value is not None}


def pairwise(factors: Sequence[Factor], most: int) -> tuple[list[Combination], int]:
    """Combinations in which every two answers that can meet do; how many pairs were left out for want of room."""
    ordered = _in_order(factors)
    left = dict.fromkeys(_pairs(ordered))
    found: list[Combination] = []
    while left and len(found) < most:
        pair = next(iter(left))
        row = _row(ordered, dict(pair), left)
        if row is None:  # the two never stand on one page
            del left[pair]
            continue
        for met in itertools.combinations(sorted(row.items()), 2):
            left.pop(met, None)
        found.append(tuple(row.get(one.id, HIDDEN) for one in factors))
    return found, len(left)


def _pairs(factors: Sequence[Factor]) -> Iterator[_Pair]:
    for one, other in itertools.combinations(sorted(factors, key=lambda each: each.id), 2):
        for at in range(len(one.values)):
            for place in range(len(other.values)):
                yield (one.id, at), (other.id, place)


def _row(
    factors: Sequence[Factor], wanted: Mapping[str, int], left: Mapping[_Pair, None]
) -> dict[str, int] | None:
    """A combination with the wanted answers, filled up with those that meet most that have not met yet."""
    gates = _gates(factors, wanted)
    choices = [[wanted[one.id]] if one.id in wanted else range(len(one.values)) for one in gates]
    for chosen in itertools.product(*choices):
        fixed = {**dict(zip((one.id for one in gates), chosen, strict=True)), **wanted}
        row = _filled(factors, fixed, left)
        if wanted.keys() <= row.keys():
            return row
    return None


def _gates(factors: Sequence[Factor], wanted: Mapping[str, int]) -> list[Factor]:
    """The questions whose answers show or hide the wanted ones."""
    known = {one.id: one for one in factors}
    found: dict[str, Factor] = {}
    pending = list(wanted)
    while pending:
        one = known[pending.pop()]
        for name in conditions.fields(one.when) if one.when else ():
            if name in known and name not in found:
                found[name] = known[name]
                pending.append(name)
    return list(found.values())


def _filled(
    factors: Sequence[Factor], fixed: Mapping[str, int], left: Mapping[_Pair, None]
) -> dict[str, int]:
    row: dict[str, int] = {}
    values: dict[str, Any] = {}
    for one in factors:
        if not conditions.holds(one.when, values):
            continue
        at = fixed.get(one.id)
        if at is None:
            at = max(range(len(one.values)), key=lambda each: _new(row, one.id, each, left))
        row[one.id] = at
        values[one.id] = one.values[at]
    return row


def _new(row: Mapping[str, int], name: str, at: int, left: Mapping[_Pair, None]) -> int:
    own = (name, at)
    return sum(((own, other) if own < other else (other, own)) in left for other in row.items())


def _in_order(factors: Sequence[Factor]) -> list[Factor]:
    """Questions behind those that show them."""
    known = {one.id: one for one in factors}
    ordered: dict[str, Factor] = {}

    def place(one: Factor, path: tuple[str, ...]) -> None:
        if one.id in ordered or one.id in path:
            return
        for name in sorted(conditions.fields(one.when)) if one.when else ():
            if name in known:
                place(known[name], (*path, one.id))
        ordered[one.id] = one

    for one in factors:
        place(one, ())
    return list(ordered.values())
