"""The same request twice has one effect and one reply."""

from collections.abc import Mapping
from typing import Any

from flask import g

from office import keys
from web.programs import Problem


class Once:
    """A request under its Idempotency-Key; `before` is what it was answered with, None the first time.

    Raises Problem 422 where the name belongs to another request. A second request waits here for the first.
    """

    def __init__(self, operation: str, name: str, request: Mapping[str, Any]) -> None:
        self._name = name
        digest = keys.digest_of(operation, _plain(request))
        try:
            self.before = keys.claim_reply(g.session, g.key.id, name, digest, g.now)
        except keys.ReplyMismatch as other:
            raise Problem(422, "idempotency-mismatch") from other

    def keep(self, status: int, reply: Mapping[str, Any]) -> None:
        """Answer so whenever the request comes again."""
        keys.keep_reply(g.session, g.key.id, self._name, status, reply)

    def forget(self) -> None:
        """It came to nothing: the name is free again."""
        keys.forget_reply(g.session, g.key.id, self._name)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
