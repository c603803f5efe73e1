"""Who works and applies in the demonstration, and what other authorities know of them."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.orm import Session

from adapters.licence import Registration
from adapters.licence.port import BUSINESS_LICENCE
from office import accounts, filing
from office.accounts import Account
from office.run.assembly import House


@cache
def people() -> Mapping[str, Any]:
    """Return people.yaml."""
    read: Mapping[str, Any] = yaml.safe_load((Path(__file__).parent / "people.yaml").read_text())
    return read


def make_people(house: House) -> None:
    """Create organs, accounts and registrations that are not there yet."""
    with house.transaction() as session:
        known = {one.code for one in accounts.organs(session)}
        for one in people()["organs"]:
            if one["code"] not in known:
                accounts.create_organ(session, accounts.Organ(**one))
        names = {one.username for one in accounts.accounts(session)}
        for one in people()["staff"]:
            if one["username"] not in names:
                _make_staff(session, house, one)
        for one in people()["applicants"]:
            if one["username"] not in names:
                _make_applicant(session, house, one)
        _authorise(session, house)
    _tell_other_authorities(house)


@cache
def _hashed() -> str:
    """One hash for all: everybody knows the password, and nineteen hashes take seconds."""
    return accounts.hash_password("", people()["password"])


def _make_staff(session: Session, house: House, one: Mapping[str, Any]) -> None:
    made = accounts.create_account(
        session,
        username=one["username"],
        name=one["name"],
        password=people()["password"],
        hashed=_hashed(),
        kind=accounts.STAFF,
        now=house.clock(),
    )
    accounts.assign(session, made.id, one["organ"], one["roles"])


def _make_applicant(session: Session, house: House, one: Mapping[str, Any]) -> None:
    accounts.create_account(
        session,
        username=one["username"],
        name=one["name"],
        password=people()["password"],
        hashed=_hashed(),
        kind=accounts.APPLICANT,
        region=one["region"],
        identity=accounts.Identity(one["id_number"], one["mobile"], one["enterprise"]),
        now=house.clock(),
    )


def _authorise(session: Session, house: House) -> None:
    """Let the agents act for their companies, as the legal representatives would online."""
    for one in people()["authorisations"]:
        principal = accounts.account_named(session, one["principal"])
        agent = accounts.account_named(session, one["agent"])
        if principal is None or agent is None or filing.authorisations_of(session, principal):
            continue
        authorise(session, principal, agent, house.clock())


def authorise(session: Session, principal: Account, agent: Account, now: datetime) -> None:
    """Let an agent act for the company of its legal representative; the register has nothing against it."""
    companies = {one["uscc"]: one for one in people()["companies"]}
    given = filing.keep_authorisation(
        session,
        principal,
        agent,
        enterprise=accounts.identity_of(session, principal.id).enterprise,
        valid_until=filing.latest_end(now),
        now=now,
    )
    company = companies[given.enterprise]
    filing.settle_authorisation(
        session,
        given.id,
        enterprise_name=company["name"],
        representative_id=company["legal_representative_id"],
        now=now,
    )


def _tell_other_authorities(house: House) -> None:
    """Enter persons and companies into the local registers; entering again changes nothing."""
    if house.ports.identity_register is not None:
        for one in people()["applicants"]:
            house.ports.identity_register.enter(one["name"], one["id_number"])
    if house.ports.licence_register is not None:
        for one in people()["companies"]:
            house.ports.licence_register.register(registration(one))


def registration(one: Mapping[str, Any]) -> Registration:
    """Return what the register of companies knows of one."""
    market = next(organ for organ in people()["organs"] if organ["department"] == "market")
    return Registration(
        type_code=BUSINESS_LICENCE,
        number=one["uscc"],
        name="营业执照",
        holder_code=one["uscc"],
        holder_name=one["name"],
        organ=market["code"],
        organ_name=market["name"],
        valid_from=one["established"],
        fields={
            "name": one["name"],
            "uscc": one["uscc"],
            "kind": one["kind"],
            "legal_representative": one["legal_representative"],
            "legal_representative_id": one["legal_representative_id"],
            "address": one["address"],
            "region": one["region"],
            "established": one["established"].isoformat(),
            "business_scope": one["business_scope"],
        },
    )


def username_of(role: str, department: str, region: str = "230102") -> str:
    """Return who holds a role in a department's organ that serves the region."""
    organs = {one["code"]: one for one in people()["organs"]}
    for one in people()["staff"]:
        organ = organs[one["organ"]]
        serves = region.startswith(organ["region"].rstrip("0")) or organ["region"] == region
        if role in one["roles"] and organ["department"] == department and serves:
            return str(one["username"])
    raise LookupError(f"{role}@{department}")


def sign_in_table() -> str:
    """Return the table of who can sign in, for the terminal."""
    organs = {one["code"]: one["name"] for one in people()["organs"]}
    rows = [(one["username"], one["name"], "申请人") for one in people()["applicants"]]
    rows += [
        (one["username"], one["name"], f"{organs[one['organ']]} {'、'.join(one['roles'])}")
        for one in people()["staff"]
    ]
    lines = [f"  {username:<12} {name}  {where}" for username, name, where in rows]
    return (
        f"\n演示账号 demonstration accounts（密码 password: {people()['password']}）\n"
        + "\n".join(lines)
    )
