"""Tables of matters: editions with their files, and the files that matters share."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Rows(DeclarativeBase):
    metadata = MetaData(schema="office")


class EditionRow(Rows):
    __tablename__ = "editions"

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    code: Mapped[str] = mapped_column(String(60))
    version: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(12))  # draft, published, replaced
    origin: Mapped[str] = mapped_column(String(12))  # shipped, own
    process_id: Mapped[str] = mapped_column(String(120))
    definition_id: Mapped[int | None] = mapped_column(Integer)
    document: Mapped[dict[str, Any]] = mapped_column(JSONB)
    questions: Mapped[dict[str, Any]] = mapped_column(JSONB)
    compiled: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    digest: Mapped[str] = mapped_column(String(64))
    basis: Mapped[str] = mapped_column(String(64))  # digest of all that the compile rested on
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    published_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    published_by: Mapped[str | None] = mapped_column(String(64))  # account id or command-line

    __table_args__ = (
        UniqueConstraint("code", "version", name="editions_version"),
        Index(
            "editions_one_published",
            "code",
            unique=True,
            postgresql_where=text("state = 'published'"),
        ),
        Index("editions_by_process", "process_id"),
    )


class EditionFileRow(Rows):
    __tablename__ = "edition_files"

    edition_id: Mapped[str] = mapped_column(
        Uuid(as_uuid=False), ForeignKey("office.editions.id", ondelete="CASCADE"), primary_key=True
    )
    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class SharedFileRow(Rows):
    """A block, an element file or a notice layout; `definition_id` of a deployed block."""

    __tablename__ = "shared_files"

    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[str] = mapped_column(String(64))
    loaded_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class ShippedRow(Rows):
    """The digest of the tree that this installation shipped and published last."""

    __tablename__ = "shipped_trees"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
