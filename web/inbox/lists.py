"""The approver's lists: the tasks of one's groups, what one has done."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, abort, g, render_template, request, url_for

from office import cases, clocks, worklist
from office.worklist import UnknownItem, WorkItem
from web import guard
from web.inbox.rail import inbox_rail
from web.layout.identifiers import is_identifier

PAGE = 50


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/inbox", "tasks", tasks)
    blueprint.add_url_rule("/inbox/done", "done", done)


@guard.staff()
def tasks() -> str:
    """The open tasks of the account's groups in its region, the most urgent first."""
    account = g.account.account
    after = request.args.get("after") or None
    if after is not None and not is_identifier(after):
        abort(404)
    try:
        items = worklist.inbox(g.session, account, limit=PAGE + 1, after=after)
    except UnknownItem:
        abort(404)
    more = url_for("inbox.tasks", after=items[PAGE - 1].id) if len(items) > PAGE else ""
    first = "" if after is None else url_for("inbox.tasks")
    total = worklist.count_inbox(g.session, account)
    rows = _rows(items[:PAGE])
    return render_template(
        "inbox/tasks.html",
        items=rows,
        more=more,
        first=first,
        urgency=_urgency(rows) if not more and not first else [],
        rail=inbox_rail(total),
        heading="我的待办",
        total=total,
        empty="没有待办。新的办件到了会出现在这里，最紧的排在最前面。",
        done=False,
    )


@guard.staff()
def done() -> str:
    """What this account has done, the latest first."""
    items = worklist.done_by(g.session, g.account.account)
    return render_template(
        "inbox/tasks.html",
        items=_rows(items),
        more="",
        first="",
        urgency=[],
        rail=inbox_rail(),
        heading="已办",
        total=len(items),
        empty="还没有办过的任务。",
        done=True,
    )


def _rows(items: Sequence[WorkItem]) -> list[Mapping[str, Any]]:
    """What the list shows of each task, its root case fetched for all at once."""
    roots = cases.cases_by_id(g.session, {item.root_id for item in items})
    return [
        {
            "item": item,
            "root": roots[item.root_id],
            "chip": clocks.chip(item.due, g.now, item.total_days),
            "used": _used(item),
        }
        for item in items
    ]


def _used(item: WorkItem) -> int:
    """How many working days of the task's total are gone."""
    if item.due is None:
        return 0
    left = clocks.working_days_between(clocks.today(g.now), item.due.day)
    return max(0, min(item.total_days, item.total_days - left))


def _urgency(rows: Sequence[Mapping[str, Any]]) -> list[tuple[int, str, str]]:
    """How many tasks are late, due today, due within two days, and the rest, with a tone each."""
    counts = {"red": 0, "today": 0, "amber": 0, "rest": 0}
    today = clocks.today(g.now)
    for row in rows:
        due = row["item"].due
        left = clocks.working_days_between(today, due.day) if due else None
        if left is None or left > 2:
            counts["rest"] += 1
        elif due.day < today:
            counts["red"] += 1
        else:
            counts["today" if left == 0 else "amber"] += 1
    return [
        (counts["red"], "逾期", "red"),
        (counts["today"], "今日到期", "amber"),
        (counts["amber"], "两日内", "amber"),
        (counts["rest"], "其余", "ink"),
    ]
