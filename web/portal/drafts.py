"""Fill the combined form: save, upload, submit; what was typed is never lost."""

from collections.abc import Collection, Mapping
from contextlib import closing
from dataclasses import dataclass
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

from office import accounts, cases, filing, matters
from office.filing import BadAttachment, Draft
from office.matters import Edition, Field
from web import guard
from web.layout import read_answers, read_values
from web.layout.filters import short_name
from web.layout.identifiers import is_identifier
from web.portal.matters import REGION, problems_with, published


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/matters/<code>/drafts", "open_draft", open_draft, methods=["POST"])
    blueprint.add_url_rule("/drafts/<draft_id>", "draft", show_draft)
    blueprint.add_url_rule("/drafts/<draft_id>", "save_draft", save_draft, methods=["POST"])


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
        return _to_case(draft)
    return _page(draft, problems={})


@guard.applicant
def save_draft(draft_id: str) -> str | Response | tuple[str, int]:
    """Save what was posted, take in the files, and submit when asked to; a second click finds the case."""
    if not is_identifier(draft_id):
        abort(404)
    try:
        draft = filing.lock_draft(g.session, draft_id, g.account.account)
    except filing.UnknownDraft:
        abort(404)
    if draft.submitted_at is not None:
        return _to_case(draft)
    edition = matters.edition(g.session, draft.edition_id)
    pressed = request.form.get("do", "save")
    problems = keep_posted(draft, edition)
    draft = filing.draft(g.session, draft.id)
    if pressed == "submit" and not problems:
        return _submit(draft)
    if problems:
        return _page(draft, problems=problems), 422
    if pressed == "leave":
        return redirect(url_for("portal.my_cases"))
    if pressed == "save":
        flash("草稿已保存。", "green")
    return redirect(url_for("portal.draft", draft_id=draft.id))


DISPUTE = "dispute:"


def own_draft(draft_id: str) -> Draft:
    """Return the signed-in applicant's draft; somebody else's does not exist."""
    if not is_identifier(draft_id):
        abort(404)
    try:
        return filing.draft(g.session, draft_id, g.account.account)
    except filing.UnknownDraft:
        abort(404)


def keep_posted(draft: Draft, edition: Edition) -> dict[str, str]:
    """Save the posted values and files of a draft; return what is wrong with the files by field name."""
    pressed = request.form.get("do", "")
    disputed = set(draft.disputed)
    if pressed.startswith(DISPUTE):
        disputed.add(pressed.removeprefix(DISPUTE))
    values = read_values(_asked(edition, draft), request.form)
    filing.save_draft(g.session, draft.id, values, disputed=disputed, now=g.now)
    return _take_files(draft.id, edition, draft.needed)


def _take_files(draft_id: str, edition: Edition, needed: Collection[str]) -> dict[str, str]:
    """Keep every posted file in its slot instead of the one before; return what is wrong by field name."""
    problems: dict[str, str] = {}
    earlier = filing.attachments_of(g.session, draft_id)
    for material in edition.compiled.materials:
        name = slot_name(material.element)
        upload = request.files.get(name)
        if upload is None or not upload.filename or not material.asked(needed):
            continue
        with closing(upload):
            content = upload.stream.read(filing.LARGEST_FILE + 1)
        try:
            filing.add_attachment(
                g.session,
                draft_id,
                material.element,
                upload.filename,
                content,
                now=g.now,
            )
        except BadAttachment as wrong:
            problems[name] = str(wrong)
            continue
        for one in earlier:
            if one.slot == material.element:
                filing.remove_attachment(g.session, draft_id, one.id, now=g.now)
    return problems


def slot_name(element: str) -> str:
    """Return the field name of a material's file."""
    return "file-" + element.replace(".", "-")


def _submit(draft: Draft) -> str | Response | tuple[str, int]:
    house = current_app.extensions["house"]
    try:
        case = cases.submit(g.session, house.engine, draft.id, g.account.account, now=g.now)
    except filing.NeedsChanged:
        flash("规则刚刚更新，所需事项有变化，请再看一遍后提交。", "amber")
        return _page(filing.draft(g.session, draft.id), problems={}), 409
    except filing.Invalid as wrong:
        return _page(draft, problems=by_field(wrong.problems)), 422
    except accounts.UnknownOrgan:
        return _page(draft, problems={"": "所选辖区还没有开通这件事，请改选辖区。"}), 422
    flash("已提交，窗口会在 5 个工作日内审查。进度在这一页看。", "green")
    return redirect(url_for("portal.case", number=case.number))


def _to_case(draft: Draft) -> Response:
    return redirect(url_for("portal.case", number=cases.case(g.session, str(draft.case_id)).number))


def _page(draft: Draft, problems: Mapping[str, str]) -> str:
    edition = matters.edition(g.session, draft.edition_id)
    return render_template("portal/draft.html", **field_parts(edition, draft, problems))


def field_parts(edition: Edition, draft: Draft, problems: Mapping[str, str]) -> dict[str, Any]:
    """Return what the templates of a form need: fields by topic, materials, what is known and wrong."""
    compiled = edition.compiled
    needed = frozenset(draft.needed)
    fields = _asked(edition, draft)
    materials = [one for one in compiled.materials if one.rows(needed)]
    kept = {
        one.slot: {"filename": one.filename, "size": one.size, "url": ""}
        for one in draft.attachments
    }
    uploads = [one for one in materials if not one.fetched and not one.generated]
    return {
        "draft": draft,
        "edition": edition,
        "sections": _sections(fields, draft),
        "names": {
            one.code: short_name(one.name["zh"]) for one in compiled.members if one.code in needed
        },
        "required": {one.name: any(code in needed for code in one.required_by) for one in fields},
        "materials": materials,
        "handed": {
            "done": sum(one.element in kept for one in uploads),
            "all": len(uploads),
            "known": len(materials) - len(uploads),
        },
        "needed": needed,
        "slot_name": slot_name,
        "kept": kept,
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


@dataclass(frozen=True)
class Section:
    """One topic of the form: its fields, how many came by themselves, how many are filled in."""

    name: str
    fields: list[Field]
    known: int
    filled: int

    @property
    def total(self) -> int:
        return len(self.fields)

    @property
    def note(self) -> str:
        own = self.total - self.known
        told = [f"{self.known} 项自动带出" if self.known else "", f"{own} 项由您填" if own else ""]
        return " ・ ".join(text for text in told if text)


def _sections(fields: tuple[Field, ...], draft: Draft) -> list[Section]:
    topics: dict[str, list[Field]] = {}
    for one in fields:
        topics.setdefault(one.section, []).append(one)
    return [
        Section(
            name,
            held,
            known=sum(_stands(one, draft) for one in held),
            filled=sum(one.name in draft.values for one in held),
        )
        for name, held in topics.items()
    ]


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
