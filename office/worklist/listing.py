"""Pages of a list: each group's most urgent rows by index, merged; onward and back from a row, whatever comes or goes."""

import base64
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    TableValuedAlias,
    cast,
    func,
    literal,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute, Session

from office.accounts import Account, groups_of, within
from office.worklist._rows import WorkItemRow
from office.worklist.filters import NOBODY, Filters, answers, conditions
from office.worklist.items import values_of_rows
from office.worklist.search import rare
from office.worklist.values import DONE, OPEN, WorkItem

ALL, UNCLAIMED, MINE = "all", "unclaimed", "mine"
SUPPLEMENTS, OVERDUE, DONE_LIST = "supplements", "overdue", "done"
LISTS = (UNCLAIMED, MINE, SUPPLEMENTS, OVERDUE, ALL, DONE_LIST)
SAMPLED = 4_000  # open tasks looked at for what there is to choose from
FEW_PAIRS = 60  # groups × regions up to which each is looked up by itself

ORDERS: dict[str, InstrumentedAttribute[Any]] = {
    "due": WorkItemRow.due_key,
    "opening": WorkItemRow.opened_at,
    "number": WorkItemRow.case_number,
}


class BadCursor(ValueError):
    """The place in the list is none."""


@dataclass(frozen=True)
class Reader:
    """For whom a list is read: the account, its groups, the regions it may reach, today."""

    account_id: str
    groups: tuple[str, ...]
    regions: tuple[str, ...]
    today: date
    home: str = ""  # the organ's own region: whoever reaches all of it needs no look-up by region


@dataclass(frozen=True)
class Sample:
    """What there is to choose from among the open tasks."""

    steps: tuple[str, ...]
    holders: tuple[str, ...]


@dataclass(frozen=True)
class _Order:
    """By which column rows stand, ties by id, and from which place on."""

    column: InstrumentedAttribute[Any]
    descending: bool
    place: tuple[Any, str] | None = None

    def by(self) -> list[ColumnElement[Any]]:
        if self.descending:
            return [self.column.desc(), WorkItemRow.id.desc()]
        return [self.column.asc(), WorkItemRow.id.asc()]

    def bounds(self) -> list[ColumnElement[bool]]:
        if self.place is None:
            return []
        here = tuple_(self.column, WorkItemRow.id)
        there = tuple_(
            literal(self.place[0], self.column.type), literal(self.place[1], WorkItemRow.id.type)
        )
        return [here < there if self.descending else here > there]


@dataclass(frozen=True)
class Page:
    """Some rows of a list; previous and next are cursors, empty where the list ends."""

    items: tuple[WorkItem, ...]
    previous: str
    next: str


def reader(account: Account, today: date) -> Reader:
    """Return how an account reads its lists."""
    return Reader(
        account.id,
        tuple(groups_of(account)),
        tuple(within(account.region)) if account.region else (),
        today,
        account.organ.region if account.organ else "",
    )


def page(
    session: Session,
    who: Reader,
    list_name: str,
    filters: Filters,
    *,
    after: str = "",
    before: str = "",
    limit: int = 50,
) -> Page:
    """Return a page of a list; a cursor is a place in the order, so rows that come or go move nothing.

    Raises BadCursor.
    """
    column, descending = _order(list_name, filters)
    backwards = bool(before)
    place = _read_cursor(before or after, column) if before or after else None
    order = _Order(column, descending != backwards, place)
    found = _rows(session, who, list_name, filters, order, limit + 1)
    more, found = len(found) > limit, found[:limit]
    if backwards:
        found.reverse()
    first = _cursor(found[0], column) if found else ""
    last = _cursor(found[-1], column) if found else ""
    return Page(
        tuple(values_of_rows(session, found)),
        previous=first if (more if backwards else place is not None) else "",
        next=last if backwards or more else "",
    )


