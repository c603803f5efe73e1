"""The table of the clocks that run on cases."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, DateTime, Index, Integer, MetaData, String, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Rows(DeclarativeBase):
    metadata = MetaData(schema="office")


class ClockRow(Rows):
    __tablename__ = "clocks"

    case_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    started_on: Mapped[date] = mapped_column(Date)
    days: Mapped[int] = mapped_column(Integer)
    due_on: Mapped[date] = mapped_column(Date)
    provisional: Mapped[bool] = mapped_column(Boolean)
    stopped_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index("clocks_running", "due_on", postgresql_where="stopped_at IS NULL"),)
