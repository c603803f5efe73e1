"""What an address line asks of a list: filters, columns, order; and the line again, for links and saved views."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import g
from werkzeug.datastructures import MultiDict

from office import accounts, clocks, worklist
from office.words import Words, words
from office.worklist import Column, FieldFilter, Filters
from web.layout.identifiers import is_identifier

Query = MultiDict[str, str]

ME = "me"
PLAIN = ("matter", "step", "lane", "region", "due", "holder", "q", "sort")
REPEATED = ("col", "field")
SORTS: dict[str, Words] = {
    "": words("最紧的在前"),
    "-due": words("最宽的在前"),
    "opening": words("先收到的在前"),
    "-opening": words("后收到的在前"),
    "number": words("按编号"),
    "-number": words("按编号倒序"),
}
DUES: dict[str, Words] = {
    "overdue": words("逾期"),
    "today": words("今日到期"),
    "soon": words("两日内"),
    "later": words("两日后"),
}
MOST_COLUMNS, MOST_FIELDS, LONGEST = 8, 6, 100


@dataclass(frozen=True)
class FieldAsked:
    """A form field that narrows the list: its column and what was typed for each comparison."""

    column: Column
    typed: dict[str, str]


def read_query(text: str) -> Query:
    """Return a saved address line."""
    return MultiDict(parse_qsl(text))


def kept(query: Query) -> str:
    """Return the address line without what is empty or no part of a list."""
    return urlencode(list(_kept(query)))


def filters_of(query: Query) -> Filters:
    """Return the filters that a query asks for; what cannot be read narrows nothing."""
    first, last = _due(query.get("due", ""))
    sort = query.get("sort", "")
    order = sort.removeprefix("-") or "due"
    region, holder = query.get("region", ""), query.get("holder", "")
    return Filters(
        matter=query.get("matter", ""),
        step=query.get("step", ""),
        lane=query.get("lane", ""),
        regions=tuple(accounts.within(region)) if region else (),
        due_from=first,
        due_to=last,
        text=query.get("q", "").strip()[:LONGEST],
        holder=g.account.account.id if holder == ME else _holder(holder),
        fields=tuple(_fields(query)),
        order=order if order in worklist.ORDERS else "due",
        descending=sort.startswith("-"),
    )


def columns_of(query: Query) -> list[Column]:
    """Return the form fields shown as columns."""
    known = _known()
    return [known[one] for one in query.getlist("col") if one in known][:MOST_COLUMNS]


def fields_of(query: Query) -> list[FieldAsked]:
    """Return the form fields that are asked for, with what was typed."""
    return [
        FieldAsked(
            column,
            {one: query.get(f"{one}:{column.label}", "") for one in worklist.COMPARISONS},
        )
        for column in _asked_columns(query)
    ]


def soon() -> date:
    """Return the last day of what is due within two working days."""
    return clocks.add_working_days(clocks.today(g.now), 2).day


def _known() -> dict[str, Column]:
    return {one.label: one for one in worklist.columns(g.session, g.account.account)}


def _asked_columns(query: Query) -> list[Column]:
    known = _known()
    labels = dict.fromkeys(query.getlist("field"))
    return [known[one] for one in labels if one in known][:MOST_FIELDS]


def _fields(query: Query) -> Iterator[FieldFilter]:
    if not query.getlist("field"):
        return
    for one in fields_of(query):
        for comparison, text in one.typed.items():
            value = _typed(one.column, comparison, text.strip()[:LONGEST])
            if value is not None:
                yield FieldFilter(one.column.label, comparison, value)


def _typed(column: Column, comparison: str, text: str) -> Any:
    """The value as the form keeps it, None where it narrows nothing."""
    if not text or comparison not in comparisons(column):
        return None
    try:
        if column.kind == worklist.NUMBER:
            return float(text)
        if column.kind == worklist.DATE:
            return date.fromisoformat(text)
    except ValueError:
        return None
    if column.field.schema.get("type") == "boolean":
        return text == "true"
    return text


def comparisons(column: Column) -> tuple[str, ...]:
    """Return how a field of this kind is compared."""
    if column.kind in {worklist.NUMBER, worklist.DATE}:
        return (worklist.FROM, worklist.TO)
    return (worklist.CONTAINS,) if column.kind == worklist.TEXT else (worklist.IS,)


def _due(asked: str) -> tuple[date | None, date | None]:
    today, near = clocks.today(g.now), soon()
    spans: dict[str, tuple[date | None, date | None]] = {
        "overdue": (None, today - timedelta(days=1)),
        "today": (today, today),
        "soon": (today, near),
        "later": (near + timedelta(days=1), None),
    }
    return spans.get(asked, (None, None))


def _holder(asked: str) -> str:
    """Nobody, or an account's id; anything else holds nothing, so it is no filter."""
    return asked if asked == worklist.NOBODY or is_identifier(asked) else ""


def _kept(query: Query) -> Iterable[tuple[str, str]]:
    for name, value in query.items(multi=True):
        compared = name.split(":", 1)[0] in worklist.COMPARISONS and ":" in name
        if value and (name in PLAIN or name in REPEATED or compared):
            yield name, value
