"""Pages of a list: each group's most urgent rows by index, merged; onward and back from a row, whatever comes or goes."""

import base64
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    cast,
    func,
    literal,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute, Session

from office.accounts import Account, groups_of, within
from office.worklist._rows import WorkItemRow
from office.worklist.filters import NOBODY, Filters, conditions
from office.worklist.items import values_of_rows
from office.worklist.values import DONE, OPEN, WorkItem

ALL, UNCLAIMED, MINE = "all", "unclaimed", "mine"
SUPPLEMENTS, OVERDUE, DONE_LIST = "supplements", "overdue", "done"
LISTS = (UNCLAIMED, MINE, SUPPLEMENTS, OVERDUE, ALL, DONE_LIST)
CAP = 1_001  # counted so far and no further: "1000+" tells as much
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
    downwards = descending != backwards
    wanted = _ids(who, list_name, filters, column, downwards, place, limit + 1)
    found = [] if wanted is None else list(session.scalars(wanted))
    more, found = len(found) > limit, found[:limit]
    if backwards:
        found.reverse()
    ids = [one.id for one in found]
    items = {one.id: one for one in values_of_rows(session, found)}
    first = _cursor(found[0], column) if found else ""
    last = _cursor(found[-1], column) if found else ""
    return Page(
        tuple(items[one] for one in ids),
        previous=first if (more if backwards else place is not None) else "",
        next=last if backwards or more else "",
    )


def matching(
    session: Session, who: Reader, list_name: str, filters: Filters, limit: int
) -> list[str]:
    """Return the ids of the first tasks of a list, for acting on all of them."""
    column, descending = _order(list_name, filters)
    wanted = _ids(who, list_name, filters, column, descending, None, limit)
    return [] if wanted is None else [row.id for row in session.scalars(wanted)]


def counts(
    session: Session, who: Reader, asked: Sequence[tuple[str, str, Filters]]
) -> dict[str, int]:
    """Return how many tasks several lists hold, each up to CAP; asked are key, list and filters."""
    parts = []
    for key, list_name, filters in asked:
        where = _where(who, list_name, filters)
        if where is not None:
            rows = select(literal(1).label("one")).where(*where).limit(CAP).subquery()
            parts.append(
                select(literal(key).label("key"), func.count().label("n")).select_from(rows)
            )
    found = {row.key: row.n for row in session.execute(union_all(*parts))} if parts else {}
    return {key: found.get(key, 0) for key, _, _ in asked}


def newest(session: Session, who: Reader, list_name: str) -> datetime | None:
    """Return when the youngest task of a list came."""
    where = _where(who, list_name, Filters())
    if where is None or list_name == DONE_LIST:
        return None
    if list_name in {SUPPLEMENTS, MINE}:
        return session.scalar(select(func.max(WorkItemRow.opened_at)).where(*where))
    wanted = _ids(who, list_name, Filters(), WorkItemRow.opened_at, True, None, 1)
    row = None if wanted is None else session.scalar(wanted)
    return row.opened_at if row else None


def _order(list_name: str, filters: Filters) -> tuple[InstrumentedAttribute[Any], bool]:
    if list_name == DONE_LIST:
        return WorkItemRow.closed_at, True
    if list_name == SUPPLEMENTS and filters.order == "due":
        return WorkItemRow.opened_at, filters.descending
    return ORDERS[filters.order], filters.descending


def _narrowed(who: Reader, list_name: str, filters: Filters) -> Filters:
    if list_name == UNCLAIMED:
        return replace(filters, holder=NOBODY)
    if list_name == OVERDUE:
        yesterday = date.fromordinal(who.today.toordinal() - 1)
        return replace(filters, due_to=min(filters.due_to or yesterday, yesterday))
    return filters


def _regions(who: Reader, filters: Filters) -> tuple[str, ...]:
    if not filters.regions:
        return who.regions
    return tuple(one for one in filters.regions if one in set(who.regions))


def _where(who: Reader, list_name: str, filters: Filters) -> list[ColumnElement[bool]] | None:
    """The conditions of a list without its groups taken apart; None: nobody's list."""
    narrowed = conditions(_narrowed(who, list_name, filters))
    row = WorkItemRow
    if list_name == DONE_LIST:
        return [row.state == DONE, row.closed_by == who.account_id, *narrowed]
    regions = row.region.in_(_regions(who, filters))
    if not who.groups:
        return None
    if list_name == MINE:
        mine = [row.assignee == who.account_id, row.group_name.in_(who.groups)]
        return [row.state == OPEN, *mine, regions, *narrowed]
    if list_name == SUPPLEMENTS:
        return [row.state == OPEN, row.waiting_group.in_(who.groups), regions, *narrowed]
    return [row.state == OPEN, row.group_name.in_(who.groups), regions, *narrowed]


def _ids(
    who: Reader,
    list_name: str,
    filters: Filters,
    column: InstrumentedAttribute[Any],
    descending: bool,
    place: tuple[Any, str] | None,
    limit: int,
) -> Select[WorkItemRow] | None:
    """The rows of a page in order, found by their ids."""
    bounds = [] if place is None else [_beyond(column, place, descending)]
    by = [column.desc(), WorkItemRow.id.desc()] if descending else [column, WorkItemRow.id]
    if list_name in {MINE, SUPPLEMENTS, DONE_LIST}:
        where = _where(who, list_name, filters)
        if where is None:
            return None
        return select(WorkItemRow).where(*where, *bounds).order_by(*by).limit(limit)
    if not who.groups:
        return None
    narrowed = conditions(_narrowed(who, list_name, filters))
    group, region, places = _places(who, filters)
    best = (
        select(WorkItemRow.id, column.label("key"))
        .where(
            WorkItemRow.state == OPEN, WorkItemRow.group_name == group, region, *narrowed, *bounds
        )
        .order_by(*by)
        .limit(limit)
        .lateral("best")
    )
    order = [best.c.key.desc(), best.c.id.desc()] if descending else [best.c.key, best.c.id]
    merged = (
        select(best.c.id).select_from(places.join(best, true())).order_by(*order).limit(limit)
    ).cte("merged")
    return select(WorkItemRow).join(merged, merged.c.id == WorkItemRow.id).order_by(*by)


def _places(who: Reader, filters: Filters) -> tuple[Any, ColumnElement[bool], Any]:
    """Groups one by one; also regions one by one where few are asked for."""
    groups = func.unnest(cast(list(who.groups), ARRAY(String))).table_valued("name", name="groups")
    regions = _regions(who, filters)
    whole = not filters.regions and who.home and who.home in who.regions
    if whole or len(regions) * len(who.groups) > FEW_PAIRS:
        return groups.c.name, WorkItemRow.region.in_(regions), groups
    places = func.unnest(cast(list(regions), ARRAY(String))).table_valued("code", name="places")
    return groups.c.name, WorkItemRow.region == places.c.code, groups.join(places, true())


def _beyond(
    column: InstrumentedAttribute[Any], place: tuple[Any, str], descending: bool
) -> ColumnElement[bool]:
    here = tuple_(column, WorkItemRow.id)
    there = tuple_(literal(place[0], column.type), literal(place[1], WorkItemRow.id.type))
    return here < there if descending else here > there


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
        if not isinstance(value, kind):
            raise BadCursor
        if kind is datetime and value.tzinfo is None:
            raise BadCursor
        return value, str(uuid.UUID(item_id))
    except (ValueError, TypeError, AttributeError) as wrong:
        raise BadCursor from wrong
