"""The metadata of every room's tables, for alembic's comparison."""

from sqlalchemy import MetaData

from engine.store.tables import metadata as engine_tables


def metadatas() -> list[MetaData]:
    return [engine_tables]
