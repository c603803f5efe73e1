"""Tables of matters: editions, their files, the files that matters share."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("CREATE SCHEMA IF NOT EXISTS office")
    _create_editions()
    _create_files()


def downgrade() -> None:
    for table in ("shipped_trees", "shared_files", "edition_files", "editions"):
        op.drop_table(table, schema="office")


def _create_editions() -> None:
    op.create_table(
        "editions",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("origin", sa.String(12), nullable=False),
        sa.Column("process_id", sa.String(120), nullable=False),
        sa.Column("definition_id", sa.Integer()),
        sa.Column("document", JSONB(), nullable=False),
        sa.Column("questions", JSONB(), nullable=False),
        sa.Column("compiled", JSONB()),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("basis", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("published_by", sa.String(64)),
        sa.UniqueConstraint("code", "version", name="editions_version"),
        schema="office",
    )
    op.create_index(
        "editions_one_published",
        "editions",
        ["code"],
        unique=True,
        schema="office",
        postgresql_where=sa.text("state = 'published'"),
    )
    op.create_index("editions_by_process", "editions", ["process_id"], schema="office")


def _create_files() -> None:
    op.create_table(
        "edition_files",
        sa.Column(
            "edition_id",
            sa.Uuid(),
            sa.ForeignKey("office.editions.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("path", sa.String(200), primary_key=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        schema="office",
    )
    op.create_table(
        "shared_files",
        sa.Column("path", sa.String(200), primary_key=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        schema="office",
    )
    op.create_table(
        "shipped_trees",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        schema="office",
    )
