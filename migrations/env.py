"""Run the migrations on the database that TONGBAN_DATABASE_URL or the caller's connection names."""

from alembic import context
from sqlalchemy import Connection, create_engine, text

from migrations.tables import metadatas

SCHEMAS = frozenset({"engine", "office", "adapters", "audit"})
LOCK_KEY = 7_013_001  # one migration at a time on a server, whoever starts it


def _include(name: str | None, kind: str, parents: object) -> bool:
    if kind == "schema":
        return name in SCHEMAS
    return True


def _run(connection: Connection) -> None:
    connection.execute(text("SET lock_timeout = '10s'"))
    connection.execute(text("SET statement_timeout = '15min'"))
    connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK_KEY})
    connection.commit()
    try:
        context.configure(
            connection=connection,
            target_metadata=metadatas(),
            include_schemas=True,
            include_name=_include,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
    finally:
        connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": LOCK_KEY})
        connection.commit()


if context.is_offline_mode():
    context.configure(
        url=context.config.get_main_option("sqlalchemy.url"),
        target_metadata=metadatas(),
        literal_binds=True,
    )
    with context.begin_transaction():
        context.run_migrations()
else:
    given = context.config.attributes.get("connection")
    if given is not None:
        _run(given)
    else:
        engine = create_engine(context.config.get_main_option("sqlalchemy.url") or "")
        with engine.connect() as fresh:
            _run(fresh)
        engine.dispose()
