"""一次性补正, answered item by item in place: each item by itself, then all of it together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import (
    Blueprint,
    current_app,
    flash,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from office import cases, clocks, filing, matters, worklist
from office.cases import Case, SupplementItem
from office.filing import Clash, Draft, Submission
from office.matters import Edition, Field
from office.worklist import WorkItem
from web import guard
from web.portal.form import ANSWER, Handed, Slot, by_field, field_parts, files_in
from web.portal.keeping import keep_posted
from web.portal.saving import keep_touched, put_into_slot
from web.portal.sight import own_case


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    base = "/cases/<number>/supplement"
    blueprint.add_url_rule(base, "supplement", show_supplement)
    blueprint.add_url_rule(base, "answer_supplement", answer_supplement, methods=["POST"])
    blueprint.add_url_rule(
        f"{base}/slots/<slot>", "fill_supplement_slot", fill_supplement_slot, methods=["POST"]
    )
    blueprint.add_url_rule(
        f"{base}/autosave", "autosave_supplement", autosave_supplement, methods=["POST"]
    )


@dataclass(frozen=True)
class Asked:
    """One item as the page shows it: with the field or the slot that it is about, and whether it is answered."""

    item: SupplementItem
    field: Field | None
    element: str
    slot: Slot
    answered: bool

    @property
    def anchor(self) -> str:
        return f"item-{self.item.number}"


@guard.applicant
def show_supplement(number: str) -> str | Response:
    """What was asked for, item by item, and the form to put it right."""
    case = own_case(number)
    # Looking writes nothing: the draft is opened to be shown and taken back; the first save keeps one.
    with g.session.begin_nested() as looking:
        draft = _draft(case)
        page = "" if draft is None else _page(case, draft, problems={})
        looking.rollback()
    return page or _nothing_asked(case)


@guard.applicant
def answer_supplement(number: str) -> str | Response | tuple[str, int]:
    """Save what was changed, one item or all; hand it in when asked to."""
    case = own_case(number)
    draft = _locked(case)
    if draft is None:
        return _nothing_asked(case)
    kept = keep_posted(draft, matters.edition(g.session, draft.edition_id))
    _keep_answers(case)
    problems = dict(kept.problems)
    pressed, _colon, item = request.form.get("do", "").partition(":")
    if pressed == "submit" and not problems and not kept.clashes:
        problems = _lacking(case, kept.draft)
        if not problems:
            problems = _hand_in(case, kept.draft)
        if not problems:
            flash(_("补正材料已提交，窗口会再次审查。"), "green")
            return redirect(url_for("portal.case", number=case.number))
    if problems or kept.clashes:
        page = _page(case, kept.draft, problems=problems, clashes=kept.clashes)
        return page, 409 if kept.clashes else 422
    flash(_("已保存，还没有提交。"), "green")
    anchor = f"item-{item}" if pressed == "item" else kept.anchor
    return redirect(url_for("portal.supplement", number=case.number, _anchor=anchor or None))


@guard.applicant
def autosave_supplement(number: str) -> Response:
    """Keep touched fields and answers; the first one opens the draft."""
    case = own_case(number)
    draft = _locked(case)
    if draft is None:
        return _closed(case)
    _keep_answers(case)
    return jsonify(keep_touched(draft, matters.edition(g.session, draft.edition_id)))


@guard.applicant
def fill_supplement_slot(number: str, slot: str) -> str | Response | tuple[str, int]:
    """Take a file into a slot, or out of it; the first one opens the draft."""
    case = own_case(number)
    draft = _locked(case)
    return _closed(case) if draft is None else put_into_slot(draft, slot)


def _closed(case: Case) -> Response:
    answer = jsonify(closed=url_for("portal.case", number=case.number))
    answer.status_code = 409
    return answer


def _hand_in(case: Case, draft: Draft) -> dict[str, str]:
    """Hand the supplement in; return what is wrong with it, by field."""
    house = current_app.extensions["house"]
    try:
        cases.answer_supplement(g.session, house.engine, draft.id, g.account.account, now=g.now)
    except filing.Invalid as wrong:
        return by_field(wrong.problems)
    return {}


def _locked(case: Case) -> Draft | None:
    """The open supplement's draft, locked; None where nothing is asked for (any more)."""
    draft = _draft(case)
    if draft is None:
        return None
    draft = filing.lock_draft(g.session, draft.id, g.account.account)
    # The first of two clicks may have handed it in while this one waited.
    return None if draft.submitted_at is not None else draft


