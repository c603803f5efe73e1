"""What the case page keeps: values that somebody found on site or in a paper, beside what was applied for."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "findings",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("root_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.String(40), nullable=False),
        sa.Column("element", sa.String(100), nullable=False),
        sa.Column("value", JSONB(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        schema="office",
    )
    op.create_index("findings_by_root", "findings", ["root_id", "id"], schema="office")


def downgrade() -> None:
    op.drop_table("findings", schema="office")
