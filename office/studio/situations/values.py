"""What each guided question can be answered with: every option; of numbers each boundary and one value between two."""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from office.matters import Compiled
from office.matters import when as conditions
from office.matters.compiled import Field
from office.matters.reasons import PLACE
from office.studio.situations.rulebook import Rulebook, mentions, numbers_in
from office.words import words

_WHOLE_SETS = 3  # options of which every set is tried; of more, each alone and all together
_LIMITS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


@dataclass(frozen=True)
class Factor:
    """A question with the answers that are tried; `when` hides it. `note` says what is not tried."""

    id: str
    values: tuple[Any, ...]
    when: conditions.When | None = None
    question: Mapping[str, Any] | None = None  # none: the place
    note: str = ""


def factors_of(
    compiled: Compiled,
    questions: Sequence[Mapping[str, Any]],
    book: Rulebook,
    regions: Sequence[str],
) -> tuple[Factor, ...]:
    """The questions in the order of asking, and the place where a decision reads it."""
    asked = [_factor(one, compiled, book) for one in questions]
    places = _places(book, regions)
    return tuple(asked) if places is None else (*asked, places)


def paths_of(question: Mapping[str, Any], compiled: Compiled) -> frozenset[str]:
    """How the draft's expressions call an answer: by the question, and by the field that it fills."""
    field = field_of(question, compiled)
    own = {f"answers.{question['id']}"}
    return frozenset(own if field is None else own | {f"fields.{field.name}"})


def field_of(question: Mapping[str, Any], compiled: Compiled) -> Field | None:
    """The field of the form that an answer fills."""
    element = question.get("element")
    return next((one for one in compiled.fields if element and one.element == element), None)


def _factor(question: Mapping[str, Any], compiled: Compiled, book: Rulebook) -> Factor:
    note = ""
    options = [one["value"] for one in question.get("options", ())]
    match question["type"]:
        case "boolean":
            values: tuple[Any, ...] = (True, False)
        case "number":
            values = _numbers(question, compiled, book)
        case "choices":
            values = _sets(options)
            if len(options) > _WHOLE_SETS:
                note = words("多选只取每一项单选和全选，没有取其他组合")
        case _:
            values = tuple(options)
    if question.get("optional"):
        values = (*values, None)
    when = conditions.parse(question["when"]) if "when" in question else None
    return Factor(question["id"], values, when, question, note)


def _sets(options: Sequence[str]) -> tuple[list[str], ...]:
    if len(options) <= _WHOLE_SETS:
        sizes = range(1, len(options) + 1)
        return tuple(list(one) for size in sizes for one in itertools.combinations(options, size))
    return (*([one] for one in options), list(options))


def _places(book: Rulebook, regions: Sequence[str]) -> Factor | None:
    """One served place for each way in which the cells tell places apart."""
    cells = book.texts(PLACE)
    read = any(mentions(one.texts, frozenset({PLACE})) for one in book.logic.values())
    if not read or not regions:
        return None
    alike: dict[tuple[bool, ...], str] = {}
    for region in regions:
        alike.setdefault(tuple(region in cell for cell in cells), region)
    note = words("判断结果相同的地区只取一个") if len(alike) < len(regions) else ""
    return Factor(PLACE, tuple(alike.values()), note=note)


def _numbers(
    question: Mapping[str, Any], compiled: Compiled, book: Rulebook
) -> tuple[int | float, ...]:
    field = field_of(question, compiled)
    low, high = question.get("minimum", -math.inf), question.get("maximum", math.inf)
    cuts = {float(question[key]) for key in ("minimum", "maximum") if key in question}
    cuts |= set(book.numbers(book.derived(paths_of(question, compiled))))
    cuts |= set(_of_answers(question, compiled))
    if field is not None:
        cuts |= set(_of_field(field, compiled))
    kept = sorted(one for one in cuts if low <= one <= high)
    whole = field is not None and field.schema.get("type") == "integer"
    values = list(_spread(kept, low, high)) or [1.0]
    return tuple(dict.fromkeys(_plain(one) for one in values if not whole or one == int(one)))


def _of_answers(question: Mapping[str, Any], compiled: Compiled) -> Iterator[float]:
    own = frozenset({f"answers.{question['id']}"})
    for material in compiled.materials:
        for row in material.merged_from:
            if mentions(row.required, own):
                yield from numbers_in(row.required)


def _of_field(field: Field, compiled: Compiled) -> Iterator[float]:
    """What the form compares the field with: its own limits, conditions, rules, materials' conditions."""
    for use in field.uses:
        yield from (float(use.schema[key]) for key in _LIMITS if key in use.schema)
        own = frozenset({use.name})
        for other in compiled.fields:
            for each in other.uses:
                if each.member == use.member and each.own_when:
                    yield from _compared(conditions.parse(each.own_when), use.name)
            for rule in other.rules:
                if rule.member == use.member and rule.rule and mentions(rule.rule, own):
                    yield from numbers_in(rule.rule)
        for material in compiled.materials:
            for row in material.rows((use.member,)):
                if mentions(row.required, own):
                    yield from numbers_in(row.required)


def _compared(when: conditions.When, name: str) -> Iterator[float]:
    found: list[float] = []

    def note(atom: conditions.Is) -> conditions.When:
        if atom.field == name:
            found.extend(
                float(one)
                for one in atom.values
                if isinstance(one, int | float) and not isinstance(one, bool)
            )
        return atom

    conditions.rewrite(when, note)
    yield from found


def _spread(cuts: Sequence[float], low: float, high: float) -> Iterator[float]:
    """Each boundary, one value between two, one before the first and behind the last where that is allowed."""
    if cuts and cuts[0] > low:
        yield max(low, cuts[0] - 1)
    for one, next_ in itertools.pairwise([*cuts, math.nan]):
        yield one
        if next_ == next_:
            yield _between(one, next_)
    if cuts and cuts[-1] < high:
        yield min(high, cuts[-1] + 1)


def _between(low: float, high: float) -> float:
    """A value between two with as few digits as will do."""
    middle = (low + high) / 2
    for digits in range(1, 16):
        rounded = float(f"{middle:.{digits}g}")
        if low < rounded < high:
            return rounded
    return middle


def _plain(value: float) -> int | float:
    return int(value) if value.is_integer() else value
