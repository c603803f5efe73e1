"""统计: a year's figures in numbers, one chart and the same as a table; counted anew every ten minutes."""

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, current_app, g, render_template
from flask_babel import gettext as _

from office import cases, matters
from office.cases import Statistics
from web import guard

# The figures are of months; whoever comes within ten minutes sees what the visitor before saw.
FRESH = timedelta(minutes=10)
_KEPT = "open-statistics"


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/open/statistics", "statistics", statistics)


@guard.open_to_all
def statistics() -> str:
    """The figures; where a count is too small to be told, it says so."""
    figures, at = _figures()
    names = {one.code: one.document["name"] for one in matters.catalogue(g.session)}
    return render_template(
        "open/statistics.html",
        figures=figures,
        at=at,
        names=names,
        chart=_chart(figures),
        fewest=cases.FEWEST,
    )


def _figures() -> tuple[Statistics, datetime]:
    kept = current_app.extensions.get(_KEPT)
    if kept is None or g.now - kept[1] >= FRESH or g.now < kept[1]:
        kept = (cases.statistics(g.session, g.now), g.now)
        current_app.extensions[_KEPT] = kept
    found: tuple[Statistics, datetime] = kept
    return found


def _chart(figures: Statistics) -> dict[str, Any] | None:
    """What the chart draws: a bar for every count that may be shown; None when there is none."""
    series = {
        _("受理数"): [one.accepted.value for one in figures.months],
        _("办结数"): [one.decided.value for one in figures.months],
    }
    if not any(value for values in series.values() for value in values):
        return None
    return {
        "months": [one.month for one in figures.months],
        "series": [{"name": name, "values": values} for name, values in series.items()],
        "unit": _("件"),
        "hidden": _("不公布"),
    }
