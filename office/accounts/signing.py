"""Signing in: passwords checked, sign-ins kept on the server by the hash of their token."""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from office.accounts._rows import AccountRow, SignInRow
from office.accounts.delegations import lent_to
from office.accounts.passwords import hash_password, matches, outdated, rehash
from office.accounts.people import value_of_account
from office.accounts.throttle import count_failure, ensure_allowed, forget_failures
from office.accounts.values import STAFF, Account, BadCredentials, SignedIn

IDLE = timedelta(hours=2)
STAFF_IDLE = timedelta(
    minutes=30
)  # a counter's screen stands where others pass; TONGBAN_STAFF_IDLE_MINUTES
LONGEST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class OpenSession:
    """One sign-in of an account; here: it is the one that asks."""

    opened_at: datetime
    seen_at: datetime
    here: bool


def authenticate(
    session: Session, username: str, password: str, *, address: str, now: datetime
) -> Account:
    """Return whose username and password these are; raises BadCredentials, Throttled.

    A failure is counted in this transaction: catch the error and let the transaction commit.
    """
    ensure_allowed(session, username, address, now)
    row = session.scalar(select(AccountRow).where(AccountRow.username == username.lower()))
    right = matches(row.password_hash if row else None, password)
    if row is None or not right or not row.active:
        count_failure(session, username, address, now)
        raise BadCredentials
    forget_failures(session, username)
    if outdated(row.password_hash):
        row.password_hash = rehash(password)
    return value_of_account(row)


def open_session(session: Session, account: Account, now: datetime) -> str:
    """Start a sign-in and return its token, which stands in the cookie alone."""
    token = secrets.token_urlsafe(32)
    session.add(
        SignInRow(
            token_hash=_hash(token),
            account_id=account.id,
            csrf=secrets.token_urlsafe(32),
            opened_at=now,
            seen_at=now,
        )
    )
    session.flush()
    return token


def account_of(
    session: Session, token: str, now: datetime, *, staff_idle: timedelta = STAFF_IDLE
) -> SignedIn | None:
    """Return the live sign-in of a token and note that it was seen; staff's ends sooner when idle."""
    row = session.get(SignInRow, _hash(token)) if token else None
    if row is None or not row.account.active:
        return None
    if _expiry(row, staff_idle) <= now:
        return None
    if now - row.seen_at >= SEEN_EVERY:
        row.seen_at = now
    account = replace(value_of_account(row.account), lent=lent_to(session, row.account_id, now))
    return SignedIn(account, row.csrf, row.opened_at, _expiry(row, staff_idle))


def close_session(session: Session, token: str) -> None:
    """End a sign-in; an unknown token is no error."""
    session.execute(delete(SignInRow).where(SignInRow.token_hash == _hash(token)))


def open_sessions(session: Session, account_id: str, token: str) -> list[OpenSession]:
    """Return an account's sign-ins, the newest first; `here` is the one of this token."""
    rows = session.scalars(
        select(SignInRow)
        .where(SignInRow.account_id == account_id)
        .order_by(SignInRow.opened_at.desc())
    )
    here = _hash(token)
    return [OpenSession(row.opened_at, row.seen_at, row.token_hash == here) for row in rows]


def close_sessions(session: Session, account_id: str, *, but: str = "") -> int:
    """End an account's sign-ins everywhere, but the one of this token; return how many ended."""
    gone = session.execute(
        delete(SignInRow)
        .where(SignInRow.account_id == account_id, SignInRow.token_hash != _hash(but))
        .returning(SignInRow.token_hash)
    ).all()
    return len(gone)


def change_password(session: Session, account_id: str, old: str, new: str, *, token: str) -> None:
    """Give the account another password and end its other sign-ins; raises BadCredentials, WeakPassword."""
    row = session.get(AccountRow, account_id)
    if row is None or not matches(row.password_hash, old):
        raise BadCredentials
    row.password_hash = hash_password(row.username, new)
    close_sessions(session, account_id, but=token)
    session.flush()


def delete_expired_sessions(session: Session, now: datetime) -> None:
    """Delete sign-ins that have been idle or open too long."""
    session.execute(
        delete(SignInRow).where(
            or_(SignInRow.seen_at <= now - IDLE, SignInRow.opened_at <= now - LONGEST)
        )
    )


def _expiry(row: SignInRow, staff_idle: timedelta) -> datetime:
    idle = staff_idle if row.account.kind == STAFF else IDLE
    return min(row.seen_at + idle, row.opened_at + LONGEST)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