def matching(
    session: Session, who: Reader, list_name: str, filters: Filters, limit: int
) -> list[str]:
    """Return the ids of the first tasks of a list, for acting on all of them."""
    order = _Order(*_order(list_name, filters))
    return [row.id for row in _rows(session, who, list_name, filters, order, limit)]


def sample(session: Session, who: Reader) -> Sample:
    """Return which steps and holders the reader's open tasks have, as the most urgent thousands show."""
    if not who.groups:
        return Sample((), ())
    rows = (
        select(WorkItemRow.step, WorkItemRow.assignee)
        .where(*where(who, ALL, Filters()))
        .limit(SAMPLED)
        .subquery()
    )
    steps, holders = session.execute(
        select(
            func.array_agg(rows.c.step.distinct()),
            func.array_agg(cast(rows.c.assignee, String).distinct()).filter(
                rows.c.assignee.is_not(None)
            ),
        )
    ).one()
    return Sample(tuple(steps or ()), tuple(holders or ()))


def newest(session: Session, who: Reader, list_name: str) -> datetime | None:
    """Return when the youngest task of a list came; nothing new comes to what is done."""
    if list_name == DONE_LIST:
        return None
    order = _Order(WorkItemRow.opened_at, True)
    rows = _rows(session, who, list_name, Filters(), order, 1)
    return rows[0].opened_at if rows else None


def cursor_of(row: WorkItemRow, list_name: str, filters: Filters) -> str:
    """Return the place of a task in a list's order, also of one that is in the list no more; "" for none."""
    column, _ = _order(list_name, filters)
    return "" if getattr(row, column.key) is None else _cursor(row, column)


def _order(list_name: str, filters: Filters) -> tuple[InstrumentedAttribute[Any], bool]:
    if list_name == DONE_LIST:
        return WorkItemRow.closed_at, True
    if list_name == SUPPLEMENTS and filters.order == "due":
        return WorkItemRow.opened_at, filters.descending
    return ORDERS[filters.order], filters.descending


def narrowed(who: Reader, list_name: str, filters: Filters) -> Filters:
    """Return the filters with what the list itself asks for."""
    if list_name == UNCLAIMED:
        return replace(filters, holder=NOBODY)
    if list_name == OVERDUE:
        yesterday = who.today - timedelta(days=1)
        return replace(filters, due_to=min(filters.due_to or yesterday, yesterday))
    return filters


def groups_for(who: Reader, filters: Filters) -> tuple[str, ...]:
    """Return the reader's groups, of one lane where asked."""
    return tuple(one for one in who.groups if not filters.lane or one.endswith(f":{filters.lane}"))


def where(who: Reader, list_name: str, filters: Filters) -> list[ColumnElement[bool]]:
    """Return the conditions of a list, the form's answers apart."""
    row = WorkItemRow
    asked = conditions(narrowed(who, list_name, filters))
    if list_name == DONE_LIST:
        return [row.state == DONE, row.closed_by == who.account_id, *asked]
    asked.append(row.region.in_(_regions(who, filters)))
    groups = groups_for(who, filters)
    if list_name == SUPPLEMENTS:
        return [row.state == OPEN, row.waiting_group.in_(groups), *asked]
    if list_name == MINE:
        asked.append(row.assignee == who.account_id)
    return [row.state == OPEN, row.group_name.in_(groups), *asked]


def is_grouped(list_name: str) -> bool:
    """Say whether a list is read group by group; the others are short, or one range of an index."""
    return list_name not in {MINE, SUPPLEMENTS, DONE_LIST}


def _regions(who: Reader, filters: Filters) -> tuple[str, ...]:
    if not filters.regions:
        return who.regions
    return tuple(one for one in filters.regions if one in set(who.regions))


