"""办事指南: what every matter is, asks for and takes, compiled from the edition in force (同源发布)."""

from flask import Blueprint, abort, g, render_template

from office import accounts, matters
from office.matters import Edition
from web import guard


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/open/guides", "guides", guides)
    blueprint.add_url_rule("/open/guides/<code>", "guide", guide)


@guard.open_to_all
def guides() -> str:
    """The guides of all published matters, one-things first."""
    return render_template(
        "open/guides.html",
        editions=[one for one in matters.catalogue(g.session) if not _inner(one)],
        departments=accounts.departments(g.session),
    )


@guard.open_to_all
def guide(code: str) -> str:
    """One guide, fit for paper."""
    try:
        edition = matters.published(g.session, code)
    except matters.UnknownMatter:
        abort(404)
    if _inner(edition):
        abort(404)
    return render_template(
        "open/guide.html",
        edition=edition,
        compiled=edition.compiled,
        samples=matters.samples(g.session, edition),
        deciding=matters.deciding(g.session, edition),
        departments=accounts.departments(g.session),
    )


def _inner(edition: Edition) -> bool:
    """Whether it is the house's own matter, that no applicant files."""
    return bool(edition.document.get("platform"))
