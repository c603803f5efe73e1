"""Fill the combined form: open, show, save, submit, throw away; what was typed is never lost."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from office import accounts, audit, cases, clocks, filing, matters
from office.filing import Clash, Draft
from office.matters import Edition
from office.words import words
from web import guard
from web.layout import read_answers
from web.layout.language import said
from web.portal.form import by_field, field_parts, signing_parts
from web.portal.keeping import keep_posted, locked_draft, own_draft
from web.portal.matters import REGION, problems_with, published


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/matters/<code>/drafts", "open_draft", open_draft, methods=["POST"])
    blueprint.add_url_rule("/drafts/<draft_id>", "draft", show_draft)
    blueprint.add_url_rule("/drafts/<draft_id>", "save_draft", save_draft, methods=["POST"])
    blueprint.add_url_rule("/drafts/<draft_id>/delete", "ask_to_delete", ask_to_delete)
    blueprint.add_url_rule(
        "/drafts/<draft_id>/delete", "delete_draft", delete_draft, methods=["POST"]
    )


@guard.applicant
def open_draft(code: str) -> Response:
    """Keep the answers and what was shown for them; go on to the form."""
    edition = published(code)
    answers = read_answers(matters.questions(edition), request.form)
    region = request.form.get(REGION, "")
    if problems_with(edition, answers, region):
        return redirect(url_for("portal.questions", code=code))
    draft = _begun(edition, answers, region) or filing.open_draft(
        g.session,
        current_app.extensions["house"].engine,
        edition,
        g.account.account,
        answers=answers,
        region=region,
        now=g.now,
    )
    return redirect(url_for("portal.draft", draft_id=draft.id))


def _begun(edition: Edition, answers: Mapping[str, Any], region: str) -> Draft | None:
    """The draft already begun with these very answers: a second click goes on with it."""
    for one in filing.drafts_of(g.session, g.account.account):
        if one.edition_id == edition.id and one.answers == answers and one.region == region:
            return one
    return None


@guard.applicant
def show_draft(draft_id: str) -> str | Response:
    """The form with what has been filled so far."""
    draft = own_draft(draft_id)
    if draft.submitted_at is not None:
        return to_case(draft)
    return _page(draft, problems={})


@guard.applicant
def save_draft(draft_id: str) -> str | Response | tuple[str, int]:
    """Save what was posted, take in the files, and submit when asked to; a second click finds the case."""
    draft = locked_draft(draft_id)
    if draft.submitted_at is not None:
        return to_case(draft)
    edition = matters.edition(g.session, draft.edition_id)
    pressed = request.form.get("do", "save")
    kept = keep_posted(draft, edition)
    if kept.clashes:
        return _page(kept.draft, problems=kept.problems, clashes=kept.clashes), 409
    if pressed == "submit" and not kept.problems:
        return _submit(kept.draft)
    if kept.problems:
        return _page(kept.draft, problems=kept.problems), 422
    if pressed == "act-for":
        _act_for(kept.draft, request.form.get("acting_for", ""))
    if pressed == "leave":
        return redirect(url_for("portal.my_cases"))
    if pressed == "save":
        flash(_("草稿已保存。"), "green")
    return redirect(url_for("portal.draft", draft_id=draft.id, _anchor=kept.anchor or None))


@guard.applicant
def ask_to_delete(draft_id: str) -> str | Response:
    """Is it to be thrown away? Files and what was typed go with it."""
    draft = own_draft(draft_id)
    if draft.submitted_at is not None:
        return to_case(draft)
    return render_template(
        "portal/delete.html",
        draft=draft,
        edition=matters.edition(g.session, draft.edition_id),
        filled=len(draft.values),
    )


@guard.applicant
def delete_draft(draft_id: str) -> Response:
    """Throw the draft away; one that was submitted stays a case."""
    draft = locked_draft(draft_id)
    if draft.submitted_at is not None or draft.purpose != filing.APPLICATION:
        return to_case(draft)
    filing.delete_draft(g.session, draft.id, g.account.account)
    audit.record(
        g.session,
        actor=g.account.account.id,
        verb="draft.delete",
        subject=draft.id,
        request=g.request_id,
        now=g.now,
    )
    flash(_("草稿已删除。"), "green")
    return redirect(url_for("portal.my_cases"))


def to_case(draft: Draft) -> Response:
    """Go to the case that the draft became."""
    return redirect(url_for("portal.case", number=cases.case(g.session, str(draft.case_id)).number))


def _act_for(draft: Draft, enterprise: str) -> None:
    """Apply for another enterprise that lets this account act for it."""
    allowed = filing.enterprises_of(
        g.session, g.account.account.id, draft.matter, clocks.today(g.now)
    )
    if enterprise in allowed:
        filing.act_for(
            g.session, current_app.extensions["house"].engine, draft.id, enterprise, now=g.now
        )


def _submit(draft: Draft) -> str | Response | tuple[str, int]:
    house = current_app.extensions["house"]
    try:
        case = cases.submit(g.session, house.engine, draft.id, g.account.account, now=g.now)
    except filing.NeedsChanged:
        flash(_("规则刚刚更新，所需事项有变化，请再看一遍后提交。"), "amber")
        return _page(filing.draft(g.session, draft.id), problems={}), 409
    except filing.Invalid as wrong:
        return _page(draft, problems=by_field(wrong.problems)), 422
    except accounts.UnknownOrgan:
        problem = said(words("所选辖区还没有开通这件事，请改选辖区。"))
        return _page(draft, problems={"": problem}), 422
    flash(_("已提交，窗口会在 5 个工作日内审查。进度在这一页看。"), "green")
    return redirect(url_for("portal.case", number=case.number))


def _page(draft: Draft, problems: Mapping[str, str], clashes: Iterable[Clash] = ()) -> str:
    edition = matters.edition(g.session, draft.edition_id)
    return render_template(
        "portal/draft.html",
        **field_parts(edition, draft, problems, clashes=clashes),
        **signing_parts(edition, draft),
    )
