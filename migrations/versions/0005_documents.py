"""Contents by their hash, and the documents of the cases."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.execute("CREATE SCHEMA IF NOT EXISTS office")
    op.create_table(
        "contents",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("media", sa.String(100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        schema="office",
    )
    # The bytes are PDF, PNG or JPEG, already compressed: PostgreSQL need not try again.
    op.execute("ALTER TABLE office.contents ALTER COLUMN content SET STORAGE EXTERNAL")
    op.create_table(
        "documents",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("case_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.String(80), nullable=False),
        sa.Column("layout", sa.String(200), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("number", sa.String(100)),
        sa.Column("identifier", sa.String(120)),
        sa.Column("drawn_sha256", sa.String(64), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("seal", postgresql.JSONB(none_as_null=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True)),
        sa.Column("delivered_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("case_id", "kind", "round", name="documents_case_kind_round"),
        sa.UniqueConstraint("request_id", name="documents_request"),
        schema="office",
    )
    op.create_index("documents_identifier", "documents", ["identifier"], schema="office")
    op.create_index("documents_sha256", "documents", ["sha256"], schema="office")
    op.create_table(
        "document_series",
        sa.Column("organ", sa.String(18), primary_key=True),
        sa.Column("series", sa.String(40), primary_key=True),
        sa.Column("year", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("last", sa.Integer(), nullable=False),
        schema="office",
    )
    op.create_table(
        "document_serials",
        sa.Column("request_id", sa.String(80), primary_key=True),
        sa.Column("organ", sa.String(18), nullable=False),
        sa.Column("series", sa.String(40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.UniqueConstraint("organ", "series", "year", "serial", name="document_serials_once"),
        schema="office",
    )


def downgrade() -> None:
    op.drop_table("document_serials", schema="office")
    op.drop_table("document_series", schema="office")
    op.drop_table("documents", schema="office")
    op.drop_table("contents", schema="office")
