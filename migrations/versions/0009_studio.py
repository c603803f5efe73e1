"""Drafts of matters, their files and each file's earlier states."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "matter_drafts",
        sa.Column("id", sa.Uuid(as_uuid=False), primary_key=True),
        sa.Column("code", sa.String(60), nullable=False, unique=True),
        sa.Column("base_edition", sa.Uuid(as_uuid=False)),
        sa.Column("opened_by", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("touched_by", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("touched_at", MOMENT, nullable=False),
        schema="office",
    )
    op.create_table(
        "matter_draft_files",
        sa.Column("draft_id", sa.Uuid(as_uuid=False), _draft(), primary_key=True),
        sa.Column("path", sa.String(200), primary_key=True),
        sa.Column("content", sa.LargeBinary),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("changed_by", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        schema="office",
    )
    op.create_table(
        "matter_draft_steps",
        sa.Column("draft_id", sa.Uuid(as_uuid=False), _draft(), primary_key=True),
        sa.Column("path", sa.String(200), primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True),
        sa.Column("content", sa.LargeBinary),
        sa.Column("changed_by", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        schema="office",
    )
    op.create_index(
        "matter_draft_steps_by_time",
        "matter_draft_steps",
        ["draft_id", "changed_at"],
        schema="office",
    )


def downgrade() -> None:
    for table in ("matter_draft_steps", "matter_draft_files", "matter_drafts"):
        op.drop_table(table, schema="office")


def _draft() -> sa.ForeignKey:
    return sa.ForeignKey("office.matter_drafts.id", ondelete="CASCADE")
