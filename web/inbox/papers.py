"""The materials of a case as a gallery: who gave them, what a supplement exchanged, pictures to look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from office.cases import Case, Differences, Evidence
from office.filing import Attachment, Submission
from office.matters import Compiled, Material

FETCHED, GENERATED, HANDED, MISSING = "fetched", "generated", "handed", "missing"
PDF = "application/pdf"


@dataclass(frozen=True)
class Paper:
    """One file of a slot, with the addresses that show it: itself, small, and page by page."""

    filename: str
    size: int
    media: str
    url: str
    small: str
    pages: str

    @property
    def is_pdf(self) -> bool:
        return self.media == PDF


def papers(
    compiled: Compiled,
    handed: Submission,
    seen: frozenset[str],
    changed: Differences,
    root: Case,
    evidence: Sequence[Evidence],
) -> list[Mapping[str, Any]]:
    """Return the materials of the members that are seen, in the order of the list."""
    return [
        {
            "material": one,
            "kind": _kind(one, handed),
            "files": [
                _paper(file, root) for file in handed.attachments if file.slot == one.element
            ],
            "before": _went(changed, one.element),
            "changed": one.element in changed.slots,
            "verified": _verified(one, evidence),
        }
        for one in compiled.materials
        if one.rows(seen)
    ]


def _kind(material: Material, handed: Submission) -> str:
    if any(file.slot == material.element for file in handed.attachments):
        return HANDED
    if material.fetched:
        return FETCHED
    return GENERATED if material.generated else MISSING


def _paper(file: Attachment, root: Case) -> Paper:
    named: dict[str, Any] = {"number": root.number, "attachment_id": file.id}
    return Paper(
        filename=file.filename,
        size=file.size,
        media=file.media,
        url=url_for("files.attachment", **named, show=1),
        small=url_for("files.attachment_thumbnail", **named),
        pages=url_for("inbox.paper", **named, page=1),
    )


def _went(changed: Differences, slot: str) -> list[str]:
    found = changed.slots.get(slot)
    return [one.filename for one in found.before] if found else []


def _verified(material: Material, evidence: Sequence[Evidence]) -> Evidence | None:
    """What the licence library answered about a fetched licence, if it is the one that was asked."""
    if not material.fetched:
        return None
    asked = [one for one in evidence if one.kind == "licence.verify"]
    named = [one for one in asked if one.title == material.name["zh"]]
    return named[-1] if named else None
