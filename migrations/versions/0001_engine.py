"""Tables of engine."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.execute("CREATE SCHEMA IF NOT EXISTS engine")
    op.create_table(
        "definition",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("deployed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest", "process_id", name="definition_digest_key"),
        sa.UniqueConstraint("process_id", "version", name="definition_version_key"),
        schema="engine",
    )
    op.create_table(
        "history",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("instance_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("task_id", sa.Text(), nullable=True),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("scopes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("on_behalf", sa.Text(), nullable=True),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        schema="engine",
    )
    op.create_index(
        "history_instance_idx", "history", ["instance_id", "id"], unique=False, schema="engine"
    )
    op.create_table(
        "incident",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("instance_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("task_id", sa.Text(), nullable=True),
        sa.Column("job_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("element", sa.Text(), nullable=True),
        sa.Column("verb", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        schema="engine",
    )
    op.create_index(
        "incident_instance_idx",
        "incident",
        ["instance_id"],
        unique=False,
        schema="engine",
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "incident_open_idx",
        "incident",
        ["opened_at"],
        unique=False,
        schema="engine",
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("instance_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("task_id", sa.Text(), nullable=True),
        sa.Column("element", sa.Text(), nullable=True),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("worker", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
        schema="engine",
    )
    op.create_index(
        "job_due_idx",
        "job",
        ["due_at"],
        unique=False,
        schema="engine",
        postgresql_where=sa.text("state IN ('ready', 'leased')"),
    )
    op.create_index(
        "job_instance_idx",
        "job",
        ["instance_id"],
        unique=False,
        schema="engine",
        postgresql_where=sa.text("instance_id IS NOT NULL"),
    )
    op.create_table(
        "message",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("correlation", sa.Text(), nullable=True),
        sa.Column("variables", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("instance_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("message_id"),
        schema="engine",
    )
    op.create_index(
        "message_open_idx",
        "message",
        ["name", "correlation"],
        unique=False,
        schema="engine",
        postgresql_where=sa.text("delivered_at IS NULL"),
    )
    op.create_table(
        "source",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", "name"),
        schema="engine",
    )
    op.create_table(
        "subscription",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("instance_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("correlation", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("instance_id", "task_id", name="subscription_task_key"),
        schema="engine",
    )
    op.create_index(
        "subscription_name_idx",
        "subscription",
        ["kind", "name", "correlation"],
        unique=False,
        schema="engine",
    )
    op.create_table(
        "timer",
        sa.Column("instance_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("instance_id", "task_id"),
        schema="engine",
    )
    op.create_index(
        "timer_due_idx",
        "timer",
        ["due_at"],
        unique=False,
        schema="engine",
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_table(
        "instance",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("definition_id", sa.BigInteger(), nullable=False),
        sa.Column("business_key", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["definition_id"],
            ["engine.definition.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        schema="engine",
    )
    op.create_index(
        "instance_business_key_idx", "instance", ["business_key"], unique=False, schema="engine"
    )
    op.create_index(
        "instance_definition_idx", "instance", ["definition_id"], unique=False, schema="engine"
    )
    # The state changes often and no indexed column with it: room for HOT updates.
    op.execute("ALTER TABLE engine.instance SET (fillfactor = 60)")


def downgrade() -> None:
    for table in (
        "incident",
        "history",
        "message",
        "subscription",
        "timer",
        "job",
        "instance",
        "definition",
        "source",
    ):
        op.drop_table(table, schema="engine")
