"""Values of a combined form: kept tidy, filled in from sources."""

from collections.abc import Collection, Mapping
from typing import Any

from office.matters import Compiled, Field, schema_for
from office.matters import when as conditions
from office.matters.formats import NAMES, tidy

REGION_ELEMENT = "premises.region"
REGION_ANSWER = "region"


def tidy_values(
    compiled: Compiled, needed: Collection[str], values: Mapping[str, Any]
) -> dict[str, Any]:
    """Keep what the form of these members asks and shows, without empties, formats written as kept."""
    asked = {field.name: field for field in compiled.asked(needed)}
    kept = {
        name: _tidy(schema_for(asked[name], needed).get("format"), value)
        for name, value in values.items()
        if name in asked and not _empty(value)
    }
    # A field hidden by another hidden field goes too: repeat until nothing changes.
    while hidden := [name for name in kept if not is_shown(compiled, needed, name, kept)]:
        for name in hidden:
            del kept[name]
    return kept


def tidy_value(compiled: Compiled, needed: Collection[str], name: str, value: Any) -> Any:
    """Return one field's value as it is kept, None for an empty one."""
    tidied = _tidy(schema_for(compiled.field(name), needed).get("format"), value)
    return None if _empty(tidied) else tidied


def is_shown(
    compiled: Compiled, needed: Collection[str], name: str, values: Mapping[str, Any]
) -> bool:
    """Say whether a field's condition holds over these values."""
    condition = compiled.shown_when(name, needed)
    return condition is None or conditions.holds(conditions.parse(condition), values)


def from_source(
    compiled: Compiled, needed: Collection[str], source: str, data: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the field values that a source's answer gives ("identity", "registration", "licence:…")."""
    return {
        field.name: value
        for field in compiled.asked(needed)
        if field.source is not None
        and field.source["from"] == source
        and not _empty(value := _at(data, field.source["path"]))
    }


def sources_of(compiled: Compiled, needed: Collection[str]) -> tuple[str, ...]:
    """Return the sources that fields of this form can be filled from."""
    return tuple(
        dict.fromkeys(
            field.source["from"] for field in compiled.asked(needed) if field.source is not None
        )
    )


def is_readonly(field: Field) -> bool:
    """Say whether a fetched answer of this field stands unless the applicant disputes it."""
    return field.source is not None and bool(field.source.get("readonly", True))


def region_of(
    compiled: Compiled, answers: Mapping[str, Any], values: Mapping[str, Any], default: str = ""
) -> str:
    """Return the region of a case: the form's, else the guided answer's, else the default."""
    for field in compiled.fields:
        if field.element == REGION_ELEMENT and values.get(field.name):
            return str(values[field.name])
    return str(answers.get(REGION_ANSWER) or default)


def value_of(compiled: Compiled, values: Mapping[str, Any], element: str) -> Any:
    """Return the value of a shared element in a combined form, or None."""
    for field in compiled.fields:
        if field.element == element and field.name in values:
            return values[field.name]
    return None


def _tidy(form: str | None, value: Any) -> Any:
    if isinstance(value, str):
        return tidy(form, value) if form in NAMES else value.strip()
    return value


def _empty(value: Any) -> bool:
    return (
        value is None
        or value == ""
        or value == []
        or (isinstance(value, str) and not value.strip())
    )


def _at(data: Mapping[str, Any], path: str) -> Any:
    found: Any = data
    for part in path.split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(part)
    return found
