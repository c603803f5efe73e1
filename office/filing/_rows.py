"""Tables of drafts, attachments and submissions."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Rows(DeclarativeBase):
    metadata = MetaData(schema="office")


_NOTHING = text("'{}'")


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
    disputes: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=_NOTHING)
    acting_for: Mapped[str] = mapped_column(String(18), server_default="")
    revision: Mapped[int] = mapped_column(Integer, server_default="0")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    submitted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    changes: Mapped[list["DraftChangeRow"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True
    )

    __table_args__ = (
        Index("drafts_by_account", "account_id", "updated_at"),
        Index("drafts_by_case", "case_id"),
    )


class DraftChangeRow(Rows):
    """What a field held before a revision changed it, so that two devices can be told apart; gone once submitted."""

    __tablename__ = "draft_changes"

    draft_id: Mapped[str] = mapped_column(
        ForeignKey("office.drafts.id", name="draft_changes_draft", ondelete="CASCADE"),
        primary_key=True,
    )
    field: Mapped[str] = mapped_column(String(100), primary_key=True)
    revision: Mapped[int] = mapped_column(Integer, primary_key=True)
    before: Mapped[Any] = mapped_column(JSONB(none_as_null=True), nullable=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


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
    disputes: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=_NOTHING)
    authority: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=_NOTHING)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    __table_args__ = (UniqueConstraint("case_id", "version", name="submissions_case_version"),)


class AuthorisationRow(Rows):
    """A legal representative lets somebody act for the enterprise; no matters means all of them."""

    __tablename__ = "authorisations"

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    enterprise: Mapped[str] = mapped_column(String(18))
    enterprise_name: Mapped[str] = mapped_column(String(200))
    principal_id: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    principal_name: Mapped[str] = mapped_column(String(80))
    agent_id: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    agent_name: Mapped[str] = mapped_column(String(80))
    matters: Mapped[list[str]] = mapped_column(ARRAY(String(60)))
    valid_until: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(10))
    given_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    settled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        Index("authorisations_by_agent", "agent_id", "given_at"),
        Index("authorisations_by_principal", "principal_id", "given_at"),
    )


class CommitmentRow(Rows):
    """The 告知书 that was read and the 承诺书 that was signed for one matter of a draft, word by word."""

    __tablename__ = "commitments"

    draft_id: Mapped[str] = mapped_column(
        ForeignKey("office.drafts.id", name="commitments_draft", ondelete="CASCADE"),
        primary_key=True,
    )
    matter: Mapped[str] = mapped_column(String(60), primary_key=True)
    text: Mapped[dict[str, Any]] = mapped_column(JSONB)
    digest: Mapped[str] = mapped_column(String(64))
    read_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    signed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    signer_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False))
    signer_name: Mapped[str] = mapped_column(String(80))
