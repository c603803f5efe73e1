"""A program with a key: sends JSON, keeps no cookies, reads JSON."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from office import keys
from office.accounts import Account

_names = itertools.count(1)


def make_key(
    session: Session,
    whose: Account,
    now: datetime,
    scopes: Iterable[str] = (),
    matters: Iterable[str] = (),
) -> str:
    """Return the token of a new key; without scopes it may do all that the account may."""
    _, token = keys.make_key(
        session,
        whose,
        name="业务系统",
        scopes=frozenset(scopes) or keys.ALLOWED[whose.kind],
        matters=tuple(matters),
        expires_at=now + timedelta(days=30),
        by=whose.id,
        now=now,
    )
    return token


@dataclass
class Program:
    """What sends requests below /api/v1 with one key."""

    client: FlaskClient
    token: str

    def get(self, path: str, status: int = 200, **query: Any) -> Any:
        answer = self.client.get(
            f"/api/v1{path}", query_string=query, headers={"Authorization": f"Bearer {self.token}"}
        )
        assert answer.status_code == status, answer.text
        return answer.json if answer.is_json else answer

    def post(
        self, path: str, body: Any = None, status: int = 200, *, key: str = "", **headers: str
    ) -> Any:
        return self.send(path, body, status, key=key, **headers).json

    def send(
        self, path: str, body: Any = None, status: int = 200, *, key: str = "", **headers: str
    ) -> TestResponse:
        """Post a body; every request has an Idempotency-Key of its own unless one is given."""
        sent = {
            "Authorization": f"Bearer {self.token}",
            "Idempotency-Key": key or f"request-{next(_names)}",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        answer = self.client.post(
            f"/api/v1{path}", json=body, headers={n: v for n, v in sent.items() if v}
        )
        assert answer.status_code == status, answer.text
        return answer
