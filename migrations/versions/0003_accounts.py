"""Tables of accounts, organs, sign-ins and the audit trail."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute("CREATE SCHEMA IF NOT EXISTS office")
    op.execute("CREATE SCHEMA IF NOT EXISTS audit")
    _create_people()
    _create_sign_ins()
    _create_audit()


def downgrade() -> None:
    op.drop_table("entries", schema="audit")
    op.execute("DROP FUNCTION audit.refuse_change()")
    for table in ("sign_in_failures", "sign_ins", "accounts", "organs"):
        op.drop_table(table, schema="office")


def _create_people() -> None:
    op.create_table(
        "organs",
        sa.Column("code", sa.String(18), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("short", sa.String(60), nullable=False),
        sa.Column("region", sa.String(6), nullable=False),
        sa.Column("department", sa.String(40), nullable=False),
        schema="office",
    )
    op.create_index("organs_by_department", "organs", ["department", "region"], schema="office")
    op.create_table(
        "accounts",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("username", sa.String(80), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column(
            "organ_code", sa.String(18), sa.ForeignKey("office.organs.code", name="accounts_organ")
        ),
        sa.Column("roles", ARRAY(sa.String(20)), nullable=False),
        sa.Column("region", sa.String(6), nullable=False),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id_number", sa.String(18), nullable=False),
        sa.Column("mobile", sa.String(20), nullable=False),
        sa.Column("enterprise", sa.String(18), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("username", name="accounts_username"),
        schema="office",
    )


def _create_sign_ins() -> None:
    op.create_table(
        "sign_ins",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column(
            "account_id",
            sa.Uuid(),
            sa.ForeignKey("office.accounts.id", name="sign_ins_account", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("csrf", sa.String(64), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        schema="office",
    )
    op.create_index("sign_ins_by_account", "sign_ins", ["account_id"], schema="office")
    op.create_index("sign_ins_by_seen", "sign_ins", ["seen_at"], schema="office")
    op.create_table(
        "sign_in_failures",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("username_hash", sa.String(64), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        schema="office",
    )
    op.create_index(
        "sign_in_failures_by_username",
        "sign_in_failures",
        ["username_hash", "at"],
        schema="office",
    )
    op.create_index(
        "sign_in_failures_by_address", "sign_in_failures", ["address", "at"], schema="office"
    )


def _create_audit() -> None:
    op.create_table(
        "entries",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Uuid()),
        sa.Column("verb", sa.String(60), nullable=False),
        sa.Column("subject", sa.String(120), nullable=False),
        sa.Column("case_id", sa.Uuid()),
        sa.Column("request", sa.String(64)),
        sa.Column("data", JSONB(), nullable=False),
        schema="audit",
    )
    op.create_index("entries_by_case", "entries", ["case_id", "id"], schema="audit")
    op.create_index("entries_by_actor", "entries", ["actor", "id"], schema="audit")
    op.execute(
        "CREATE FUNCTION audit.refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'audit entries are never changed'; END $$"
    )
    op.execute(
        "CREATE TRIGGER entries_are_kept BEFORE UPDATE OR DELETE ON audit.entries"
        " FOR EACH ROW EXECUTE FUNCTION audit.refuse_change()"
    )
