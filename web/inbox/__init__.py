"""The approver's counter: the tasks of one's groups, the case page, the decision."""

from flask import Blueprint

from web.inbox import diagram, lists, tasks

blueprint = Blueprint("inbox", __name__, template_folder="templates")
lists.add_views(blueprint)
tasks.add_views(blueprint)
diagram.add_views(blueprint)

__all__ = ["blueprint"]
