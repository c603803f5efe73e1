"""x-when as lines that an analyst picks (field, operator, values), and back to the text that the schema keeps."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from office.matters import when
from office.matters.when import Literal

IS, IS_NOT, IN, NOT_IN = "is", "is-not", "in", "not-in"
ALL, ANY = "all", "any"
Types = Callable[[str], str]  # a field's name → its JSON type


@dataclass(frozen=True)
class Line:
    """One comparison; values as a form writes them."""

    field: str
    operator: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Condition:
    """Lines joined by all or any; a condition that has another shape is kept as `text` alone."""

    joint: str = ALL
    lines: tuple[Line, ...] = ()
    text: str = ""

    @property
    def free(self) -> bool:
        return bool(self.text) and not self.lines


def taken_apart(text: str | None) -> Condition:
    """Return a condition's lines, where it is a list of comparisons joined by one word."""
    if not text:
        return Condition()
    try:
        tree = when.parse(text)
    except when.WhenRefused:
        return Condition(text=text)
    joint = ANY if isinstance(tree, when.Any) else ALL
    parts = tree.parts if isinstance(tree, when.All | when.Any) else (tree,)
    lines = [_line(part) for part in parts]
    if any(line is None for line in lines):
        return Condition(text=text)
    return Condition(joint, tuple(line for line in lines if line is not None), text)


def put_together(joint: str, lines: Sequence[Line], type_of: Types) -> str | None:
    """Return the condition's text; lines without a field or a value are left out, none is always."""
    parts = tuple(_part(line, type_of(line.field)) for line in lines if line.field and line.values)
    if not parts:
        return None
    if len(parts) == 1:
        return when.text(parts[0])
    return when.text(when.Any(parts) if joint == ANY else when.All(parts))


def types_in(form: Mapping[str, Any], schemas: Mapping[str, Mapping[str, Any]]) -> Types:
    """Return what tells the type of a form's field; `schemas` are the shared elements' by name."""
    properties: Mapping[str, Any] = form.get("properties", {})

    def type_of(name: str) -> str:
        said = properties.get(name, {})
        shared = schemas.get(said.get("x-element", ""), {})
        return str(said.get("type") or shared.get("type") or "string")

    return type_of


def _line(part: when.When) -> Line | None:
    negated = isinstance(part, when.Not)
    inner = part.part if isinstance(part, when.Not) else part
    if not isinstance(inner, when.Is):
        return None
    one = len(inner.values) == 1
    operator = (IS_NOT if one else NOT_IN) if negated else (IS if one else IN)
    return Line(inner.field, operator, tuple(_shown(value) for value in inner.values))


def _part(line: Line, kind: str) -> when.When:
    values = line.values if line.operator in (IN, NOT_IN) else line.values[:1]
    found = when.Is(line.field, tuple(_literal(value, kind) for value in values))
    return when.Not(found) if line.operator in (IS_NOT, NOT_IN) else found


def _shown(value: Literal) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _literal(text: str, kind: str) -> Literal:
    if kind == "boolean" and text in ("true", "false"):
        return text == "true"
    if kind in ("number", "integer"):
        try:
            number = float(text)
        except ValueError:
            return text
        return int(number) if number.is_integer() else number
    return text
