"""Keep what a page posted in a draft: values against what another device changed, reasons, files."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field

from flask import abort, g, request
from werkzeug.datastructures import FileStorage

from office import filing
from office.filing import BadAttachment, Clash, Draft, Merged
from office.matters import Edition, Material
from web.layout import read_values
from web.layout.identifiers import is_identifier
from web.layout.language import said
from web.portal.form import REASON, asked, file_key, slot_name

DISPUTE, AGREE, THEIRS, REMOVE = "dispute:", "agree:", "theirs:", "remove:"


@dataclass(frozen=True)
class Kept:
    """A draft after a save: what is wrong with its files, what clashed, and the field to look at next."""

    draft: Draft
    problems: Mapping[str, str] = field(default_factory=dict)
    clashes: tuple[Clash, ...] = ()
    anchor: str = ""


def own_draft(draft_id: str) -> Draft:
    """Return the signed-in applicant's draft; somebody else's does not exist."""
    if not is_identifier(draft_id):
        abort(404)
    try:
        return filing.draft(g.session, draft_id, g.account.account)
    except filing.UnknownDraft:
        abort(404)


def locked_draft(draft_id: str) -> Draft:
    """Return the signed-in applicant's draft, locked, submitted or not."""
    if not is_identifier(draft_id):
        abort(404)
    try:
        return filing.lock_draft(g.session, draft_id, g.account.account)
    except filing.UnknownDraft:
        abort(404)


def keep_posted(draft: Draft, edition: Edition) -> Kept:
    """Save the values, reasons and files of a posted form and do what its button says."""
    verb, colon, name = request.form.get("do", "").partition(":")
    pressed, anchor = verb + colon, ""
    if pressed == DISPUTE:
        filing.dispute(g.session, draft.id, name, now=g.now)
        anchor = f"f-{name}"
    elif pressed == AGREE:
        filing.agree(g.session, draft.id, name, now=g.now)
        anchor = f"f-{name}"
    merged = merge_posted(draft, edition, leave=name if pressed in {THEIRS, DISPUTE} else "")
    if pressed == REMOVE:
        anchor = remove_file(draft, name)
    problems = take_files(draft.id, edition, draft)
    kept = filing.draft(g.session, draft.id)
    return Kept(kept, problems, merged.clashes, anchor)


def merge_posted(draft: Draft, edition: Edition, *, leave: str = "") -> Merged:
    """Merge a whole posted form into the draft; the field `leave` stays as it is kept."""
    fields = asked(edition, draft)
    values = read_values(fields, request.form)
    if leave:
        values = {**values, leave: filing.draft(g.session, draft.id).values.get(leave)}
    merged = filing.merge_draft(g.session, draft.id, values, revision=_revision(), now=g.now)
    keep_reasons(draft.id)
    return merged


def keep_reasons(draft_id: str) -> None:
    """Keep why fetched answers are wrong, as far as reasons were posted."""
    reasons = {
        name.removeprefix(REASON): text
        for name, text in request.form.items()
        if name.startswith(REASON)
    }
    if reasons:
        filing.explain(g.session, draft_id, reasons, now=g.now)


def take_files(draft_id: str, edition: Edition, draft: Draft) -> dict[str, str]:
    """Keep every posted file in its slot; return what is wrong by field name."""
    slots: dict[str, Material | None] = {
        one.element: one for one in edition.compiled.materials if one.asked(draft.needed)
    }
    slots |= dict.fromkeys(_extra_slots())
    problems: dict[str, str] = {}
    for element, material in slots.items():
        uploads = [one for one in request.files.getlist(slot_name(element)) if one.filename]
        wrong = take_into(draft_id, element, uploads, several=bool(material and material.several))
        if wrong:
            problems[slot_name(element)] = wrong
    return problems


def take_into(draft_id: str, element: str, uploads: list[FileStorage], *, several: bool) -> str:
    """Keep uploads in a slot, instead of the one before where it holds one; return what is wrong, if anything."""
    earlier = [one for one in filing.attachments_of(g.session, draft_id) if one.slot == element]
    for upload in uploads if several else uploads[:1]:
        with closing(upload):
            content = upload.stream.read(filing.LARGEST_FILE + 1)
        try:
            filing.add_attachment(
                g.session, draft_id, element, upload.filename or "", content, now=g.now
            )
        except BadAttachment as wrong:
            return said(wrong.reason)
        for one in [] if several else earlier:
            filing.remove_attachment(g.session, draft_id, one.id, now=g.now)
    return ""


def remove_file(draft: Draft, key: str) -> str:
    """Take a file (form.file_key) out of its slot; return the place on the page to look at."""
    found = next((one for one in draft.attachments if file_key(one) == key), None)
    if found is None:
        return ""
    filing.remove_attachment(g.session, draft.id, found.id, now=g.now)
    return f"f-{slot_name(found.slot)}"


def _extra_slots() -> list[str]:
    """Slots that no matter lists: the 授权委托书, and papers to single items of a supplement."""
    items = slot_name(filing.SUPPLEMENT_SLOT)
    numbers = [name.removeprefix(items) for name in request.files if name.startswith(items)]
    return [
        filing.AUTHORISATION_SLOT,
        *(filing.SUPPLEMENT_SLOT + number for number in numbers if number.isdecimal()),
    ]


def _revision() -> int | None:
    given = request.form.get("revision", "")
    return int(given) if given.isdecimal() and len(given) < 9 else None
