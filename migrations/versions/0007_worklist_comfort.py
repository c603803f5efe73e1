"""Worklist: what the inbox lists, filters and counts by; saved views; bulk jobs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007"
down_revision = "0006"

MOMENT = sa.DateTime(timezone=True)
OPEN = sa.text("state = 'open'")
ORDERS = (("due", "due_key"), ("opening", "opened_at"), ("number", "case_number"))
TABLES = (
    "bulk_items",
    "bulk_jobs",
    "saved_views",
    "worklist_looks",
    "worklist_changes",
    "work_terms",
)
COLUMNS = ("facts", "waiting_group", "claimed_at", "due_key")
INDEXES = (
    "work_items_open_by_place",
    "work_items_open_by_due",
    "work_items_open_by_opening",
    "work_items_open_by_number",
    "work_items_open_by_holder",
    "work_items_open_by_waiting",
    "work_items_done",
)


def upgrade() -> None:
    _add_columns()
    op.drop_index("work_items_open_by_group", "work_items", schema="office")
    _create_indexes()
    _create_terms()
    _create_comfort()
    _create_bulk()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table, schema="office")
    for name in INDEXES:
        op.drop_index(name, "work_items", schema="office")
    op.create_index(
        "work_items_open_by_group",
        "work_items",
        ["group_name", "due_on"],
        schema="office",
        postgresql_where=OPEN,
    )
    for column in COLUMNS:
        op.drop_column("work_items", column, schema="office")


def _add_columns() -> None:
    due_key = sa.Column(
        "due_key",
        sa.Date(),
        sa.Computed("COALESCE(due_on, '9999-12-31'::date)", persisted=True),
        nullable=False,
    )
    for column in (
        due_key,
        sa.Column("claimed_at", MOMENT),
        sa.Column("waiting_group", sa.String(60)),
        sa.Column("facts", JSONB()),
    ):
        op.add_column("work_items", column, schema="office")
    # Who waits for an applicant: the group of the step before.
    op.execute(
        """
        UPDATE office.work_items AS asked SET waiting_group = (
            SELECT earlier.group_name FROM office.work_items AS earlier
            WHERE earlier.case_id = asked.case_id AND earlier.state = 'done'
              AND earlier.group_name IS NOT NULL
            ORDER BY earlier.closed_at DESC LIMIT 1)
        WHERE asked.state = 'open' AND asked.account_id IS NOT NULL
        """
    )


def _create_indexes() -> None:
    def make(
        name: str, columns: list[str], where: sa.TextClause, include: list[str] | None = None
    ) -> None:
        op.create_index(
            name,
            "work_items",
            columns,
            schema="office",
            postgresql_where=where,
            postgresql_include=include,
        )

    make("work_items_open_by_place", ["group_name", "region", "due_key", "id"], OPEN)
    for key, column in ORDERS:
        make(
            f"work_items_open_by_{key}",
            ["group_name", column, "id"],
            OPEN,
            ["region", "assignee", "matter", "step"],
        )
    make("work_items_open_by_holder", ["assignee", "due_key", "id"], OPEN)
    make(
        "work_items_open_by_waiting",
        ["waiting_group", "opened_at", "id"],
        sa.text("state = 'open' AND waiting_group IS NOT NULL"),
    )
    make("work_items_done", ["closed_by", "closed_at", "id"], sa.text("state = 'done'"))


def _create_terms() -> None:
    op.create_table(
        "work_terms",
        sa.Column("item_id", sa.Uuid(), primary_key=True),
        sa.Column("label", sa.String(80), primary_key=True),
        sa.Column("place", sa.Integer(), primary_key=True),
        sa.Column("group_name", sa.String(60), nullable=False),
        sa.Column("text", sa.String(200)),
        sa.Column("number", sa.Double()),
        schema="office",
    )
    # Tasks that are open now are found by number and applicant; their forms' answers come with the next task.
    op.execute(
        """
        INSERT INTO office.work_terms (item_id, label, place, group_name, text)
        SELECT id, '', 0, group_name, left(lower(case_number || ' ' || applicant_name), 200)
        FROM office.work_items WHERE state = 'open' AND group_name IS NOT NULL
        """
    )
    for column in ("text", "number"):
        op.create_index(
            f"work_terms_by_{column}",
            "work_terms",
            ["group_name", "label", column, "item_id"],
            schema="office",
            postgresql_where=sa.text(f"{column} IS NOT NULL"),
        )


def _create_comfort() -> None:
    op.create_table(
        "worklist_changes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        sa.Column("group_name", sa.String(60), nullable=False),
        sa.Column("region", sa.String(6), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        schema="office",
    )
    op.create_table(
        "worklist_looks",
        sa.Column("account_id", sa.Uuid(), primary_key=True),
        sa.Column("list_name", sa.String(40), primary_key=True),
        sa.Column("looked_at", MOMENT, nullable=False),
        schema="office",
    )
    op.create_table(
        "saved_views",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("organ_code", sa.String(18)),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("list_name", sa.String(40), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        schema="office",
    )
    op.create_index("saved_views_by_account", "saved_views", ["account_id"], schema="office")
    op.create_index(
        "saved_views_by_organ",
        "saved_views",
        ["organ_code"],
        schema="office",
        postgresql_where=sa.text("organ_code IS NOT NULL"),
    )


def _create_bulk() -> None:
    op.create_table(
        "bulk_jobs",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(20), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT),
        schema="office",
    )
    op.create_index(
        "bulk_jobs_by_account", "bulk_jobs", ["account_id", "created_at"], schema="office"
    )
    op.create_table(
        "bulk_items",
        sa.Column(
            "job_id",
            sa.Uuid(),
            sa.ForeignKey("office.bulk_jobs.id", name="bulk_items_job", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("position", sa.Integer(), primary_key=True),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.Column("reason", JSONB()),
        sa.Column("at", MOMENT),
        schema="office",
    )
