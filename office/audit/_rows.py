"""The table of the audit trail."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Index, MetaData, String, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Rows(DeclarativeBase):
    metadata = MetaData(schema="audit")


class EntryRow(Rows):
    __tablename__ = "entries"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    actor: Mapped[str | None] = mapped_column(Uuid(as_uuid=False))
    verb: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(120))
    case_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False))
    request: Mapped[str | None] = mapped_column(String(64))
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)

    __table_args__ = (
        Index("entries_by_case", "case_id", "id"),
        Index("entries_by_actor", "actor", "id"),
        Index("entries_by_verb", "verb", "id"),
    )
