"""What the templates of a form need: fields by topic, material slots, what is known, wrong, disputed, signed."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from flask import g, url_for
from flask_babel import gettext as _

from office import accounts, clocks, documents, filing, matters
from office.filing import Attachment, Clash, Draft
from office.matters import Edition, Field, Material
from office.words import words
from web.layout import control
from web.layout.filters import short_name, there
from web.layout.language import local

Files = tuple[Mapping[str, Any], ...]
SLOT, REASON, ANSWER = "file-", "reason-", "answer-"
# The topics of the shipped forms, so that they have English; others stay as their matter writes them.
TOPICS = (
    words("主体"),
    words("场所"),
    words("经营项目"),
    words("食品安全"),
    words("招牌"),
    words("消防"),
    words("卫生"),
    words("烟草"),
    words("申请"),
    words("申请人"),
    words("居住情况"),
)


@dataclass(frozen=True)
class Handed:
    """The files of the latest submission by hash: a supplement that nobody saved yet has none of its own."""

    number: str
    ids: Mapping[str, str]


def field_parts(
    edition: Edition,
    draft: Draft,
    problems: Mapping[str, str],
    *,
    clashes: Iterable[Clash] = (),
    elsewhere: Collection[str] = (),
    slot_url: Callable[[str], str] | None = None,
    handed: Handed | None = None,
) -> dict[str, Any]:
    """Return the names that portal/fields.html reads; `elsewhere` are fields and slots shown in another place."""
    compiled = edition.compiled
    needed = frozenset(draft.needed)
    fields = asked(edition, draft)
    materials = [one for one in compiled.materials if one.rows(needed)]
    spared = filing.replaced(g.session, draft)
    slots = {one.element: Slot(one, files_in(draft, one.element, handed)) for one in materials}
    uploads = [one for one in materials if not one.fetched and not one.generated]
    wanted = [one for one in uploads if one.element not in spared]
    clashing = {one.field: one for one in clashes}
    return {
        "draft": draft,
        "shown": {**draft.values, **{name: one.mine for name, one in clashing.items()}},
        "edition": edition,
        "sections": _sections([one for one in fields if one.name not in elsewhere], draft),
        "all_fields": {one.name: one for one in fields},
        "names": _names(edition, needed),
        "required": {one.name: any(code in needed for code in one.required_by) for one in fields},
        "materials": [one for one in materials if one.element not in elsewhere],
        "slots": slots,
        "spared": spared,
        "handed": {
            "done": sum(bool(slots[one.element].files) for one in wanted),
            "all": len(wanted),
        },
        "filled": {"done": sum(one.name in draft.values for one in fields), "all": len(fields)},
        "needed": needed,
        "slot_name": slot_name,
        "slot_url": slot_url or partial(_slot_url, draft.id),
        "locked": {one.name for one in fields if stands(one, draft)},
        "clashes": {name: clash_words(fields, one) for name, one in clashing.items()},
        "waiting": waiting(draft),
        "problems": problems,
        "summary": [{"field": field, "message": message} for field, message in problems.items()],
        "report": matters.report_for(compiled, needed),
        "verified": verified_at(draft),
    }


def signing_parts(edition: Edition, draft: Draft) -> dict[str, Any]:
    """Return who applies in whose name, and the commitments that may be signed."""
    today = clocks.today(g.now)
    account = g.account.account
    codes = filing.enterprises_of(g.session, account.id, draft.matter, today)
    known = {
        one.enterprise: one.enterprise_name
        for one in filing.authorisations_of(g.session, account)
        if one.enterprise_name
    }
    return {
        "authority": filing.authority_of(g.session, draft, today),
        "enterprises": [(code, known.get(code, code)) for code in codes],
        "paper": Slot(None, files_in(draft, filing.AUTHORISATION_SLOT)),
        "paper_slot": filing.AUTHORISATION_SLOT,
        "offers": filing.offers(g.session, draft),
        "commitments": filing.commitments_of(g.session, draft.id),
        "region_name": accounts.full_name(draft.region) if draft.region else "",
    }


@dataclass(frozen=True)
class Slot:
    """A material with the files that lie in it."""

    material: Material | None
    files: Files

    @property
    def several(self) -> bool:
        return bool(self.material and self.material.several)


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
        told = [
            _("%(count)s 项自动带出", count=self.known) if self.known else "",
            _("%(count)s 项由您填", count=own) if own else "",
        ]
        return " ・ ".join(text for text in told if text)


def asked(edition: Edition, draft: Draft) -> tuple[Field, ...]:
    """Return the fields of a draft's form."""
    return edition.compiled.asked(frozenset(draft.needed))


