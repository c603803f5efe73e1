"""The embedded licence authority: numbers, registers and looks up licences in tables of its own."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from adapters.errors import Misconfigured, Refused
from adapters.faults import Faults
from adapters.ledger import lock, once
from adapters.licence.identifier import read_identifier
from adapters.licence.local._rows import LicenceRow, LookupRow
from adapters.licence.local.issuing import issue, next_identifier, reserve
from adapters.licence.local.reading import RESERVED, licence_of, status_of
from adapters.licence.port import (
    REVOKED,
    UNKNOWN,
    VALID,
    Issue,
    Issued,
    Licence,
    LicenceStatus,
    Registration,
    Reserve,
    Reserved,
)

_PORT = "licence"


class LocalLicences:
    """Implements Licences and Register; commits for itself."""

    def __init__(
        self, sessions: sessionmaker[Session], *, clock: Callable[[], datetime], faults: Faults
    ) -> None:
        self._sessions = sessions
        self._clock = clock
        self._faults = faults

    def reserve(self, request: Reserve, request_id: str) -> Reserved:
        now = self._clock()
        with self._faults.around(_PORT), self._sessions.begin() as session:
            body = once(
                session,
                "licence.reserve",
                request_id,
                lambda: reserve(session, request, now),
                now=now,
            ).body
        return Reserved(number=body["number"], identifier=body["identifier"])

    def issue(self, request: Issue, request_id: str) -> Issued:
        now = self._clock()
        with self._faults.around(_PORT), self._sessions.begin() as session:
            body = once(
                session, "licence.issue", request_id, lambda: issue(session, request, now), now=now
            ).body
        return Issued(
            identifier=body["identifier"], issued_at=datetime.fromisoformat(body["issued_at"])
        )

    def lookup(self, holder_code: str, type_code: str, purpose: str) -> list[Licence]:
        if not purpose.strip():
            raise Misconfigured("查询证照必须写明用途。")
        now = self._clock()
        with self._faults.around(_PORT), self._sessions.begin() as session:
            rows = session.scalars(
                select(LicenceRow)
                .where(
                    LicenceRow.holder_code == holder_code,
                    LicenceRow.type_code == type_code,
                    LicenceRow.state != RESERVED,
                )
                .order_by(LicenceRow.issued_at.desc(), LicenceRow.identifier.desc())
            ).all()
            session.add(
                LookupRow(
                    holder_code=holder_code,
                    type_code=type_code,
                    purpose=purpose[:200],
                    found=len(rows),
                    at=now,
                )
            )
            return [licence_of(row, now) for row in rows]

    def status(self, identifier: str) -> LicenceStatus:
        try:
            asked = str(read_identifier(identifier))
        except ValueError:
            return LicenceStatus(identifier=identifier, state=UNKNOWN)
        with self._faults.around(_PORT, reading=True), self._sessions() as session:
            return status_of(asked, session.get(LicenceRow, asked), self._clock())

    def register(self, registration: Registration) -> Licence:
        now = self._clock()
        with self._sessions.begin() as session:
            lock(session, f"register:{registration.type_code}:{registration.number}")
            row = session.scalars(
                select(LicenceRow).where(
                    LicenceRow.type_code == registration.type_code,
                    LicenceRow.number == registration.number,
                )
            ).one_or_none()
            if row is None:
                row = _entered(session, registration, now)
                session.add(row)
            for fact in ("name", "holder_code", "holder_name", "organ", "organ_name"):
                setattr(row, fact, getattr(registration, fact))
            row.valid_from, row.valid_to = registration.valid_from, registration.valid_to
            row.fields = dict(registration.fields)
            session.flush()
            return licence_of(row, now)

    def revoke(self, identifier: str, reason: str) -> Licence:
        now = self._clock()
        with self._sessions.begin() as session:
            row = session.get(LicenceRow, identifier, with_for_update=True)
            if row is None or row.state == RESERVED:
                raise Refused("unknown-licence", "没有登记过这个证照。")
            if row.state != REVOKED:
                row.state, row.revoked_at, row.revocation = REVOKED, now, reason[:500]
            return licence_of(row, now)


def _entered(session: Session, registration: Registration, now: datetime) -> LicenceRow:
    return LicenceRow(
        identifier=next_identifier(session, registration.type_code, registration.organ, now),
        number=registration.number,
        type_code=registration.type_code,
        state=VALID,
        digest_sha256="",
        reserved_at=now,
        issued_at=now,
        revocation="",
    )
