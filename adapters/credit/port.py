"""What the house asks of the credit platform, and what that platform's own officers may do."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

LISTED = "已列入严重失信主体名单"
NOT_LISTED = "未列入严重失信主体名单"


@dataclass(frozen=True)
class CreditAnswer:
    """The platform's answer, kept as evidence: statement, source, time and query number."""

    listed: bool
    statement: str
    source: str
    queried_at: datetime
    number: str


class Credit(Protocol):
    """Answers for the list of seriously discredited entities."""

    def query(self, holder_code: str, purpose: str, request_id: str) -> CreditAnswer:
        """Ask about a 统一社会信用代码 or 公民身份号码; the purpose is required and logged."""
        ...


class Register(Protocol):
    """What the credit platform's own officers do; absent where the platform is remote."""

    def enter(self, holder_code: str, cause: str) -> None:
        """Put an entity on the list."""
        ...

    def strike(self, holder_code: str) -> None:
        """Take an entity off the list, as after 信用修复."""
        ...
