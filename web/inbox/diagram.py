"""The live diagram of a task's case, for the viewer on the case page."""

from flask import Blueprint, abort, current_app, g, request
from werkzeug.wrappers import Response

from office import cases
from web import guard
from web.inbox.task import task_of
from web.layout.diagram import answer


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/inbox/tasks/<item_id>/diagram", "diagram", diagram)


@guard.staff()
def diagram(item_id: str) -> Response:
    """The case's own process and where it stands; ?inside= names a process that it has called."""
    item = task_of(item_id)
    house = current_app.extensions["house"]
    inside = request.args.get("inside", "")
    try:
        return answer(cases.live_diagram(g.session, house.engine, item.case_id, inside=inside))
    except cases.UnknownCase:
        abort(404)
