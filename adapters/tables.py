"""What all local backends share: the schema, replies kept under their requests, counters, faults."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Double, LargeBinary, MetaData, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Rows(DeclarativeBase):
    metadata = MetaData(schema="adapters")


class ReplyRow(Rows):
    """The reply to one request, written in the transaction of its effect."""

    __tablename__ = "replies"

    operation: Mapped[str] = mapped_column(String(40), primary_key=True)
    request_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    body: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    replied_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class CounterRow(Rows):
    """The last number given out in a scope; the row's lock keeps the numbers without gaps."""

    __tablename__ = "counters"

    scope: Mapped[str] = mapped_column(String(200), primary_key=True)
    last: Mapped[int] = mapped_column(BigInteger)


class FaultRow(Rows):
    """What a local backend is told to do wrong."""

    __tablename__ = "faults"

    port: Mapped[str] = mapped_column(String(20), primary_key=True)
    mode: Mapped[str] = mapped_column(String(10))
    seconds: Mapped[float] = mapped_column(Double)
