"""What a list is narrowed by and in which order it stands."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Float, case, cast, func, or_

from office.worklist._rows import WorkItemRow

NOBODY = "nobody"
CONTAINS, IS, FROM, TO = "has", "is", "from", "to"
COMPARISONS = (CONTAINS, IS, FROM, TO)


@dataclass(frozen=True)
class FieldFilter:
    """A form field compared: label of the field, comparison, a value typed as the form keeps it."""

    label: str
    comparison: str
    value: Any


@dataclass(frozen=True)
class Filters:
    """What narrows a list; empty things narrow nothing.

    regions are codes (already with those below); holder is NOBODY or an account; order is "due", "opening" or
    "number"; text is looked for in number and applicant.
    """

    matter: str = ""
    step: str = ""
    lane: str = ""
    regions: tuple[str, ...] = ()
    due_from: date | None = None
    due_to: date | None = None
    text: str = ""
    holder: str = ""
    fields: tuple[FieldFilter, ...] = ()
    order: str = "due"
    descending: bool = False


def conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """Return the filters as conditions on a task's row."""
    row = WorkItemRow
    found: list[ColumnElement[bool]] = []
    for column, value in ((row.matter, filters.matter), (row.step, filters.step)):
        if value:
            found.append(column == value)
    if filters.lane:
        found.append(row.lane == filters.lane)
    if filters.due_from:
        found.append(row.due_key >= filters.due_from)
    if filters.due_to:
        found.append(row.due_key <= filters.due_to)
    if filters.holder:
        nobody = filters.holder == NOBODY
        found.append(row.assignee.is_(None) if nobody else row.assignee == filters.holder)
    if filters.text:
        like = _like(filters.text)
        found.append(or_(row.case_number.ilike(like), row.applicant_name.ilike(like)))
    return [*found, *(_compared(one) for one in filters.fields)]


def _compared(one: FieldFilter) -> ColumnElement[bool]:
    answer: ColumnElement[Any] = WorkItemRow.facts[one.label]
    text: ColumnElement[str] = WorkItemRow.facts[one.label].astext
    if one.comparison == CONTAINS:
        has: ColumnElement[bool] = text.ilike(_like(str(one.value)))
        return has
    if one.comparison == IS:
        same: ColumnElement[bool] = WorkItemRow.facts.contains({one.label: one.value})
        return same
    upwards = one.comparison == FROM
    if isinstance(one.value, date):
        written: ColumnElement[str] = case(
            (text.regexp_match(r"^\d{4}-\d\d-\d\d$"), text)
        )  # such texts stand in order
        day = one.value.isoformat()
        return written >= day if upwards else written <= day
    # Only what the form kept as a number is one; the rest is no error but no match.
    number: ColumnElement[float] = case((func.jsonb_typeof(answer) == "number", cast(text, Float)))
    return number >= float(one.value) if upwards else number <= float(one.value)


def _like(text: str) -> str:
    escaped = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"
