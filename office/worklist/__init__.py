"""Tasks that wait for people: one row a user task, in the inbox of those who may do it."""

from office.worklist.items import (
    close_item,
    count_inbox,
    done_by,
    inbox,
    item,
    lock,
    note_doer,
    of_root,
    open_item,
    set_due,
    todo,
)
from office.worklist.permission import claim, may_act, may_open, release
from office.worklist.values import (
    CANCELLED,
    DONE,
    FORMAL_REVIEW,
    OPEN,
    NewItem,
    NotAllowed,
    UnknownItem,
    WorkItem,
)

__all__ = [
    "CANCELLED",
    "DONE",
    "FORMAL_REVIEW",
    "OPEN",
    "NewItem",
    "NotAllowed",
    "UnknownItem",
    "WorkItem",
    "claim",
    "close_item",
    "count_inbox",
    "done_by",
    "inbox",
    "item",
    "lock",
    "may_act",
    "may_open",
    "note_doer",
    "of_root",
    "open_item",
    "release",
    "set_due",
    "todo",
]
