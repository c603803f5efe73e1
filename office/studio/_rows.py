"""Tables of the studio: drafts, their files, and each file's earlier states."""

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Uuid
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
