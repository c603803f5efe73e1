"""The words of this room: drafts, attachments, submissions, and what is wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

APPLICATION, SUPPLEMENT = "application", "supplement"


@dataclass(frozen=True)
class Attachment:
    """An uploaded file; slot is the material's element."""

    id: str
    slot: str
    filename: str
    media: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Draft:
    """A form being filled in.

    needed are the members that the applicant is shown as needed; region is where it is filed; fetched holds what sources answered
    ({"registration": {"state": "pending" | "known" | "missing", "data": {…}}}); disputed are the
    fields whose fetched answer the applicant calls wrong, disputes what was fetched and why it is wrong
    ({field: {"was": …, "reason": …}}); acting_for is the enterprise (USCC) that the application is for;
    revision counts the changes of what is filled in.
    """

    id: str
    purpose: str
    edition_id: str
    matter: str
    account_id: str
    case_id: str | None
    region: str
    answers: Mapping[str, Any]
    values: Mapping[str, Any]
    needed: tuple[str, ...]
    fetched: Mapping[str, Any]
    disputed: tuple[str, ...]
    attachments: tuple[Attachment, ...]
    updated_at: datetime
    submitted_at: datetime | None = None
    disputes: Mapping[str, Any] = field(default_factory=dict)
    acting_for: str = ""
    revision: int = 0


@dataclass(frozen=True)
class Clash:
    """A field that was changed here (mine) and meanwhile elsewhere (theirs, at)."""

    field: str
    mine: Any
    theirs: Any
    at: datetime


@dataclass(frozen=True)
class Merged:
    """A draft after two devices' typing was put together; elsewhere are the fields that others changed."""

    draft: Draft
    clashes: tuple[Clash, ...] = ()
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True)
class Submission:
    """What was handed in; version is the latest unless asked otherwise, versions how many there are."""

    id: str
    case_id: str
    version: int
    edition_id: str
    account_id: str
    region: str
    answers: Mapping[str, Any]
    values: Mapping[str, Any]
    needed: tuple[str, ...]
    sources: Mapping[str, Any]
    attachments: tuple[Attachment, ...]
    at: datetime
    versions: int = 1
    disputes: Mapping[str, Any] = field(default_factory=dict)
    authority: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """One thing to put right; field is a field of the combined form, or "material:" and the slot."""

    field: str
    message: str


class UnknownDraft(LookupError):
    """没有这份草稿。"""


class DraftClosed(Exception):
    """这份草稿已经提交，不能再修改。"""

    def __str__(self) -> str:
        return "这份申请已经提交，不能再修改。"


class BadAttachment(Exception):
    """The file cannot be taken; reason is a sentence for the applicant."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Invalid(Exception):
    """The form is not complete or not right."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"有 {len(problems)} 处需要修改。")
        self.problems = problems


class NeedsChanged(Exception):
    """Other members are needed than the applicant was shown; the draft shows the new ones from now on."""

    def __init__(self, needed: tuple[str, ...]) -> None:
        super().__init__("需要办理的事项有变化，请再看一遍后提交。")
        self.needed = needed
