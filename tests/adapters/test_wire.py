"""Over the wire: what comes back is what the authority said, and a bad line is an honest error, never a guess."""

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.circuit import CLOSED, FIRST_PAUSE, HALF_OPEN, LONGEST_PAUSE, OPEN, THRESHOLD
from adapters.credit.http import HttpCredit
from adapters.errors import Misconfigured, Refused, Unavailable
from adapters.faults import DOWN, REFUSE
from adapters.licence import Issue, Registration
from adapters.licence.wire import IssueWire, ReserveWire
from adapters.seal import SignRequest
from adapters.seal.wire import SignRequestWire
from adapters.wire import Address, Line
from tests.adapters.conftest import House, Remote
from tests.adapters.test_contract import COMPANY, MARKET, reserve_request, sign_request


def query(remote: Remote, key: str = "job-1") -> None:
    remote.credit.query(COMPANY, "审批前核查", key)


def test_a_file_sealed_over_the_wire_is_valid_and_an_altered_one_is_not(
    remote: Remote, page: Callable[..., bytes]
) -> None:
    sealed = remote.seal.sign(sign_request(page()), "job-1").pdf

    assert remote.seal.verify(sealed).valid
    assert not remote.seal.verify(sealed[:-40] + b"x" + sealed[-39:]).valid
    assert remote.seal.root_certificate().startswith(b"-----BEGIN CERTIFICATE-----")


def test_looking_up_over_the_wire_finds_what_the_register_holds(
    house: House, remote: Remote
) -> None:
    registered = house.licence.register(
        Registration(
            type_code="11100000MB0143028R001",
            number="230102000000153",
            name="营业执照",
            holder_code=COMPANY,
            holder_name="示例一号餐饮店有限公司",
            organ=MARKET,
            organ_name="示例市道里区市场监督管理局",
            valid_from=date(2026, 3, 2),
            fields={"注册资本": 30, "经营范围": ["餐饮服务"]},
        )
    )

    found = remote.licence.lookup(COMPANY, "11100000MB0143028R001", "办理食品经营许可")

    assert found == [registered]
    assert remote.licence.status(registered.identifier).state == "valid"
    assert remote.licence.status("no such identifier").state == "unknown"


def test_the_purpose_of_a_lookup_is_required_before_anything_is_sent(remote: Remote) -> None:
    with pytest.raises(Misconfigured):
        remote.licence.lookup(COMPANY, "11100000MB0143028R001", " ")

    assert remote.authority.heard == []


def test_the_request_id_travels_as_the_idempotency_key(remote: Remote) -> None:
    query(remote, "job-77")

    assert remote.authority.heard == [("credit.query", "job-77")]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda said: said[: len(said) // 2],
        lambda said: b"<html>gateway</html>",
        lambda said: b"[]",
        lambda said: b"",
        lambda said: said.replace(b'"listed"', b'"unlisted"'),
        lambda said: b"\xff\xfe" + said,
    ],
    ids=["cut short", "html", "a list", "empty", "a field is missing", "not utf-8"],
)
def test_a_malformed_answer_is_no_answer(remote: Remote, spoil: Callable[[bytes], bytes]) -> None:
    remote.authority.spoil = spoil
    with pytest.raises(Unavailable) as away:
        query(remote)

    assert COMPANY not in away.value.reason
    remote.authority.spoil = None
    query(remote)


def test_an_oversized_answer_is_cut_off(remote: Remote) -> None:
    remote.authority.spoil = lambda said: json.dumps({"pad": "x" * 900_000}).encode()

    with pytest.raises(Unavailable, match="过大"):
        query(remote)


def test_an_answer_that_takes_too_long_is_given_up_and_its_effect_is_found_when_asked_again(
    house: House, remote: Remote
) -> None:
    import time

    remote.authority.spoil = lambda said: (time.sleep(3), said)[1]
    with pytest.raises(Unavailable, match="规定时间"):
        remote.licence.reserve(reserve_request(), "job-1")

    remote.authority.spoil = None
    first = remote.licence.reserve(reserve_request(), "job-1")
    assert first == house.licence.reserve(reserve_request(), "job-1")


def test_nobody_there_is_unavailable_and_a_wrong_token_is_a_wrong_setting(
    house: House, remote: Remote
) -> None:
    line = remote.credit.line
    nobody = HttpCredit(Line(Address("http://127.0.0.1:9", "t"), line.circuit))
    with pytest.raises(Unavailable):
        nobody.query(COMPANY, "核查", "job-1")

    known = line._address  # noqa: SLF001 - the address is the test's own
    stranger = HttpCredit(Line(Address(known.url, "wrong"), line.circuit))
    with pytest.raises(Misconfigured):
        stranger.query(COMPANY, "核查", "job-1")


