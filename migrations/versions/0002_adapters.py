"""Tables of the embedded authorities: shared ledger, seals, licences, credit, persons, messages."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.execute("CREATE SCHEMA IF NOT EXISTS adapters")
    _create_ledger()
    _create_seals()
    _create_licences()
    _create_others()


def downgrade() -> None:
    for table in (
        "messages",
        "persons",
        "credit_queries",
        "credit_list",
        "licence_lookups",
        "licences",
        "seal_signatures",
        "seals",
        "seal_authorities",
        "faults",
        "counters",
        "replies",
    ):
        op.drop_table(table, schema="adapters")


def _create_ledger() -> None:
    op.create_table(
        "replies",
        sa.Column("operation", sa.String(40), primary_key=True),
        sa.Column("request_id", sa.String(80), primary_key=True),
        sa.Column("body", JSONB()),
        sa.Column("content", sa.LargeBinary()),
        sa.Column("replied_at", _TIME),
        schema="adapters",
    )
    op.create_table(
        "counters",
        sa.Column("scope", sa.String(200), primary_key=True),
        sa.Column("last", sa.BigInteger(), nullable=False),
        schema="adapters",
    )
    op.create_table(
        "faults",
        sa.Column("port", sa.String(20), primary_key=True),
        sa.Column("mode", sa.String(10), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        schema="adapters",
    )


def _create_seals() -> None:
    op.create_table(
        "seal_authorities",
        sa.Column("name", sa.String(10), primary_key=True),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        schema="adapters",
    )
    op.create_table(
        "seals",
        sa.Column("code", sa.String(13), primary_key=True),
        sa.Column("organ", sa.String(18), nullable=False),
        sa.Column("organ_name", sa.String(200), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        schema="adapters",
    )
    op.create_index(
        "seals_of_organ", "seals", ["organ", "role", "organ_name"], unique=True, schema="adapters"
    )
    op.create_table(
        "seal_signatures",
        sa.Column("request_id", sa.String(80), primary_key=True),
        sa.Column(
            "seal_code",
            sa.String(13),
            sa.ForeignKey("adapters.seals.code", name="seal_signatures_seal"),
            nullable=False,
        ),
        sa.Column("signed_sha256", sa.String(64), nullable=False),
        sa.Column("file_sha256", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("signed_at", _TIME, nullable=False),
        schema="adapters",
    )
    op.create_index(
        "ix_adapters_seal_signatures_signed_sha256",
        "seal_signatures",
        ["signed_sha256"],
        schema="adapters",
    )


def _create_licences() -> None:
    op.create_table(
        "licences",
        sa.Column("identifier", sa.String(100), primary_key=True),
        sa.Column("number", sa.String(100), nullable=False),
        sa.Column("type_code", sa.String(21), nullable=False),
        sa.Column("case_id", sa.String(36)),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("holder_code", sa.String(30), nullable=False),
        sa.Column("holder_name", sa.String(200), nullable=False),
        sa.Column("organ", sa.String(18), nullable=False),
        sa.Column("organ_name", sa.String(200), nullable=False),
        sa.Column("valid_from", sa.Date()),
        sa.Column("valid_to", sa.Date()),
        sa.Column("digest_sha256", sa.String(64), nullable=False),
        sa.Column("fields", JSONB(), nullable=False),
        sa.Column("reserved_at", _TIME, nullable=False),
        sa.Column("issued_at", _TIME),
        sa.Column("revoked_at", _TIME),
        sa.Column("revocation", sa.String(500), nullable=False),
        schema="adapters",
    )
    op.create_index(
        "licences_number", "licences", ["type_code", "number"], unique=True, schema="adapters"
    )
    op.create_index(
        "licences_once_a_case",
        "licences",
        ["case_id", "type_code"],
        unique=True,
        schema="adapters",
        postgresql_where=sa.text("state <> 'revoked'"),
    )
    op.create_index(
        "licences_by_holder", "licences", ["holder_code", "type_code"], schema="adapters"
    )
    op.create_table(
        "licence_lookups",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("holder_code", sa.String(30), nullable=False),
        sa.Column("type_code", sa.String(21), nullable=False),
        sa.Column("purpose", sa.String(200), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        schema="adapters",
    )


def _create_others() -> None:
    op.create_table(
        "credit_list",
        sa.Column("holder_code", sa.String(30), primary_key=True),
        sa.Column("cause", sa.String(500), nullable=False),
        sa.Column("entered_at", _TIME, nullable=False),
        sa.Column("struck_at", _TIME),
        schema="adapters",
    )
    op.create_table(
        "credit_queries",
        sa.Column("number", sa.String(30), primary_key=True),
        sa.Column("holder_code", sa.String(30), nullable=False),
        sa.Column("purpose", sa.String(200), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        schema="adapters",
    )
    op.create_table(
        "persons",
        sa.Column("id_number", sa.String(18), primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
        schema="adapters",
    )
    op.create_table(
        "messages",
        sa.Column("number", sa.String(30), primary_key=True),
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("case_id", sa.String(36), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        schema="adapters",
    )
    op.create_index("messages_by_account", "messages", ["account_id", "at"], schema="adapters")
