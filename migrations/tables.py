"""The metadata of every room's tables, for alembic's comparison."""

from sqlalchemy import MetaData


def metadatas() -> list[MetaData]:
    return []
