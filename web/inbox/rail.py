"""The rail of the approver's counter: its lists with their counts, then the other rooms."""

from flask import g

from office import worklist
from web.layout.navigation import RailGroup, RailItem, rail


def inbox_rail(waiting: int | None = None) -> tuple[RailGroup, ...]:
    account = g.account.account
    if waiting is None:
        waiting = worklist.count_inbox(g.session, account)
    mine = RailGroup(
        "",
        (
            RailItem("/inbox", "我的待办", icon="inbox", count=waiting),
            RailItem("/inbox/done", "已办", icon="check2-square"),
        ),
    )
    return (mine, *rail(account, operator="系统管理" in account.roles)[1:])
