"""Tables of the embedded credit platform."""

from datetime import datetime

from sqlalchemy import Boolean, DateTime, String
from sqlalchemy.orm import Mapped, mapped_column

from adapters.tables import Rows


class DiscreditRow(Rows):
    """An entity on the list of serious discredit; struck off once repaired."""

    __tablename__ = "credit_list"

    holder_code: Mapped[str] = mapped_column(String(30), primary_key=True)
    cause: Mapped[str] = mapped_column(String(500))
    entered_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    struck_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class CreditQueryRow(Rows):
    """One query with its purpose and answer."""

    __tablename__ = "credit_queries"

    number: Mapped[str] = mapped_column(String(30), primary_key=True)
    holder_code: Mapped[str] = mapped_column(String(30))
    purpose: Mapped[str] = mapped_column(String(200))
    listed: Mapped[bool] = mapped_column(Boolean)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
