"""发布: what differs, what stands in the way, what becomes of running cases; and the second person's page."""

import uuid
from collections.abc import Mapping

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from office import cases, clocks, matters, rehearsal, studio
from office.accounts import ANALYST
from office.studio import Difference, Draft, Publication
from office.words import Words, words
from web import guard
from web.layout.dates import read_day
from web.layout.language import said
from web.studio.page import VERB_NAMES, draft_page, engine, the_draft

STATES: Mapping[str, tuple[Words, str]] = {
    "review": (words("待复核"), "amber"),
    "waiting": (words("已同意，等生效日"), "blue"),
    "published": (words("已发布"), "green"),
    "returned": (words("退回修改"), "red"),
    "withdrawn": (words("已撤回"), "grey"),
    "stopped": (words("未能发布"), "red"),
}


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    page, one = "/studio/drafts/<draft_id>/publish", "/studio/publications/<publication_id>"
    blueprint.add_url_rule(page, "publish", publish)
    blueprint.add_url_rule(page, "submit", submit, methods=["POST"])
    blueprint.add_url_rule(one, "publication", publication)
    blueprint.add_url_rule(one, "review", review, methods=["POST"])
    blueprint.add_url_rule(f"{one}/withdraw", "withdraw", withdraw, methods=["POST"])


@guard.staff(roles=(ANALYST,))
def publish(draft_id: str) -> str:
    """What would change, and the form to submit it with."""
    draft = the_draft(draft_id)
    return _publish_page(draft, _found(draft))


@guard.staff(roles=(ANALYST,))
def submit(draft_id: str) -> str | Response:
    """Run the draft's scenarios and hand it to a second person."""
    draft = the_draft(draft_id)
    day = read_day(request.form.get("valid_from", ""))
    if day is None:
        return _publish_page(draft, _found(draft), error=_("请填写生效日。"))
    results = rehearsal.recent_results(current_app.extensions["house"], studio.folder_of(draft))
    if not all(one.green for one in results):
        return _publish_page(draft, _found(draft), results=results)
    try:
        made = studio.submit(
            g.session,
            engine(),
            draft.id,
            g.account.account.id,
            valid_from=day,
            note=request.form.get("note", "")[:2000],
            verbs=VERB_NAMES,
            now=g.now,
        )
    except studio.NotPublishable as stopped:
        return _publish_page(draft, stopped.problems, results=results)
    except studio.PublicationRefused as refused:
        return _publish_page(draft, _found(draft), results=results, error=said(refused.args[0]))
    flash(_("已提交。请另一位分析员复核。"), "green")
    return redirect(url_for("studio.publication", publication_id=made.id), 303)


@guard.staff(roles=(ANALYST,))
def publication(publication_id: str) -> str:
    """One publication: for the second person to judge, for everybody to see what became of it."""
    return _publication_page(_the_publication(publication_id))


@guard.staff(roles=(ANALYST,))
def review(publication_id: str) -> str | Response:
    """Approve or return, as the second person."""
    one = _the_publication(publication_id)
    approve = request.form.get("decision") == "approve"
    try:
        done = studio.review(
            g.session,
            engine(),
            one.id,
            g.account.account.id,
            approve=approve,
            digest=request.form.get("digest", ""),
            reason=request.form.get("reason", "")[:2000],
            now=g.now,
        )
    except studio.PublicationRefused as refused:
        return _publication_page(one, error=said(refused.args[0]))
    state, tone = STATES[done.state]
    flash(said(state), tone)
    return redirect(url_for("studio.publication", publication_id=one.id), 303)


@guard.staff(roles=(ANALYST,))
def withdraw(publication_id: str) -> str | Response:
    """Take one's own publication back."""
    one = _the_publication(publication_id)
    try:
        studio.withdraw(g.session, engine(), one.id, g.account.account.id, now=g.now)
    except studio.PublicationRefused as refused:
        return _publication_page(one, error=said(refused.args[0]))
    flash(_("已撤回，草稿还在。"), "green")
    return redirect(url_for("studio.publication", publication_id=one.id), 303)


def _found(draft: Draft) -> tuple[studio.Problem, ...]:
    return studio.problems(g.session, engine(), studio.folder_of(draft), VERB_NAMES)


def _publish_page(
    draft: Draft,
    problems: tuple[studio.Problem, ...],
    *,
    results: tuple[rehearsal.Result, ...] | None = None,
    error: str = "",
) -> str:
    files = {path: one.content for path, one in draft.files.items()}
    return draft_page(
        "studio/publish.html",
        draft,
        problems=problems,
        changes=_changes(draft.base_edition, files),
        running=_running(draft.code),
        scenarios=len(rehearsal.scenario_paths(studio.folder_of(draft))),
        results=results,
        error=error,
        today=clocks.today(g.now),
        valid_from=request.form.get("valid_from", clocks.today(g.now).isoformat()),
        note=request.form.get("note", ""),
        publication=studio.under_way(g.session, draft.code),
        earlier=studio.publications(g.session, draft.code),
        states=STATES,
    )


def _publication_page(one: Publication, error: str = "") -> str:
    files = studio.submitted_files(g.session, one.id)
    own = one.submitted_by == g.account.account.id
    return render_template(
        "studio/publication.html",
        one=one,
        own=own,
        changes=_changes(one.base_edition, files),
        running=_running(one.code),
        draft=_draft_of(one),
        changed_since=_changed_since(one),
        error=error,
        reason=request.form.get("reason", ""),
        state=STATES[one.state],
        edition=None if one.edition_id is None else matters.edition(g.session, one.edition_id),
    )


def _changes(base: str | None, files: Mapping[str, bytes]) -> tuple[Difference, ...] | None:
    """What differs from the edition that the draft began with; none for a new matter."""
    if base is None:
        return None
    return studio.differences(matters.files(g.session, base), files, studio.titles_of(g.session))


def _running(code: str) -> list[tuple[int, str, int]]:
    """Open cases: the version of their edition, the step where they stand, how many."""
    found = cases.open_now(g.session, code)
    versions = {
        one: matters.edition(g.session, one).version for one in {case.edition_id for case in found}
    }
    return sorted(
        ((versions[one.edition_id], one.stage, one.count) for one in found),
        key=lambda row: (-row[0], -row[2], row[1]),
    )


def _draft_of(one: Publication) -> Draft | None:
    if one.draft_id is None:
        return None
    try:
        return studio.draft(g.session, one.draft_id)
    except studio.UnknownDraft:
        return None


def _changed_since(one: Publication) -> bool:
    draft = _draft_of(one)
    return draft is not None and studio.folder_of(draft).digest != one.digest


def _the_publication(publication_id: str) -> Publication:
    try:
        return studio.publication(g.session, str(uuid.UUID(publication_id)))
    except (ValueError, studio.UnknownPublication):
        abort(404)
