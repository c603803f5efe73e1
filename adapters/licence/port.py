"""What the house asks of the licence authority, and what that authority's own officers may do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

BUSINESS_LICENCE = "11100000MB0143028R001"  # 营业执照 (standards.md §4.2)
VALID, REVOKED, EXPIRED, UNKNOWN = "valid", "revoked", "expired", "unknown"


@dataclass(frozen=True)
class Reserve:
    """A number and an identifier to set aside for one licence of one case.

    type_code is the 证照类型代码 (21), organ the issuer's 统一社会信用代码. number_rule is text with
    {region} {short} {year} {serial:N} {check}; short is organ_short, check is ISO 7064 MOD 11,10
    over the digits before it.
    """

    type_code: str
    organ: str
    organ_name: str
    region: str
    holder_code: str
    holder_name: str
    number_rule: str
    case: str
    organ_short: str = ""


@dataclass(frozen=True)
class Reserved:
    """The licence number and the 电子证照标识 (GB/T 36904), both given out once."""

    number: str
    identifier: str


@dataclass(frozen=True)
class Issue:
    """A reserved licence that is drawn and sealed; digest_sha256 is the sealed file's, in hex.

    fields are the face of the licence as plain JSON values; valid_to None: no end.
    """

    identifier: str
    number: str
    name: str
    holder_code: str
    holder_name: str
    organ_name: str
    valid_from: date
    valid_to: date | None
    digest_sha256: str
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Issued:
    """The licence is in the register from issued_at on."""

    identifier: str
    issued_at: datetime


@dataclass(frozen=True)
class Licence:
    """A registered licence as its authority knows it; state is "valid", "revoked" or "expired"."""

    identifier: str
    number: str
    type_code: str
    name: str
    state: str
    holder_code: str
    holder_name: str
    organ: str
    organ_name: str
    issued_at: datetime
    valid_from: date
    valid_to: date | None
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class LicenceStatus:
    """What anybody may know of an identifier; holder is masked unless it is an organisation.

    state is "valid", "revoked", "expired" or "unknown"; all else is empty where it is unknown.
    """

    identifier: str
    state: str
    number: str = ""
    name: str = ""
    holder: str = ""
    organ_name: str = ""
    issued_at: datetime | None = None
    valid_to: date | None = None
    digest_sha256: str = ""


class Licences(Protocol):
    """Numbers, registers and looks up licences."""

    def reserve(self, request: Reserve, request_id: str) -> Reserved:
        """Set a number and an identifier aside; once for a case and a type, whatever the request."""
        ...

    def issue(self, request: Issue, request_id: str) -> Issued:
        """Register the sealed licence. Refused: identifier never reserved, or issued with another file."""
        ...

    def lookup(self, holder_code: str, type_code: str, purpose: str) -> list[Licence]:
        """Return a holder's licences of a type, newest first; the purpose is required and logged."""
        ...

    def status(self, identifier: str) -> LicenceStatus:
        """Say what an identifier is worth today."""
        ...


@dataclass(frozen=True)
class Registration:
    """A licence that the authority itself registers, such as a 营业执照; number is unique in its type."""

    type_code: str
    number: str
    name: str
    holder_code: str
    holder_name: str
    organ: str
    organ_name: str
    valid_from: date
    valid_to: date | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


class Register(Protocol):
    """What the licence authority's own officers do; absent where the authority is remote."""

    def register(self, registration: Registration) -> Licence:
        """Enter a licence, or the new facts of the one with this type and number."""
        ...

    def revoke(self, identifier: str, reason: str) -> Licence:
        """Revoke a registered licence; revoking again changes nothing. Refused: unknown."""
        ...
