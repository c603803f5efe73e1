"""Autosave: a page sends what changed and hears what another device changed; one file at a time goes into its slot."""

from typing import Any

from flask import Blueprint, abort, g, jsonify, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from office import filing, matters
from office.filing import Draft
from office.matters import Edition
from web import guard
from web.guard import csrf_token
from web.layout import control, read_values
from web.layout.filters import there
from web.portal.form import (
    Slot,
    asked,
    clash_words,
    field_parts,
    files_in,
    slot_name,
    waiting,
)
from web.portal.keeping import keep_reasons, locked_draft, own_draft, remove_file, take_into


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/drafts/token", "token", token)
    blueprint.add_url_rule("/drafts/<draft_id>/state", "draft_state", draft_state)
    blueprint.add_url_rule("/drafts/<draft_id>/autosave", "autosave", autosave, methods=["POST"])
    blueprint.add_url_rule(
        "/drafts/<draft_id>/slots/<slot>", "fill_slot", fill_slot, methods=["POST"]
    )


@guard.applicant
def token() -> Response:
    """The token of this sign-in and whose it is, for a page that was opened under an earlier one."""
    return jsonify(csrf=csrf_token(), who=g.account.account.id)


@guard.applicant
def draft_state(draft_id: str) -> Response:
    """Where the draft stands, for a page that waits for a source."""
    draft = own_draft(draft_id)
    if draft.submitted_at is not None:
        return _closed()
    return jsonify(revision=draft.revision, waiting=waiting(draft))


@guard.applicant
def autosave(draft_id: str) -> Response:
    """Keep the fields that a page says were touched; what two devices changed alike comes back as a clash."""
    draft = locked_draft(draft_id)
    if draft.submitted_at is not None:
        return _closed()
    return jsonify(keep_touched(draft, matters.edition(g.session, draft.edition_id)))


@guard.applicant
def fill_slot(draft_id: str, slot: str) -> str | Response | tuple[str, int]:
    """Take one file into a slot, or out of it; answer with the slot as it now is."""
    draft = locked_draft(draft_id)
    if draft.submitted_at is not None:
        return _closed()
    return put_into_slot(draft, slot)


def put_into_slot(draft: Draft, slot: str) -> str | tuple[str, int]:
    """Take the posted files into a slot of a locked draft, or one out of it; return the slot's fragment."""
    edition = matters.edition(g.session, draft.edition_id)
    element = _element(edition, draft, slot)
    material = next((one for one in edition.compiled.materials if one.element == element), None)
    wrong = ""
    if request.form.get("remove"):
        remove_file(draft, request.form["remove"])
    else:
        uploads = [one for one in request.files.getlist(slot_name(element)) if one.filename]
        wrong = (
            take_into(draft.id, element, uploads, several=bool(material and material.several))
            if uploads
            else _("请选择文件。")
        )
    return slot_page(edition, filing.draft(g.session, draft.id), element, wrong)


def keep_touched(draft: Draft, edition: Edition) -> dict[str, Any]:
    """Merge the touched fields of the request into a draft; return what the page is to know."""
    touched = set(request.form.getlist("touched"))
    fields = {one.name: one for one in asked(edition, draft)}
    mine = [one for name, one in fields.items() if name in touched]
    values = read_values(mine, request.form)
    given = request.form.get("revision", "")
    merged = filing.merge_draft(
        g.session,
        draft.id,
        {one.name: values.get(one.name) for one in mine},
        revision=int(given) if given.isdecimal() and len(given) < 9 else None,
        now=g.now,
        whole=False,
    )
    keep_reasons(draft.id)
    kept = merged.draft
    return {
        "revision": kept.revision,
        "saved": f"{there(g.now):%H:%M}",
        "clashes": [clash_words(fields.values(), one) for one in merged.clashes],
        "elsewhere": {
            name: sorted(control(fields[name]).chosen(kept.values.get(name)))
            for name in merged.elsewhere
            if name in fields and name not in touched
        },
        "filled": sum(name in kept.values for name in fields),
        "waiting": waiting(kept),
    }


def slot_page(edition: Edition, draft: Draft, element: str, wrong: str) -> str | tuple[str, int]:
    """Return the fragment that shows one slot."""
    parts = field_parts(edition, draft, {slot_name(element): wrong} if wrong else {})
    slot = parts["slots"].get(element) or Slot(None, files_in(draft, element))
    page = render_template(
        "portal/slot.html",
        element=element,
        slot=slot,
        wrong=wrong,
        draft=draft,
        slot_name=slot_name,
    )
    return (page, 422) if wrong else page


def _element(edition: Edition, draft: Draft, slot: str) -> str:
    """The element whose slot has this name in addresses; raises 404 for what the draft does not ask."""
    elements = [one.element for one in edition.compiled.materials if one.asked(draft.needed)]
    elements.append(filing.AUTHORISATION_SLOT)
    for element in elements:
        if slot_name(element) == slot:
            return element
    number = slot.removeprefix(slot_name(filing.SUPPLEMENT_SLOT))
    if draft.purpose == filing.SUPPLEMENT and number != slot and number.isdecimal():
        return filing.SUPPLEMENT_SLOT + number
    abort(404)


def _closed() -> Response:
    """The draft became a case: the page goes there."""
    answer = jsonify(closed=url_for("portal.my_cases"))
    answer.status_code = 409
    return answer
