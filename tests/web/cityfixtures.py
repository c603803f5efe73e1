"""The city published once a worker; each test's requests are rolled back together."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from tests.office.desk import Desk
from tests.web.city import City


@pytest.fixture(scope="session")
def web_city_url(fresh_database: Callable[[], str]) -> str:
    """The URL of a database with organs, people and published matters."""
    url = fresh_database()
    database = create_engine(url)
    with Session(database) as session:
        Desk(session).set_up()
        session.commit()
    database.dispose()
    return url


@pytest.fixture
def city(web_city_url: str) -> Iterator[City]:
    database = create_engine(web_city_url)
    with database.connect() as connection:
        outer = connection.begin()
        yield City(connection, web_city_url)
        outer.rollback()
    database.dispose()
