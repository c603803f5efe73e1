"""Circuit breakers and switches of the connections to other authorities."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "circuits",
        sa.Column("port", sa.String(20), primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("opened_at", MOMENT),
        sa.Column("open_until", MOMENT),
        sa.Column("pause_seconds", sa.Double, nullable=False),
        sa.Column("last_error", sa.String(300), nullable=False),
        sa.Column("last_failure_at", MOMENT),
        sa.Column("last_success_at", MOMENT),
        schema="adapters",
    )
    op.create_table(
        "switches",
        sa.Column("port", sa.String(20), primary_key=True),
        sa.Column("backend", sa.String(10), nullable=False),
        schema="adapters",
    )


def downgrade() -> None:
    op.drop_table("switches", schema="adapters")
    op.drop_table("circuits", schema="adapters")
