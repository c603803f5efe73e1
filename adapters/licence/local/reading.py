"""What the register says of a licence to those who may ask."""

from datetime import datetime

from adapters.codes import is_uscc
from adapters.ledger import CHINA
from adapters.licence.local._rows import LicenceRow
from adapters.licence.port import EXPIRED, UNKNOWN, VALID, Licence, LicenceStatus

RESERVED = "reserved"


def licence_of(row: LicenceRow, now: datetime) -> Licence:
    """Return the whole licence, as its holder's authorities may read it."""
    issued_at = row.issued_at or row.reserved_at
    return Licence(
        identifier=row.identifier,
        number=row.number,
        type_code=row.type_code,
        name=row.name,
        state=_state(row, now),
        holder_code=row.holder_code,
        holder_name=row.holder_name,
        organ=row.organ,
        organ_name=row.organ_name,
        issued_at=issued_at,
        valid_from=row.valid_from or issued_at.astimezone(CHINA).date(),
        valid_to=row.valid_to,
        fields=row.fields,
    )


def status_of(identifier: str, row: LicenceRow | None, now: datetime) -> LicenceStatus:
    """Return what anybody may know; a licence that is only reserved is not known yet."""
    if row is None or row.state == RESERVED:
        return LicenceStatus(identifier=identifier, state=UNKNOWN)
    return LicenceStatus(
        identifier=identifier,
        state=_state(row, now),
        number=row.number,
        name=row.name,
        holder=mask(row.holder_name, row.holder_code),
        organ_name=row.organ_name,
        issued_at=row.issued_at,
        valid_to=row.valid_to,
        digest_sha256=row.digest_sha256,
    )


def mask(name: str, code: str) -> str:
    """Return an organisation's name as it is, a person's with all but the first character hidden."""
    return name if is_uscc(code) else name[:1] + "*" * max(len(name) - 1, 0)


def _state(row: LicenceRow, now: datetime) -> str:
    if row.state == VALID and row.valid_to and row.valid_to < now.astimezone(CHINA).date():
        return EXPIRED
    return row.state
