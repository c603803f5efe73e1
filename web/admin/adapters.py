"""The connections to other authorities, and the jobs that wait or are at work."""

from collections.abc import Mapping

from flask import Blueprint, current_app, g, render_template

from web import guard
from web.admin.connections import connections
from web.admin.words import JOB_STATES


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/adapters", "adapters", show)


@guard.operator
def show() -> str:
    house = current_app.extensions["house"]
    backlog = house.engine.backlog(g.session)
    return render_template(
        "admin/adapters.html",
        rows=connections(house.ports, house.engine.incidents(g.session)),
        backlog=_counts(backlog),
        oldest_ready=backlog["oldest_ready"],
        oldest_lease_until=backlog["oldest_lease_until"],
        now=g.now,
    )


def _counts(backlog: Mapping[str, object]) -> list[tuple[str, object]]:
    return [(JOB_STATES[state], number) for state, number in backlog.items() if state in JOB_STATES]
