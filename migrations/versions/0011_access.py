"""API keys; circuit breakers and switches of the connections to other authorities."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

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
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Uuid(as_uuid=False), primary_key=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("account_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("scopes", ARRAY(sa.String(30)), nullable=False),
        sa.Column("made_by", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT),
        sa.Column("used_on", sa.Date),
        sa.ForeignKeyConstraint(["account_id"], ["office.accounts.id"], name="api_keys_account"),
        sa.UniqueConstraint("secret_hash", name="api_keys_secret"),
        schema="office",
    )


def downgrade() -> None:
    op.drop_table("api_keys", schema="office")
    op.drop_table("switches", schema="adapters")
    op.drop_table("circuits", schema="adapters")
