"""Drafts to rehearse: the shipped matters as folders, on a database that is compared afterwards."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from office import matters
from office.matters import Folder
from office.run.assembly import House, build
from office.run.demo.scenario import MATTERS, Scenario, read_scenario
from tests.houses import close, decided, published, settings_of

__all__ = ["decided", "published"]

MORNING = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)  # a Wednesday, nine o'clock in China
FOOD, RESTAURANT = "food-operation-licence", "open-restaurant"


@pytest.fixture(scope="module")
def theatre(fresh_database: Callable[..., str], decided: str) -> Iterator[House]:
    """A house with a real case whose jobs wait; many rehearsals share it, as they leave nothing behind."""
    made = build(settings_of(fresh_database(decided)))
    yield made
    close(made)


def folder(house: House, code: str) -> Folder:
    with house.transaction() as session:
        edition = matters.published(session, code)
        return Folder(code, matters.files(session, edition.id))


def scenario(code: str, name: str) -> Scenario:
    return read_scenario(MATTERS / code / f"scenarios/{name}.yaml")


def everything(house: House) -> dict[str, str]:
    """Every row of every table of the database, table by table, as one digest each."""
    with house.transaction() as session:
        tables = session.execute(
            text(
                "SELECT schemaname, tablename FROM pg_tables"
                " WHERE schemaname IN ('engine', 'office', 'adapters', 'audit')"
            )
        ).all()
        return {
            f"{schema}.{table}": session.execute(
                text(
                    f"SELECT count(*) || ' ' || coalesce(md5(string_agg(r::text, '|' ORDER BY r::text)), '')"
                    f' FROM "{schema}"."{table}" AS r'
                )
            ).scalar_one()
            for schema, table in tables
        }
