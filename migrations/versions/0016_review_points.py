"""Which review points a task shows is drawn at the task, no longer guessed from its name."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column(
        "work_items",
        sa.Column("points", sa.String(20), nullable=False, server_default=""),
        schema="office",
    )
    op.execute(
        """
        UPDATE office.work_items SET points = CASE element
            WHEN 'formal_review' THEN 'acceptance' WHEN 'review' THEN 'review' ELSE '' END
        """
    )
    op.alter_column("work_items", "points", server_default=None, schema="office")


def downgrade() -> None:
    op.drop_column("work_items", "points", schema="office")
