"""Accounts: made, assigned to an organ with roles, listed."""

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from office.accounts._rows import AccountRow
from office.accounts.organs import organ, value_of_organ
from office.accounts.passwords import hash_password
from office.accounts.regions import region as region_of
from office.accounts.values import ROLES, STAFF, Account, Identity, UnknownAccount, UnknownRole


def create_account(
    session: Session,
    *,
    username: str,
    name: str,
    password: str,
    hashed: str = "",
    kind: str,
    region: str = "",
    language: str = "zh",
    identity: Identity | None = None,
    now: datetime | None = None,
) -> Account:
    """Keep a new account; raises WeakPassword, UnknownRegion.

    hashed: what hash_password gave for this password, where many accounts are made with one.
    """
    if region:
        region_of(region)
    proved = identity or Identity()
    row = AccountRow(
        id=str(uuid.uuid4()),
        username=username.lower(),
        name=name,
        kind=kind,
        password_hash=hashed or hash_password(username, password),
        organ=None,
        roles=[],
        region=region,
        language=language,
        active=True,
        id_number=proved.id_number,
        mobile=proved.mobile,
        enterprise=proved.enterprise,
        created_at=now or datetime.now(UTC),
    )
    session.add(row)
    session.flush()
    return value_of_account(row)


def assign(
    session: Session,
    account_id: str,
    organ_code: str,
    roles: Iterable[str],
    *,
    region: str | None = None,
) -> Account:
    """Place a member of staff in an organ with exactly these roles.

    region narrows what the account may see; by default the organ's own. Raises UnknownOrgan, UnknownRole.
    """
    row = _row(session, account_id)
    chosen = frozenset(roles)
    if not chosen <= set(ROLES):
        raise UnknownRole("、".join(sorted(chosen - set(ROLES))))
    if row.kind != STAFF:
        raise UnknownRole("申请人账号不能担任岗位")
    place = organ(session, organ_code)
    row.organ_code = place.code
    row.roles = sorted(chosen)
    row.region = region_of(region or place.region).code
    session.flush()
    session.refresh(row)
    return value_of_account(row)


def deactivate(session: Session, account_id: str) -> None:
    """Lock an account; its sign-ins stop counting at once."""
    _row(session, account_id).active = False
    session.flush()


def activate(session: Session, account_id: str) -> None:
    """Unlock an account."""
    _row(session, account_id).active = True
    session.flush()


def rename(session: Session, account_id: str, name: str) -> None:
    """Give an account another name to show."""
    _row(session, account_id).name = name
    session.flush()


def set_password(session: Session, account_id: str, password: str) -> None:
    """Give an account a password that an operator hands over; raises WeakPassword."""
    row = _row(session, account_id)
    row.password_hash = hash_password(row.username, password)
    session.flush()


def account(session: Session, account_id: str) -> Account:
    """Return one account; raises UnknownAccount."""
    return value_of_account(_row(session, account_id))


def account_named(session: Session, username: str) -> Account | None:
    """Return the account that signs in with this name."""
    row = session.scalar(select(AccountRow).where(AccountRow.username == username.lower()))
    return value_of_account(row) if row else None


def account_proved(session: Session, name: str, id_number: str) -> Account | None:
    """Return the active account of a person who proved this name and this number."""
    if not id_number:
        return None
    row = session.scalar(
        select(AccountRow).where(
            AccountRow.name == name.strip(),
            AccountRow.id_number == id_number.strip().upper(),
            AccountRow.active,
        )
    )
    return value_of_account(row) if row else None


def accounts(session: Session) -> list[Account]:
    """Return all accounts, staff by organ first."""
    rows = session.scalars(
        select(AccountRow).order_by(
            AccountRow.kind.desc(), AccountRow.organ_code, AccountRow.username
        )
    )
    return [value_of_account(row) for row in rows]


def colleagues(session: Session, account: Account) -> list[Account]:
    """Return the active staff of an account's own organ, without the account itself, by name."""
    if account.organ is None:
        return []
    rows = session.scalars(
        select(AccountRow)
        .where(
            AccountRow.organ_code == account.organ.code,
            AccountRow.kind == STAFF,
            AccountRow.active,
            AccountRow.id != account.id,
        )
        .order_by(AccountRow.name)
    )
    return [value_of_account(row) for row in rows]


def names_of(session: Session, account_ids: Iterable[str]) -> dict[str, str]:
    """Return the names of accounts by id, for pages that show who did what."""
    found = session.execute(
        select(AccountRow.id, AccountRow.name).where(AccountRow.id.in_(list(account_ids)))
    )
    return {row.id: row.name for row in found}


def identity_of(session: Session, account_id: str) -> Identity:
    """Return what the person proved when signing up, to fill forms in."""
    row = _row(session, account_id)
    return Identity(id_number=row.id_number, mobile=row.mobile, enterprise=row.enterprise)


def value_of_account(row: AccountRow) -> Account:
    return Account(
        id=row.id,
        username=row.username,
        name=row.name,
        kind=row.kind,
        organ=value_of_organ(row.organ) if row.organ else None,
        roles=frozenset(row.roles),
        region=row.region,
        language=row.language,
        active=row.active,
    )


def _row(session: Session, account_id: str) -> AccountRow:
    row = session.get(AccountRow, account_id)
    if row is None:
        raise UnknownAccount
    return row
