"""Drafts of matters with every state of their files, work set aside by a clash, and publications with what was approved."""

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
    op.create_table(
        "matter_draft_asides",
        sa.Column("draft_id", sa.Uuid(as_uuid=False), _draft(), primary_key=True),
        sa.Column("path", sa.String(200), primary_key=True),
        sa.Column("account_id", sa.Uuid(as_uuid=False), primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("base", sa.LargeBinary),
        sa.Column("content", sa.LargeBinary),
        sa.Column("set_aside_at", MOMENT, nullable=False),
        schema="office",
    )
    op.create_table(
        "matter_publications",
        sa.Column("id", sa.Uuid(as_uuid=False), primary_key=True),
        sa.Column("draft_id", sa.Uuid(as_uuid=False)),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("base_edition", sa.Uuid(as_uuid=False)),
        sa.Column("instance_id", sa.String(64)),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("submitted_by", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("submitted_at", MOMENT, nullable=False),
        sa.Column("reviewed_by", sa.Uuid(as_uuid=False)),
        sa.Column("reviewed_at", MOMENT),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("edition_id", sa.Uuid(as_uuid=False)),
        sa.Column("ended_at", MOMENT),
        schema="office",
    )
    op.create_index(
        "matter_publications_open",
        "matter_publications",
        ["code"],
        unique=True,
        schema="office",
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "matter_publication_files",
        sa.Column(
            "publication_id",
            sa.Uuid(as_uuid=False),
            sa.ForeignKey("office.matter_publications.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("path", sa.String(200), primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
        schema="office",
    )


def downgrade() -> None:
    for table in (
        "matter_publication_files",
        "matter_publications",
        "matter_draft_asides",
        "matter_draft_steps",
        "matter_draft_files",
        "matter_drafts",
    ):
        op.drop_table(table, schema="office")


def _draft() -> sa.ForeignKey:
    return sa.ForeignKey("office.matter_drafts.id", ondelete="CASCADE")
