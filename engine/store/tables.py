"""Schema engine: definitions, instances, jobs, timers, subscriptions, messages, history, incidents."""

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(schema="engine")


def _moment(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=nullable)


source = Table(
    "source",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

definition = Table(
    "definition",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("process_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("facts", JSONB, nullable=False),  # reads, verbs, calls, lanes … of Deployment
    _moment("deployed_at"),
    UniqueConstraint("process_id", "version", name="definition_version_key"),
    UniqueConstraint("digest", "process_id", name="definition_digest_key"),
)

instance = Table(
    "instance",
    metadata,
    Column("id", Uuid(as_uuid=False), primary_key=True),
    Column("process_id", Text, nullable=False),
    Column("definition_id", BigInteger, ForeignKey("engine.definition.id"), nullable=False),
    Column("business_key", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", LargeBinary, nullable=False),
    _moment("started_at"),
    _moment("ended_at", nullable=True),
    Index("instance_business_key_idx", "business_key"),
    Index("instance_definition_idx", "definition_id"),
)

job = Table(
    "job",
    metadata,
    Column("id", Uuid(as_uuid=False), primary_key=True),
    Column("verb", Text, nullable=False),
    Column("payload", JSONB, nullable=False),
    Column("instance_id", Uuid(as_uuid=False), nullable=True),
    Column("task_id", Text, nullable=True),
    Column("element", Text, nullable=True),
    Column("key", Text, nullable=True, unique=True),
    Column("state", Text, nullable=False),  # ready, leased, failed (an incident), done, recalled
    Column("token", Text, nullable=True),
    Column("worker", Text, nullable=True),
    Column("attempts", Integer, nullable=False),
    Column("error", Text, nullable=True),
    _moment("created_at"),
    _moment("due_at"),  # when it may be leased: next try, or the end of a lease
    Index("job_due_idx", "due_at", postgresql_where=text("state IN ('ready', 'leased')")),
    Index("job_instance_idx", "instance_id", postgresql_where=text("instance_id IS NOT NULL")),
)

timer = Table(
    "timer",
    metadata,
    Column("instance_id", Uuid(as_uuid=False), primary_key=True),
    Column("task_id", Text, primary_key=True),
    Column("element", Text, nullable=False),
    _moment("due_at", nullable=True),  # null: suspended
    Index("timer_due_idx", "due_at", postgresql_where=text("due_at IS NOT NULL")),
)

subscription = Table(
    "subscription",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("instance_id", Uuid(as_uuid=False), nullable=False),
    Column("task_id", Text, nullable=False),
    Column("kind", Text, nullable=False),  # message or signal
    Column("name", Text, nullable=False),
    Column("correlation", Text, nullable=True),
    UniqueConstraint("instance_id", "task_id", name="subscription_task_key"),
    Index("subscription_name_idx", "kind", "name", "correlation"),
)

message = Table(
    "message",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("message_id", Text, nullable=True, unique=True),
    Column("name", Text, nullable=False),
    Column("correlation", Text, nullable=True),
    Column("variables", JSONB, nullable=False),
    Column("instance_id", Uuid(as_uuid=False), nullable=True),  # who received it
    _moment("received_at"),
    _moment("delivered_at", nullable=True),
    Index("message_open_idx", "name", "correlation", postgresql_where=text("delivered_at IS NULL")),
)

history = Table(
    "history",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("instance_id", Uuid(as_uuid=False), nullable=False),
    _moment("at"),
    Column("kind", Text, nullable=False),
    Column("task_id", Text, nullable=True),
    Column("element", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("process_id", Text, nullable=False),
    Column("scopes", JSONB, nullable=False),
    Column("actor", Text, nullable=True),
    Column("on_behalf", Text, nullable=True),
    Column("data", JSONB, nullable=False),
    Index("history_instance_idx", "instance_id", "id"),
)

incident = Table(
    "incident",
    metadata,
    Column("id", Uuid(as_uuid=False), primary_key=True),
    Column("instance_id", Uuid(as_uuid=False), nullable=True),
    Column("task_id", Text, nullable=True),
    Column("job_id", Uuid(as_uuid=False), nullable=True),
    Column("element", Text, nullable=True),
    Column("verb", Text, nullable=True),
    Column("reason", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    _moment("opened_at"),
    _moment("closed_at", nullable=True),
    Column("closed_by", Text, nullable=True),
    Index("incident_open_idx", "opened_at", postgresql_where=text("closed_at IS NULL")),
    Index("incident_instance_idx", "instance_id", postgresql_where=text("closed_at IS NULL")),
)
