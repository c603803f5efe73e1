"""The studio's first page: what waits for a second person, drafts that analysts work on, what is published."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from office import audit, matters, studio
from office.accounts import ANALYST
from web import guard
from web.studio.page import draft_page, the_draft


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/studio", "drafts", drafts)
    blueprint.add_url_rule("/studio/drafts", "open", open_draft, methods=["POST"])
    blueprint.add_url_rule("/studio/drafts/<draft_id>/delete", "ask_delete", ask_delete)
    blueprint.add_url_rule("/studio/drafts/<draft_id>/delete", "delete", delete, methods=["POST"])


@guard.staff(roles=(ANALYST,))
def drafts() -> str:
    """What waits for this analyst's review, the drafts, the last touched first, and what is published."""
    found = studio.drafts(g.session)
    return render_template(
        "studio/drafts.html",
        to_review=studio.to_review(g.session, but=g.account.account.id),
        drafts=found,
        under_way={one.code: studio.under_way(g.session, one.code) for one in found},
        published=matters.catalogue(g.session),
        drafted={one.code: one.id for one in found},
    )


@guard.staff(roles=(ANALYST,))
def open_draft() -> Response:
    """Open a draft of a published matter; one that is open already is shared."""
    try:
        opened = studio.open_draft(
            g.session, request.form.get("code", ""), g.account.account.id, now=g.now
        )
    except matters.UnknownMatter:
        abort(404)
    return redirect(url_for("studio.summary", draft_id=opened.id), 303)


@guard.staff(roles=(ANALYST,))
def ask_delete(draft_id: str) -> str:
    """Ask before a draft is thrown away: who worked on it, and that it is gone for everybody."""
    draft = the_draft(draft_id)
    return draft_page(
        "studio/delete.html",
        draft,
        workers=studio.worked_on(g.session, draft.id),
        publication=studio.under_way(g.session, draft.code),
    )


@guard.staff(roles=(ANALYST,))
def delete(draft_id: str) -> Response:
    """Throw a draft away, unless its publication is under way."""
    draft = the_draft(draft_id)
    if studio.under_way(g.session, draft.code) is not None:
        flash(_("这份草稿正在发布，不能删除。请先撤回。"), "red")
        return redirect(url_for("studio.publish", draft_id=draft.id), 303)
    if request.form.get("sure") != "yes":
        flash(_("请先勾选确认。"), "red")
        return redirect(url_for("studio.ask_delete", draft_id=draft.id), 303)
    studio.close_draft(g.session, draft.id)
    audit.record(
        g.session,
        actor=g.account.account.id,
        verb="draft.delete",
        subject=draft.code,
        request=g.request_id,
        now=g.now,
    )
    flash(_("草稿已删除。已发布的版本没有变化。"), "green")
    return redirect(url_for("studio.drafts"), 303)
