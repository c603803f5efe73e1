"""The analyst's counter: matters drawn, tried, compared and published without a programmer."""

from flask import Blueprint

from web.studio import (
    compare,
    decisions,
    diagram,
    drafts,
    files,
    forms,
    making,
    matrix,
    merging,
    page,
    publishing,
    questions,
    rehearsal,
    report,
    results,
    scenarios,
    summary,
)

blueprint = Blueprint("studio", __name__, template_folder="templates")
compare.add_views(blueprint)
decisions.add_views(blueprint)
drafts.add_views(blueprint)
diagram.add_views(blueprint)
files.add_views(blueprint)
forms.add_views(blueprint)
making.add_views(blueprint)
matrix.add_views(blueprint)
merging.add_views(blueprint)
publishing.add_views(blueprint)
questions.add_views(blueprint)
rehearsal.add_views(blueprint)
report.add_views(blueprint)
results.add_views(blueprint)
scenarios.add_views(blueprint)
summary.add_views(blueprint)
page.add_filters(blueprint)

__all__ = ["blueprint"]
