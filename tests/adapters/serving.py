"""A local backend behind a socket, as the authority would serve it: a plain WSGI callable over the wire's schemas."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from marshmallow import Schema, ValidationError

from adapters.credit.wire import CreditAnswerWire, CreditQuestion
from adapters.errors import Misconfigured, Refused, Unavailable
from adapters.licence.wire import (
    IdentifierWire,
    IssuedWire,
    IssueWire,
    LicenceStatusWire,
    LicencesWire,
    LookupWire,
    ReservedWire,
    ReserveWire,
)
from adapters.seal.wire import (
    CertificateWire,
    FileWire,
    SignedWire,
    SignRequestWire,
    VerificationWire,
)
from adapters.wire import PROBLEM, Wire

TOKEN = "the token that the authority gave us"  # noqa: S105
Start = Callable[[str, list[tuple[str, str]]], Any]


@dataclass(frozen=True)
class Operation:
    """What comes in, who does it, what goes out."""

    question: Schema
    do: Callable[[Any, str], Any]
    answer: Schema


@dataclass
class Authority:
    """The WSGI callable; `spoil` may replace an answer's bytes, `status` its status, `heard` counts calls."""

    operations: Mapping[str, Operation]
    spoil: Callable[[bytes], bytes] | None = None
    status: str = ""
    heard: list[tuple[str, str]] = field(default_factory=list)

    def __call__(self, environ: Mapping[str, Any], start: Start) -> Iterable[bytes]:
        operation = environ["PATH_INFO"].strip("/")
        key = environ.get("HTTP_IDEMPOTENCY_KEY", "")
        self.heard.append((operation, key))
        if self.status:
            return _answer(start, self.status, b"{}", "application/json")
        if environ.get("HTTP_AUTHORIZATION") != f"Bearer {TOKEN}":
            return _answer(start, "401 Unauthorized", b"{}", PROBLEM)
        known = self.operations.get(operation)
        if known is None:
            return _answer(start, "404 Not Found", b"{}", PROBLEM)
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        try:
            said = known.answer.dumps(known.do(known.question.loads(body), key)).encode()
        except ValidationError:
            return _answer(start, "400 Bad Request", b"{}", PROBLEM)
        except Refused as refused:
            problem = {"code": refused.code, "detail": refused.reason}
            return _answer(start, "409 Conflict", json.dumps(problem).encode(), PROBLEM)
        except Misconfigured:
            return _answer(start, "400 Bad Request", b"{}", PROBLEM)
        except Unavailable:
            return _answer(start, "503 Service Unavailable", b"", PROBLEM)
        return _answer(
            start, "200 OK", self.spoil(said) if self.spoil else said, "application/json"
        )


class _Nothing(Wire):
    """A question without content."""


def authority(house: Any) -> Authority:
    """Return the authorities of a house's local backends, all behind one door."""
    seal, licence, credit = house.seal, house.licence, house.credit
    return Authority(
        {
            "seal.apply": Operation(SignRequestWire(), seal.sign, SignedWire()),
            "seal.verify": Operation(
                FileWire(), lambda asked, _: seal.verify(asked["pdf"]), VerificationWire()
            ),
            "seal.root-certificate": Operation(
                _Nothing(), lambda *_: {"pem": seal.root_certificate()}, CertificateWire()
            ),
            "licence.reserve": Operation(ReserveWire(), licence.reserve, ReservedWire()),
            "licence.issue": Operation(IssueWire(), licence.issue, IssuedWire()),
            "licence.lookup": Operation(
                LookupWire(), lambda asked, _: {"licences": licence.lookup(**asked)}, LicencesWire()
            ),
            "licence.status": Operation(
                IdentifierWire(), lambda asked, _: licence.status(**asked), LicenceStatusWire()
            ),
            "credit.query": Operation(
                CreditQuestion(),
                lambda asked, key: credit.query(asked["holder_code"], asked["purpose"], key),
                CreditAnswerWire(),
            ),
        }
    )


def _answer(start: Start, status: str, body: bytes, media: str) -> Iterable[bytes]:
    start(status, [("Content-Type", media), ("Content-Length", str(len(body)))])
    return [body]
