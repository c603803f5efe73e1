"""Follow a case: progress, the next action, receipt, live diagram, clarification."""

from collections.abc import Mapping, Sequence

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

from office import cases, documents, filing, matters, worklist
from office.cases import ActRefused, MemberProgress, Progress, TimelineEntry
from office.words import words
from office.worklist import NotAllowed
from web import guard
from web.layout.diagram import answer
from web.layout.identifiers import is_identifier
from web.layout.language import local, said
from web.portal.axis import axis
from web.portal.sight import own_case

STAGE_TONES = {"办结": "green", "已提交": "grey", "收件": "blue"}
# Stages, steps, ends and weekdays as the office keeps them, so that they have English.
SAID = (
    words("已提交"),
    words("收件"),
    words("受理"),
    words("不予受理"),
    words("审查决定"),
    words("送达办结"),
    words("形式审查"),
    words("已受理"),
    words("并联办理"),
    words("制证送达"),
    words("文书送达"),
    words("办结"),
    words("补正"),
    words("一次性告知补正"),
    words("审查"),
    words("审核"),
    words("决定"),
    words("审查·承办"),
    words("审查·审核"),
    words("等待受理"),
    words("等待您办理"),
    words("已核验"),
    words("准予"),
    words("不予"),
    words("全部准予"),
    words("部分准予"),
    words("同意"),
    words("提交"),
    words("申请人"),
    words("提交申请"),
    words("提交补正"),
    words("向申请人核实"),
    words("答复核实问题"),
    words("一"),
    words("二"),
    words("三"),
    words("四"),
    words("五"),
    words("六"),
    words("日"),
)


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/cases", "my_cases", my_cases)
    blueprint.add_url_rule("/cases/<number>", "case", show_case)
    blueprint.add_url_rule("/cases/<number>/receipt", "receipt", receipt)
    blueprint.add_url_rule("/cases/<number>/diagram", "diagram", show_diagram)
    blueprint.add_url_rule("/cases/<number>/clarification", "clarify", clarify, methods=["POST"])


@guard.applicant
def my_cases() -> str:
    """Drafts and cases, the latest first."""
    account = g.account.account
    drafts = [
        {"draft": one, "name": matters.edition(g.session, one.edition_id).document["name"]}
        for one in filing.drafts_of(g.session, account)
    ]
    found = cases.cases_of(g.session, account)
    return render_template(
        "portal/my_cases.html",
        drafts=drafts,
        cases=found,
        titles={
            one.id: matters.edition(g.session, one.edition_id).document["name"] for one in found
        },
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
        names=_names(progress),
        steps_of=_steps_of,
        holders={one.code: one.holder for one in progress.members},
        axis=axis(progress, g.now),
        items=cases.items_of(g.session, case.id),
        helps={one.code: cases.helps(progress, one) for one in progress.members},
        drawn=cases.live_diagram(g.session, house.engine, case.id),
        authority=cases.authority(g.session, case),
        news=_news(progress, cases.timeline(g.session, house.engine, case.id)),
    )


@guard.applicant
def receipt(number: str) -> str:
    """The sealed receipt once it is made, and what was handed in, for the applicant's own file."""
    case = own_case(number)
    edition = matters.edition(g.session, case.edition_id)
    names = {one.element: one.name for one in edition.compiled.materials}
    handed = filing.submission(g.session, case.id, 1)
    slots = dict.fromkeys(local(names.get(one.slot, one.filename)) for one in handed.attachments)
    papers = [one for one in documents.of_case(g.session, case.id) if one.kind == "receipt"]
    return render_template(
        "portal/receipt.html",
        case=case,
        edition=edition,
        slots=list(slots),
        authority=cases.authority(g.session, case),
        commitments=cases.commitments(g.session, case),
        receipt=next((one for one in papers if one.delivered_at is not None), None),
    )


@guard.applicant
def show_diagram(number: str) -> Response:
    """The live diagram as data, from the case's own process inwards."""
    case = own_case(number)
    house = current_app.extensions["house"]
    inside = request.args.get("inside", "")
    try:
        return answer(cases.live_diagram(g.session, house.engine, case.id, inside=inside))
    except cases.UnknownCase:
        abort(404)


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
        flash(_("已答复，审查人员会看到。"), "green")
    except (ActRefused, NotAllowed) as refused:
        flash(said(refused.args[0] if refused.args else str(refused)), "red")
    return redirect(url_for("portal.case", number=case.number))


def _names(progress: Progress) -> dict[str, Mapping[str, str]]:
    """The members' names in both languages, by code."""
    compiled = matters.edition(g.session, progress.case.edition_id).compiled
    return {one.code: one.name for one in compiled.members}


def _steps_of(member: MemberProgress) -> list[dict[str, str]]:
    return [{"label": said(one.label), "state": one.state} for one in member.steps]


def _news(progress: Progress, entries: Sequence[TimelineEntry]) -> list[TimelineEntry]:
    """What people did and what was delivered, the latest first; the engine's own steps are no news."""
    whole = {one.id: (one, "") for one in progress.documents}
    own = {
        paper.id: (paper, member.name) for member in progress.members for paper in member.documents
    }
    delivered = [
        TimelineEntry(
            paper.delivered_at,
            words("{matter}：{paper}已送达，可以下载", matter=whose, paper=paper.title)
            if whose
            else words("{paper}已送达，可以下载", paper=paper.title),
            "",
            "green",
        )
        for paper, whose in (own | whole).values()
        if paper.delivered_at is not None
    ]
    told = [one for one in entries if one.who] + delivered
    return sorted(told, key=lambda one: one.at, reverse=True)
