"""Tables of cases: numbers, opinions of the people who handle them, questions to the applicant, evidence."""

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, Index, Integer, MetaData, String, Text, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Rows(DeclarativeBase):
    metadata = MetaData(schema="office")


class CaseRow(Rows):
    """A case: the root (root_id is its own id) or a member that a one-thing's diagram called."""

    __tablename__ = "cases"

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    number: Mapped[str] = mapped_column(String(50))
    root_id: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    parent_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False))
    draft_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False))
    edition_id: Mapped[str] = mapped_column(String(40))
    matter: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(10))
    instance_id: Mapped[str | None] = mapped_column(String(40))
    call_task_id: Mapped[str | None] = mapped_column(String(40))
    element: Mapped[str | None] = mapped_column(String(100))
    region: Mapped[str] = mapped_column(String(6))
    organ_code: Mapped[str] = mapped_column(String(18))
    applicant_id: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    applicant_name: Mapped[str] = mapped_column(String(100))
    applicant_code: Mapped[str] = mapped_column(String(20))
    stage: Mapped[str] = mapped_column(String(40))
    outcome: Mapped[str | None] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    submitted_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    received_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    accepted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        UniqueConstraint("number", name="cases_number"),
        UniqueConstraint("draft_id", name="cases_draft"),
        UniqueConstraint("root_id", "call_task_id", name="cases_call"),
        Index("cases_by_applicant", "applicant_id", "submitted_at"),
        Index("cases_by_organ", "organ_code", "region"),
        Index("cases_by_submission", "submitted_at", "id"),
    )


class NumberRow(Rows):
    """The last serial given in one matter of one organ on one day."""

    __tablename__ = "case_numbers"

    prefix: Mapped[str] = mapped_column(String(44), primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


class OpinionRow(Rows):
    """What somebody decided in a task, with reason and ticked review points; kept for good."""

    __tablename__ = "opinions"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    root_id: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    task_id: Mapped[str] = mapped_column(String(40))
    element: Mapped[str] = mapped_column(String(100))
    step: Mapped[str] = mapped_column(String(40))
    account_id: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    outcome: Mapped[str] = mapped_column(String(40))
    opinion: Mapped[str] = mapped_column(Text)
    points: Mapped[list[str]] = mapped_column(ARRAY(String(80)))
    items: Mapped[list[str]] = mapped_column(ARRAY(Text))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        UniqueConstraint("root_id", "task_id", name="opinions_task"),
        Index("opinions_by_case", "case_id", "id"),
    )


class ClarificationRow(Rows):
    """A question to the applicant after acceptance (核实) and its answer; no clock stops for it."""

    __tablename__ = "clarifications"

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    case_id: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    root_id: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    task_id: Mapped[str] = mapped_column(String(40))
    asked_by: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    question: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    answer: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index("clarifications_by_root", "root_id", "asked_at"),)


class SupplementItemRow(Rows):
    """One thing that the 补正 notice asks for, what it is about, and the applicant's answer to it."""

    __tablename__ = "supplement_items"

    case_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)
    element: Mapped[str] = mapped_column(String(100))
    answer: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class EvidenceRow(Rows):
    """What another authority answered about a case, once a request."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    kind: Mapped[str] = mapped_column(String(60))
    request_id: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(100))
    statement: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(100))
    number: Mapped[str] = mapped_column(String(80))
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        UniqueConstraint("request_id", name="evidence_request"),
        Index("evidence_by_case", "case_id", "id"),
    )


class FindingRow(Rows):
    """A value that somebody found on site or in a paper for a shared element, beside what was applied for."""

    __tablename__ = "findings"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    root_id: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    task_id: Mapped[str] = mapped_column(String(40))
    element: Mapped[str] = mapped_column(String(100))
    value: Mapped[Any] = mapped_column(JSONB)
    note: Mapped[str] = mapped_column(Text)
    account_id: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index("findings_by_root", "root_id", "id"),)
