"""Where one can go from every page: the public tabs and the staff's rail."""

from collections.abc import Sequence
from dataclasses import dataclass

from office.accounts import ANALYST, OPERATOR, Account
from office.words import words


@dataclass(frozen=True)
class RailItem:
    """One line of the rail; `count` ("1000+" where more) is shown when given; own: a person named it."""

    url: str
    label: str
    icon: str
    count: int | str | None = None
    news: bool = False
    urgent: bool = False
    own: bool = False


@dataclass(frozen=True)
class RailGroup:
    title: str
    items: tuple[RailItem, ...]


TABS = (
    RailItem("/", words("首页"), icon="house"),
    RailItem("/matters", words("办事"), icon="grid"),
    RailItem("/cases", words("我的办件"), icon="folder"),
    RailItem("/open/verify", words("证照核验"), icon="patch-check"),
    RailItem("/open/statistics", words("统计"), icon="bar-chart"),
)
_INBOX = RailItem("/inbox", words("我的待办"), icon="inbox")
_ADMIN = RailGroup(
    words("系统管理"),
    (
        RailItem("/admin/accounts", words("账号与角色"), icon="people"),
        RailItem("/admin/organs", words("机构与部门"), icon="building"),
        RailItem("/admin/delegations", words("代办"), icon="person-badge"),
        RailItem("/admin/keys", words("接口密钥"), icon="shield-check"),
        RailItem("/admin/calendar", words("工作日历"), icon="calendar3"),
        RailItem("/admin/incidents", words("异常作业"), icon="exclamation-triangle"),
        RailItem("/admin/adapters", words("对接系统"), icon="plug"),
        RailItem("/admin/audit", words("审计"), icon="journal-text"),
        RailItem("/admin/house", words("系统状态"), icon="hdd-stack"),
    ),
)


_STUDIO = RailGroup(words("事项设计"), (RailItem("/studio", words("事项设计"), icon="bezier2"),))


def rail(account: Account, *, operator: bool) -> tuple[RailGroup, ...]:
    """Return the rail of a staff member; a room with counts of its own passes another to its template."""
    groups: tuple[RailGroup, ...] = ()
    if not account.roles or account.roles - {ANALYST, OPERATOR}:
        groups += (RailGroup("", (_INBOX,)),)
    if ANALYST in account.roles:
        groups += (_STUDIO,)
    return (*groups, _ADMIN) if operator else groups


def current(path: str, items: Sequence[RailItem]) -> str:
    """Return the url of the item that the path lies under, the longest first; "" when none."""
    found = [
        item.url
        for item in items
        if path == item.url or path.startswith(item.url.rstrip("/") + "/")
    ]
    exact = [url for url in found if url != "/" or path == "/"]
    return max(exact, key=len, default="")
