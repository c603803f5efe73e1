"""Claim a task and give it back; who comes second reads who was first."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from office import worklist
from office.words import Words, words
from office.worklist import NotAllowed, WorkItem
from web import guard
from web.guard import local_page
from web.inbox import asking
from web.inbox.rows import cell, rows
from web.inbox.task import task_of
from web.layout.language import said

BY_SCRIPT = "X-Row"  # a list's script asks for the task's line alone


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    path = "/inbox/tasks/<item_id>"
    blueprint.add_url_rule(f"{path}/claim", "claim", claim, methods=["POST"])
    blueprint.add_url_rule(f"{path}/release", "release", release, methods=["POST"])


@guard.staff()
def claim(item_id: str) -> Response | tuple[str, int]:
    """Take a task."""
    item = task_of(item_id)
    try:
        worklist.claim(g.session, item.id, g.account.account, g.now)
    except NotAllowed as reason:
        return _answer(item, reason.reason, "amber", 409)
    return _answer(item, words("已认领：{title}。", title=item.title), "green", 200)


@guard.staff()
def release(item_id: str) -> Response | tuple[str, int]:
    """Give a task back to its group."""
    item = task_of(item_id)
    try:
        worklist.release(g.session, item.id, g.account.account, g.now)
    except NotAllowed as reason:
        return _answer(item, reason.reason, "amber", 409)
    return _answer(item, words("已退回待认领：{title}。", title=item.title), "green", 200)


def _answer(
    item: WorkItem, told: str | Words, tone: str, status: int
) -> Response | tuple[str, int]:
    """A list's script gets the line as it is now, with what to say; a form goes back with it."""
    if request.headers.get(BY_SCRIPT) is None:
        flash(said(told), tone)
        return redirect(local_page(request.form.get("from", "")) or url_for("inbox.tasks"))
    query = asking.read_query(request.headers[BY_SCRIPT])
    row = rows([worklist.item(g.session, item.id)])[0]
    page = render_template(
        "inbox/row.html",
        row=row,
        columns=asking.columns_of(query),
        cell=cell,
        origin=local_page(request.form.get("from", "")) or url_for("inbox.tasks"),
        done=False,
        told=told,
        tone=tone,
    )
    return page, status
