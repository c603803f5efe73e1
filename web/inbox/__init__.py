"""The approver's counter: the tasks of one's groups, the case page, the decision."""

from flask import Blueprint

from web.inbox import claiming, diagram, keeping, lists, looking, many, news, tasks

blueprint = Blueprint("inbox", __name__, template_folder="templates")
for room in (lists, claiming, many, keeping, news):
    room.add_views(blueprint)
tasks.add_views(blueprint)
diagram.add_views(blueprint)
looking.add_views(blueprint)

__all__ = ["blueprint"]
