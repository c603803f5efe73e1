"""Tables of drafts and submissions, tasks, clocks, cases with their opinions, questions and evidence."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0006"
down_revision = "0005"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.execute("CREATE SCHEMA IF NOT EXISTS office")
    _create_filing()
    _create_work_items()
    _create_clocks()
    _create_cases()
    _create_papers()


def downgrade() -> None:
    for table in (
        "evidence",
        "clarifications",
        "opinions",
        "case_numbers",
        "cases",
        "clocks",
        "work_items",
        "submissions",
        "attachments",
        "drafts",
    ):
        op.drop_table(table, schema="office")


def _create_filing() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("purpose", sa.String(12), nullable=False),
        sa.Column("edition_id", sa.String(40), nullable=False),
        sa.Column("matter", sa.String(60), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid()),
        sa.Column("region", sa.String(6), nullable=False),
        sa.Column("answers", JSONB(), nullable=False),
        sa.Column("values", JSONB(), nullable=False),
        sa.Column("needed", ARRAY(sa.String(60)), nullable=False),
        sa.Column("fetched", JSONB(), nullable=False),
        sa.Column("disputed", ARRAY(sa.String(60)), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("submitted_at", MOMENT),
        schema="office",
    )
    op.create_index("drafts_by_account", "drafts", ["account_id", "updated_at"], schema="office")
    op.create_index("drafts_by_case", "drafts", ["case_id"], schema="office")
    op.create_table(
        "attachments",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column(
            "draft_id",
            sa.Uuid(),
            sa.ForeignKey("office.drafts.id", name="attachments_draft", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("slot", sa.String(100), nullable=False),
        sa.Column("filename", sa.String(120), nullable=False),
        sa.Column("media", sa.String(60), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        schema="office",
    )
    op.create_index("attachments_by_draft", "attachments", ["draft_id", "slot"], schema="office")
    op.create_index("attachments_by_content", "attachments", ["sha256"], schema="office")
    op.create_table(
        "submissions",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.String(40), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("answers", JSONB(), nullable=False),
        sa.Column("values", JSONB(), nullable=False),
        sa.Column("region", sa.String(6), nullable=False),
        sa.Column("needed", ARRAY(sa.String(60)), nullable=False),
        sa.Column("sources", JSONB(), nullable=False),
        sa.Column("attachments", JSONB(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.UniqueConstraint("case_id", "version", name="submissions_case_version"),
        schema="office",
    )


def _create_work_items() -> None:
    op.create_table(
        "work_items",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("instance_id", sa.String(40), nullable=False),
        sa.Column("task_id", sa.String(40), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("root_id", sa.Uuid(), nullable=False),
        sa.Column("case_number", sa.String(50), nullable=False),
        sa.Column("matter", sa.String(60), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("applicant_name", sa.String(100), nullable=False),
        sa.Column("element", sa.String(100), nullable=False),
        sa.Column("step", sa.String(40), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("form", sa.String(100), nullable=False),
        sa.Column("lane", sa.String(40), nullable=False),
        sa.Column("organ_code", sa.String(18)),
        sa.Column("group_name", sa.String(60)),
        sa.Column("account_id", sa.Uuid()),
        sa.Column("region", sa.String(6), nullable=False),
        sa.Column("outcomes", ARRAY(sa.String(40)), nullable=False),
        sa.Column("barred", ARRAY(sa.String(100)), nullable=False),
        sa.Column("due_on", sa.Date()),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("total_days", sa.Integer(), nullable=False),
        sa.Column("assignee", sa.Uuid()),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT),
        sa.Column("closed_by", sa.Uuid()),
        schema="office",
    )
    op.create_index(
        "work_items_task", "work_items", ["instance_id", "task_id"], unique=True, schema="office"
    )
    op.create_index(
        "work_items_open_by_group",
        "work_items",
        ["group_name", "due_on"],
        schema="office",
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "work_items_open_by_account",
        "work_items",
        ["account_id"],
        schema="office",
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("work_items_by_root", "work_items", ["root_id", "element"], schema="office")


def _create_clocks() -> None:
    op.create_table(
        "clocks",
        sa.Column("case_id", sa.Uuid(), primary_key=True),
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("stopped_at", MOMENT),
        schema="office",
    )
    op.create_index(
        "clocks_running",
        "clocks",
        ["due_on"],
        schema="office",
        postgresql_where=sa.text("stopped_at IS NULL"),
    )


def _create_cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("number", sa.String(50), nullable=False),
        sa.Column("root_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid()),
        sa.Column("draft_id", sa.Uuid()),
        sa.Column("edition_id", sa.String(40), nullable=False),
        sa.Column("matter", sa.String(60), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("instance_id", sa.String(40)),
        sa.Column("call_task_id", sa.String(40)),
        sa.Column("element", sa.String(100)),
        sa.Column("region", sa.String(6), nullable=False),
        sa.Column("organ_code", sa.String(18), nullable=False),
        sa.Column("applicant_id", sa.Uuid(), nullable=False),
        sa.Column("applicant_name", sa.String(100), nullable=False),
        sa.Column("applicant_code", sa.String(20), nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("outcome", sa.String(20)),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("submitted_at", MOMENT, nullable=False),
        sa.Column("received_at", MOMENT),
        sa.Column("accepted_at", MOMENT),
        sa.Column("decided_at", MOMENT),
        sa.Column("closed_at", MOMENT),
        sa.UniqueConstraint("number", name="cases_number"),
        sa.UniqueConstraint("draft_id", name="cases_draft"),
        sa.UniqueConstraint("root_id", "call_task_id", name="cases_call"),
        schema="office",
    )
    op.create_index(
        "cases_by_applicant", "cases", ["applicant_id", "submitted_at"], schema="office"
    )
    op.create_index("cases_by_organ", "cases", ["organ_code", "region"], schema="office")
    op.create_table(
        "case_numbers",
        sa.Column("prefix", sa.String(44), primary_key=True),
        sa.Column("last", sa.Integer(), nullable=False),
        schema="office",
    )


def _create_papers() -> None:
    op.create_table(
        "opinions",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("root_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.String(40), nullable=False),
        sa.Column("element", sa.String(100), nullable=False),
        sa.Column("step", sa.String(40), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("points", ARRAY(sa.String(80)), nullable=False),
        sa.Column("items", ARRAY(sa.Text()), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.UniqueConstraint("root_id", "task_id", name="opinions_task"),
        schema="office",
    )
    op.create_index("opinions_by_case", "opinions", ["case_id", "id"], schema="office")
    op.create_table(
        "clarifications",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("root_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.String(40), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("answer", sa.Text()),
        sa.Column("answered_at", MOMENT),
        schema="office",
    )
    op.create_index(
        "clarifications_by_root", "clarifications", ["root_id", "asked_at"], schema="office"
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("request_id", sa.String(80), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("source", sa.String(100), nullable=False),
        sa.Column("number", sa.String(80), nullable=False),
        sa.Column("data", JSONB(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.UniqueConstraint("request_id", name="evidence_request"),
        schema="office",
    )
    op.create_index("evidence_by_case", "evidence", ["case_id", "id"], schema="office")
