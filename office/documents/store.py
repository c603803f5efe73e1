"""Keep files by content hash in PostgreSQL: one backup, any number of web machines."""

import hashlib
from collections.abc import Collection
from datetime import UTC, datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from office.documents._rows import ContentRow, DocumentRow


class ContentMissing(LookupError):
    """没有这个内容。"""


def put(session: Session, content: bytes, media: str) -> str:
    """Keep the bytes and return their SHA-256 in hex; the same bytes are kept once."""
    digest = hashlib.sha256(content).hexdigest()
    session.execute(
        insert(ContentRow)
        .values(
            sha256=digest,
            media=media,
            size=len(content),
            content=content,
            created_at=datetime.now(UTC),
        )
        # Young again: a sweep that runs meanwhile must not take what the caller is about to name.
        .on_conflict_do_update(index_elements=["sha256"], set_={"created_at": datetime.now(UTC)})
    )
    return digest


def get(session: Session, sha256: str) -> bytes:
    """Return the bytes kept under this hash, or raise ContentMissing."""
    content = session.execute(
        select(ContentRow.content).where(ContentRow.sha256 == sha256)
    ).scalar_one_or_none()
    if content is None:
        raise ContentMissing(sha256)
    return bytes(content)


def media(session: Session, sha256: str) -> str:
    """Return the media type the bytes were kept with, or raise ContentMissing."""
    found = session.execute(
        select(ContentRow.media).where(ContentRow.sha256 == sha256)
    ).scalar_one_or_none()
    if found is None:
        raise ContentMissing(sha256)
    return found


def unnamed(session: Session, before: datetime) -> frozenset[str]:
    """Return the hashes kept before then that no document names; other rooms may name them."""
    kept = select(ContentRow.sha256).where(ContentRow.created_at < before)
    named = (select(DocumentRow.sha256), select(DocumentRow.drawn_sha256))
    return frozenset(session.scalars(kept.except_(*named)))


def remove(session: Session, hashes: Collection[str], before: datetime) -> int:
    """Delete contents that nothing names; one that was put again meanwhile stays."""
    gone = delete(ContentRow).where(ContentRow.sha256.in_(hashes), ContentRow.created_at < before)
    return len(session.execute(gone.returning(ContentRow.sha256)).all())
