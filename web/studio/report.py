"""合并报告: what a one-thing makes of its members, counted; and where their contradictions are settled."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response

from office import matters, studio
from office.accounts import ANALYST
from office.matters import Compiled, Material, Stopped
from office.matters.reading import compile_unchecked
from office.matters.sources import source_words
from office.studio import Draft, resolutions
from office.studio.editing import FORM, Unreadable, read_json
from office.studio.resolutions import Disputes
from office.words import Words, words
from web import guard
from web.studio.page import VERB_NAMES, draft_page, engine, is_one_thing, the_draft
from web.studio.workbench import Outcome, apply, saved_at, text

SOURCES: Mapping[str, Words] = {
    "own": words("申请人提交"),
    "fetched": words("系统调取"),
    "generated": words("自动生成，申请人确认"),
    "outcome": words("不用交：是另一成员的结果"),
}
TYPES: Mapping[str, Words] = {
    "string": words("文字"),
    "number": words("数字"),
    "integer": words("整数"),
    "boolean": words("是否"),
    "array": words("多选"),
}
_TYPED = ("type", *resolutions.NUMBERS, "pattern", "format", "enum")


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    page = "/studio/drafts/<draft_id>/report"
    blueprint.add_url_rule(page, "report", show)
    blueprint.add_url_rule(page, "change_report", change, methods=["POST"])


@guard.staff(roles=(ANALYST,))
def show(draft_id: str) -> str | tuple[str, int]:
    """The report; ?settle= opens a contradiction, ?from= begins with what a member wants."""
    return _page(Outcome(_one_thing(draft_id)))


@guard.staff(roles=(ANALYST,))
def change(draft_id: str) -> str | Response | tuple[str, int]:
    """Settle a contradiction, or take a resolution back; the report follows it."""
    draft = _one_thing(draft_id)
    verb, _colon, element = request.form.get("do", "").partition(":")
    if verb == "save":
        outcome = apply(draft, FORM, lambda kept: _settled(kept, element))
    elif verb == "remove":
        outcome = apply(draft, FORM, lambda kept: resolutions.drop(kept, element))
    else:
        abort(400)
    if outcome.status != 200:
        return _page(outcome, opened=element)
    return redirect(url_for("studio.report", draft_id=draft.id), 303)


def _settled(kept: Mapping[str, Any], element: str) -> dict[str, Any]:
    schema = resolutions.schema_from({name: text(name) for name in _TYPED})
    return resolutions.settle(kept, element, schema, text("reason"))


def _one_thing(draft_id: str) -> Draft:
    draft = the_draft(draft_id)
    if not is_one_thing(draft):
        abort(404)
    return draft


def _page(outcome: Outcome, opened: str = "") -> str | tuple[str, int]:
    draft = outcome.draft
    folder = studio.folder_of(draft)
    read = matters.read_matter(g.session, engine(), folder, VERB_NAMES)
    compiled = read.compiled or _in_spite(draft)
    found = _disputes(draft)
    opened = opened or request.args.get("settle", "")
    page = draft_page(
        "studio/report.html",
        draft,
        news=outcome.news,
        saved=saved_at(draft, FORM),
        revision=draft.files[FORM].revision if FORM in draft.files else 0,
        problems=studio.problems(g.session, engine(), folder, VERB_NAMES) if read.findings else (),
        compiled=compiled,
        report=compiled.report if compiled else None,
        names=_names(compiled, found),
        disputes=found,
        opened=opened,
        typed=_typed(found, opened),
        types=TYPES,
        formats=resolutions.FORMATS,
        sources=SOURCES,
        source_words=source_words,
        members=list(_members(compiled)) if compiled else [],
        materials=list(_materials(compiled)) if compiled else [],
        known=[one for one in compiled.fields if one.source] if compiled else [],
    )
    return page, outcome.status


def _in_spite(draft: Draft) -> Compiled | None:
    """What the draft compiles to although something stands in the way of its publication."""
    try:
        folder = studio.folder_of(draft)
        return compile_unchecked(g.session, engine(), folder, VERB_NAMES).compiled
    except Stopped:
        return None
    except Exception:  # noqa: BLE001 - files that failed the checks may break the compiler anywhere
        return None


def _disputes(draft: Draft) -> Disputes | None:
    try:
        kept = read_json(draft, FORM)
        folder = studio.folder_of(draft)
        return resolutions.disputes(g.session, engine(), folder, kept, VERB_NAMES)
    except (Stopped, Unreadable):
        return None
    except Exception:  # noqa: BLE001 - files that failed the checks may break the compiler anywhere
        return None


def _names(compiled: Compiled | None, found: Disputes | None) -> dict[str, Any]:
    codes = {code for one in (found.conflicts if found else ()) for code, _wants in one.wants}
    names: dict[str, Any] = {code: {"zh": _published_name(code)} for code in codes}
    return names | {one.code: one.name for one in (compiled.members if compiled else ())}


def _published_name(code: str) -> str:
    try:
        return matters.published(g.session, code).name_zh
    except matters.UnknownMatter:
        return code


def _typed(found: Disputes | None, opened: str) -> dict[str, str]:
    """What the small fields show: what was typed, what stands, or what a member wants."""
    if request.method == "POST":
        return {name: request.form.get(name, "") for name in (*_TYPED, "reason")}
    conflict = (
        next((one for one in found.conflicts if one.element == opened), None) if found else None
    )
    if conflict is None:
        return {}
    wants = dict(conflict.wants)
    member = request.args.get("from", "")
    reason = str(conflict.resolution["reason"]) if conflict.resolution else ""
    if member in wants:
        return {**resolutions.typed_of(wants[member]), "reason": reason}
    if conflict.resolution:
        return {**resolutions.typed_of(conflict.resolution["schema"]), "reason": reason}
    return resolutions.typed_of(conflict.wants[0][1])


def _members(compiled: Compiled) -> Iterator[dict[str, Any]]:
    for member in compiled.members:
        yield {
            "member": member,
            "fields": sum(use.member == member.code for one in compiled.fields for use in one.uses),
            "materials": sum(len(one.rows((member.code,))) for one in compiled.materials),
        }


def _materials(compiled: Compiled) -> Iterator[dict[str, Any]]:
    for one in compiled.materials:
        yield {"material": one, "source": _source(one, compiled), "makers": one.from_members}


def _source(one: Material, compiled: Compiled) -> str:
    if any(code in compiled.codes for code in one.from_members):
        return "outcome"
    return "fetched" if one.fetched else "generated" if one.generated else "own"
