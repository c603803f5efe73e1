"""The house itself: its settings with their source, its last backup, its version."""

from datetime import timedelta
from importlib.metadata import version

from flask import Blueprint, current_app, g, render_template

from office import audit
from office.run.condition import newest_revision
from office.run.shown import shown
from web import guard

OLD = timedelta(days=1)  # a backup older than that is one to worry about


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/house", "house", show)


@guard.operator
def show() -> str:
    last = audit.latest(g.session, "house.backup")
    return render_template(
        "admin/house.html",
        settings=shown(current_app.extensions["house"].settings),
        version=version("tongban"),
        revision=newest_revision(),
        backup=last,
        backup_is_old=last is None or g.now - last.at > OLD,
    )
