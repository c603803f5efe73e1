"""Tasks that wait for people: one row a user task, in the inbox of those who may do it."""

from office.worklist.items import (
    close_item,
    count_inbox,
    done_by,
    inbox,
    item,
    lock,
    move_due,
    note_doer,
    of_root,
    open_item,
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
    "move_due",
    "may_act",
    "may_open",
    "note_doer",
    "of_root",
    "open_item",
    "release",
    "todo",
]
