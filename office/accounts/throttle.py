"""Slows down guessing: failures are counted by username and by address."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from office.accounts._rows import FailureRow
from office.accounts.values import Throttled

WINDOW = timedelta(minutes=15)
BY_USERNAME = 5
BY_ADDRESS = 30  # an office shares one address


def ensure_allowed(session: Session, username: str, address: str, now: datetime) -> None:
    """Raise Throttled when this username or address has failed too often within the window."""
    # One sign-in a username at a time: parallel guesses cannot all pass before the first is counted.
    session.execute(select(func.pg_advisory_xact_lock(_lock_key(username))))
    for column, value, limit in (
        (FailureRow.username_hash, hash_username(username), BY_USERNAME),
        (FailureRow.address, address, BY_ADDRESS),
    ):
        recent = session.scalars(
            select(FailureRow.at)
            .where(column == value, FailureRow.at > now - WINDOW)
            .order_by(FailureRow.at.desc())
            .limit(limit)
        ).all()
        if len(recent) >= limit:
            raise Throttled(int((recent[-1] + WINDOW - now).total_seconds()) + 1)


def count_failure(session: Session, username: str, address: str, now: datetime) -> None:
    """Remember a failure and forget those that no longer count."""
    session.execute(delete(FailureRow).where(FailureRow.at <= now - WINDOW))
    session.add(FailureRow(username_hash=hash_username(username), address=address, at=now))
    session.flush()


def forget_failures(session: Session, username: str) -> None:
    """A right password clears the username's count; the address keeps its own."""
    session.execute(delete(FailureRow).where(FailureRow.username_hash == hash_username(username)))


def hash_username(username: str) -> str:
    return hashlib.sha256(username.lower().encode()).hexdigest()


def _lock_key(username: str) -> int:
    return int(hash_username(username)[:15], 16)
