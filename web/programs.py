"""Programs at the door: a bearer key in place of a sign-in, whom it acts as, what it may do, how fast."""

import threading
import time
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask import Flask, current_app, g, request
from werkzeug.exceptions import HTTPException

from office import keys
from office.accounts import SignedIn
from office.keys import BadKey, Key
from office.words import words

REALM = "tongban"
PER_MINUTE = 600  # requests of one key to one web process


class Problem(HTTPException):
    """A failure that a program reads; kind names it (web.api.problems), errors say what is wrong where.

    detail and the errors' "detail" are sentences of the house; more are further members of the document.
    """

    def __init__(
        self,
        status: int,
        kind: str,
        detail: str = "",
        *,
        errors: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail or kind)
        self.code = status
        self.kind = kind
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        self.more = dict(more or {})


class Pace:
    """Counts the requests of each key in the running minute, in this process alone."""

    def __init__(self, limit: int = PER_MINUTE) -> None:
        self.limit = limit
        self._lock = threading.Lock()
        self._minute = 0
        self._counts: dict[str, int] = {}

    def wait_for(self, key_id: str) -> int:
        """Count a request; return 0, or the seconds to wait where the key has asked too often."""
        now = time.time()
        with self._lock:
            minute = int(now // 60)
            if minute != self._minute:
                self._minute, self._counts = minute, {}
            self._counts[key_id] = self._counts.get(key_id, 0) + 1
            return 0 if self._counts[key_id] <= self.limit else int(60 - now % 60) + 1


def set_up(app: Flask) -> None:
    """Give the application what it counts requests with."""
    app.extensions["pace"] = Pace()


def admit(scopes: Collection[str]) -> None:
    """Let a program pass whose key holds one of the scopes (none: any live key); raises Problem.

    Needs g.session and g.now; sets g.account, as a sign-in does, and g.key. Cookies count for nothing here.
    """
    g.account = None
    key, account = _opened(_token())
    wait = current_app.extensions["pace"].wait_for(key.id)
    if wait:
        raise Problem(
            429,
            "too-many-requests",
            words("请求太频繁，请在 {seconds} 秒后再试。", seconds=wait),
            headers={"Retry-After": str(wait)},
        )
    if scopes and not key.scopes & set(scopes):
        wanted = " ".join(sorted(scopes))
        raise Problem(
            403,
            "scope-missing",
            words("接口密钥没有这项权限：{scopes}。", scopes=wanted),
            headers=_challenge(error="insufficient_scope", scope=wanted),
        )
    g.account = SignedIn(account, "", g.now, key.expires_at)
    g.key = key


def _opened(token: str) -> tuple[Key, Any]:
    try:
        return keys.open_with(g.session, token, g.now)
    except BadKey as bad:
        raise Problem(
            401, f"key-{bad.kind}", bad.reason, headers=_challenge(error="invalid_token")
        ) from bad


def _token() -> str:
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        raise Problem(401, "key-missing", headers=_challenge())
    return given.token


def _challenge(**more: str) -> dict[str, str]:
    # Quoted throughout: RFC 6750 wants it so for scope, and werkzeug quotes what it must alone.
    told = ", ".join(f'{name}="{value}"' for name, value in {"realm": REALM, **more}.items())
    return {"WWW-Authenticate": f"Bearer {told}"}
