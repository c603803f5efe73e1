"""Keys of programs, and what was answered to their requests."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("account_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.String(40)), nullable=False),
        sa.Column("matters", postgresql.ARRAY(sa.String(60)), nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("created_by", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="api_keys_pkey"),
        schema="office",
    )
    op.create_index("api_keys_by_account", "api_keys", ["account_id"], schema="office")
    op.create_table(
        "api_replies",
        sa.Column("key_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("reply", postgresql.JSONB(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key_id", "name", name="api_replies_pkey"),
        schema="office",
    )
    op.create_index("api_replies_by_time", "api_replies", ["at"], schema="office")
    op.create_index("cases_by_submission", "cases", ["submitted_at", "id"], schema="office")


def downgrade() -> None:
    op.drop_index("cases_by_submission", "cases", schema="office")
    op.drop_table("api_replies", schema="office")
    op.drop_table("api_keys", schema="office")
