"""Clocks that a law counts in calendar days."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column(
        "clocks",
        sa.Column("calendar_days", sa.Boolean(), nullable=False, server_default=sa.false()),
        schema="office",
    )
    op.alter_column("clocks", "calendar_days", server_default=None, schema="office")


def downgrade() -> None:
    op.drop_column("clocks", "calendar_days", schema="office")
