"""Passwords as argon2id hashes."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from office.accounts.values import WeakPassword

MINIMUM = 10

_hasher = PasswordHasher()


def hash_password(username: str, password: str) -> str:
    """Return the hash to keep; raises WeakPassword."""
    if len(password) < MINIMUM or password.lower() == username.lower():
        raise WeakPassword
    return _hasher.hash(password)


def matches(kept: str | None, password: str) -> bool:
    """Compare in the same time whether the account exists or not."""
    try:
        return _hasher.verify(kept or _nobody(), password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """Say whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(kept)


def rehash(password: str) -> str:
    """Hash a password that has just been verified."""
    return _hasher.hash(password)


@cache
def _nobody() -> str:
    return _hasher.hash("the password of an account that does not exist")
