"""The one layout: templates and macros of every page, static files, form fields, headers, error pages."""

from web.layout.fields import Control, Option, control, question_control, read_answers, read_values
from web.layout.navigation import RailGroup, RailItem
from web.layout.setup import set_up

__all__ = [
    "Control",
    "Option",
    "RailGroup",
    "RailItem",
    "control",
    "question_control",
    "read_answers",
    "read_values",
    "set_up",
]
