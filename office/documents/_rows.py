"""Tables of the documents: contents by their hash, and what each document of a case is."""

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, Index, Integer, LargeBinary, MetaData, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Rows(DeclarativeBase):
    metadata = MetaData(schema="office")


class ContentRow(Rows):
    """Bytes under their own SHA-256: written first, never changed."""

    __tablename__ = "contents"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    media: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(Integer)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class ThumbnailRow(Rows):
    """A small picture of an uploaded file, made when it came; shared by all who keep the same bytes."""

    __tablename__ = "thumbnails"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class DocumentRow(Rows):
    """One document of one case; sealing replaces the hash of the drawn file by that of the sealed one."""

    __tablename__ = "documents"
    __table_args__ = (
        UniqueConstraint("case_id", "kind", "round", name="documents_case_kind_round"),
        UniqueConstraint("request_id", name="documents_request"),
        Index("documents_identifier", "identifier"),
        Index("documents_sha256", "sha256"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    case_id: Mapped[str] = mapped_column(String(36))
    kind: Mapped[str] = mapped_column(String(40))
    round: Mapped[int] = mapped_column(Integer)
    request_id: Mapped[str] = mapped_column(String(80))
    layout: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(200))
    number: Mapped[str | None] = mapped_column(String(100))
    identifier: Mapped[str | None] = mapped_column(String(120))
    drawn_sha256: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64))
    seal: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    sealed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    delivered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class SeriesRow(Rows):
    """The last serial given in one series of notices of one organ in one year."""

    __tablename__ = "document_series"

    organ: Mapped[str] = mapped_column(String(18), primary_key=True)
    series: Mapped[str] = mapped_column(String(40), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


class SerialRow(Rows):
    """Which serial a request got: kept before the drawing, so that a second try has the same."""

    __tablename__ = "document_serials"
    __table_args__ = (
        UniqueConstraint("organ", "series", "year", "serial", name="document_serials_once"),
    )

    request_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    organ: Mapped[str] = mapped_column(String(18))
    series: Mapped[str] = mapped_column(String(40))
    year: Mapped[int] = mapped_column(Integer)
    serial: Mapped[int] = mapped_column(Integer)
