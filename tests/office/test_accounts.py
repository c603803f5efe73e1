"""Sign-in, throttling, organs, roles and regions."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text
from sqlalchemy.orm import Session

from office import accounts

NOW = datetime(2026, 9, 24, 1, 0, tzinfo=UTC)
PASSWORD = "a-long-password"
HARBIN, DAOLI, NANGANG, QIQIHAR = "230100", "230102", "230103", "230200"
MARKET_CITY, MARKET_DISTRICT = "12230100T000001243", "11230000T0000001XP"


@pytest.fixture
def applicant(session: Session) -> accounts.Account:
    return accounts.create_account(
        session, username="Applicant-A", name="演示申请人甲", password=PASSWORD, kind="applicant"
    )


def _sign_in(
    session: Session,
    username: str,
    password: str,
    *,
    address: str = "10.0.0.1",
    now: datetime = NOW,
) -> accounts.Account:
    return accounts.authenticate(session, username, password, address=address, now=now)


def test_right_password_signs_in_whatever_the_case_of_the_username(
    session: Session, applicant: accounts.Account
) -> None:
    assert _sign_in(session, "APPLICANT-a", PASSWORD).id == applicant.id


def test_password_and_token_are_never_kept_as_they_are(
    session: Session, applicant: accounts.Account
) -> None:
    token = accounts.open_session(session, applicant, NOW)

    kept = session.execute(text("SELECT password_hash FROM office.accounts")).scalar_one()
    hashes = session.execute(text("SELECT token_hash FROM office.sign_ins")).scalars().all()

    assert kept.startswith("$argon2id$")
    assert token not in hashes
    assert len(hashes) == 1


@pytest.mark.parametrize("username", ["applicant-a", "nobody"])
def test_wrong_password_and_unknown_name_give_the_same_answer(
    session: Session, applicant: accounts.Account, username: str
) -> None:
    with pytest.raises(accounts.BadCredentials, match="用户名或密码不正确"):
        _sign_in(session, username, "wrong-password")


def test_locked_account_cannot_sign_in_and_its_sign_ins_end(
    session: Session, applicant: accounts.Account
) -> None:
    token = accounts.open_session(session, applicant, NOW)

    accounts.deactivate(session, applicant.id)

    assert accounts.account_of(session, token, NOW) is None
    with pytest.raises(accounts.BadCredentials):
        _sign_in(session, "applicant-a", PASSWORD)


def test_sixth_guess_is_throttled_even_with_the_right_password_until_the_window_passes(
    session: Session, applicant: accounts.Account
) -> None:
    for guess in range(5):
        with pytest.raises(accounts.BadCredentials):
            _sign_in(session, "applicant-a", f"guess-{guess}", address=f"10.0.1.{guess}")

    with pytest.raises(accounts.Throttled) as refused:
        _sign_in(session, "applicant-a", PASSWORD)

    assert 0 < refused.value.retry_after <= 15 * 60 + 1
    later = NOW + timedelta(seconds=refused.value.retry_after)
    assert _sign_in(session, "applicant-a", PASSWORD, now=later).id == applicant.id


def test_an_address_that_guesses_many_names_is_throttled_and_others_are_not(
    session: Session, applicant: accounts.Account
) -> None:
    for guess in range(30):
        with pytest.raises(accounts.BadCredentials):
            _sign_in(session, f"somebody-{guess}", "guess-guess", address="10.9.9.9")

    with pytest.raises(accounts.Throttled):
        _sign_in(session, "applicant-a", PASSWORD, address="10.9.9.9")
    assert _sign_in(session, "applicant-a", PASSWORD, address="10.0.0.2").id == applicant.id


def test_right_password_clears_the_count_of_the_username(
    session: Session, applicant: accounts.Account
) -> None:
    for _ in range(2):
        for guess in range(4):
            with pytest.raises(accounts.BadCredentials):
                _sign_in(session, "applicant-a", f"guess-{guess}", address=f"10.0.1.{guess}")
        assert _sign_in(session, "applicant-a", PASSWORD).id == applicant.id


def test_sign_in_ends_when_idle_or_closed_or_too_long(
    session: Session, applicant: accounts.Account
) -> None:
    token = accounts.open_session(session, applicant, NOW)
    signed_in = accounts.account_of(session, token, NOW)
    assert signed_in is not None
    assert signed_in.account.id == applicant.id
    assert len(signed_in.csrf) >= 32

    assert accounts.account_of(session, token, NOW + timedelta(hours=2)) is None
    for hour in range(1, 12):
        assert accounts.account_of(session, token, NOW + timedelta(hours=hour)) is not None
    assert accounts.account_of(session, token, NOW + timedelta(hours=12)) is None

    accounts.close_session(session, token)
    assert accounts.account_of(session, token, NOW + timedelta(hours=11)) is None


def test_expired_sign_ins_are_deleted_and_live_ones_stay(
    session: Session, applicant: accounts.Account
) -> None:
    accounts.open_session(session, applicant, NOW - timedelta(hours=3))
    live = accounts.open_session(session, applicant, NOW)

    accounts.delete_expired_sessions(session, NOW)

    assert session.execute(text("SELECT count(*) FROM office.sign_ins")).scalar_one() == 1
    assert accounts.account_of(session, live, NOW) is not None


@pytest.mark.parametrize("password", ["short", "applicant-b"])
def test_weak_password_is_refused(session: Session, password: str) -> None:
    with pytest.raises(accounts.WeakPassword, match="10"):
        accounts.create_account(
            session,
            username="applicant-b",
            name="演示申请人乙",
            password=password,
            kind="applicant",
        )


def _create_organs(session: Session) -> None:
    for code, name, region in (
        (MARKET_CITY, "示例市市场监督管理局", HARBIN),
        (MARKET_DISTRICT, "示例市示例区市场监督管理局", DAOLI),
    ):
        accounts.create_organ(session, accounts.Organ(code, name, "市监", region, "market"))


def test_nearest_organ_serves_a_region(session: Session) -> None:
    _create_organs(session)

    assert accounts.organ_for(session, "market", DAOLI).code == MARKET_DISTRICT
    assert accounts.organ_for(session, "market", NANGANG).code == MARKET_CITY
    with pytest.raises(accounts.UnknownOrgan):
        accounts.organ_for(session, "market", QIQIHAR)
    with pytest.raises(accounts.UnknownOrgan):
        accounts.organ_for(session, "fire", DAOLI)


def test_staff_belong_to_the_groups_of_their_organ_and_roles_and_reach_its_region(
    session: Session,
) -> None:
    _create_organs(session)
    clerk = accounts.create_account(
        session, username="clerk", name="演示承办人", password=PASSWORD, kind="staff"
    )

    clerk = accounts.assign(session, clerk.id, MARKET_CITY, ["承办", "审核"])

    assert accounts.groups_of(clerk) == [f"{MARKET_CITY}:审核", f"{MARKET_CITY}:承办"]
    assert accounts.may_reach(clerk, DAOLI)
    assert not accounts.may_reach(clerk, QIQIHAR)
    assert not accounts.may_reach(clerk, "230000")
    with pytest.raises(accounts.UnknownRole, match="局长"):
        accounts.assign(session, clerk.id, MARKET_CITY, ["局长"])


def test_applicant_has_no_groups_and_cannot_be_given_roles(
    session: Session, applicant: accounts.Account
) -> None:
    _create_organs(session)

    assert accounts.groups_of(applicant) == []
    assert not accounts.may_reach(applicant, DAOLI)
    with pytest.raises(accounts.UnknownRole):
        accounts.assign(session, applicant.id, MARKET_CITY, ["承办"])


def test_regions_are_the_provinces_official_ones() -> None:
    assert accounts.full_name(DAOLI) == "黑龙江省哈尔滨市道里区"
    assert len(accounts.regions(level=2)) == 13
    assert len(accounts.regions(level=3)) == 121
    assert not accounts.covers(DAOLI, HARBIN)
    assert not accounts.covers("230000", "999999")


def test_passwords_are_hashed_with_the_librarys_own_costs() -> None:
    """Tests hash cheaply (tests/conftest.py); the house does not."""
    said = "from office.accounts import passwords; print(passwords.hash_password('a', 'x' * 10))"

    kept = subprocess.run(
        [sys.executable, "-c", said], capture_output=True, text=True, check=True
    ).stdout.strip()

    assert not PasswordHasher().check_needs_rehash(kept)
    assert "$argon2id$" in kept
