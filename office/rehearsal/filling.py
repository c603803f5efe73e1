"""Fill in a form or the questions of a rehearsal by itself: from the draft's scenarios, its samples, its types."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from office.matters import Edition, Field, Folder
from office.rehearsal.play import CannotGoOn
from office.rehearsal.scenarios import read_scenario_of, scenario_paths
from office.rehearsal.view import View
from office.run.demo.scenario import Scenario

_LATER = timedelta(days=60)
_TEXTS = {"mobile": "13800000000", "postcode": "150000"}


def scenarios_of(folder: Folder) -> list[tuple[str, Scenario]]:
    """Return the scenarios of a folder that can be read, with their paths."""
    found = []
    for path in scenario_paths(folder):
        try:
            found.append((path, read_scenario_of(folder, path)))
        except CannotGoOn:
            continue
    return found


def suggested_answers(edition: Edition, scenarios: Iterable[Scenario]) -> dict[str, Any]:
    """Return an answer to each guided question: a scenario's, else the first that is possible."""
    known = next((one.answers for one in scenarios if one.answers), {})
    return {one["id"]: known.get(one["id"], _first(one)) for one in edition.questions} | dict(known)


def suggested_values(view: View, scenarios: Sequence[Scenario]) -> dict[str, Any]:
    """Return the form filled in: what is known stays, the rest is a scenario's, a sample or of the right type."""
    assert view.draft is not None
    known = {**_all(one.values for one in scenarios), **view.draft.values}
    today = view.now.date()
    asked = view.edition.compiled.asked(frozenset(view.draft.needed))
    return {one.name: known[one.name] if one.name in known else _value(one, today) for one in asked}


def suggested_papers(view: View, scenarios: Sequence[Scenario]) -> dict[str, str]:
    """Return a sample paper for every material that the applicant brings."""
    known = _all(one.attachments for one in scenarios)
    return {
        one.element: known.get(one.element, one.name["zh"])
        for one in slots(view)
    }  # fmt: skip


def slots(view: View) -> list[Any]:
    """Return the materials that the applicant brings himself."""
    needed = frozenset(view.draft.needed) if view.draft is not None else frozenset()
    return [
        one
        for one in view.edition.compiled.materials
        if one.rows(needed) and not one.fetched and not one.generated
    ]


def _all(several: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The first that says something wins."""
    found: dict[str, Any] = {}
    for one in several:
        found = {**one, **found}
    return found


def _first(question: Mapping[str, Any]) -> Any:
    kind = question["type"]
    if kind == "boolean":
        return True
    if kind == "number":
        return question.get("minimum") or 50
    first = question["options"][0]["value"]
    return [first] if kind == "choices" else first


def _value(field: Field, today: date) -> Any:
    if field.sample is not None:
        return field.sample
    schema = field.schema
    if schema.get("type") == "array":
        return [_one(schema.get("items", {}), today)]
    return _one(schema, today)


def _one(schema: Mapping[str, Any], today: date) -> Any:
    if "enum" in schema:
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    kind, form = schema.get("type", "string"), str(schema.get("format", ""))
    if kind == "boolean":
        return True
    if kind in {"number", "integer"}:
        return schema.get("minimum") or 1
    if form == "date":
        return (today + _LATER).isoformat()
    return _TEXTS.get(form, "示例")
