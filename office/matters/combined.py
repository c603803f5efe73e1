"""The combined form in use: its JSON Schema for the needed members, and the split back to each."""

from collections.abc import Collection, Mapping
from typing import Any

from office.matters import when as conditions
from office.matters.compiled import Compiled, Field, Use
from office.matters.constraints import intersect

Values = Mapping[str, Any]


class Disagreement(ValueError):
    """Two members hold different values for one shared field."""


def json_schema(compiled: Compiled, needed: Collection[str]) -> dict[str, Any]:
    """JSON Schema 2020-12 of the form that these members need, hidden fields forbidden by if/else."""
    asked = compiled.asked(needed)
    clauses: list[dict[str, Any]] = []
    required: list[str] = []
    for field in asked:
        uses = field.used(needed)
        must = [use for use in uses if use.required]
        if any(use.when is None for use in must):
            required.append(field.name)
        elif must:
            clauses.append(_required(field.name, _shown(must)))
        shown = _shown(uses)
        if shown is not None:
            clauses.append(_hidden(field.name, shown))
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {field.name: dict(schema_for(field, needed)) for field in asked},
        "required": required,
        "additionalProperties": False,
    }
    return {**schema, "allOf": clauses} if clauses else schema


def schema_for(field: Field, needed: Collection[str]) -> Mapping[str, Any]:
    """The constraints of the needed members on one field; a resolution where they contradict."""
    uses = field.used(needed)
    if len(uses) > 1 and field.resolved:
        return field.schema
    return intersect([use.schema for use in uses])


def split(compiled: Compiled, values: Values, needed: Collection[str]) -> dict[str, dict[str, Any]]:
    """Each needed member's own fields under its own names, and nothing else (least data)."""
    return {
        code: _seen(_own(compiled, code, needed), values)
        for code in compiled.codes
        if code in needed
    }


def merge(compiled: Compiled, parts: Mapping[str, Values]) -> dict[str, Any]:
    """The combined values of the members' own; raises Disagreement where two differ."""
    merged: dict[str, Any] = {}
    for field in compiled.fields:
        for use in field.used(parts.keys()):
            part = parts[use.member]
            if use.name not in part:
                continue
            value = part[use.name]
            if field.name in merged and not _equal(merged[field.name], value):
                raise Disagreement(field.name)
            merged[field.name] = value
    return merged


def _own(
    compiled: Compiled, code: str, needed: Collection[str]
) -> dict[str, tuple[str, conditions.When | None]]:
    """own name → (combined name, own condition) of one member."""
    return {
        use.name: (field.name, _parsed(use.own_when))
        for field in compiled.fields
        for use in field.used(needed)
        if use.member == code
    }


def _seen(own: Mapping[str, tuple[str, conditions.When | None]], values: Values) -> dict[str, Any]:
    """What the member itself shows: a field that only others show is none of its business."""
    seen: dict[str, Any] = {}
    visited: set[str] = set()

    def visit(name: str) -> None:
        if name in visited or name not in own:
            return
        visited.add(name)
        combined, when = own[name]
        for other in conditions.fields(when) if when else ():
            visit(other)
        if combined in values and conditions.holds(when, seen):
            seen[name] = values[combined]

    for name in own:
        visit(name)
    return {name: seen[name] for name in own if name in seen}


def _shown(uses: Collection[Use]) -> conditions.When | None:
    return conditions.any_of([_parsed(use.when) for use in uses])


def _parsed(text: str | None) -> conditions.When | None:
    return None if text is None else conditions.parse(text)


def _required(name: str, when: conditions.When | None) -> dict[str, Any]:
    then: dict[str, Any] = {"required": [name]}
    return then if when is None else {"if": conditions.schema(when), "then": then}


def _hidden(name: str, when: conditions.When) -> dict[str, Any]:
    return {"if": conditions.schema(when), "else": {"properties": {name: False}}}


def _equal(one: Any, other: Any) -> bool:
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)
