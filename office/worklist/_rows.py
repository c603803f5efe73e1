"""The table of tasks that wait for people."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, DateTime, Index, Integer, MetaData, String, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Rows(DeclarativeBase):
    metadata = MetaData(schema="office")


class WorkItemRow(Rows):
    """One user task of an instance; exactly one of group_name and account_id says who does it."""

    __tablename__ = "work_items"

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    instance_id: Mapped[str] = mapped_column(String(40))
    task_id: Mapped[str] = mapped_column(String(40))
    case_id: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    root_id: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    case_number: Mapped[str] = mapped_column(String(50))
    matter: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(200))
    applicant_name: Mapped[str] = mapped_column(String(100))
    element: Mapped[str] = mapped_column(String(100))
    step: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(100))
    form: Mapped[str] = mapped_column(String(100))
    lane: Mapped[str] = mapped_column(String(40))
    organ_code: Mapped[str | None] = mapped_column(String(18))
    group_name: Mapped[str | None] = mapped_column(String(60))
    account_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False))
    region: Mapped[str] = mapped_column(String(6))
    outcomes: Mapped[list[str]] = mapped_column(ARRAY(String(40)))
    barred: Mapped[list[str]] = mapped_column(ARRAY(String(100)))
    due_on: Mapped[date | None] = mapped_column(Date)
    provisional: Mapped[bool] = mapped_column(Boolean)
    total_days: Mapped[int] = mapped_column(Integer)
    assignee: Mapped[str | None] = mapped_column(Uuid(as_uuid=False))
    state: Mapped[str] = mapped_column(String(10))
    opened_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    closed_by: Mapped[str | None] = mapped_column(Uuid(as_uuid=False))

    __table_args__ = (
        Index("work_items_task", "instance_id", "task_id", unique=True),
        Index(
            "work_items_open_by_group", "group_name", "due_on", postgresql_where="state = 'open'"
        ),
        Index("work_items_open_by_account", "account_id", postgresql_where="state = 'open'"),
        Index("work_items_by_root", "root_id", "element"),
    )