def _rows(
    session: Session, who: Reader, list_name: str, filters: Filters, order: _Order, limit: int
) -> list[WorkItemRow]:
    """The rows of a page in order."""
    if not who.groups and list_name != DONE_LIST:
        return []
    few = rare(session, groups_for(who, filters), filters) if is_grouped(list_name) else None
    if few is not None or not is_grouped(list_name):
        chosen = [] if few is None else [WorkItemRow.id.in_(few)]
        plain = [*where(who, list_name, filters), *chosen, *answers(filters), *order.bounds()]
        return list(
            session.scalars(select(WorkItemRow).where(*plain).order_by(*order.by()).limit(limit))
        )
    for window in _windows(who, filters, limit):
        rows = list(session.scalars(_merged(who, list_name, filters, order, limit, window)))
        if len(rows) == limit:
            return rows
    return list(session.scalars(_merged(who, list_name, filters, order, limit)))


def _windows(who: Reader, filters: Filters, limit: int) -> list[int]:
    """How far to read ahead, by the indexes alone, before forms are looked into.

    Common answers are among the first rows of all groups; each group by itself would be looked into as far.
    """
    many = len(groups_for(who, filters)) > 1
    return [limit * 2, limit * 8] if many and answers(filters) else []


def _merged(
    who: Reader, list_name: str, filters: Filters, order: _Order, limit: int, window: int = 0
) -> Select[WorkItemRow]:
    """Each group's first rows, merged; with a window, what fits among so many first rows."""
    group, region, places = _places(who, filters)
    asked = [*conditions(narrowed(who, list_name, filters)), *order.bounds()]
    looked_into = answers(filters)
    if not window:
        asked, looked_into, window = [*asked, *looked_into], [], limit
    best = (
        select(WorkItemRow.id, order.column.label("key"))
        .where(WorkItemRow.state == OPEN, WorkItemRow.group_name == group, region, *asked)
        .order_by(*order.by())
        .limit(window)
        .lateral("best")
    )
    keys = [best.c.key.desc(), best.c.id.desc()] if order.descending else [best.c.key, best.c.id]
    merged = (
        select(best.c.id).select_from(places.join(best, true())).order_by(*keys).limit(window)
    ).cte("merged")
    rows = select(WorkItemRow).join(merged, merged.c.id == WorkItemRow.id).where(*looked_into)
    return rows.order_by(*order.by()).limit(limit)


def _places(who: Reader, filters: Filters) -> tuple[Any, ColumnElement[bool], Any]:
    """Groups one by one; also regions one by one where few are asked for."""
    names = groups_for(who, filters)
    groups = _one_by_one(names, "name", "groups")
    regions = _regions(who, filters)
    whole = not filters.regions and who.home in who.regions
    if whole or len(regions) * len(names) > FEW_PAIRS:
        return groups.c.name, WorkItemRow.region.in_(regions), groups
    places = _one_by_one(regions, "code", "places")
    return groups.c.name, WorkItemRow.region == places.c.code, groups.join(places, true())


def _one_by_one(values: Sequence[str], column: str, name: str) -> TableValuedAlias:
    unnested = func.unnest(cast(list(values), ARRAY(String)))
    return unnested.table_valued(column, name=name).render_derived()


def _cursor(row: WorkItemRow, column: InstrumentedAttribute[Any]) -> str:
    value = getattr(row, column.key)
    written = value if isinstance(value, str) else value.isoformat()
    return base64.urlsafe_b64encode(json.dumps([written, row.id]).encode()).decode().rstrip("=")


def _read_cursor(text: str, column: InstrumentedAttribute[Any]) -> tuple[Any, str]:
    try:
        padded = text + "=" * (-len(text) % 4)
        written, item_id = json.loads(base64.urlsafe_b64decode(padded))
        kind = column.type.python_type
        value = written if kind is str else kind.fromisoformat(written)
        if not isinstance(value, kind) or (kind is datetime and value.tzinfo is None):
            raise BadCursor
        return value, str(uuid.UUID(item_id))
    except (ValueError, TypeError, AttributeError) as wrong:
        raise BadCursor from wrong
