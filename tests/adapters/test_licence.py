"""The licence authority: numbers, identifiers, the register, and what it tells whom."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from adapters.errors import Misconfigured, Refused
from adapters.licence import Issue, Register, Registration
from adapters.licence.identifier import read_identifier
from adapters.licence.port import BUSINESS_LICENCE
from tests.adapters.conftest import House
from tests.adapters.test_contract import COMPANY, MARKET, reserve_request

CATERING = Registration(
    type_code=BUSINESS_LICENCE,
    number=COMPANY,
    name="营业执照",
    holder_code=COMPANY,
    holder_name="示例一号餐饮店有限公司",
    organ=MARKET,
    organ_name="示例市道里区市场监督管理局",
    valid_from=date(2026, 1, 5),
    fields={"address": "示例市道里区示例大街12号1层"},
)


def issued(house: House, case: str = "case-1", valid_to: date | None = date(2031, 11, 19)) -> str:
    """Reserve and issue a licence; return its identifier."""
    reserved = house.licence.reserve(reserve_request(case), f"reserve-{case}")
    house.licence.issue(
        Issue(
            identifier=reserved.identifier,
            number=reserved.number,
            name="食品经营许可证",
            holder_code=COMPANY,
            holder_name="示例一号餐饮店有限公司",
            organ_name="示例市道里区市场监督管理局",
            valid_from=date(2026, 11, 20),
            valid_to=valid_to,
            digest_sha256="a" * 64,
            fields={"经营项目": "热食类食品制售"},
        ),
        f"issue-{case}",
    )
    return reserved.identifier


def test_a_reservation_gives_a_number_by_the_rule_and_an_identifier_that_checks(
    house: House,
) -> None:
    reserved = house.licence.reserve(reserve_request(), "job-1")

    assert reserved.number == "JY22301020000013"
    parts = read_identifier(reserved.identifier)
    assert (parts.type_code, parts.organ) == ("11230000T0000001XP901", MARKET)
    assert parts.serial == "2026000001"


def test_many_cases_at_once_get_numbers_without_twins_or_gaps(house: House) -> None:
    with ThreadPoolExecutor(8) as pool:
        reserved = list(
            pool.map(
                lambda n: house.licence.reserve(reserve_request(f"case-{n}"), f"job-{n}"), range(24)
            )
        )

    serials = sorted(int(one.number[9:15]) for one in reserved)
    assert serials == list(range(1, 25))
    assert len({one.identifier for one in reserved}) == 24


def test_a_case_keeps_its_number_though_another_job_asks(house: House) -> None:
    first = house.licence.reserve(reserve_request(), "job-1")

    assert house.licence.reserve(reserve_request(), "job-2") == first
    other = house.licence.reserve(reserve_request("case-2"), "job-3")

    assert other.number == "JY22301020000021"


def test_a_rule_with_the_year_starts_again_and_one_without_goes_on(house: House) -> None:
    yearly = replace(
        reserve_request(),
        number_rule="{short}消检字〔{year}〕第{serial:4}号",
        organ_short="道里消防",
    )
    house.licence.reserve(yearly, "job-1")
    house.licence.reserve(reserve_request("case-2"), "job-2")

    house.clock.at = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)  # 2027 has begun in China
    next_yearly = house.licence.reserve(replace(yearly, case="case-3"), "job-3")
    next_food = house.licence.reserve(reserve_request("case-4"), "job-4")

    assert next_yearly.number == "道里消防消检字〔2027〕第0001号"
    assert next_food.number.startswith("JY2230102000002")
    assert read_identifier(next_food.identifier).serial.startswith("2027")


def test_a_type_code_of_a_wrong_shape_is_a_matter_for_the_operator(house: House) -> None:
    with pytest.raises(Misconfigured):
        house.licence.reserve(replace(reserve_request(), type_code="901"), "job-1")


def test_an_issued_licence_is_valid_and_shows_the_file_it_stands_for(house: House) -> None:
    identifier = issued(house)

    status = house.licence.status(identifier)

    assert (status.state, status.digest_sha256) == ("valid", "a" * 64)
    assert status.number == "JY22301020000013"
    assert status.holder == "示例一号餐饮店有限公司"
    assert status.valid_to == date(2031, 11, 19)


def test_what_is_only_reserved_or_made_up_is_unknown(house: House) -> None:
    reserved = house.licence.reserve(reserve_request(), "job-1")

    assert house.licence.status(reserved.identifier).state == "unknown"
    assert house.licence.status("1.2.156.3005.2.nonsense").state == "unknown"


def test_the_name_of_a_person_is_masked_for_the_public(house: House) -> None:
    entered = house.licence.register(
        replace(CATERING, holder_code="230102199001010019", holder_name="演示申请人甲")
    )

    assert house.licence.status(entered.identifier).holder == "演*****"


def test_another_file_cannot_take_the_place_of_the_issued_one(house: House) -> None:
    identifier = issued(house)
    again = Issue(
        identifier=identifier,
        number="JY22301020000013",
        name="食品经营许可证",
        holder_code=COMPANY,
        holder_name="示例一号餐饮店有限公司",
        organ_name="示例市道里区市场监督管理局",
        valid_from=date(2026, 11, 20),
        valid_to=None,
        digest_sha256="b" * 64,
    )

    with pytest.raises(Refused, match="另一个文件"):
        house.licence.issue(again, "job-other")
    with pytest.raises(Refused, match="取过号"):
        house.licence.issue(replace(again, number="JY2"), "job-third")


def test_a_licence_runs_out_at_the_end_of_its_last_day_in_china(house: House) -> None:
    identifier = issued(house, valid_to=date(2026, 11, 30))

    house.clock.at = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)
    assert house.licence.status(identifier).state == "valid"
    house.clock.at = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)

    assert house.licence.status(identifier).state == "expired"


def test_a_revoked_licence_is_revoked_for_good_and_its_case_may_get_a_new_one(house: House) -> None:
    identifier = issued(house)

    assert house.licence.revoke(identifier, "演示：申请材料不实").state == "revoked"
    assert house.licence.revoke(identifier, "再次").state == "revoked"

    assert house.licence.status(identifier).state == "revoked"
    fresh = house.licence.reserve(reserve_request(), "job-new")
    assert fresh.identifier != identifier
    with pytest.raises(Refused):
        house.licence.revoke(fresh.identifier, "还没有签发")


def test_a_business_licence_is_found_by_its_holder(house: House) -> None:
    register: Register = house.licence
    entered = register.register(CATERING)

    (found,) = house.licence.lookup(COMPANY, BUSINESS_LICENCE, "核对申请人的登记信息")

    assert found == entered
    assert found.fields["address"] == "示例市道里区示例大街12号1层"
    assert house.licence.lookup("91230102MA0000023X", BUSINESS_LICENCE, "核对") == []


def test_entering_a_registration_again_changes_its_facts_and_nothing_else(house: House) -> None:
    first = house.licence.register(CATERING)

    moved = house.licence.register(replace(CATERING, fields={"address": "示例市道里区示例二路8号"}))

    assert moved.identifier == first.identifier
    assert len(house.licence.lookup(COMPANY, BUSINESS_LICENCE, "核对")) == 1


def test_nobody_looks_up_without_a_purpose(house: House) -> None:
    with pytest.raises(Misconfigured):
        house.licence.lookup(COMPANY, BUSINESS_LICENCE, "  ")
