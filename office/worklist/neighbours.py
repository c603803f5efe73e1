"""The task before and after one in a list, also after that one has gone from it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from office.worklist._rows import WorkItemRow
from office.worklist.filters import Filters
from office.worklist.listing import Reader, cursor_of, page
from office.worklist.values import UnknownItem


@dataclass(frozen=True)
class Neighbours:
    """Ids of the tasks beside one in a list; empty at its ends."""

    previous: str = ""
    next: str = ""


def neighbours(
    session: Session, who: Reader, item_id: str, list_name: str, filters: Filters
) -> Neighbours:
    """Return the tasks beside one in a list; its place holds even when it is done and gone from the list."""
    row = session.get(WorkItemRow, item_id)
    if row is None:
        raise UnknownItem(item_id)
    here = cursor_of(row, list_name, filters)
    if not here:
        return Neighbours()
    before = page(session, who, list_name, filters, before=here, limit=1).items
    after = page(session, who, list_name, filters, after=here, limit=1).items
    return Neighbours(before[-1].id if before else "", after[0].id if after else "")
