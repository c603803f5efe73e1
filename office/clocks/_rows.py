"""Tables of the clocks that run on cases and of the calendar that operators enter."""

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
    calendar_days: Mapped[bool] = mapped_column(Boolean)
    due_on: Mapped[date] = mapped_column(Date)
    provisional: Mapped[bool] = mapped_column(Boolean)
    stopped_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index("clocks_running", "due_on", postgresql_where="stopped_at IS NULL"),)


class CalendarDayRow(Rows):
    __tablename__ = "calendar_days"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    working: Mapped[bool] = mapped_column(Boolean)
    note: Mapped[str] = mapped_column(String(200))
    set_by: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    set_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class CalendarYearRow(Rows):
    """A year whose notice is out and entered."""

    __tablename__ = "calendar_years"

    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    notice: Mapped[str] = mapped_column(String(200))
    set_by: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    set_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