def _draft(case: Case) -> Draft | None:
    item = _work_item(case)
    if item is None:
        return None
    return cases.open_supplement(g.session, item.id, g.account.account, now=g.now)


def _work_item(case: Case) -> WorkItem | None:
    for item in worklist.todo(g.session, g.account.account):
        if item.root_id == case.id and item.form == "supplement":
            return item
    return None


def _nothing_asked(case: Case) -> Response:
    """A second click, or an old link: the case page says where the case stands."""
    flash(
        _("现在没有要补正的内容；已提交的补正窗口正在审查。")
        if case.supplemented
        else _("现在没有要补正的内容。"),
        "blue",
    )
    return redirect(url_for("portal.case", number=case.number))


def _keep_answers(case: Case) -> None:
    for item in cases.items_of(g.session, case.id):
        text = request.form.get(f"{ANSWER}{item.number}")
        if text is not None:
            cases.answer_item(g.session, case.id, item.number, text, now=g.now)


def _lacking(case: Case, draft: Draft) -> dict[str, str]:
    """What is wrong with the form, and which items nobody has answered."""
    engine = current_app.extensions["house"].engine
    wrong = filing.problems_of(g.session, engine, draft, today=clocks.today(g.now))
    return by_field(wrong) | {
        f"{ANSWER}{one.item.number}": _(
            "第 %(number)s 项还没有答复：写几句说明，或者换上新的材料", number=one.item.number
        )
        for one in _asked_of(case, matters.edition(g.session, draft.edition_id), draft)
        if not one.answered
    }


def _asked_of(case: Case, edition: Edition, draft: Draft) -> list[Asked]:
    handed = filing.submission(g.session, case.id)
    fields = {one.element: one for one in edition.compiled.asked(draft.needed) if one.element}
    slots = {one.element: one for one in edition.compiled.materials if one.asked(draft.needed)}
    found = []
    for item in cases.items_of(g.session, case.id):
        field, material = fields.get(item.element), slots.get(item.element)
        element = item.element if material else f"{filing.SUPPLEMENT_SLOT}{item.number}"
        slot = Slot(material, files_in(draft, element, _handed(case, handed)))
        done = bool(item.answer) or _changed(handed, draft, field, element)
        found.append(Asked(item, field, element, slot, done))
    return found


def _handed(case: Case, handed: Submission) -> Handed:
    return Handed(case.number, {one.sha256: one.id for one in handed.attachments})


def _changed(handed: Submission, draft: Draft, field: Field | None, element: str) -> bool:
    """Whether the field has another value or the slot other files than were handed in before."""
    if field and handed.values.get(field.name) != draft.values.get(field.name):
        return True
    before = {(one.filename, one.sha256) for one in handed.attachments if one.slot == element}
    return {
        (one.filename, one.sha256) for one in draft.attachments if one.slot == element
    } != before


def _page(
    case: Case, draft: Draft, *, problems: Mapping[str, str], clashes: Iterable[Clash] = ()
) -> str:
    edition = matters.edition(g.session, draft.edition_id)
    items = _asked_of(case, edition, draft)
    own: list[str] = []  # what an item shows is not shown again below
    for one in items:
        own += [one.field.name] if one.field else [one.element]
    parts: Mapping[str, Any] = field_parts(
        edition,
        draft,
        problems,
        clashes=clashes,
        elsewhere=frozenset(own),
        handed=_handed(case, filing.submission(g.session, case.id)),
        slot_url=lambda slot: url_for("portal.fill_supplement_slot", number=case.number, slot=slot),
    )
    return render_template("portal/supplement.html", case=case, items=items, answer=ANSWER, **parts)
