"""Applications: revisions of drafts, disputes, authorisations, commitments, items of a supplement, thumbnails."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0008"
down_revision = "0007"

MOMENT = sa.DateTime(timezone=True)
NOTHING = sa.text("'{}'")


def upgrade() -> None:
    op.add_column(
        "drafts",
        sa.Column("revision", sa.Integer, nullable=False, server_default="0"),
        schema="office",
    )
    op.add_column(
        "drafts",
        sa.Column("acting_for", sa.String(18), nullable=False, server_default=""),
        schema="office",
    )
    for table in ("drafts", "submissions"):
        op.add_column(
            table,
            sa.Column("disputes", JSONB, nullable=False, server_default=NOTHING),
            schema="office",
        )
    op.add_column(
        "submissions",
        sa.Column("authority", JSONB, nullable=False, server_default=NOTHING),
        schema="office",
    )
    _draft_changes()
    _authorisations()
    _commitments()
    _supplement_items()
    op.create_table(
        "thumbnails",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        schema="office",
    )


def downgrade() -> None:
    for table in (
        "thumbnails",
        "supplement_items",
        "commitments",
        "authorisations",
        "draft_changes",
    ):
        op.drop_table(table, schema="office")
    for table, column in (
        ("submissions", "authority"),
        ("submissions", "disputes"),
        ("drafts", "disputes"),
        ("drafts", "acting_for"),
        ("drafts", "revision"),
    ):
        op.drop_column(table, column, schema="office")


def _draft_changes() -> None:
    op.create_table(
        "draft_changes",
        sa.Column("draft_id", sa.Uuid(as_uuid=False), _draft("draft_changes"), primary_key=True),
        sa.Column("field", sa.String(100), primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True),
        sa.Column("before", JSONB),
        sa.Column("at", MOMENT, nullable=False),
        schema="office",
    )


def _authorisations() -> None:
    op.create_table(
        "authorisations",
        sa.Column("id", sa.Uuid(as_uuid=False), primary_key=True),
        sa.Column("enterprise", sa.String(18), nullable=False),
        sa.Column("enterprise_name", sa.String(200), nullable=False),
        sa.Column("principal_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("principal_name", sa.String(80), nullable=False),
        sa.Column("agent_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("agent_name", sa.String(80), nullable=False),
        sa.Column("matters", ARRAY(sa.String(60)), nullable=False),
        sa.Column("valid_until", sa.Date, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT),
        sa.Column("withdrawn_at", MOMENT),
        schema="office",
    )
    for who in ("agent", "principal"):
        op.create_index(
            f"authorisations_by_{who}",
            "authorisations",
            [f"{who}_id", "given_at"],
            schema="office",
        )


def _commitments() -> None:
    op.create_table(
        "commitments",
        sa.Column("draft_id", sa.Uuid(as_uuid=False), _draft("commitments"), primary_key=True),
        sa.Column("matter", sa.String(60), primary_key=True),
        sa.Column("text", JSONB, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("read_at", MOMENT, nullable=False),
        sa.Column("signed_at", MOMENT),
        sa.Column("signer_id", sa.Uuid(as_uuid=False)),
        sa.Column("signer_name", sa.String(80), nullable=False),
        schema="office",
    )


def _supplement_items() -> None:
    op.create_table(
        "supplement_items",
        sa.Column("case_id", sa.Uuid(as_uuid=False), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("element", sa.String(100), nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("saved_at", MOMENT),
        sa.Column("sent_at", MOMENT),
        schema="office",
    )


def _draft(table: str) -> sa.ForeignKey:
    return sa.ForeignKey("office.drafts.id", name=f"{table}_draft", ondelete="CASCADE")
