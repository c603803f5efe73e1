"""Tables of drafts, attachments and submissions."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Rows(DeclarativeBase):
    metadata = MetaData(schema="office")


class DraftRow(Rows):
    """A form being filled in: for a new case, or (case_id set from the start) for a supplement."""

    __tablename__ = "drafts"

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(12))
    edition_id: Mapped[str] = mapped_column(String(40))
    matter: Mapped[str] = mapped_column(String(60))
    account_id: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    case_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False))
    region: Mapped[str] = mapped_column(String(6))
    answers: Mapped[dict[str, Any]] = mapped_column(JSONB)
    values: Mapped[dict[str, Any]] = mapped_column(JSONB)
    needed: Mapped[list[str]] = mapped_column(ARRAY(String(60)))
    fetched: Mapped[dict[str, Any]] = mapped_column(JSONB)
    disputed: Mapped[list[str]] = mapped_column(ARRAY(String(60)))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    submitted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        Index("drafts_by_account", "account_id", "updated_at"),
        Index("drafts_by_case", "case_id"),
    )


class AttachmentRow(Rows):
    """One uploaded file in a slot of a draft; its bytes stand under their hash with the documents."""

    __tablename__ = "attachments"

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    draft_id: Mapped[str] = mapped_column(
        ForeignKey("office.drafts.id", name="attachments_draft", ondelete="CASCADE")
    )
    slot: Mapped[str] = mapped_column(String(100))
    filename: Mapped[str] = mapped_column(String(120))
    media: Mapped[str] = mapped_column(String(60))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(Integer)
    added_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        Index("attachments_by_draft", "draft_id", "slot"),
        Index("attachments_by_content", "sha256"),
    )


class SubmissionRow(Rows):
    """What was handed in, never changed: version 1 with the application, later ones by supplements."""

    __tablename__ = "submissions"

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    case_id: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    version: Mapped[int] = mapped_column(Integer)
    edition_id: Mapped[str] = mapped_column(String(40))
    account_id: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    answers: Mapped[dict[str, Any]] = mapped_column(JSONB)
    values: Mapped[dict[str, Any]] = mapped_column(JSONB)
    region: Mapped[str] = mapped_column(String(6))
    needed: Mapped[list[str]] = mapped_column(ARRAY(String(60)))
    sources: Mapped[dict[str, Any]] = mapped_column(JSONB)
    attachments: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    __table_args__ = (UniqueConstraint("case_id", "version", name="submissions_case_version"),)
