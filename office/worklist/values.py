"""The words of this room: a task that waits for somebody, and why somebody may not do it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from office.clocks import Due

OPEN, DONE, CANCELLED = "open", "done", "cancelled"
ACCEPTING = "accept"  # in a task's `not`: whoever did the formal review, wherever it is in the case
FORMAL_REVIEW = "formal_review"


@dataclass(frozen=True)
class NewItem:
    """What follow knows of a task that has just opened; facts are the form's answers by label."""

    instance_id: str
    task_id: str
    case_id: str
    root_id: str
    case_number: str
    matter: str
    title: str
    applicant_name: str
    element: str
    step: str
    name: str
    form: str
    lane: str
    region: str
    outcomes: tuple[str, ...]
    barred: tuple[str, ...] = ()
    points: str = ""
    organ_code: str | None = None
    group: str | None = None
    account_id: str | None = None
    due: Due | None = None
    total_days: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class WorkItem:
    """A task as its people see it; excluded are accounts that did a step which bars them from this one.

    points is the stage whose review points it shows: acceptance, review, or "" for none.
    """

    id: str
    instance_id: str
    task_id: str
    case_id: str
    root_id: str
    case_number: str
    matter: str
    title: str
    applicant_name: str
    element: str
    step: str
    name: str
    form: str
    lane: str
    region: str
    outcomes: tuple[str, ...]
    organ_code: str | None
    group: str | None
    account_id: str | None
    due: Due | None
    total_days: int
    assignee: str | None
    state: str
    opened_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    points: str = ""
    excluded: frozenset[str] = field(default_factory=frozenset)
    claimed_at: datetime | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    waiting_group: str | None = None


class UnknownItem(LookupError):
    """没有这个任务。"""


class NotAllowed(Exception):
    """The account may not do this task; reason is a sentence for that person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Taken(NotAllowed):
    """A colleague has claimed the task; reason says who and when."""
