"""Migrations go up, down and up again, and leave nothing behind on the way down."""

from collections.abc import Callable

from alembic import command
from sqlalchemy import create_engine, text

from office.run.schema import migrate, migrations_config

TABLES = text(
    "SELECT count(*) FROM pg_tables WHERE schemaname IN ('engine', 'office', 'adapters', 'audit')"
)


def test_the_schema_goes_up_down_and_up(fresh_database: Callable[[], str]) -> None:
    url = fresh_database()
    config = migrations_config(url)
    engine = create_engine(url)
    with engine.connect() as connection:
        before = connection.execute(TABLES).scalar_one()
    assert before > 20

    command.downgrade(config, "base")
    with engine.connect() as connection:
        assert connection.execute(TABLES).scalar_one() == 0

    migrate(url)
    with engine.connect() as connection:
        assert connection.execute(TABLES).scalar_one() == before
    engine.dispose()


def test_each_step_down_can_be_taken_back(fresh_database: Callable[[], str]) -> None:
    config = migrations_config(fresh_database())

    for _ in range(6):
        command.downgrade(config, "-1")
        command.upgrade(config, "+1")
        command.downgrade(config, "-1")
