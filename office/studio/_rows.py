"""Tables of the studio: drafts, their files, and each file's earlier states."""

from datetime import date, datetime

from sqlalchemy import (
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    Uuid,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Rows(DeclarativeBase):
    metadata = MetaData(schema="office")


class DraftRow(Rows):
    __tablename__ = "matter_drafts"

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    base_edition: Mapped[str | None] = mapped_column(Uuid(as_uuid=False))
    opened_by: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    opened_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    touched_by: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    touched_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class DraftFileRow(Rows):
    """A file as it is now: revision counts its changes; `state` is current or removed."""

    __tablename__ = "matter_draft_files"

    draft_id: Mapped[str] = mapped_column(
        ForeignKey("office.matter_drafts.id", ondelete="CASCADE"), primary_key=True
    )
    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    content: Mapped[bytes | None] = mapped_column(LargeBinary)  # none: removed
    revision: Mapped[int] = mapped_column(Integer)
    changed_by: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class DraftStepRow(Rows):
    """Each state that a file has had: what a merge starts from, and nobody's work is ever gone."""

    __tablename__ = "matter_draft_steps"

    draft_id: Mapped[str] = mapped_column(
        ForeignKey("office.matter_drafts.id", ondelete="CASCADE"), primary_key=True
    )
    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    revision: Mapped[int] = mapped_column(Integer, primary_key=True)
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    changed_by: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index("matter_draft_steps_by_time", "draft_id", "changed_at"),)


class AsideRow(Rows):
    """What somebody wrote that clashes with a colleague's change, until they have chosen."""

    __tablename__ = "matter_draft_asides"

    draft_id: Mapped[str] = mapped_column(
        ForeignKey("office.matter_drafts.id", ondelete="CASCADE"), primary_key=True
    )
    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    account_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    revision: Mapped[int] = mapped_column(Integer)  # of `base`, with which the writer began
    base: Mapped[bytes | None] = mapped_column(LargeBinary)
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    set_aside_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class PublicationRow(Rows):
    """A draft submitted for publication; its files are kept as they were then, by digest."""

    __tablename__ = "matter_publications"

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    draft_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False))
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    base_edition: Mapped[str | None] = mapped_column(Uuid(as_uuid=False))
    instance_id: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12))
    valid_from: Mapped[date] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text)
    submitted_by: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    submitted_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    reviewed_by: Mapped[str | None] = mapped_column(Uuid(as_uuid=False))
    reviewed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    reason: Mapped[str] = mapped_column(Text)
    edition_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        Index(
            "matter_publications_open",
            "code",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )


class PublicationFileRow(Rows):
    __tablename__ = "matter_publication_files"

    publication_id: Mapped[str] = mapped_column(
        ForeignKey("office.matter_publications.id", ondelete="CASCADE"), primary_key=True
    )
    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
