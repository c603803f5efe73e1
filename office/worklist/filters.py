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
    """Return what the lists' indexes themselves can tell."""
    row = WorkItemRow
    found: list[ColumnElement[bool]] = []
    for column, value in ((row.matter, filters.matter), (row.step, filters.step)):
        if value:
            found.append(column == value)
    if filters.due_from:
        found.append(row.due_key >= filters.due_from)
    if filters.due_to:
        found.append(row.due_key <= filters.due_to)
    if filters.holder:
        nobody = filters.holder == NOBODY
        found.append(row.assignee.is_(None) if nobody else row.assignee == filters.holder)
    return found


def answers(filters: Filters) -> list[ColumnElement[bool]]:
    """Return what only the task's row can tell: the form's answers, a text in number or applicant.

    Each is written so that the planner expects it to be common: whoever asks has looked for rare ones before,
    and reads the list in its order until enough are found.
    """
    row = WorkItemRow
    found = [_compared(one) for one in filters.fields]
    if filters.text:
        text = like(filters.text)
        found.append(or_(row.case_number.ilike(text), row.applicant_name.ilike(text)))
    return [case((one, True), else_=False) for one in found]


def like(text: str) -> str:
    """Return the pattern of a text that stands somewhere."""
    escaped = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"


def _compared(one: FieldFilter) -> ColumnElement[bool]:
    answer: ColumnElement[Any] = WorkItemRow.facts[one.label]
    text: ColumnElement[str] = WorkItemRow.facts[one.label].astext
    if one.comparison == CONTAINS:
        has: ColumnElement[bool] = text.ilike(like(str(one.value)))
        return has
    if one.comparison == IS:
        same: ColumnElement[bool] = or_(
            WorkItemRow.facts.contains({one.label: one.value}),
            WorkItemRow.facts.contains({one.label: [one.value]}),
        )
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
