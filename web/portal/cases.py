"""Follow a case: progress, the next action, supplement, clarification."""

from collections.abc import Mapping, Sequence
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
from office.cases import ActRefused, Case, Progress, TimelineEntry
from office.filing import Draft
from office.worklist import NotAllowed, WorkItem
from web import guard
from web.layout.identifiers import is_identifier
from web.portal.axis import axis
from web.portal.drafts import by_field, field_parts, keep_posted

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
    progress = cases.progress(g.session, house.engine, case.id, now=g.now)
    return render_template(
        "portal/case.html",
        case=case,
        edition=matters.edition(g.session, case.edition_id),
        progress=progress,
        axis=axis(progress, g.now),
        items=cases.supplement_items(g.session, case),
        news=_news(progress, cases.timeline(g.session, house.engine, case.id)),
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
def show_supplement(number: str) -> str | Response:
    """What was asked for, item by item, and the form to put it right."""
    case = own_case(number)
    # Looking writes nothing: the draft is opened to be shown and taken back; the first save keeps one.
    with g.session.begin_nested() as looking:
        draft = _supplement_draft(case)
        page = "" if draft is None else _supplement_page(case, draft, problems={}, status=200)[0]
        looking.rollback()
    return page or _nothing_to_supplement(case)


@guard.applicant
def answer_supplement(number: str) -> str | Response | tuple[str, int]:
    """Save what was changed; hand it in when asked to."""
    case = own_case(number)
    house = current_app.extensions["house"]
    draft = _supplement_draft(case)
    if draft is None:
        return _nothing_to_supplement(case)
    draft = filing.lock_draft(g.session, draft.id, g.account.account)
    if draft.submitted_at is not None:  # the first of two clicks handed it in while this one waited
        return _nothing_to_supplement(case)
    problems = keep_posted(draft, matters.edition(g.session, draft.edition_id))
    if request.form.get("do") == "submit" and not problems:
        try:
            cases.answer_supplement(g.session, house.engine, draft.id, g.account.account, now=g.now)
        except filing.Invalid as wrong:
            problems = by_field(wrong.problems)
        else:
            flash("补正材料已提交，窗口会再次审查。", "green")
            return redirect(url_for("portal.case", number=case.number))
    if not problems:
        flash("已保存，还没有提交。", "green")
        return redirect(url_for("portal.supplement", number=case.number))
    draft = filing.draft(g.session, draft.id, g.account.account)
    return _supplement_page(case, draft, problems=problems, status=422)


@guard.applicant
def clarify(number: str) -> Response | tuple[str, int]:
    """Answer a question of the reviewer; the clock has not stopped."""
    case = own_case(number)
    question = request.form.get("question", "")
    if not is_identifier(question):
        abort(404)
    try:
        cases.answer_clarification(
            g.session,
            question,
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


def _news(progress: Progress, entries: Sequence[TimelineEntry]) -> list[TimelineEntry]:
    """What people did and what was delivered, the latest first; the engine's own steps are no news."""
    whole = {one.id: (one, "") for one in progress.documents}
    own = {
        paper.id: (paper, f"{member.name}：")
        for member in progress.members
        for paper in member.documents
    }
    delivered = [
        TimelineEntry(paper.delivered_at, f"{whose}{paper.title}已送达，可以下载", "", "green")
        for paper, whose in (own | whole).values()
        if paper.delivered_at is not None
    ]
    told = [one for one in entries if one.who] + delivered
    return sorted(told, key=lambda one: one.at, reverse=True)


def _supplement_item(case: Case) -> WorkItem | None:
    for item in worklist.todo(g.session, g.account.account):
        if item.root_id == case.id and item.form == "supplement":
            return item
    return None


def _nothing_to_supplement(case: Case) -> Response:
    """A second click, or an old link: the case page says where the case stands."""
    flash(
        "现在没有要补正的内容；已提交的补正窗口正在审查。"
        if case.supplemented
        else "现在没有要补正的内容。",
        "blue",
    )
    return redirect(url_for("portal.case", number=case.number))


def _supplement_draft(case: Case) -> Draft | None:
    """The draft that answers the open 补正; None when nothing is asked for."""
    item = _supplement_item(case)
    if item is None:
        return None
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
