"""The approver's lists: what waits, for whom and until when; narrowed, ordered, page by page."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, g, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response

from office import accounts, clocks, worklist
from office.words import words
from office.worklist import BadCursor, Filters, Page, UnknownView, View
from web import guard
from web.inbox import asking
from web.inbox.asking import Query
from web.inbox.rail import LABELS, PATHS, inbox_rail, shown, view_path
from web.inbox.rows import cell, cells, rows
from web.inbox.task import task_of
from web.layout.identifiers import is_identifier
from web.layout.language import local, said

PAGE = 50
EMPTY = {
    worklist.UNCLAIMED: words("没有待认领的任务。"),
    worklist.MINE: words("您手上没有任务。可以到“待认领”里认领。"),
    worklist.SUPPLEMENTS: words("没有等申请人补正的办件。"),
    worklist.OVERDUE: words("没有逾期的任务。"),
    worklist.ALL: words("没有待办。新的办件到了会出现在这里，最紧的排在最前面。"),
    worklist.DONE_LIST: words("还没有办过的任务。"),
}


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    for name, path in PATHS.items():
        endpoint = {worklist.ALL: "tasks"}.get(name, name)
        blueprint.add_url_rule(path, endpoint, _view_of(name))
    blueprint.add_url_rule("/inbox/views/<view_id>", "view", saved)
    blueprint.add_url_rule("/inbox/tasks/<item_id>/preview", "preview", preview)
    blueprint.add_url_rule("/inbox/counts", "counts", counts)
    blueprint.add_url_rule("/inbox/looked", "looked", looked, methods=["POST"])


def _view_of(list_name: str) -> Callable[[], str]:
    def show() -> str:
        return _list(list_name, request.args, PATHS[list_name])

    return guard.staff()(show)


@guard.staff()
def saved(view_id: str) -> str | Response:
    """A saved view; with filters of its own in the address, the list that it is about."""
    view = _saved(view_id)
    if asking.kept(request.args):
        return redirect(f"{PATHS[view.list_name]}?{asking.kept(request.args)}")
    return _list(view.list_name, asking.read_query(view.query), view_path(view), view)


@guard.staff()
def preview(item_id: str) -> str:
    """What a task is about, for the panel beside the list."""
    item = task_of(item_id)
    row = rows([item])[0]
    return render_template("inbox/preview.html", row=row, item=item, facts=cells(item))


@guard.staff()
def counts() -> Response:
    """The rail's numbers and dots by address, for pages that stay open."""
    items = [item for group in inbox_rail() for item in group.items]
    return jsonify(
        {
            item.url: {"count": item.count, "news": item.news}
            for item in items
            if item.count is not None
        }
    )


@guard.staff()
def looked() -> tuple[str, int]:
    """Remember that the account has seen a list, so that its dot means news."""
    name = request.form.get("list", "")
    if name not in worklist.LISTS:
        abort(404)
    worklist.looked(g.session, g.account.account, name, g.now)
    return "", 204


def _saved(view_id: str) -> View:
    if not is_identifier(view_id):
        abort(404)
    try:
        return worklist.view(g.session, g.account.account, view_id)
    except UnknownView:
        abort(404)


def _list(list_name: str, query: Query, path: str, view: View | None = None) -> str:
    account = g.account.account
    who = worklist.reader(account, clocks.today(g.now))
    filters = asking.filters_of(query)
    page = _page(who, list_name, filters)
    line = "" if view else asking.kept(query)
    origin = f"{path}?{line}" if line else path
    onward = f"{origin}{'&' if line else '?'}"
    head = _head(who, list_name, filters)
    return render_template(
        "inbox/tasks.html",
        rows=rows(page.items),
        columns=asking.columns_of(query),
        cell=cell,
        page=page,
        onward=onward,
        path=path,
        origin=origin,
        list_name=list_name,
        view=view,
        heading=view.name if view else LABELS[list_name],
        empty=EMPTY[list_name],
        narrowed=filters != Filters(order=filters.order, descending=filters.descending),
        query=query,
        asked=asking.fields_of(query),
        choices=_choices(who, list_name),
        done=list_name == worklist.DONE_LIST,
        saved_line=asking.kept(query),
        rail=inbox_rail(),
        **head,
    )


def _page(who: worklist.Reader, list_name: str, filters: Filters) -> Page:
    after, before = request.args.get("after", ""), request.args.get("before", "")
    try:
        return worklist.page(
            g.session, who, list_name, filters, after=after, before=before, limit=PAGE
        )
    except BadCursor:
        abort(404)


def _head(who: worklist.Reader, list_name: str, filters: Filters) -> dict[str, Any]:
    """The number in the heading, and how urgent the open tasks are."""
    today, near = clocks.today(g.now), asking.soon()
    yesterday, tomorrow = today.toordinal() - 1, today.toordinal() + 1
    spans = (
        (words("逾期"), "red", None, today.fromordinal(yesterday)),
        (words("今日到期"), "amber", today, today),
        (words("两日内"), "amber", today.fromordinal(tomorrow), near),
        (words("其余"), "ink", near.fromordinal(near.toordinal() + 1), None),
    )
    asked = [(list_name, filters)]
    urgent = list_name in {worklist.ALL, worklist.MINE, worklist.UNCLAIMED}
    if urgent:
        asked += [(list_name, Filters(due_from=first, due_to=last)) for *_, first, last in spans]
    total, *found = worklist.counts(g.session, who, asked)
    return {
        "total": shown(total),
        "urgency": [
            (shown(count), label, tone)
            for count, (label, tone, *_) in zip(found, spans, strict=True)
        ]
        if urgent
        else [],
    }


def _choices(who: worklist.Reader, list_name: str) -> dict[str, Any]:
    """What the filters offer."""
    account = g.account.account
    sample = worklist.sample(g.session, who)
    names = accounts.names_of(g.session, sample.holders)
    lanes = sorted({group.split(":", 1)[1] for group in who.groups})
    return {
        "matters": [(one.code, local(one.name)) for one in worklist.subjects(g.session, account)],
        "steps": [(one, one) for one in sorted(sample.steps)],
        "lanes": [(one, one) for one in lanes] if len(lanes) > 1 else [],
        "holders": sorted(
            ((one, name) for one, name in names.items() if one != account.id),
            key=lambda pair: pair[1],
        ),
        "regions": [(code, accounts.region(code).name) for code in who.regions]
        if len(who.regions) > 1
        else [],
        "dues": [(key, said(one)) for key, one in asking.DUES.items()],
        "sorts": [(key, said(one)) for key, one in asking.SORTS.items() if key],
        "fields": () if list_name == worklist.DONE_LIST else worklist.columns(g.session, account),
        "comparisons": asking.comparisons,
    }