@pytest.mark.parametrize(
    "status", ["302 Found", "418 I'm a teapot", "500 Oops", "502 Bad", "429 Slow"]
)
def test_any_other_status_is_no_answer(remote: Remote, status: str) -> None:
    remote.authority.status = status

    with pytest.raises(Unavailable):
        query(remote)


def test_the_circuit_opens_after_failures_in_a_row_and_the_authority_is_left_alone(
    house: House, remote: Remote
) -> None:
    house.faults.set("credit", DOWN)
    for _ in range(THRESHOLD):
        with pytest.raises(Unavailable):
            query(remote)
    heard = len(remote.authority.heard)

    with pytest.raises(Unavailable, match="暂停呼叫"):
        query(remote)

    assert len(remote.authority.heard) == heard
    state = remote.credit.line.circuit.state()
    assert (state.state, state.failures) == (OPEN, THRESHOLD)
    assert state.open_until == house.clock.at + timedelta(seconds=FIRST_PAUSE)


def test_after_the_pause_one_call_tries_and_its_success_closes_the_circuit(
    house: House, remote: Remote
) -> None:
    _open(house, remote)
    house.clock.at += timedelta(seconds=FIRST_PAUSE + 1)
    assert remote.credit.line.circuit.state().state == HALF_OPEN

    house.faults.clear()
    query(remote)

    assert remote.credit.line.circuit.state().state == CLOSED


def test_a_trial_that_fails_opens_the_circuit_for_longer_up_to_a_limit(
    house: House, remote: Remote
) -> None:
    _open(house, remote)
    pauses = []
    for _ in range(8):
        state = remote.credit.line.circuit.state()
        assert state.open_until is not None
        pauses.append((state.open_until - house.clock.at).total_seconds())
        house.clock.at = state.open_until + timedelta(seconds=1)
        with pytest.raises(Unavailable):
            query(remote)

    assert pauses == sorted(pauses)
    assert pauses[0] == FIRST_PAUSE
    assert pauses[-1] == LONGEST_PAUSE


def test_only_one_call_tries_a_half_open_circuit(house: House, remote: Remote) -> None:
    _open(house, remote)
    house.clock.at += timedelta(seconds=FIRST_PAUSE + 1)
    circuit = remote.credit.line.circuit

    circuit.enter()
    with pytest.raises(Unavailable):
        circuit.enter()


def test_refusals_are_answers_and_never_open_the_circuit(house: House, remote: Remote) -> None:
    house.faults.set("credit", REFUSE)

    for _ in range(THRESHOLD + 2):
        with pytest.raises(Refused):
            query(remote)

    assert remote.credit.line.circuit.state().state == CLOSED


def test_an_operator_closes_the_circuit_by_hand(house: House, remote: Remote) -> None:
    _open(house, remote)
    house.faults.clear()

    remote.credit.line.circuit.reset()

    query(remote)


TEXT = st.text(min_size=1, max_size=20)


@given(
    pdf=st.binary(max_size=200),
    reason=TEXT,
    page=st.integers(-5, 50),
    box=st.none() | st.tuples(*[st.floats(0, 500, allow_nan=False)] * 3),
)
def test_a_request_to_seal_is_the_same_on_both_ends(
    pdf: bytes, reason: str, page: int, box: tuple[float, float, float] | None
) -> None:
    request = SignRequest(pdf, MARKET, "示例局", "230102", "licence", reason, page, box)

    assert SignRequestWire().loads(SignRequestWire().dumps(request)) == request


@given(
    number=TEXT,
    face=st.dictionaries(TEXT, TEXT | st.integers() | st.booleans() | st.none()),
    until=st.none() | st.dates(),
)
def test_a_licence_to_issue_is_the_same_on_both_ends(
    number: str, face: dict[str, object], until: date | None
) -> None:
    request = Issue(
        "i", number, "证", COMPANY, "某店", "某局", date(2026, 1, 1), until, "a" * 64, face
    )

    assert IssueWire().loads(IssueWire().dumps(request)) == request


@given(case=TEXT, rule=TEXT)
def test_a_reservation_is_the_same_on_both_ends(case: str, rule: str) -> None:
    from dataclasses import replace

    request = replace(reserve_request(case), number_rule=rule)

    assert ReserveWire().loads(ReserveWire().dumps(request)) == request


def _open(house: House, remote: Remote) -> None:
    house.faults.set("credit", DOWN)
    for _ in range(THRESHOLD):
        with pytest.raises(Unavailable):
            query(remote)
