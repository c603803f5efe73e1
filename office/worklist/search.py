"""Find among thousands of open tasks the few whose form says something: narrow rows a group, by value."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select
from sqlalchemy.orm import Session

from office.worklist._rows import TermRow, WorkItemRow
from office.worklist.filters import CONTAINS, FROM, IS, FieldFilter, Filters, like

RARE = 1_000  # up to so many tasks are fetched by id; what is commoner turns up soon in the list's own order
LONGEST_TEXT = 200
NUMBER_AND_APPLICANT = ""


def keep_terms(session: Session, row: WorkItemRow) -> None:
    """Write what an open task of a group is found by."""
    if row.group_name is None:
        return
    known = f"{row.case_number} {row.applicant_name}"
    given = {NUMBER_AND_APPLICANT: known, **(row.facts or {})}
    terms = [
        {
            "item_id": row.id,
            "label": label,
            "place": place,
            "group_name": row.group_name,
            "text": text,
            "number": number,
        }
        for label, value in given.items()
        for place, (text, number) in enumerate(_terms(value))
    ]
    session.execute(insert(TermRow), terms)


def forget_terms(session: Session, item_id: str) -> None:
    """Delete what a task was found by: closed tasks are found by their case."""
    session.execute(delete(TermRow).where(TermRow.item_id == item_id))


def rare(session: Session, groups: Sequence[str], filters: Filters) -> set[str] | None:
    """Return the tasks that the rare answers asked for leave over; None where no filter is rare."""
    asked = list(filters.fields)
    if filters.text:
        asked.append(FieldFilter(NUMBER_AND_APPLICANT, CONTAINS, filters.text))
    left: set[str] | None = None
    for one in asked:
        query = (
            select(TermRow.item_id)
            .where(TermRow.group_name.in_(groups), TermRow.label == one.label, _compared(one))
            .limit(RARE + 1)
        )
        found = set(session.scalars(query))
        if len(found) <= RARE:
            left = found if left is None else left & found
    return left


def _compared(one: FieldFilter) -> ColumnElement[bool]:
    value = one.value
    if one.comparison == CONTAINS:
        return TermRow.text.like(like(str(value).lower()))
    text, number = next(_terms(value))
    if one.comparison == IS:
        return TermRow.text == text if number is None else TermRow.number == number
    column: Any = TermRow.text if number is None else TermRow.number
    bound = text if number is None else number
    here: ColumnElement[bool] = column >= bound if one.comparison == FROM else column <= bound
    return here


def _terms(value: Any) -> Iterator[tuple[str | None, float | None]]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, bool):
            yield str(one).lower(), None
        elif isinstance(one, int | float):
            yield None, float(one)
        else:
            written = one.isoformat() if isinstance(one, date) else str(one)
            yield written.lower()[:LONGEST_TEXT], None
