"""The words of this room: accounts, organs, who is signed in, and what may go wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from office.words import words

APPLICANT = "applicant"
STAFF = "staff"

WINDOW = words("综合窗口")
HANDLER = words("承办")
REVIEWER = words("审核")
APPROVER = words("批准")
OPERATOR = words("系统管理")
ANALYST = words("流程分析")
ROLES: tuple[str, ...] = (WINDOW, HANDLER, REVIEWER, APPROVER, OPERATOR, ANALYST)


@dataclass(frozen=True)
class Organ:
    """An authority of one place; code is its 统一社会信用代码 (GB 32100), department a key ("market")."""

    code: str
    name: str
    short: str
    region: str
    department: str


@dataclass(frozen=True)
class Identity:
    """What a person proved when signing up; used to fill forms in, never logged."""

    id_number: str = ""
    mobile: str = ""
    enterprise: str = ""


@dataclass(frozen=True)
class Account:
    """Who works here (kind "staff") or applies (kind "applicant"); region bounds what staff may see."""

    id: str
    username: str
    name: str
    kind: str
    organ: Organ | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    region: str = ""
    language: str = "zh"
    active: bool = True
    lent: Mapping[str, str] = field(
        default_factory=dict
    )  # groups of colleagues away: group → lender


@dataclass(frozen=True)
class SignedIn:
    """A live sign-in: the account, the token that its forms must carry, and until when it lasts."""

    account: Account
    csrf: str
    opened_at: datetime
    expires_at: datetime


class AccountError(Exception):
    """The account cannot be used as asked."""


class BadCredentials(AccountError):
    """用户名或密码不正确。"""

    def __str__(self) -> str:
        return words("用户名或密码不正确。")


class Throttled(AccountError):
    """Too many failed sign-ins; retry_after is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after

    def __str__(self) -> str:
        minutes = max(1, -(-self.retry_after // 60))
        return words("登录失败次数过多，请在 {minutes} 分钟后再试。", minutes=minutes)


class WeakPassword(AccountError):
    """The password is too short or is the username."""

    def __str__(self) -> str:
        return words("密码至少 10 个字符，且不能与用户名相同。")


class UnknownAccount(AccountError):
    """No such account exists."""


class UnknownOrgan(AccountError):
    """No organ of that department serves that region."""


class UnknownRole(AccountError):
    """The role is none of those that lanes name."""
