"""What every port promises to the worker: one effect a request, honest errors, whatever breaks."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from adapters.errors import AdapterError, Refused, Unavailable
from adapters.faults import DOWN, LATE, LOST, REFUSE, SLOW
from adapters.licence import Issue, Reserve
from adapters.notification import Notice
from adapters.seal import SignRequest
from tests.adapters.conftest import House, Remote

MARKET = "11230102T00001012D"
COMPANY = "91230102MA00000153"


@dataclass(frozen=True)
class Port:
    """A port to try: its name, a call with a request id, and where its effects can be counted."""

    name: str
    call: Callable[[str], Any]
    effects: str


def reserve_request(case: str = "case-1") -> Reserve:
    return Reserve(
        type_code="11230000T0000001XP901",
        organ=MARKET,
        organ_name="示例市道里区市场监督管理局",
        region="230102",
        holder_code=COMPANY,
        holder_name="示例一号餐饮店有限公司",
        number_rule="JY2{region}{serial:6}{check}",
        case=case,
    )


def sign_request(pdf: bytes) -> SignRequest:
    return SignRequest(
        pdf=pdf,
        organ=MARKET,
        organ_name="示例市道里区市场监督管理局",
        region="230102",
        role="licence",
        reason="食品经营许可证",
    )


OVER_HTTP = ("seal", "licence", "licence-issue", "credit")
TRIED = [f"{name}, local" for name in (*OVER_HTTP, "identity", "notification")]


@pytest.fixture(params=[*TRIED, *(f"{name}, http" for name in OVER_HTTP)])
def port(
    request: pytest.FixtureRequest, house: House, remote: Remote, page: Callable[..., bytes]
) -> Port:
    """Each port over each of its backends: the embedded one, and the same behind a socket."""
    name, _, backend = request.param.partition(", ")
    ports: Any = remote if backend == "http" else house
    if name == "seal":
        pdf = page()
        return Port(
            "seal", lambda key: ports.seal.sign(sign_request(pdf), key), "adapters.seal_signatures"
        )
    if name == "licence":
        # A case of its own a request: a second reservation for the same case is another promise.
        return Port(
            "licence",
            lambda key: ports.licence.reserve(reserve_request(f"case-{key}"), key),
            "adapters.licences",
        )
    if name == "licence-issue":
        reserved = ports.licence.reserve(reserve_request(), "reserve")
        issue = Issue(
            identifier=reserved.identifier,
            number=reserved.number,
            name="食品经营许可证",
            holder_code=COMPANY,
            holder_name="示例一号餐饮店有限公司",
            organ_name="示例市道里区市场监督管理局",
            valid_from=date(2026, 11, 20),
            valid_to=date(2031, 11, 19),
            digest_sha256="a" * 64,
        )
        return Port(
            "licence",
            lambda key: ports.licence.issue(issue, key),
            "adapters.licences WHERE state = 'valid'",
        )
    if name == "credit":
        return Port(
            "credit",
            lambda key: ports.credit.query(COMPANY, "审批前核查", key),
            "adapters.credit_queries",
        )
    if name == "identity":
        house.identity.enter("演示申请人甲", "230102199001010019")
        return Port(
            "identity",
            lambda key: house.identity.check_person("演示申请人甲", "230102199001010019", key),
            "adapters.counters WHERE scope LIKE 'SF%' AND last = 1",
        )
    notice = Notice(to="account-1", title="已办结", body="请下载结果。", case="case-1")
    return Port(
        "notification", lambda key: house.notification.send(notice, key), "adapters.messages"
    )


def count(house: House, port: Port) -> int:
    with house.sessions() as session:
        return session.execute(text(f"SELECT count(*) FROM {port.effects}")).scalar_one()


def test_the_same_request_gets_the_same_reply_and_has_one_effect(house: House, port: Port) -> None:
    first = port.call("job-1")
    house.clock.at = house.clock.at.replace(hour=9)

    assert port.call("job-1") == first
    assert count(house, port) == 1


def test_the_same_request_from_many_workers_at_once_has_one_effect(
    house: House, port: Port
) -> None:
    together = threading.Barrier(6)

    def ask(_: int) -> Any:
        together.wait()
        return port.call("job-1")

    with ThreadPoolExecutor(6) as pool:
        replies = list(pool.map(ask, range(6)))

    assert all(reply == replies[0] for reply in replies)
    assert count(house, port) == 1


def test_a_reply_that_is_lost_after_the_effect_comes_when_asked_again(
    house: House, port: Port
) -> None:
    house.faults.set(port.name, LOST)
    with pytest.raises(Unavailable):
        port.call("job-1")
    assert count(house, port) == 1

    house.faults.clear()
    reply = port.call("job-1")

    assert reply == port.call("job-1")
    assert count(house, port) == 1


def test_an_authority_that_is_down_has_done_nothing_and_works_again_later(
    house: House, port: Port
) -> None:
    house.faults.set(port.name, DOWN)
    with pytest.raises(Unavailable) as away:
        port.call("job-1")
    assert away.value.reason
    assert count(house, port) == 0

    house.faults.clear(port.name)
    port.call("job-1")

    assert count(house, port) == 1


def test_an_authority_that_refuses_says_why_and_has_done_nothing(house: House, port: Port) -> None:
    house.faults.set(port.name, REFUSE)

    with pytest.raises(Refused) as refused:
        port.call("job-1")

    assert (refused.value.code, bool(refused.value.reason)) == ("refused", True)
    assert count(house, port) == 0


@pytest.mark.parametrize("mode", [SLOW, LATE])
def test_a_slow_authority_takes_its_time_and_does_its_work(
    house: House, port: Port, mode: str
) -> None:
    house.faults.set(port.name, mode, 2.5)

    port.call("job-1")

    assert house.slept == [2.5]
    assert count(house, port) == 1


def test_errors_show_no_personal_data(house: House) -> None:
    with pytest.raises(AdapterError) as error:
        house.identity.check_person("演示申请人甲", "230102199001010018", "job-1")

    assert "230102199001010018" not in f"{error.value} {error.value.reason}"
    assert "演示申请人甲" not in str(error.value)
