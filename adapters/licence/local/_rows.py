"""Tables of the embedded licence authority."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, DateTime, Identity, Index, Integer, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from adapters.tables import Rows


class LicenceRow(Rows):
    """One licence from reservation on; state is reserved, valid or revoked."""

    __tablename__ = "licences"
    __table_args__ = (
        Index("licences_number", "type_code", "number", unique=True),
        Index(
            "licences_once_a_case",
            "case_id",
            "type_code",
            unique=True,
            postgresql_where=text("state <> 'revoked'"),
        ),
        Index("licences_by_holder", "holder_code", "type_code"),
    )

    identifier: Mapped[str] = mapped_column(String(100), primary_key=True)
    number: Mapped[str] = mapped_column(String(100))
    type_code: Mapped[str] = mapped_column(String(21))
    case_id: Mapped[str | None] = mapped_column(String(36))
    state: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(200))
    holder_code: Mapped[str] = mapped_column(String(30))
    holder_name: Mapped[str] = mapped_column(String(200))
    organ: Mapped[str] = mapped_column(String(18))
    organ_name: Mapped[str] = mapped_column(String(200))
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    digest_sha256: Mapped[str] = mapped_column(String(64))
    fields: Mapped[dict[str, Any]] = mapped_column(JSONB(none_as_null=True))
    reserved_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    issued_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    revocation: Mapped[str] = mapped_column(String(500))


class LookupRow(Rows):
    """Who asked for whose licences, and what for: the purpose is kept (GB/T 36906)."""

    __tablename__ = "licence_lookups"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    holder_code: Mapped[str] = mapped_column(String(30))
    type_code: Mapped[str] = mapped_column(String(21))
    purpose: Mapped[str] = mapped_column(String(200))
    found: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
