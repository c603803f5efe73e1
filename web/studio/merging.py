"""A page to choose by: one's own changes that clash with a colleague's, place by place."""

from flask import Blueprint, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from office import studio
from office.accounts import ANALYST
from web import guard
from web.studio.page import draft_page, the_draft


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    address = "/studio/drafts/<draft_id>/merge"
    blueprint.add_url_rule(address, "merge", show)
    blueprint.add_url_rule(address, "choose", choose, methods=["POST"])


@guard.staff(roles=(ANALYST,))
def show(draft_id: str) -> str:
    """What this analyst wrote that clashes, both sides in words."""
    draft = the_draft(draft_id)
    return draft_page(
        "studio/merge.html", draft, asides=studio.asides(g.session, draft.id, _account())
    )


@guard.staff(roles=(ANALYST,))
def choose(draft_id: str) -> Response:
    """Join as chosen, or give one's own changes up; both leave the colleague's other changes."""
    draft = the_draft(draft_id)
    path = request.form.get("path", "")
    if "give-up" in request.form:
        studio.give_up(g.session, draft.id, path, _account())
        flash(_("已放弃您的修改，采用同事的内容。"), "blue")
        return _back(draft.id)
    places = request.form.getlist("place")
    choices = {
        place: request.form.get(f"choice-{number}", "") for number, place in enumerate(places)
    }
    chosen = {p: side for p, side in choices.items() if side in (studio.MINE, studio.THEIRS)}
    revision = request.form.get("revision", "0")
    try:
        studio.settle(
            g.session, draft.id, path, chosen,
            revision=int(revision) if revision.isdecimal() else 0,
            account=_account(), now=g.now,
        )  # fmt: skip
        flash(_("已合并。"), "green")
    except studio.Conflict:
        flash(_("还有没选的地方，或同事刚又改过。请再看一遍。"), "amber")
    return _back(draft.id)


def _back(draft_id: str) -> Response:
    return redirect(url_for("studio.merge", draft_id=draft_id), 303)


def _account() -> str:
    return str(g.account.account.id)
