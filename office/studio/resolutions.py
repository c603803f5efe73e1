"""The contradictions between a one-thing's members, and how its own form.json settles them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from engine import Engine
from office.matters import Folder
from office.matters.constraints import Contradiction, intersect
from office.matters.reading import compile_unchecked
from office.matters.shared import elements_of
from office.studio.editing import FORM, EditRefused, written
from office.studio.kinds import number
from office.words import words

SHORTEST = 4  # letters of a reason
TYPES = ("string", "number", "integer", "boolean", "array")
FORMATS = ("", "date", "id-card", "uscc", "org-code", "mobile", "postcode")
NUMBERS = ("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems")
_WHOLE = frozenset(NUMBERS[2:])
_OF_TYPE = {
    "string": ("minLength", "maxLength", "pattern", "format", "enum"),
    "number": ("minimum", "maximum", "enum"),
    "integer": ("minimum", "maximum", "enum"),
    "boolean": (),
    "array": ("minItems", "maxItems", "enum"),
}
Said = Mapping[str, Any]


@dataclass(frozen=True)
class Conflict:
    """An element of which the members ask what no value can satisfy; `wants`: member → its constraints."""

    element: str
    label: Mapping[str, str]
    wants: tuple[tuple[str, Mapping[str, Any]], ...]
    resolution: Mapping[str, Any] | None


@dataclass(frozen=True)
class Disputes:
    """All contradictions of a one-thing, and the resolutions that nothing needs (any more)."""

    conflicts: tuple[Conflict, ...] = ()
    needless: tuple[Mapping[str, Any], ...] = field(default=())

    @property
    def open(self) -> tuple[Conflict, ...]:
        return tuple(one for one in self.conflicts if one.resolution is None)


def disputes(
    session: Session, engine: Engine, folder: Folder, said: Said, verbs: frozenset[str]
) -> Disputes:
    """Return what the members contradict each other in; `said` is the one-thing's form.json.

    Compiles as if every shared element were settled: those that need it are the contradictions.
    Raises matters.Stopped where something else keeps it from compiling.
    """
    kept = resolutions(said)
    every = [
        {"element": name, "schema": {}, "reason": ""} for name in elements_of(session).questions
    ]
    trial = {**folder.files, FORM: written({"resolutions": every})}
    compiled = compile_unchecked(session, engine, Folder(folder.code, trial), verbs).compiled
    by_element = {str(one.get("element")): one for one in kept}
    found = tuple(
        Conflict(
            str(one.element),
            one.label,
            tuple((use.member, use.schema) for use in one.uses),
            by_element.get(str(one.element)),
        )
        for one in (compiled.fields if compiled else ())
        if one.resolved
    )
    needed = {one.element for one in found}
    needless = tuple(one for one in kept if one.get("element") not in needed)
    return Disputes(found, needless)


def resolutions(said: Said) -> Sequence[Mapping[str, Any]]:
    """Return the resolutions of a one-thing's form.json."""
    found = said.get("resolutions", [])
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def settle(said: Said, element: str, schema: Mapping[str, Any], reason: str) -> dict[str, Any]:
    """Say how a contradiction is settled, in place of what stood there; raises EditRefused."""
    if len(reason) < SHORTEST:
        raise EditRefused(words("请写明理由，至少 {least} 个字", least=SHORTEST))
    if not schema.get("type"):
        raise EditRefused(words("请选择类型"))
    try:
        intersect([schema])
    except Contradiction as contradiction:
        raise EditRefused(words("没有值能满足：{reason}", reason=str(contradiction))) from None
    made = {"element": element, "schema": dict(schema), "reason": reason}
    kept = list(resolutions(said))
    at = next((i for i, one in enumerate(kept) if one.get("element") == element), len(kept))
    kept[at : at + 1] = [made]
    return {**said, "resolutions": kept}


def drop(said: Said, element: str) -> dict[str, Any]:
    """Take the resolution of an element out."""
    kept = [one for one in resolutions(said) if one.get("element") != element]
    return {**said, "resolutions": kept}


def schema_from(typed: Mapping[str, str]) -> dict[str, Any]:
    """Return the constraints that small fields say: type, limits, and options one a line; raises EditRefused."""
    kind = typed.get("type", "")
    if kind not in TYPES:
        raise EditRefused(words("请选择类型"))
    schema: dict[str, Any] = {"type": kind}
    for key in _OF_TYPE[kind]:
        text = typed.get(key, "").strip()
        if not text:
            continue
        if key == "enum":
            values = [_value(kind, line.strip()) for line in text.splitlines() if line.strip()]
            if kind == "array":
                schema["items"] = {"type": "string", "enum": values}
            else:
                schema["enum"] = values
        elif key in NUMBERS:
            schema[key] = _limit(key, text)
        else:
            schema[key] = text
    return schema


def typed_of(schema: Mapping[str, Any]) -> dict[str, str]:
    """Return constraints as the small fields show them."""
    values = schema.get("items", {}).get("enum") if "items" in schema else schema.get("enum")
    if values is None and "const" in schema:
        values = [schema["const"]]
    plain = {key: schema[key] for key in (*NUMBERS, "pattern", "format", "type") if key in schema}
    typed = {key: str(value) for key, value in plain.items()}
    return {**typed, "enum": "\n".join(str(one) for one in values)} if values else typed


def _limit(key: str, text: str) -> int | float:
    value = number(text)
    if value is None or (key in _WHOLE and (value != int(value) or value < 0)):
        raise EditRefused(words("“{text}”不是可用的数", text=text))
    return value


def _value(kind: str, text: str) -> Any:
    if kind not in ("number", "integer"):
        return text
    value = number(text)
    if value is None:
        raise EditRefused(words("“{text}”不是可用的数", text=text))
    return value