def stands(field: Field, draft: Draft) -> bool:
    """Whether a fetched answer stands in the field, read-only until the applicant calls it wrong."""
    if not filing.is_readonly(field) or field.name in draft.disputed or field.source is None:
        return False
    answer = draft.fetched.get(field.source["from"], {})
    return answer.get("state") == "known" and field.name in draft.values


def waiting(draft: Draft) -> bool:
    """Whether a source has been asked and has not answered yet."""
    return any(answer["state"] == "pending" for answer in draft.fetched.values())


def verified_at(draft: Draft) -> str:
    """Return when the register answered, as "11-24 10:12"."""
    answer = draft.fetched.get("registration", {})
    if answer.get("state") != "known":
        return ""
    return f"{there(datetime.fromisoformat(answer['at'])):%m-%d %H:%M}"


def slot_name(element: str) -> str:
    """Return the field name of a material's file."""
    return SLOT + element.replace(".", "-")


def clash_words(fields: Iterable[Field], clash: Clash) -> dict[str, Any]:
    """Return a clash as a page tells it: both values in words, when the other device saved."""
    field = next(one for one in fields if one.name == clash.field)
    shown = control(field)
    return {
        "name": clash.field,
        "label": local(field.label),
        "mine": shown.text(clash.mine),
        "theirs": shown.text(clash.theirs),
        "values": sorted(shown.chosen(clash.theirs)),
        "at": f"{there(clash.at):%H:%M}",
    }


def by_field(problems: Any) -> dict[str, str]:
    """Return the first message of each posted field."""
    found: dict[str, str] = {}
    for problem in problems:
        kind, colon, name = problem.field.partition(":")
        if colon:
            name = slot_name(name) if kind == "material" else REASON + name
        else:
            name = problem.field
        found.setdefault(name, problem.message)
    return found


def _slot_url(draft_id: str, slot: str) -> str:
    return url_for("portal.fill_slot", draft_id=draft_id, slot=slot)


def _names(edition: Edition, needed: Collection[str]) -> dict[str, str]:
    return {
        one.code: short_name(one.name["zh"])
        if local(one.name) == one.name["zh"]
        else local(one.name)
        for one in edition.compiled.members
        if one.code in needed
    }


def files_in(draft: Draft, element: str, handed: Handed | None = None) -> Files:
    """Return the files of a slot as pages show them."""
    held = [one for one in draft.attachments if one.slot == element]
    drawn = documents.with_thumbnail(g.session, [one.sha256 for one in held])
    return tuple(_file(one, one.sha256 in drawn, handed) for one in held)


def file_key(one: Attachment) -> str:
    """Return what names a file on a page: its slot and its bytes, which stay when a draft is opened anew."""
    return f"{slot_name(one.slot)}:{one.sha256}"


def _file(one: Attachment, drawn: bool, handed: Handed | None) -> Mapping[str, Any]:
    before = handed.ids.get(one.sha256) if handed else None
    if handed and before:
        number = handed.number
        url = url_for("files.attachment", number=number, attachment_id=before, show=1)
        small = url_for("files.attachment_thumbnail", number=number, attachment_id=before)
    else:
        url = url_for("files.own_attachment", attachment_id=one.id, show=1)
        small = url_for("files.own_thumbnail", attachment_id=one.id)
    return {
        "key": file_key(one),
        "filename": one.filename,
        "size": one.size,
        "url": url,
        "thumbnail": small if drawn else "",
    }


def _sections(fields: Iterable[Field], draft: Draft) -> list[Section]:
    topics: dict[str, list[Field]] = {}
    for one in fields:
        topics.setdefault(one.section, []).append(one)
    return [
        Section(
            name,
            held,
            known=sum(stands(one, draft) for one in held),
            filled=sum(one.name in draft.values for one in held),
        )
        for name, held in topics.items()
    ]
