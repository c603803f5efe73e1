"""Delegations while somebody is away, and days of the calendar that operators entered."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "delegations",
        sa.Column("id", sa.Uuid(as_uuid=False), primary_key=True),
        sa.Column("lender_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("holder_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date, nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("made_by", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.ForeignKeyConstraint(["lender_id"], ["office.accounts.id"], name="delegations_lender"),
        sa.ForeignKeyConstraint(["holder_id"], ["office.accounts.id"], name="delegations_holder"),
        schema="office",
    )
    op.create_index("delegations_by_holder", "delegations", ["holder_id"], schema="office")
    op.create_table(
        "calendar_days",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("working", sa.Boolean, nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("set_by", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
        schema="office",
    )
    op.create_table(
        "calendar_years",
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("notice", sa.String(200), nullable=False),
        sa.Column("set_by", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
        schema="office",
    )
    op.create_index("entries_by_verb", "entries", ["verb", "id"], schema="audit")


def downgrade() -> None:
    op.drop_index("entries_by_verb", "entries", schema="audit")
    op.drop_table("calendar_years", schema="office")
    op.drop_table("calendar_days", schema="office")
    op.drop_table("delegations", schema="office")
