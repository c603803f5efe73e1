"""Local backends can be told to misbehave, by a setting or by any process."""

import pytest
from sqlalchemy.orm import Session, sessionmaker

from adapters.errors import Misconfigured, Unavailable
from adapters.faults import DOWN, REFUSE, SLOW, Fault, Faults, read_faults
from tests.adapters.conftest import House

BODY = "11100000MB0143028R001.11230000T0000001XP.2026000001.001"


def test_the_setting_names_ports_and_what_is_wrong_with_them() -> None:
    assert read_faults(" seal=down, licence=slow:2 ,") == {
        "seal": Fault(DOWN),
        "licence": Fault(SLOW, 2.0),
    }


@pytest.mark.parametrize("setting", ["seal", "seal=tired", "post=down", "seal=slow:long"])
def test_a_setting_that_means_nothing_is_refused(setting: str) -> None:
    with pytest.raises(Misconfigured):
        read_faults(setting)


def test_what_one_process_sets_another_one_sees_at_once(sessions: sessionmaker[Session]) -> None:
    operator, worker = Faults(sessions), Faults(sessions)

    operator.set("seal", DOWN)
    assert worker.of("seal") == Fault(DOWN)
    operator.set("seal", SLOW, 1.5)
    assert worker.of("seal") == Fault(SLOW, 1.5)
    operator.clear("seal")

    assert worker.of("seal") is None


def test_a_row_comes_before_the_setting(sessions: sessionmaker[Session]) -> None:
    faults = Faults(sessions, "credit=down")

    faults.set("credit", REFUSE)
    assert faults.of("credit") == Fault(REFUSE)
    faults.clear()

    assert faults.of("credit") == Fault(DOWN)


def test_an_authority_that_refuses_still_answers_the_public_and_one_that_is_down_does_not(
    house: House,
) -> None:
    house.faults.set("seal", REFUSE)
    house.faults.set("licence", DOWN)

    assert house.seal.verify(b"hello").valid is False
    with pytest.raises(Unavailable):
        house.licence.status(f"1.2.156.3005.2.{BODY}.Q")
