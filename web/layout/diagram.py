"""What the browser's diagram viewer is told of a case's live diagram."""

from flask import jsonify
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from office.cases import LiveDiagram
from web.layout.language import said


def answer(drawn: LiveDiagram) -> Response:
    """Return a live diagram as the viewer of entries/diagram.js reads it."""
    here = [one.name for one in drawn.steps if one.state in {"current", "failed"}]
    return jsonify(
        xml=drawn.xml,
        done=drawn.done,
        current=drawn.current,
        failed=drawn.failed,
        notes={element: said(note) for element, note in drawn.notes.items()},
        called=drawn.called,
        names={one.element: one.name for one in drawn.steps},
        path=drawn.path,
        said=_("现在在：") if here else _("没有正在等待的步骤"),
        here=here,
    )
