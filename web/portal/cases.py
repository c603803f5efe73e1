"""Follow a case: progress, the next action, supplement, clarification."""

from collections.abc import Mapping
from typing import Any

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
from werkzeug.wrappers import Response

from office import cases, filing, matters, worklist
from office.cases import ActRefused, Case
from office.filing import Draft
from office.worklist import NotAllowed, WorkItem
from web import guard
from web.layout import read_values
from web.portal.drafts import by_field, field_parts, take_files

STAGE_TONES = {"办结": "green", "已提交": "grey", "收件": "blue"}


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/cases", "my_cases", my_cases)
    blueprint.add_url_rule("/cases/<number>", "case", show_case)
    blueprint.add_url_rule("/cases/<number>/receipt", "receipt", receipt)
    blueprint.add_url_rule("/cases/<number>/supplement", "supplement", show_supplement)
    blueprint.add_url_rule(
        "/cases/<number>/supplement", "answer_supplement", answer_supplement, methods=["POST"]
    )
    blueprint.add_url_rule("/cases/<number>/clarification", "clarify", clarify, methods=["POST"])


@guard.applicant
def my_cases() -> str:
    """Drafts and cases, the latest first."""
    account = g.account.account
    drafts = [
        {"draft": one, "title": matters.edition(g.session, one.edition_id).name_zh}
        for one in filing.drafts_of(g.session, account)
    ]
    return render_template(
        "portal/my_cases.html",
        drafts=drafts,
        cases=cases.cases_of(g.session, account),
        waiting={item.root_id for item in worklist.todo(g.session, account)},
        tones=STAGE_TONES,
    )


@guard.applicant
def show_case(number: str) -> str:
    """One case: the next action first, a card a member, documents, the timeline."""
    case = own_case(number)
    house = current_app.extensions["house"]
    return render_template(
        "portal/case.html",
        case=case,
        edition=matters.edition(g.session, case.edition_id),
        progress=cases.progress(g.session, house.engine, case.id, now=g.now),
        items=cases.supplement_items(g.session, case),
        timeline_entries=cases.timeline(g.session, house.engine, case.id),
    )


@guard.applicant
def receipt(number: str) -> str:
    """What was handed in and when, for the applicant's own file."""
    case = own_case(number)
    edition = matters.edition(g.session, case.edition_id)
    names = {one.element: one.name["zh"] for one in edition.compiled.materials}
    handed = filing.submission(g.session, case.id)
    slots = [names.get(one.slot, one.filename) for one in handed.attachments]
    return render_template("portal/receipt.html", case=case, slots=slots or ["申请表"])


@guard.applicant
def show_supplement(number: str) -> str:
    """What was asked for, item by item, and the form to put it right."""
    case = own_case(number)
    return _supplement_page(case, _supplement_draft(case), problems={}, status=200)[0]


@guard.applicant
def answer_supplement(number: str) -> str | Response | tuple[str, int]:
    """Save what was changed; hand it in when asked to."""
    case = own_case(number)
    house = current_app.extensions["house"]
    draft = _supplement_draft(case)
    edition = matters.edition(g.session, draft.edition_id)
    fields = edition.compiled.asked(frozenset(draft.needed))
    filing.save_draft(g.session, draft.id, read_values(fields, request.form), now=g.now)
    problems = take_files(draft.id, edition)
    if request.form.get("do") == "submit" and not problems:
        try:
            cases.answer_supplement(g.session, house.engine, draft.id, g.account.account, now=g.now)
        except filing.Invalid as wrong:
            problems = by_field(wrong.problems)
        else:
            flash("补正材料已提交，窗口会再次审查。", "green")
            return redirect(url_for("portal.case", number=case.number))
    draft = filing.draft(g.session, draft.id, g.account.account)
    return _supplement_page(case, draft, problems=problems, status=422 if problems else 200)


@guard.applicant
def clarify(number: str) -> Response | tuple[str, int]:
    """Answer a question of the reviewer; the clock has not stopped."""
    case = own_case(number)
    try:
        cases.answer_clarification(
            g.session,
            request.form.get("question", ""),
            g.account.account,
            request.form.get("answer", ""),
            now=g.now,
        )
        flash("已答复，审查人员会看到。", "green")
    except (ActRefused, NotAllowed) as refused:
        flash(str(refused), "red")
    return redirect(url_for("portal.case", number=case.number))


def own_case(number: str) -> Case:
    """Return the root case of the signed-in applicant; somebody else's does not exist."""
    try:
        case = cases.case(g.session, number)
    except cases.UnknownCase:
        abort(404)
    if not cases.may_see(g.session, g.account.account, case):
        abort(404)
    return case if case.is_root else cases.case(g.session, case.root_id)


def _supplement_item(case: Case) -> WorkItem | None:
    for item in worklist.todo(g.session, g.account.account):
        if item.root_id == case.id and item.form == "supplement":
            return item
    return None


def _supplement_draft(case: Case) -> Draft:
    item = _supplement_item(case)
    if item is None:
        abort(404)
    return cases.open_supplement(g.session, item.id, g.account.account, now=g.now)


def _supplement_page(
    case: Case, draft: Draft, *, problems: Mapping[str, str], status: int
) -> tuple[str, int]:
    edition = matters.edition(g.session, draft.edition_id)
    parts: Mapping[str, Any] = field_parts(edition, draft, problems)
    page = render_template(
        "portal/supplement.html", case=case, items=cases.supplement_items(g.session, case), **parts
    )
    return page, status
