"""The words of this room: cases, opinions, questions to the applicant, evidence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from office.clocks import PROMISED, STATUTORY, Clock, Due
from office.words import words

GRANTED, REFUSED, NOT_ACCEPTED = "granted", "refused", "not-accepted"
ALL_GRANTED, PARTLY_GRANTED, ALL_REFUSED = "all-granted", "partly-granted", "all-refused"
OUTCOMES: Mapping[str, str] = {
    GRANTED: words("准予"),
    REFUSED: words("不予"),
    NOT_ACCEPTED: words("不予受理"),
    ALL_GRANTED: words("全部准予"),
    PARTLY_GRANTED: words("部分准予"),
    ALL_REFUSED: words("不予"),
}
ACTIONS: Mapping[str, str] = {
    "accept": words("受理"),
    "supplement": words("一次性告知补正"),
    "refuse": words("不予"),
    "agree": words("同意"),
    "grant": words("准予"),
    "submit": words("提交"),
}

SUBMITTED, RECEIVED, ACCEPTED = words("已提交"), words("收件"), words("已受理")
PARALLEL, ISSUING = words("并联办理"), words("制证送达")
DELIVERING, CLOSED = words("文书送达"), words("办结")


@dataclass(frozen=True)
class Case:
    """A case. A one-thing is a root with members; a matter filed alone is a root without.

    matter is the code, title the name in Chinese; organ the code of the organ that decides;
    element and call_task_id name the call activity that started a member.
    """

    id: str
    number: str
    root_id: str
    parent_id: str | None
    edition_id: str
    matter: str
    title: str
    kind: str
    instance_id: str
    element: str | None
    call_task_id: str | None
    region: str
    organ: str
    applicant_id: str
    applicant_name: str
    applicant_code: str
    stage: str
    outcome: str | None
    reason: str
    submitted_at: datetime
    received_at: datetime | None
    accepted_at: datetime | None
    decided_at: datetime | None
    closed_at: datetime | None
    supplemented: bool = False  # the one 补正 of this case was asked for
    clocks: Mapping[str, Clock] = field(default_factory=dict)

    @property
    def is_root(self) -> bool:
        return self.parent_id is None

    @property
    def outcome_label(self) -> str:
        """全部准予, 部分准予, 不予 … or nothing while open."""
        return OUTCOMES.get(self.outcome or "", "")

    @property
    def promised(self) -> Due | None:
        return self.clocks[PROMISED].due if PROMISED in self.clocks else None

    @property
    def statutory(self) -> Due | None:
        return self.clocks[STATUTORY].due if STATUTORY in self.clocks else None


@dataclass(frozen=True)
class Opinion:
    """What somebody decided in a task; points are the ticked review points, items what to supplement."""

    case_id: str
    task_id: str
    element: str
    step: str
    account_id: str
    outcome: str
    opinion: str
    points: tuple[str, ...]
    items: tuple[str, ...]
    at: datetime
    by_name: str = ""

    @property
    def outcome_label(self) -> str:
        return ACTIONS.get(self.outcome, self.outcome)


@dataclass(frozen=True)
class Clarification:
    """核实: a question to the applicant and, once given, the answer."""

    id: str
    case_id: str
    root_id: str
    task_id: str
    asked_by: str
    question: str
    asked_at: datetime
    answer: str | None
    answered_at: datetime | None


@dataclass(frozen=True)
class Evidence:
    """What another authority answered about a case: kind is the verb, number the answer's own number."""

    case_id: str
    kind: str
    title: str
    statement: str
    source: str
    number: str
    data: Mapping[str, Any]
    at: datetime


class UnknownCase(LookupError):
    """没有这个办件。"""


class ActRefused(Exception):
    """The step cannot be taken so; reason is a sentence for the person, field where it belongs."""

    def __init__(self, reason: str, field: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field
