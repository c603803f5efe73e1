"""The rail of the approver's counter: its lists with their counts and news, saved views, then the other rooms."""

from collections.abc import Sequence

from flask import g

from office import clocks, worklist
from office.accounts import OPERATOR
from office.words import words
from office.worklist import Count, Filters, View
from web.inbox.asking import filters_of, read_query
from web.layout.navigation import RailGroup, RailItem, rail

PATHS = {
    worklist.UNCLAIMED: "/inbox/unclaimed",
    worklist.MINE: "/inbox/mine",
    worklist.SUPPLEMENTS: "/inbox/supplements",
    worklist.OVERDUE: "/inbox/overdue",
    worklist.ALL: "/inbox",
    worklist.DONE_LIST: "/inbox/done",
}
LABELS = {
    worklist.UNCLAIMED: words("待认领"),
    worklist.MINE: words("我的待办"),
    worklist.SUPPLEMENTS: words("补正中"),
    worklist.OVERDUE: words("逾期"),
    worklist.ALL: words("全部待办"),
    worklist.DONE_LIST: words("已办"),
}
ICONS = {
    worklist.UNCLAIMED: "inboxes",
    worklist.MINE: "inbox",
    worklist.SUPPLEMENTS: "envelope-exclamation",
    worklist.OVERDUE: "alarm",
    worklist.ALL: "stack",
    worklist.DONE_LIST: "check2-square",
}


def inbox_rail() -> tuple[RailGroup, ...]:
    """Return the rail with what stands in it now."""
    account = g.account.account
    views = worklist.views(g.session, account)
    counted = _counted(views)
    fresh = _fresh()
    lists = tuple(
        RailItem(
            PATHS[name],
            LABELS[name],
            icon=ICONS[name],
            count=shown(counted[name]),
            news=name in fresh,
            urgent=name == worklist.OVERDUE,
        )
        for name in worklist.LISTS
    )
    groups = [RailGroup("", lists)]
    for title, icon, mine in (
        (words("我的视图"), "bookmark-fill", True),
        (words("科室共享视图"), "people-fill", False),
    ):
        items = tuple(
            RailItem(view_path(one), one.name, icon=icon, count=shown(counted[one.id]), own=True)
            for one in views
            if one.mine is mine
        )
        if items:
            groups.append(RailGroup(title, items))
    return (*groups, *rail(account, operator=OPERATOR in account.roles)[1:])


def view_path(view: View) -> str:
    """Return the address of a saved view."""
    return f"/inbox/views/{view.id}"


def shown(count: Count) -> int | str:
    """Return a count as the rail says it: 1000+ where nobody counted on."""
    return f"{count.n}+" if count.more else count.n


def _counted(views: Sequence[View]) -> dict[str, Count]:
    account = g.account.account
    who = worklist.reader(account, clocks.today(g.now))
    asked: list[tuple[str, Filters]] = [(name, Filters()) for name in worklist.LISTS]
    asked += [(one.list_name, _filters(one)) for one in views]
    keys = [*worklist.LISTS, *(one.id for one in views)]
    return dict(zip(keys, worklist.counts(g.session, who, asked), strict=True))


def _filters(view: View) -> Filters:
    return filters_of(read_query(view.query))


def _fresh() -> frozenset[str]:
    """The lists to which something has come since the account last looked."""
    account = g.account.account
    who = worklist.reader(account, clocks.today(g.now))
    looks = worklist.looks(g.session, account)
    found = set()
    for name in (worklist.UNCLAIMED, worklist.SUPPLEMENTS, worklist.ALL):
        newest = worklist.newest(g.session, who, name)
        if newest is not None and (name not in looks or newest > looks[name]):
            found.add(name)
    return frozenset(found)
