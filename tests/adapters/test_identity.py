"""The population authority says whether name and number belong together, and nothing more."""

import pytest

from adapters.errors import Refused
from tests.adapters.conftest import House

NAME, NUMBER = "演示申请人甲", "230102199001010019"


def test_a_registered_person_matches_by_name_and_number(house: House) -> None:
    house.identity.enter(NAME, NUMBER)

    assert house.identity.check_person(NAME, NUMBER, "job-1").matches
    assert not house.identity.check_person("演示申请人乙", NUMBER, "job-2").matches
    assert not house.identity.check_person(NAME, "230102199003070015", "job-3").matches


def test_a_number_that_cannot_exist_is_refused(house: House) -> None:
    for number in ("230102199001010018", "230102199002300018", "", "1"):
        with pytest.raises(Refused) as refused:
            house.identity.check_person(NAME, number, "job-1")
        assert refused.value.code == "wrong-number"
    with pytest.raises(Refused):
        house.identity.enter(NAME, "230102199001010018")


def test_a_small_x_is_the_same_number(house: House) -> None:
    house.identity.enter(NAME, "23020220000229013X")

    assert house.identity.check_person(NAME, "23020220000229013x", "job-1").matches
