"""Keys of programs: made once with a secret that is shown once, found by it, revoked."""

import hashlib
import hmac
import secrets
import uuid
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from office.accounts import Account, UnknownAccount, account, lent_to
from office.keys._rows import ApiKeyRow
from office.keys.values import ALLOWED, SCOPES, BadKey, Key, KeyRefused
from office.words import words

PREFIX = "tb"
SECRET_BYTES = 32
LONGEST = timedelta(days=366)
SEEN_EVERY = timedelta(minutes=1)


def make_key(
    session: Session,
    whose: Account,
    *,
    name: str,
    scopes: Collection[str],
    matters: Collection[str] = (),
    expires_at: datetime,
    by: str,
    now: datetime,
) -> tuple[Key, str]:
    """Make a key that acts as an account; return it and its token, which is kept nowhere. Raises KeyRefused."""
    _check(whose, name, scopes, expires_at, now)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    row = ApiKeyRow(
        id=str(uuid.uuid4()),
        name=name.strip(),
        account_id=whose.id,
        scopes=[scope for scope in SCOPES if scope in scopes],
        matters=sorted(set(matters)),
        secret_hash=_hash(secret),
        created_by=by,
        created_at=now,
        expires_at=expires_at,
        revoked_at=None,
        last_used_at=None,
    )
    session.add(row)
    session.flush()
    return _value(row), f"{PREFIX}_{uuid.UUID(row.id).hex}_{secret}"


def open_with(session: Session, token: str, now: datetime) -> tuple[Key, Account]:
    """Return the live key of a token and the account that it acts as; raises BadKey.

    When it was used is written at most once a minute.
    """
    row = _row_of(session, token)
    if row is None:
        raise BadKey("unknown", words("接口密钥无效。"))
    key = _value(row)
    if key.state(now) == "revoked":
        raise BadKey("revoked", words("接口密钥已停用。"))
    if key.state(now) == "expired":
        raise BadKey("expired", words("接口密钥已过期。"))
    who = _account(session, row.account_id)
    if who is None:
        raise BadKey("account", words("接口密钥所属的账号已停用。"))
    if row.last_used_at is None or now - row.last_used_at >= SEEN_EVERY:
        row.last_used_at = now
        session.flush()
    may = key.scopes & ALLOWED.get(who.kind, frozenset())
    return replace(key, scopes=may), replace(who, lent=lent_to(session, who.id, now))


def keys(session: Session) -> list[Key]:
    """Return all keys, the newest first."""
    rows = session.scalars(select(ApiKeyRow).order_by(ApiKeyRow.created_at.desc(), ApiKeyRow.id))
    return [_value(row) for row in rows]


def revoke(session: Session, key_id: str, now: datetime) -> bool:
    """Let a key open nothing from now on; say whether it was open until now."""
    row = session.get(ApiKeyRow, key_id, with_for_update=True)
    if row is None or row.revoked_at is not None:
        return False
    row.revoked_at = now
    session.flush()
    return True


def _check(
    whose: Account, name: str, scopes: Collection[str], expires_at: datetime, now: datetime
) -> None:
    if not name.strip() or len(name.strip()) > 100:
        raise KeyRefused(words("请填写名称，最多 100 个字。"), "name")
    if not whose.active:
        raise KeyRefused(words("这个账号已停用。"), "account")
    if not scopes:
        raise KeyRefused(words("请至少选择一项权限。"), "scope")
    beyond = [SCOPES.get(one, one) for one in scopes if one not in ALLOWED.get(whose.kind, ())]
    if beyond:
        raise KeyRefused(words("这个账号本身不能：{scopes}。", scopes="、".join(beyond)), "scope")
    if not now < expires_at <= now + LONGEST:
        raise KeyRefused(
            words("到期日须在今天之后，最长 {days} 天。", days=LONGEST.days), "expires_on"
        )


def _row_of(session: Session, token: str) -> ApiKeyRow | None:
    prefix, _, rest = token.partition("_")
    name, _, secret = rest.partition("_")
    try:
        key_id = str(uuid.UUID(hex=name))
    except ValueError:
        return None
    row = session.get(ApiKeyRow, key_id) if prefix == PREFIX and secret else None
    if row is None or not hmac.compare_digest(row.secret_hash, _hash(secret)):
        return None
    return row


def _account(session: Session, account_id: str) -> Account | None:
    try:
        found = account(session, account_id)
    except UnknownAccount:
        return None
    return found if found.active else None


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _value(row: ApiKeyRow) -> Key:
    return Key(
        id=row.id,
        name=row.name,
        account_id=row.account_id,
        scopes=frozenset(row.scopes),
        matters=frozenset(row.matters),
        created_by=row.created_by,
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
    )
