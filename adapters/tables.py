"""What backends share: replies kept under their requests, counters, faults, circuits, switches."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Double, Integer, LargeBinary, MetaData, String
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


class CircuitRow(Rows):
    """How the line to one authority does: open_until is when it may be tried again."""

    __tablename__ = "circuits"

    port: Mapped[str] = mapped_column(String(20), primary_key=True)
    failures: Mapped[int] = mapped_column(Integer)
    opened_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    open_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    pause_seconds: Mapped[float] = mapped_column(Double)
    last_error: Mapped[str] = mapped_column(String(300))
    last_failure_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    last_success_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class SwitchRow(Rows):
    """Which backend an operator chose for a port."""

    __tablename__ = "switches"

    port: Mapped[str] = mapped_column(String(20), primary_key=True)
    backend: Mapped[str] = mapped_column(String(10))
