"""Tables of tasks that wait for people, of how people look at them, and of work done on many at once."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Computed,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Rows(DeclarativeBase):
    metadata = MetaData(schema="office")


class WorkItemRow(Rows):
    """One user task of an instance; exactly one of group_name and account_id says who does it.

    waiting_group is the group that waits for an applicant's answer. due_key is due_on, the far future where
    there is none, so that lists by due day are one range of an index. facts are the answers of the form by
    label, kept while the task is open: what a list shows and filters by.
    """

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
    points: Mapped[str] = mapped_column(String(20))
    waiting_group: Mapped[str | None] = mapped_column(String(60))
    due_on: Mapped[date | None] = mapped_column(Date)
    due_key: Mapped[date] = mapped_column(
        Date, Computed("COALESCE(due_on, '9999-12-31'::date)", persisted=True)
    )
    provisional: Mapped[bool] = mapped_column(Boolean)
    total_days: Mapped[int] = mapped_column(Integer)
    assignee: Mapped[str | None] = mapped_column(Uuid(as_uuid=False))
    claimed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    state: Mapped[str] = mapped_column(String(10))
    opened_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    closed_by: Mapped[str | None] = mapped_column(Uuid(as_uuid=False))
    facts: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))

    __table_args__ = (
        Index("work_items_task", "instance_id", "task_id", unique=True),
        # Each list and order is one range of one of these; none carries a closed task.
        Index(
            "work_items_open_by_place",
            "group_name",
            "region",
            "due_key",
            "id",
            postgresql_where="state = 'open'",
        ),
        *(
            Index(
                f"work_items_open_by_{key}",
                "group_name",
                column,
                "id",
                postgresql_include=["region", "assignee", "matter", "step"],
                postgresql_where="state = 'open'",
            )
            for key, column in (
                ("due", "due_key"),
                ("opening", "opened_at"),
                ("number", "case_number"),
            )
        ),
        Index(
            "work_items_open_by_holder",
            "assignee",
            "due_key",
            "id",
            postgresql_where="state = 'open'",
        ),
        Index(
            "work_items_open_by_waiting",
            "waiting_group",
            "opened_at",
            "id",
            postgresql_where="state = 'open' AND waiting_group IS NOT NULL",
        ),
        Index("work_items_open_by_account", "account_id", postgresql_where="state = 'open'"),
        Index("work_items_done", "closed_by", "closed_at", "id", postgresql_where="state = 'done'"),
        Index("work_items_by_root", "root_id", "element"),
    )


class TermRow(Rows):
    """One answer of an open task's form under its group, so that what is rare among thousands is found at once.

    Numbers stand in number, all else in small letters in text, a list as one row a value. Label "" is the
    case number with the applicant.
    """

    __tablename__ = "work_terms"

    item_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    label: Mapped[str] = mapped_column(String(80), primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True)
    group_name: Mapped[str] = mapped_column(String(60))
    text: Mapped[str | None] = mapped_column(String(200))
    number: Mapped[float | None] = mapped_column(Double)

    __table_args__ = (
        Index(
            "work_terms_by_text",
            "group_name",
            "label",
            "text",
            "item_id",
            postgresql_where="text IS NOT NULL",
        ),
        Index(
            "work_terms_by_number",
            "group_name",
            "label",
            "number",
            "item_id",
            postgresql_where="number IS NOT NULL",
        ),
    )


class ChangeRow(Rows):
    """A group's list has changed; only ever added, so that nobody waits for anybody. Swept after minutes."""

    __tablename__ = "worklist_changes"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    group_name: Mapped[str] = mapped_column(String(60))
    region: Mapped[str] = mapped_column(String(6))
    kind: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class LookRow(Rows):
    """When an account last looked at one of its lists: what came later is news."""

    __tablename__ = "worklist_looks"

    account_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    list_name: Mapped[str] = mapped_column(String(40), primary_key=True)
    looked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class ViewRow(Rows):
    """A saved view: a list with filters, columns and order; shared with the organ where one is named."""

    __tablename__ = "saved_views"

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    account_id: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    organ_code: Mapped[str | None] = mapped_column(String(18))
    name: Mapped[str] = mapped_column(String(40))
    list_name: Mapped[str] = mapped_column(String(40))
    query: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        Index("saved_views_by_account", "account_id"),
        Index("saved_views_by_organ", "organ_code", postgresql_where="organ_code IS NOT NULL"),
    )


class BulkJobRow(Rows):
    """One act on many tasks, done by workers item after item."""

    __tablename__ = "bulk_jobs"

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    account_id: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    act: Mapped[str] = mapped_column(String(20))
    total: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index("bulk_jobs_by_account", "account_id", "created_at"),)


class BulkItemRow(Rows):
    """One task of a bulk job; outcome is empty until a worker has come to it."""

    __tablename__ = "bulk_items"

    job_id: Mapped[str] = mapped_column(
        ForeignKey("office.bulk_jobs.id", name="bulk_items_job", ondelete="CASCADE"),
        primary_key=True,
    )
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    item_id: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    outcome: Mapped[str] = mapped_column(String(12))
    reason: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
