"""The credit platform answers from its own list, and each answer can be shown as evidence."""

import pytest

from adapters.credit import Register
from adapters.errors import Misconfigured
from tests.adapters.conftest import MORNING, House
from tests.adapters.test_contract import COMPANY


def test_who_is_not_on_the_list_gets_a_clean_answer_with_source_time_and_number(
    house: House,
) -> None:
    answer = house.credit.query(COMPANY, "审批前核查", "job-1")

    assert (answer.listed, answer.statement) == (False, "未列入严重失信主体名单")
    assert answer.source == "信用平台（演示）"
    assert answer.queried_at == MORNING
    assert answer.number == "XY20261120000001"


def test_who_is_on_the_list_is_listed_until_struck_off(house: House) -> None:
    register: Register = house.credit
    register.enter(COMPANY, "演示：提交虚假材料")
    listed = house.credit.query(COMPANY, "审批前核查", "job-1")
    assert (listed.listed, listed.statement) == (True, "已列入严重失信主体名单")

    register.strike(COMPANY)

    assert not house.credit.query(COMPANY, "审批前核查", "job-2").listed
    # what was answered once stays what was answered
    assert house.credit.query(COMPANY, "审批前核查", "job-1") == listed


def test_nobody_asks_without_a_purpose(house: House) -> None:
    with pytest.raises(Misconfigured):
        house.credit.query(COMPANY, "", "job-1")
