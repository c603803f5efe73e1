"""Fill the combined form: save, upload, submit; what was typed is never lost."""

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

from office import cases, filing, matters
from office.filing import BadAttachment, Draft
from office.matters import Edition, Field
from web import guard
from web.layout import read_answers, read_values
from web.portal.matters import REGION, published


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/matters/<code>/drafts", "open_draft", open_draft, methods=["POST"])
    blueprint.add_url_rule("/drafts/<draft_id>", "draft", show_draft)
    blueprint.add_url_rule("/drafts/<draft_id>", "save_draft", save_draft, methods=["POST"])


@guard.applicant
def open_draft(code: str) -> Response:
    """Keep the answers and what was shown for them; go on to the form."""
    edition = published(code)
    house = current_app.extensions["house"]
    draft = filing.open_draft(
        g.session,
        house.engine,
        edition,
        g.account.account,
        answers=read_answers(matters.questions(edition), request.form),
        region=request.form.get(REGION, ""),
        now=house.clock(),
    )
    return redirect(url_for("portal.draft", draft_id=draft.id))


@guard.applicant
def show_draft(draft_id: str) -> str | Response:
    """The form with what has been filled so far."""
    draft = own_draft(draft_id)
    if draft.case_id:
        return redirect(url_for("portal.case", number=cases.case(g.session, draft.case_id).number))
    return _page(draft, problems={})


@guard.applicant
def save_draft(draft_id: str) -> str | Response | tuple[str, int]:
    """Save what was posted, take in the files, and submit when asked to."""
    draft = own_draft(draft_id)
    edition = matters.edition(g.session, draft.edition_id)
    house = current_app.extensions["house"]
    values = read_values(_asked(edition, draft), request.form)
    pressed = request.form.get("do", "save")
    disputed = {
        *draft.disputed,
        *([pressed.removeprefix(DISPUTE)] if pressed.startswith(DISPUTE) else []),
    }
    filing.save_draft(g.session, draft.id, values, disputed=disputed, now=house.clock())
    problems = take_files(draft.id, edition)
    if pressed == "submit" and not problems:
        draft = filing.draft(g.session, draft.id)
        problems = by_field(filing.problems_of(g.session, house.engine, draft))
        if not problems:
            return _submit(draft)
    if problems:
        return _page(filing.draft(g.session, draft.id), problems=problems), 422
    if pressed == "leave":
        return redirect(url_for("portal.my_cases"))
    return redirect(url_for("portal.draft", draft_id=draft.id))


DISPUTE = "dispute:"


def own_draft(draft_id: str) -> Draft:
    """Return the signed-in applicant's draft; somebody else's does not exist."""
    try:
        return filing.draft(g.session, draft_id, g.account.account)
    except filing.UnknownDraft:
        abort(404)


def take_files(draft_id: str, edition: Edition) -> dict[str, str]:
    """Keep every posted file in its slot; return what is wrong by field name."""
    problems: dict[str, str] = {}
    house = current_app.extensions["house"]
    for material in edition.compiled.materials:
        name = slot_name(material.element)
        upload = request.files.get(name)
        if upload is None or not upload.filename:
            continue
        try:
            filing.add_attachment(
                g.session,
                draft_id,
                material.element,
                upload.filename,
                upload.stream.read(filing.LARGEST_FILE + 1),
                now=house.clock(),
            )
        except BadAttachment as wrong:
            problems[name] = str(wrong)
    return problems


def slot_name(element: str) -> str:
    """Return the field name of a material's file."""
    return "file-" + element.replace(".", "-")


def _submit(draft: Draft) -> str | Response | tuple[str, int]:
    house = current_app.extensions["house"]
    try:
        case = cases.submit(g.session, house.engine, draft.id, g.account.account, now=house.clock())
    except filing.NeedsChanged:
        flash("规则刚刚更新，所需事项有变化，请再看一遍后提交。", "amber")
        return _page(filing.draft(g.session, draft.id), problems={}), 409
    return redirect(url_for("portal.case", number=case.number))


def _page(draft: Draft, problems: Mapping[str, str]) -> str:
    edition = matters.edition(g.session, draft.edition_id)
    return render_template("portal/draft.html", **field_parts(edition, draft, problems))


def field_parts(edition: Edition, draft: Draft, problems: Mapping[str, str]) -> dict[str, Any]:
    """Return what the templates of a form need: fields by topic, materials, what is known and wrong."""
    compiled = edition.compiled
    needed = frozenset(draft.needed)
    fields = _asked(edition, draft)
    return {
        "draft": draft,
        "edition": edition,
        "sections": _sections(fields),
        "names": {
            one.code: _short(one.name["zh"]) for one in compiled.members if one.code in needed
        },
        "required": {one.name: any(code in needed for code in one.required_by) for one in fields},
        "materials": [one for one in compiled.materials if one.rows(needed)],
        "needed": needed,
        "slot_name": slot_name,
        "kept": {one.slot: {"filename": one.filename, "size": one.size, "url": ""} for one in draft.attachments},
        "locked": {one.name for one in fields if _stands(one, draft)},
        "waiting": [name for name, answer in draft.fetched.items() if answer["state"] == "pending"],
        "problems": problems,
        "summary": [{"field": field, "message": message} for field, message in problems.items()],
        "report": matters.report_for(compiled, needed),
    }


def _asked(edition: Edition, draft: Draft) -> tuple[Field, ...]:
    return edition.compiled.asked(frozenset(draft.needed))


def _stands(field: Field, draft: Draft) -> bool:
    """Whether a fetched answer stands in the field, read-only until the applicant calls it wrong."""
    if not filing.is_readonly(field) or field.name in draft.disputed or field.source is None:
        return False
    answer = draft.fetched.get(field.source["from"], {})
    return answer.get("state") == "known" and field.name in draft.values


def _sections(fields: tuple[Field, ...]) -> list[tuple[str, list[Field]]]:
    sections: dict[str, list[Field]] = {}
    for one in fields:
        sections.setdefault(one.section, []).append(one)
    return list(sections.items())


def by_field(problems: Any) -> dict[str, str]:
    """Return the first message of each posted field."""
    found: dict[str, str] = {}
    for problem in problems:
        name = (
            slot_name(problem.field.removeprefix("material:"))
            if problem.field.startswith("material:")
            else problem.field
        )
        found.setdefault(name, problem.message)
    return found


def _short(name: str) -> str:
    """Return the part of a matter's name that fits under a field."""
    return name if len(name) <= 8 else name[:8] + "…"
