"""The embedded seal authority: a test CA of its own that seals PDFs and says what a sealed file is worth."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from adapters.faults import Faults
from adapters.ledger import Reply, once
from adapters.seal.local._rows import SignatureRow
from adapters.seal.local.authority import Authority
from adapters.seal.local.certificates import pem, serial_of
from adapters.seal.local.custody import KeyFile
from adapters.seal.local.signing import sign_pdf
from adapters.seal.local.verification import CHANGED, signed_hash, verify_pdf
from adapters.seal.port import Signed, SignRequest, Verification

_PORT = "seal"


class LocalSeal:
    """Implements Seal; commits for itself. `keys` is the folder of the file that opens the keys."""

    def __init__(
        self,
        sessions: sessionmaker[Session],
        *,
        clock: Callable[[], datetime],
        faults: Faults,
        keys: Path,
    ) -> None:
        self._sessions = sessions
        self._clock = clock
        self._faults = faults
        self._authority = Authority(KeyFile(keys))

    def sign(self, request: SignRequest, request_id: str) -> Signed:
        now = self._clock()
        with self._faults.around(_PORT), self._sessions.begin() as session:
            reply = once(
                session,
                "seal.apply",
                request_id,
                lambda: self._sign(session, request, request_id, now),
                now=now,
            )
        return Signed(
            pdf=reply.content or b"",
            seal_id=reply.body["seal_id"],
            signer=reply.body["signer"],
            certificate_serial=reply.body["certificate_serial"],
            signed_at=datetime.fromisoformat(reply.body["signed_at"]),
        )

    def verify(self, pdf: bytes) -> Verification:
        with self._faults.around(_PORT, reading=True):
            root, now = self._root(), self._clock()
            found = verify_pdf(pdf, root, now)
            if found.verification.valid and self._differs(found.signed_sha256, pdf):
                return replace(found.verification, valid=False, intact=False, reason=CHANGED)
            return found.verification

    def root_certificate(self) -> bytes:
        return pem(self._root())

    def _root(self) -> bytes:
        with self._sessions.begin() as session:
            return self._authority.root_certificate(session, self._clock())

    def _sign(
        self, session: Session, request: SignRequest, request_id: str, now: datetime
    ) -> Reply:
        key = self._authority.seal_of(session, request, now)
        signed = sign_pdf(request, key, now)
        session.add(
            SignatureRow(
                request_id=request_id,
                seal_code=key.code,
                signed_sha256=signed_hash(signed),
                file_sha256=hashlib.sha256(signed).hexdigest(),
                reason=request.reason[:200],
                signed_at=now,
            )
        )
        session.flush()
        body = {
            "seal_id": key.code,
            "signer": request.organ_name,
            "certificate_serial": serial_of(key.pair.certificate),
            "signed_at": now.isoformat(),
        }
        return Reply(body, signed)

    def _differs(self, signed_sha256: str, pdf: bytes) -> bool:
        """Say whether our books know these signed bytes, but in another file.

        The signature's own bytes hold parts that nothing covers (certificates beside the chain).
        """
        with self._sessions() as session:
            kept = session.scalars(
                select(SignatureRow.file_sha256).where(SignatureRow.signed_sha256 == signed_sha256)
            ).all()
        return bool(kept) and hashlib.sha256(pdf).hexdigest() not in kept
