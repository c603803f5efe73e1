"""A city with the shipped matters, published once; each test works in a session that is rolled back, or in a copy of its own."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import create_engine, make_url
from sqlalchemy.engine import Engine as Database
from sqlalchemy.orm import Session

from tests.office.desk import Desk


@pytest.fixture(scope="session")
def city_url(fresh_database: Callable[[], str]) -> str:
    """The URL of a database with organs, people and published matters."""
    url = fresh_database()
    database = create_engine(url)
    with Session(database) as session:
        Desk(session).set_up()
        session.commit()
    database.dispose()
    return url


@pytest.fixture(scope="session")
def city(city_url: str) -> Iterator[Database]:
    database = create_engine(city_url)
    yield database
    database.dispose()


@pytest.fixture
def own_city_url(fresh_database: Callable[[str], str], city: Database, city_url: str) -> str:
    """The URL of a copy of the city, for a test that commits: what it leaves is nobody else's."""
    city.dispose()  # a database that somebody uses cannot be copied
    return fresh_database(make_url(city_url).database or "")


@pytest.fixture
def own_city(own_city_url: str) -> Iterator[Database]:
    database = create_engine(own_city_url)
    yield database
    database.dispose()


@pytest.fixture
def desk(city: Database) -> Iterator[Desk]:
    with city.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            yield Desk(session)
        outer.rollback()
