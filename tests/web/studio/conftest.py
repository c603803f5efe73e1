"""Two analysts at work in the studio of the city."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.test import TestResponse

from office.accounts import ANALYST
from tests.web.city import City, Person
from tests.web.cityfixtures import city, web_city_url

__all__ = ["city", "web_city_url"]


@dataclass
class Analyst(Person):
    """A person who also speaks JSON, as the editors do."""

    token: str = ""

    def post(self, address: str, sent: Any) -> TestResponse:
        """Post JSON with the form token in the header."""
        if not self.token:
            found = re.search(r'name="csrf_token" value="([^"]+)"', self.open("/studio").text)
            assert found
            self.token = found[1]
        return self.client.post(address, json=sent, headers={"X-CSRF-Token": self.token})


def _analyst(city: City, username: str) -> Analyst:
    with city.desk() as desk:
        desk.staff(username, "service", ANALYST)
    return Analyst(city.person(username).client)


@pytest.fixture
def first(city: City) -> Analyst:
    return _analyst(city, "analyst-a")


@pytest.fixture
def second(city: City) -> Analyst:
    return _analyst(city, "analyst-b")


@pytest.fixture
def food(first: Analyst) -> str:
    """The address of a draft of the food licence."""
    return opened(first, "food-operation-licence")


@pytest.fixture
def restaurant(first: Analyst) -> str:
    """The address of a draft of the restaurant one-thing."""
    return opened(first, "open-restaurant")


def opened(analyst: Analyst, code: str) -> str:
    answer = analyst.send(analyst.open("/studio"), "/studio/drafts", {"code": code}, follow=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])
