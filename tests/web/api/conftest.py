"""Programs with keys: one house for a case from start to document, one city for everything else."""

from collections.abc import Callable

import pytest

from office import keys
from office.accounts import Account
from tests.houses import house, published
from tests.office.desk import Desk
from tests.web.api.program import Program, make_key
from tests.web.city import City
from tests.web.cityfixtures import city, web_city_url

__all__ = ["city", "house", "published", "web_city_url"]
ALL = tuple(keys.SCOPES)


@pytest.fixture
def program(city: City) -> Callable[..., Program]:
    """Makes a program that acts as somebody of the city, with all that this account may do or with given scopes."""

    def made(username: str, *scopes: str, matters: tuple[str, ...] = ()) -> Program:
        with city.desk() as desk:
            whose: Account = desk.who(username)
            token = make_key(desk.session, whose, city.clock(), scopes, matters)
        return Program(city.app.test_client(), token)

    return made


@pytest.fixture
def desk(city: City) -> Callable[[], Desk]:
    return city.desk  # type: ignore[return-value]
