"""From a case to a registered licence: number and identifier first, the sealed file's facts later."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from adapters.errors import Misconfigured, Refused
from adapters.ledger import CHINA, Reply, count, lock
from adapters.licence.identifier import make_identifier
from adapters.licence.local._rows import LicenceRow
from adapters.licence.local.reading import RESERVED
from adapters.licence.numbering import fill_facts, number
from adapters.licence.port import REVOKED, VALID, Issue, Reserve


def reserve(session: Session, request: Reserve, now: datetime) -> Reply:
    """Return the case's number and identifier of this type, new ones where it has none."""
    filled = fill_facts(
        request.number_rule,
        {
            "region": request.region,
            "short": request.organ_short,
            "year": f"{now.astimezone(CHINA):%Y}",
        },
    )
    # Two requests for one case wait for each other, so that the second finds the first one's licence.
    lock(session, f"licence:{request.case}:{request.type_code}")
    kept = session.scalars(
        select(LicenceRow).where(
            LicenceRow.case_id == request.case,
            LicenceRow.type_code == request.type_code,
            LicenceRow.state != REVOKED,
        )
    ).one_or_none()
    row = kept or _reserved(session, request, filled, now)
    return Reply({"number": row.number, "identifier": row.identifier})


def issue(session: Session, request: Issue, now: datetime) -> Reply:
    """Let a reserved licence be valid, with the digest of its sealed file."""
    row = session.get(LicenceRow, request.identifier, with_for_update=True)
    if row is None or row.number != request.number:
        raise Refused("unknown-licence", "没有为这个证照取过号。")
    if row.state == REVOKED:
        raise Refused("revoked", "这个证照已经撤销。")
    if row.state == VALID and row.digest_sha256 != request.digest_sha256:
        raise Refused("already-issued", "这个证照已经用另一个文件签发。")
    if row.state == RESERVED:
        row.state, row.issued_at = VALID, now
        row.name, row.digest_sha256 = request.name, request.digest_sha256
        row.holder_code, row.holder_name = request.holder_code, request.holder_name
        row.organ_name, row.fields = request.organ_name, dict(request.fields)
        row.valid_from, row.valid_to = request.valid_from, request.valid_to
        session.flush()
    issued_at = row.issued_at or now
    return Reply({"identifier": row.identifier, "issued_at": issued_at.isoformat()})


def next_identifier(session: Session, type_code: str, organ: str, now: datetime) -> str:
    """Return an identifier that nobody has: its serial counts within type, organ and year."""
    year = f"{now.astimezone(CHINA):%Y}"
    serial = f"{year}{count(session, f'identifier:{type_code}:{organ}:{year}'):06d}"
    try:
        return str(make_identifier(type_code, organ, serial))
    except ValueError as error:
        raise Misconfigured(str(error)) from None


def _reserved(session: Session, request: Reserve, filled: str, now: datetime) -> LicenceRow:
    row = LicenceRow(
        identifier=next_identifier(session, request.type_code, request.organ, now),
        number=number(filled, count(session, f"number:{request.type_code}:{filled}")),
        type_code=request.type_code,
        case_id=request.case,
        state=RESERVED,
        name="",
        holder_code=request.holder_code,
        holder_name=request.holder_name,
        organ=request.organ,
        organ_name=request.organ_name,
        digest_sha256="",
        fields={},
        reserved_at=now,
        revocation="",
    )
    session.add(row)
    session.flush()
    return row
