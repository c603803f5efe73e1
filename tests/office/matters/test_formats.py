"""Identifiers are checked by their check digits, with a message in plain words."""

from datetime import date

import pytest

from office.matters.formats import org_check_digit, problem, tidy, uscc_check_digit

ID_CARDS = [
    "11010519491231002X",
    "440524188001010014",
    "230102199001010019",
    "230102199003070015",
    "230103198511120025",
    "23020220000229013X",
    "230702197901011205",
    "232701196812319997",
]
USCCS = [
    "11100000000013338W",
    "11100000MB0143028R",
    "11100000000013127D",
    "11100000MB03271699",
    "11230500001755309F",
    "11230000T0000001XP",
    "91230102MA00000153",
    "12230100T000001243",
    "92230200MA0Y00024K",
    "53230000T000000368",
    "54232700N00000091B",
]
ORG_CODES = ["00001333-8", "MB014302-8", "MA1B3N1N-2", "40001027-5", "T0000001-X"]


@pytest.mark.parametrize("number", ID_CARDS)
def test_the_vectors_of_gb_11643_are_right(number: str) -> None:
    assert problem("id-card", number) is None
    assert problem("id-card", number.lower()) is None


@pytest.mark.parametrize(
    ("number", "word"),
    [
        ("230102199001010018", "最后一位"),
        ("230102199002300018", "出生日期不存在"),
        ("23010219900101001", "17位"),
        ("003010199001010019", "省份"),
        ("230102900101001", "18位"),
    ],
)
def test_a_wrong_id_number_says_what_to_look_at(number: str, word: str) -> None:
    assert word in (problem("id-card", number) or "")


def test_nobody_is_born_tomorrow() -> None:
    assert problem("id-card", ID_CARDS[5], today=date(2000, 2, 29)) is None
    assert "晚于今天" in (problem("id-card", ID_CARDS[5], today=date(2000, 2, 28)) or "")


@pytest.mark.parametrize("code", USCCS)
def test_the_vectors_of_gb_32100_are_right(code: str) -> None:
    assert problem("uscc", code) is None


def test_a_wrong_uscc_says_what_to_look_at() -> None:
    assert "最后一位" in (problem("uscc", "11230000001750001X") or "")
    assert uscc_check_digit("11230000001750001") == "P"
    assert "17位" in (problem("uscc", "1110000000001333W") or "")
    assert "“O”" in (problem("uscc", "1110000000001333OW") or "")


@pytest.mark.parametrize("code", ORG_CODES)
def test_the_vectors_of_gb_11714_are_right(code: str) -> None:
    assert problem("org-code", code) is None
    assert org_check_digit(code[:8]) == code[-1]


def test_a_wrong_organisation_code_is_refused() -> None:
    assert "最后一位" in (problem("org-code", "00001333-7") or "")


@pytest.mark.parametrize("code", USCCS)
def test_one_wrong_character_of_a_uscc_is_always_found(code: str) -> None:
    for place in range(17):
        for char in "0123456789":
            if char != code[place]:
                assert problem("uscc", code[:place] + char + code[place + 1 :]) is not None


def test_telephones_postcodes_and_dates() -> None:
    assert problem("mobile", "138 0000 0000") is None
    assert tidy("mobile", "+86 138-0000-0000") == "13800000000"
    assert "11位" in (problem("mobile", "12800000000") or "")
    assert problem("postcode", "150000") is None
    assert "6位" in (problem("postcode", "15000") or "")
    assert problem("date", "2024-02-29") is None
    assert "存在的日子" in (problem("date", "2026-02-29") or "")
