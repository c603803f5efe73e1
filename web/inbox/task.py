"""The task that an address names, where this account may look at it."""

from flask import abort, g

from office import worklist
from office.worklist import UnknownItem, WorkItem
from web.layout.identifiers import is_identifier


def task_of(item_id: str) -> WorkItem:
    """Return a task of the account's groups and region, or one it has done; others do not exist for it."""
    if not is_identifier(item_id):
        abort(404)
    try:
        item = worklist.item(g.session, item_id)
    except UnknownItem:
        abort(404)
    if not worklist.may_open(g.session, g.account.account, item):
        abort(404)
    return item
