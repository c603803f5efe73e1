"""The table of rehearsals: one script an analyst and draft; everything else of a rehearsal is played anew."""

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, MetaData, String, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Rows(DeclarativeBase):
    metadata = MetaData(schema="office")


class RehearsalRow(Rows):
    """digest is the draft's as the last step saw it."""

    __tablename__ = "rehearsals"

    draft_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    account_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    script: Mapped[dict[str, Any]] = mapped_column(JSONB)
    digest: Mapped[str] = mapped_column(String(64))
    touched_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
