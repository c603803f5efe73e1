"""What a private field can be, in the analyst's words, and the JSON Schema that each stands for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

CHOICES = frozenset({"choice", "choices"})
NUMBERS = frozenset({"number", "integer"})
TEXTS = frozenset({"text", "long"})


@dataclass(frozen=True)
class Kind:
    name: str
    schema: Mapping[str, Any]


KINDS = {
    one.name: one
    for one in (
        Kind("text", {"type": "string", "maxLength": 100}),
        Kind("long", {"type": "string", "maxLength": 500, "x-widget": "textarea"}),
        Kind("number", {"type": "number"}),
        Kind("integer", {"type": "integer"}),
        Kind("date", {"type": "string", "format": "date"}),
        Kind("boolean", {"type": "boolean"}),
        Kind("choice", {"type": "string", "enum": []}),
        Kind("choices", {"type": "array", "items": {"type": "string", "enum": []}}),
        Kind("mobile", {"type": "string", "format": "mobile"}),
        Kind("id-card", {"type": "string", "format": "id-card"}),
        Kind("uscc", {"type": "string", "format": "uscc"}),
        Kind("org-code", {"type": "string", "format": "org-code"}),
        Kind("postcode", {"type": "string", "format": "postcode"}),
    )
}

# What a change of kind takes away: constraints, and what shows or samples a value of the old kind.
OF_KIND = frozenset(
    {
        *("type", "enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
        *("multipleOf", "minLength", "maxLength", "pattern", "format", "items", "minItems"),
        *("maxItems", "uniqueItems", "x-labels", "x-widget", "x-sample", "x-unit"),
    }
)


@dataclass(frozen=True)
class Option:
    """A value that may be chosen, with what the applicant reads."""

    value: str
    zh: str
    en: str = ""


def kind_of(schema: Mapping[str, Any]) -> str:
    """Return the name of the kind that a property or an element's schema is."""
    match schema.get("type"):
        case "array":
            return "choices"
        case "number" | "integer" | "boolean" as plain:
            return str(plain)
    if "enum" in schema or "const" in schema:
        return "choice"
    named = str(schema.get("format", ""))
    if named in KINDS:
        return named
    long = schema.get("x-widget") == "textarea" or schema.get("maxLength", 0) > 200
    return "long" if long else "text"


def schema_of(kind: str, options: Sequence[Option]) -> dict[str, Any]:
    """Return what a property of this kind says; choices need their options."""
    said = dict(KINDS[kind].schema)
    if kind not in CHOICES:
        return said
    values = [one.value for one in options]
    if kind == "choices":
        said["items"] = {"type": "string", "enum": values}
    else:
        said["enum"] = values
    said["x-labels"] = {one.value: bilingual(one.zh or one.value, one.en) for one in options}
    return said


def options_of(
    schema: Mapping[str, Any], labels: Mapping[str, Mapping[str, str]]
) -> tuple[Option, ...]:
    """Return the options of a choice."""
    described = schema.get("items", schema) if schema.get("type") == "array" else schema
    values = described.get("enum", [described["const"]] if "const" in described else ())
    return tuple(
        Option(str(value), labels.get(str(value), {}).get("zh", ""), labels.get(str(value), {}).get("en", ""))
        for value in values
    )  # fmt: skip


def bilingual(zh: str, en: str) -> dict[str, str]:
    """Return {zh, en}, without an English that is empty."""
    return {"zh": zh, "en": en} if en else {"zh": zh}


def value_of(kind: str, text: str) -> Any:
    """Return what somebody typed as a value of this kind; None where it is none."""
    if not text:
        return None
    if kind == "boolean":
        return {"true": True, "false": False}.get(text)
    if kind == "choices":
        return [part.strip() for part in text.replace("，", ",").split(",") if part.strip()]
    if kind in NUMBERS:
        return number(text)
    return text


def number(text: str) -> int | float | None:
    """Return a finite number as JSON writes it; None where the text is none."""
    try:
        value = float(text)
    except ValueError:
        return None
    if value - value != 0:
        return None
    return int(value) if value.is_integer() else value
