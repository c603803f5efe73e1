"""A line to an authority over HTTP: JSON both ways, one request id, honest errors, a breaker.

Every call is `POST <base>/<operation>` with `Authorization: Bearer <token>` and, where it has an effect,
`Idempotency-Key: <request id>`: the same key gets the same answer. Answers: 200 with the operation's JSON; 409 or 422
with a problem document (RFC 9457) whose `code` says why it is refused; anything else is no answer. docs/adapters.md.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
from marshmallow import EXCLUDE, Schema, ValidationError, fields

from adapters.circuit import Circuit
from adapters.errors import LineDown, Misconfigured, Refused, Unavailable

CONNECT_SECONDS, READ_SECONDS = 3.05, 20.0
LARGEST_ANSWER = 32 * 1024 * 1024
PROBLEM = "application/problem+json"
_REFUSED = frozenset({409, 422})
_WRONG_SETTINGS = frozenset({400, 401, 403, 404, 405, 415})


class Wire(Schema):
    """A message on the line: what we do not know of it we leave alone."""

    class Meta:
        unknown = EXCLUDE


class Bytes(fields.Field[bytes]):
    """A file as base64 (RFC 4648)."""

    def _serialize(self, value: bytes | None, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return None if value is None else base64.b64encode(value).decode("ascii")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bytes:
        try:
            return base64.b64decode(value, validate=True)
        except (binascii.Error, TypeError, ValueError) as error:
            raise ValidationError("not base64") from error


class _Problem(Wire):
    code = fields.String(required=True)
    detail = fields.String(load_default="")


@dataclass(frozen=True)
class Address:
    """Where an authority listens, and the token that it gave us; seconds until an answer must have come."""

    url: str
    token: str
    connect_seconds: float = CONNECT_SECONDS
    read_seconds: float = READ_SECONDS
    largest: int = LARGEST_ANSWER


class Line:
    """The HTTP connection to one authority; used by one or many threads."""

    def __init__(self, address: Address, circuit: Circuit) -> None:
        self._address = address
        self.circuit = circuit

    def ask(
        self,
        operation: str,
        message: Mapping[str, Any],
        answer: Schema,
        *,
        request_id: str | None = None,
    ) -> Any:
        """Send a message and return what the answer's schema makes of the reply.

        Raises Refused with the authority's code, Unavailable where no usable answer came, LineDown where
        that opened the circuit or it was open, Misconfigured where the authority does not accept us.
        """
        self.circuit.enter()
        try:
            found = self._ask(operation, message, answer, request_id)
        except Unavailable as away:
            until = self.circuit.failed(away.reason)
            if until is not None:
                raise LineDown(until, away.reason) from away
            raise
        except Refused:
            self.circuit.succeeded()
            raise
        self.circuit.succeeded()
        return found

    def _ask(
        self, operation: str, message: Mapping[str, Any], answer: Schema, request_id: str | None
    ) -> Any:
        address = self._address
        headers = {"Authorization": f"Bearer {address.token}", "Accept": "application/json"}
        if request_id is not None:
            headers["Idempotency-Key"] = request_id
        try:
            with (
                requests.Session() as http,
                self._post(
                    http, f"{address.url.rstrip('/')}/{operation}", message, headers
                ) as reply,
            ):
                return self._read(reply, answer)
        except requests.Timeout as error:
            raise Unavailable("对方系统没有在规定时间内答复。") from error
        except requests.RequestException as error:
            raise Unavailable("连不上对方系统，或连接中断。") from error

    def _post(
        self,
        http: requests.Session,
        url: str,
        message: Mapping[str, Any],
        headers: Mapping[str, str],
    ) -> requests.Response:
        http.trust_env = False  # no proxy or password of the environment on an official line
        address = self._address
        return http.post(
            url,
            json=message,
            headers=headers,
            timeout=(address.connect_seconds, address.read_seconds),
            stream=True,
            allow_redirects=False,
        )

    def _read(self, reply: requests.Response, answer: Schema) -> Any:
        if reply.status_code in _WRONG_SETTINGS:
            raise Misconfigured(
                f"对方系统不接受本系统的请求（{reply.status_code}），请核对地址和令牌。"
            )
        if reply.status_code != 200 and reply.status_code not in _REFUSED:
            raise Unavailable(f"对方系统答复了错误（{reply.status_code}）。")
        content = self._content(reply)
        try:
            if reply.status_code in _REFUSED:
                problem = _Problem().loads(content)
                raise Refused(problem["code"], problem["detail"])
            return answer.loads(content)
        except (ValidationError, ValueError) as error:
            # Not the message's content: it may hold personal data.
            raise Unavailable("对方系统的答复不符合约定的格式。") from error

    def _content(self, reply: requests.Response) -> bytes:
        kept = bytearray()
        for part in reply.iter_content(64 * 1024):
            kept += part
            if len(kept) > self._address.largest:
                raise Unavailable("对方系统的答复过大。")
        return bytes(kept)
