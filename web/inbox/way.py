"""The way through a list: from which list a task was opened, and the tasks before and after it there."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import g, request, url_for

from office import clocks, worklist
from office.worklist import ALL, Filters, Neighbours, UnknownView, View, WorkItem
from web.guard import local_page
from web.inbox import asking
from web.inbox.rail import PATHS
from web.layout.identifiers import is_identifier

VIEWS = "/inbox/views/"


@dataclass(frozen=True)
class Way:
    """Where an officer came from: `origin` is the list's own address, as ?from= carries it."""

    origin: str
    list_name: str
    filters: Filters

    def address(self, endpoint: str, item_id: str) -> str:
        """An address of a task that remembers the list."""
        kept: dict[str, Any] = {"from": self.origin} if self.origin else {}
        return url_for(endpoint, item_id=item_id, **kept)

    @property
    def back(self) -> str:
        return self.origin or url_for("inbox.tasks")


def way() -> Way:
    """Return the way of this request; an address that is no list of ours counts for nothing."""
    origin = local_page(request.values.get("from", "")) or ""
    parts = urlsplit(origin)
    query = asking.read_query(parts.query)
    for name, path in PATHS.items():
        if parts.path == path:
            return Way(origin, name, asking.filters_of(query))
    seen = _view(parts.path)
    if seen is None:
        return Way("", ALL, Filters())
    return Way(origin, seen.list_name, asking.filters_of(asking.read_query(seen.query)))


def _view(path: str) -> View | None:
    view_id = path.removeprefix(VIEWS)
    if not path.startswith(VIEWS) or not is_identifier(view_id):
        return None
    try:
        return worklist.view(g.session, g.account.account, view_id)
    except UnknownView:
        return None


def beside(item: WorkItem, on: Way) -> Neighbours:
    """Return the tasks before and after one in the officer's list."""
    who = worklist.reader(g.account.account, clocks.today(g.now))
    return worklist.neighbours(g.session, who, item.id, on.list_name, on.filters)


def onward(item: WorkItem, on: Way) -> str:
    """Return where to go after a task: to the next of the list, else to the one before, else to the list."""
    found = beside(item, on)
    following = found.next or found.previous
    return on.address("inbox.task", following) if following else on.back
