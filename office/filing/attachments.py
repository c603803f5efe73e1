"""Uploads: size, type and content are checked, bytes go under their hash, outside the web root."""

import re
import uuid
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import column, delete, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from office import documents
from office.filing._rows import AttachmentRow, DraftRow, SubmissionRow
from office.filing.values import SUPPLEMENT, Attachment, BadAttachment, DraftClosed, UnknownDraft
from office.matters import edition
from office.words import words

LARGEST_FILE = 10 * 1024 * 1024
MOST_FILES = 10  # in one slot
STARTS: Mapping[str, bytes] = {
    "application/pdf": b"%PDF-",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
}
# The signed 授权委托书 of an agent, and papers that answer one item of a supplement: no matter lists them.
AUTHORISATION_SLOT, SUPPLEMENT_SLOT = "entity.authorisation", "supplement.item-"
NAMES = {"application/pdf": "PDF", "image/png": "PNG", "image/jpeg": "JPEG"}


def add_attachment(
    session: Session,
    draft_id: str,
    slot: str,
    filename: str,
    content: bytes,
    *,
    media: str = "",
    now: datetime,
) -> Attachment:
    """Keep a file in a slot; raises BadAttachment, DraftClosed. media is what the browser claims, if anything."""
    draft = _open_draft(session, draft_id)
    found = _check(session, draft, slot, content, media)
    row = AttachmentRow(
        id=str(uuid.uuid4()),
        draft_id=draft.id,
        slot=slot,
        filename=_clean(filename),
        media=found,
        sha256=documents.put(session, content, found),
        size=len(content),
        added_at=now,
    )
    session.add(row)
    draft.updated_at = now
    session.flush()
    documents.keep_thumbnail(session, row.sha256, content, found, now)
    return value_of_attachment(row)


def attachment(session: Session, attachment_id: str) -> tuple[Attachment, str]:
    """Return an uploaded file and the id of the draft that holds it; raises UnknownDraft."""
    row = session.get(AttachmentRow, attachment_id)
    if row is None:
        raise UnknownDraft(attachment_id)
    return value_of_attachment(row), row.draft_id


def remove_attachment(
    session: Session, draft_id: str, attachment_id: str, *, now: datetime
) -> None:
    """Take a file out of a draft; one that is not there is no error."""
    draft = _open_draft(session, draft_id)
    session.execute(
        delete(AttachmentRow).where(
            AttachmentRow.id == attachment_id, AttachmentRow.draft_id == draft.id
        )
    )
    draft.updated_at = now


def attachments_of(session: Session, draft_id: str) -> tuple[Attachment, ...]:
    """Return the files of a draft in the order they came."""
    rows = session.scalars(
        select(AttachmentRow)
        .where(AttachmentRow.draft_id == draft_id)
        .order_by(AttachmentRow.added_at, AttachmentRow.id)
    )
    return tuple(value_of_attachment(row) for row in rows)


def copy_attachments(
    session: Session, draft_id: str, given: tuple[Attachment, ...], now: datetime
) -> None:
    """Let a supplement's draft start with the files that were handed in before."""
    for one in given:
        session.add(
            AttachmentRow(
                id=str(uuid.uuid4()),
                draft_id=draft_id,
                slot=one.slot,
                filename=one.filename,
                media=one.media,
                sha256=one.sha256,
                size=one.size,
                added_at=now,
            )
        )
    session.flush()


def attached(session: Session, hashes: Collection[str]) -> frozenset[str]:
    """Return those of the hashes that somebody has handed in or may still hand in."""
    in_drafts = select(AttachmentRow.sha256).where(AttachmentRow.sha256.in_(hashes))
    one = func.jsonb_array_elements(SubmissionRow.attachments).table_valued(
        column("value", JSONB), joins_implicitly=True
    )
    sha256 = one.c.value["sha256"].astext
    in_submissions = select(sha256).select_from(SubmissionRow, one).where(sha256.in_(hashes))
    return frozenset(session.scalars(in_drafts.union(in_submissions)))


def value_of_attachment(row: AttachmentRow) -> Attachment:
    return Attachment(row.id, row.slot, row.filename, row.media, row.sha256, row.size)


def sniff(content: bytes) -> str | None:
    """Return the media type that the first bytes show, or None."""
    return next((media for media, start in STARTS.items() if content.startswith(start)), None)


def _check(session: Session, draft: DraftRow, slot: str, content: bytes, claimed: str) -> str:
    material = next(
        (
            one
            for one in edition(session, draft.edition_id).compiled.materials
            if one.element == slot and one.asked(draft.needed)
        ),
        None,
    )
    if material is None and not _is_extra(draft, slot):
        raise BadAttachment(words("这里不需要上传文件。"))
    allowed = material.media if material else tuple(STARTS)
    if not content:
        raise BadAttachment(words("文件是空的，请重新选择。"))
    if len(content) > LARGEST_FILE:
        raise BadAttachment(words("文件超过 10 MB，请压缩或分成几份后再上传。"))
    found = sniff(content)
    if found is None or found not in allowed:
        kinds = "、".join(NAMES[media] for media in allowed if media in NAMES)
        raise BadAttachment(words("文件内容不是 {kinds}，请换一个文件。", kinds=kinds))
    if claimed in STARTS and claimed != found:
        raise BadAttachment(
            words("文件内容是 {kind}，与文件类型不一致，请核对后再上传。", kind=NAMES[found])
        )
    if _count(session, draft.id, slot) >= MOST_FILES:
        raise BadAttachment(words("每项材料最多上传 {most} 个文件。", most=MOST_FILES))
    return found


def _is_extra(draft: DraftRow, slot: str) -> bool:
    return slot == AUTHORISATION_SLOT or (
        draft.purpose == SUPPLEMENT and slot.startswith(SUPPLEMENT_SLOT)
    )


def _count(session: Session, draft_id: str, slot: str) -> int:
    query = select(func.count()).where(
        AttachmentRow.draft_id == draft_id, AttachmentRow.slot == slot
    )
    return session.scalar(query) or 0


def _open_draft(session: Session, draft_id: str) -> DraftRow:
    draft = session.get(DraftRow, draft_id, with_for_update=True)
    if draft is None:
        raise UnknownDraft(draft_id)
    if draft.submitted_at is not None:
        raise DraftClosed
    return draft


def _clean(filename: str) -> str:
    name = re.split(r"[/\\]", filename)[-1]
    name = "".join(char for char in name if char.isprintable()).strip().lstrip(".")
    stem, dot, ending = name.rpartition(".")
    return f"{stem[:100]}{dot}{ending[:10]}" if dot else name[:110] or "文件"
