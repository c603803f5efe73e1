"""Keep files by content hash in PostgreSQL: one backup, any number of web machines."""

import hashlib
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from office.documents._rows import ContentRow


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
        .on_conflict_do_nothing(index_elements=["sha256"])
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
