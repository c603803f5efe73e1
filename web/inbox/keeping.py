"""Save a view of a list, for oneself or the organ, and delete one's own."""

from flask import Blueprint, abort, flash, g, redirect, request
from werkzeug.wrappers import Response

from office import worklist
from office.words import words
from office.worklist import NotAllowed, UnknownView
from web import guard
from web.inbox import asking
from web.inbox.rail import PATHS, view_path
from web.layout.identifiers import is_identifier
from web.layout.language import said


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/inbox/views", "save_view", save, methods=["POST"])
    blueprint.add_url_rule("/inbox/views/<view_id>/delete", "delete_view", delete, methods=["POST"])


@guard.staff()
def save() -> Response:
    """Keep the list as it stands under a name."""
    name = request.form.get("list", "")
    if name not in worklist.LISTS:
        abort(404)
    line = asking.kept(asking.read_query(request.form.get("query", "")))
    try:
        view = worklist.save_view(
            g.session,
            g.account.account,
            name=request.form.get("name", ""),
            list_name=name,
            query=line,
            shared=bool(request.form.get("shared")),
            now=g.now,
        )
    except NotAllowed as reason:
        flash(said(reason.reason), "amber")
        return redirect(f"{PATHS[name]}?{line}")
    flash(said(words("视图“{name}”已保存。", name=view.name)), "green")
    return redirect(view_path(view))


@guard.staff()
def delete(view_id: str) -> Response:
    """Delete one's own view."""
    if not is_identifier(view_id):
        abort(404)
    try:
        view = worklist.view(g.session, g.account.account, view_id)
        worklist.delete_view(g.session, g.account.account, view_id)
    except UnknownView:
        abort(404)
    flash(said(words("视图“{name}”已删除。", name=view.name)), "green")
    return redirect(PATHS[view.list_name])
