"""Table of the embedded operator of messages."""

from datetime import datetime

from sqlalchemy import DateTime, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from adapters.tables import Rows


class MessageRow(Rows):
    """A message that was sent."""

    __tablename__ = "messages"
    __table_args__ = (Index("messages_by_account", "account_id", "at"),)

    number: Mapped[str] = mapped_column(String(30), primary_key=True)
    account_id: Mapped[str] = mapped_column(String(36))
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    case_id: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
