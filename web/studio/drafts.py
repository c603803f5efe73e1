"""The studio's first page: drafts that analysts work on, and a new one from a published matter."""

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from office import matters, studio
from office.accounts import ANALYST
from web import guard


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/studio", "drafts", drafts)
    blueprint.add_url_rule("/studio/drafts", "open", open_draft, methods=["POST"])


@guard.staff(roles=(ANALYST,))
def drafts() -> str:
    """The drafts, the last touched first, and what is published."""
    return render_template(
        "studio/drafts.html",
        drafts=studio.drafts(g.session),
        published=matters.catalogue(g.session),
    )


@guard.staff(roles=(ANALYST,))
def open_draft() -> Response:
    """Open a draft of a published matter; one that is open already is shared."""
    opened = studio.open_draft(
        g.session, request.form.get("code", ""), g.account.account.id, now=g.now
    )
    return redirect(url_for("studio.summary", draft_id=opened.id), 303)
