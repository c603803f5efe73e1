"""What must be brought with these answers: each material by who gets it, as the result card says it."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from office.matters.combined import split
from office.matters.compiled import Compiled, Material, MaterialRow

OWN, FETCHED, GENERATED = "own", "fetched", "generated"
Evaluate = Callable[[str, Mapping[str, Any]], Any]
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Paper:
    """A material of the result card. `sure` is False where the form decides whether it is needed."""

    element: str
    name: Mapping[str, str]
    sure: bool
    owable: Mapping[str, Any] | None
    merged: int


def bring(
    evaluate: Evaluate,
    compiled: Compiled,
    codes: Collection[str],
    known: Values,
    answers: Values,
) -> Mapping[str, list[Paper]]:
    """Papers by who gets them: the applicant, we from other authorities, the form itself.

    `known` are the fields that the answers fill, by name.
    """
    found: dict[str, list[Paper]] = {OWN: [], FETCHED: [], GENERATED: []}
    parts = split(compiled, known, codes)
    for one in compiled.materials:
        needed = _is_required(evaluate, compiled, one, codes, parts, answers)
        if needed is False:
            continue
        made = any(member in codes for member in one.from_members)
        kind = FETCHED if one.fetched else GENERATED if one.generated or made else OWN
        rows = one.rows(codes)
        owable = [row.owable for row in rows]
        found[kind].append(
            Paper(
                one.element, one.name, needed is True, owable[0] if all(owable) else None, len(rows)
            )
        )
    return found


def _is_required(
    evaluate: Evaluate,
    compiled: Compiled,
    material: Material,
    codes: Collection[str],
    parts: Mapping[str, Values],
    answers: Values,
) -> bool | None:
    """Whether the material is needed; None where what decides it is asked in the form."""
    rows = material.rows(codes)
    if not rows:
        return False
    said = [_said(evaluate, compiled, row, parts.get(row.member, {}), answers) for row in rows]
    if any(one is True for one in said):
        return True
    return None if None in said else False


def _said(
    evaluate: Evaluate, compiled: Compiled, row: MaterialRow, values: Values, answers: Values
) -> bool | None:
    """What a row's condition says; None while it reads a field that is not filled in yet."""
    if row.required == "true":
        return True
    own = {use.name for one in compiled.fields for use in one.uses if use.member == row.member}
    if own & set(re.findall(r"\w+", row.required)) - set(values):
        return None
    found = evaluate(row.required, {**values, "answers": dict(answers)})
    return None if found is None else found is True
