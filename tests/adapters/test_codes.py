"""Check characters and identifiers agree with the published vectors."""

from datetime import date

import pytest
from stdnum.iso7064 import mod_37_36 as iso7064

from adapters.codes import is_person_number, is_uscc, mod_11_10, mod_37_36
from adapters.errors import Misconfigured
from adapters.licence.identifier import ROOT, make_identifier, read_identifier
from adapters.licence.numbering import fill_facts, number

TODAY = date(2026, 11, 20)

IDENTIFIERS = [
    ("11100000000013338W032.11220000013544541J.2430599.001", "F"),
    ("11100000000013338W011.11430000006122244L.20230000403.001", "U"),
    ("11100000000013338W009.11330105002500287C.2025052201.002", "0"),
    ("11100000MB03271699022.340100.000000016.001", "9"),
    ("11100000MB0143028R001.11230000T0000001XP.2026000001.001", "Q"),
    ("11100000000013338W001.11230000T0000001XP.2026000002.001", "9"),
    ("11100000MB03271699001.11230000T0000001XP.2026000003.002", "D"),
    # the specimen licence of the design
    ("11230000T0000001XP901.11230102T000010208.2026000318.001", "N"),
]


@pytest.mark.parametrize(("body", "check"), IDENTIFIERS)
def test_identifiers_get_the_check_character_of_the_standard(body: str, check: str) -> None:
    made = make_identifier(*body.split("."))

    assert str(made) == f"{ROOT}.{body}.{check}"
    assert read_identifier(str(made)) == made


@pytest.mark.parametrize(("body", "check"), IDENTIFIERS)
def test_one_changed_character_is_noticed(body: str, check: str) -> None:
    changed = body.replace(".001", ".003").replace(".002", ".003")

    with pytest.raises(ValueError, match="校验码"):
        read_identifier(f"{ROOT}.{changed}.{check}")


def test_an_example_of_public_interface_papers_does_not_compute() -> None:
    # It ends in M there; ISO 7064 MOD 37,36 gives D, by python-stdnum too.
    body = "11100000000013661B006.113700000045046442.209FA4E88F9E4C878F3E9BED2CE7EA49.001"

    assert make_identifier(*body.split(".")).check == iso7064.calc_check_digit(
        body.replace(".", "")
    )
    with pytest.raises(ValueError, match="校验码"):
        read_identifier(f"{ROOT}.{body}.M")


@pytest.mark.parametrize(
    "text", ["", "1.2.156.3005.2", "JY22301020003186", f"x{ROOT}.{IDENTIFIERS[0][0]}.F"]
)
def test_what_is_no_identifier_is_not_read(text: str) -> None:
    with pytest.raises(ValueError):
        read_identifier(text)


def test_iso_7064_agrees_with_its_examples() -> None:
    assert mod_37_36("A12425GABC1234002") == "M"
    assert mod_37_36("G123489654321") == "G"
    assert mod_11_10("2230102000318") == "6"


@pytest.mark.parametrize(
    "code",
    [
        *("11100000000013338W", "11100000MB0143028R", "11100000000013127D", "11100000MB03271699"),
        *("11230500001755309F", "11230000T0000001XP", "91230102MA00000153", "12230100T000001243"),
        *("92230200MA0Y00024K", "53230000T000000368", "54232700N00000091B"),
    ],
)
def test_credit_codes_with_a_right_check_character_pass(code: str) -> None:
    assert is_uscc(code)


@pytest.mark.parametrize("code", ["11230000001750001X", "91230102MA0000015", "91230102MA0000015O"])
def test_credit_codes_that_are_wrong_do_not_pass(code: str) -> None:
    assert not is_uscc(code)


@pytest.mark.parametrize(
    "text",
    [
        *("11010519491231002X", "11010519491231002x", "440524188001010014", "23020220000229013X"),
        *("230102199001010019", "230103198511120025", "232701196812319997"),
    ],
)
def test_person_numbers_of_the_standard_pass(text: str) -> None:
    assert is_person_number(text, TODAY)


@pytest.mark.parametrize(
    "text", ["230102199001010018", "230102199002300018", "2301021990010100", "23010219900101001a"]
)
def test_person_numbers_that_cannot_exist_do_not_pass(text: str) -> None:
    assert not is_person_number(text, TODAY)


def test_nobody_is_born_tomorrow() -> None:
    assert not is_person_number("230102199001010019", date(1989, 12, 31))


FACTS = {"region": "230102", "short": "道里消防", "year": "2026"}


def test_numbers_follow_the_matter_s_rule() -> None:
    food = fill_facts("JY2{region}{serial:6}{check}", FACTS)
    fire = fill_facts("{short}消检字〔{year}〕第{serial:4}号", FACTS)

    assert number(food, 318) == "JY22301020003186"
    assert number(fire, 7) == "道里消防消检字〔2026〕第0007号"


def test_a_row_of_numbers_that_is_full_gives_no_more() -> None:
    with pytest.raises(Misconfigured, match="用完"):
        number("A{serial:2}", 100)


@pytest.mark.parametrize(
    "rule", ["JY{region}", "{serial:6}{serial:6}", "{serial:6}{mayor}", "{serial:6}{", "{short"]
)
def test_rules_that_cannot_give_numbers_are_refused(rule: str) -> None:
    with pytest.raises(Misconfigured):
        fill_facts(rule, FACTS)


def test_a_rule_whose_fact_is_missing_is_refused() -> None:
    with pytest.raises(Misconfigured, match="short"):
        fill_facts("{short}字{serial:3}号", {"region": "230102", "short": "", "year": "2026"})
