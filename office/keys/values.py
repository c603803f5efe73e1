"""The words of this room: what a key of a program may do, and what may be wrong with one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from office.accounts import APPLICANT, STAFF
from office.words import words

CASES_START, CASES_READ = "cases:start", "cases:read"
TASKS_READ, TASKS_DECIDE = "tasks:read", "tasks:decide"
DOCUMENTS_READ = "documents:read"
SCOPES: Mapping[str, str] = {
    CASES_START: words("提交申请"),
    CASES_READ: words("查看办件"),
    TASKS_READ: words("查看任务"),
    TASKS_DECIDE: words("办理任务"),
    DOCUMENTS_READ: words("下载文书"),
}
# What the pages let an account of this kind do; a key can never do more.
ALLOWED: Mapping[str, frozenset[str]] = {
    APPLICANT: frozenset({CASES_START, CASES_READ, DOCUMENTS_READ}),
    STAFF: frozenset({CASES_READ, TASKS_READ, TASKS_DECIDE, DOCUMENTS_READ}),
}


@dataclass(frozen=True)
class Key:
    """A program's key: the account that it acts as, what it may do, the matters it is limited to (none: all)."""

    id: str
    name: str
    account_id: str
    scopes: frozenset[str]
    matters: frozenset[str]
    created_by: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None

    def reaches(self, matter: str) -> bool:
        """Say whether the key may touch this matter."""
        return not self.matters or matter in self.matters

    def state(self, now: datetime) -> str:
        """Return live, revoked or expired."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at <= now else "live"


@dataclass(frozen=True)
class Reply:
    """What was answered before to the same request: the HTTP status and the JSON."""

    status: int
    data: Mapping[str, Any]


class BadKey(Exception):
    """The key opens nothing; reason is a sentence, kind one of unknown, revoked, expired, account."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason


class KeyRefused(Exception):
    """Such a key cannot be made; reason is a sentence for the operator, field where it belongs."""

    def __init__(self, reason: str, field: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field


class ReplyMismatch(Exception):
    """The same Idempotency-Key came with another request."""
