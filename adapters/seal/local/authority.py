"""The embedded authority's books: its root and issuer, and the seals it makes for organs on demand."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from adapters.codes import is_uscc
from adapters.errors import Refused
from adapters.ledger import count, lock
from adapters.seal.local._rows import AuthorityRow, SealRow
from adapters.seal.local.certificates import Pair, make_issuer, make_root, make_seal
from adapters.seal.local.custody import KeyFile
from adapters.seal.port import ROLES, SignRequest

ROOT, ISSUER = "root", "issuer"
_COMPANY = "9"  # first character of codes given out by 市场监管: companies, no organs


@dataclass(frozen=True)
class SealKey:
    """A seal that can be used: its 13-digit code, its certificate and key, its issuer's certificate."""

    code: str
    pair: Pair
    issuer: bytes


class Authority:
    """Keeps certificates in tables and their keys wrapped; the caller's transaction commits them."""

    def __init__(self, keys: KeyFile) -> None:
        self._keys = keys

    def root_certificate(self, session: Session, now: datetime) -> bytes:
        """Return the root's certificate (DER); makes root and issuer at the first call."""
        return (_row(session, ROOT) or self._found(session, now)).certificate

    def seal_of(self, session: Session, request: SignRequest, now: datetime) -> SealKey:
        """Return the organ's seal in this role, a new one where it has none under this name."""
        _check(request)
        self.root_certificate(session, now)
        issuer = _row(session, ISSUER)
        assert issuer is not None
        row = _seal(session, request)
        if row is None:
            lock(session, "seal.authority")
            row = _seal(session, request) or self._make(session, request, issuer, now)
        key = self._keys.unwrap(f"seal:{row.code}", row.wrapped_key)
        return SealKey(row.code, Pair(row.certificate, key), issuer.certificate)

    def _found(self, session: Session, now: datetime) -> AuthorityRow:
        lock(session, "seal.authority")
        kept = _row(session, ROOT)
        if kept is not None:
            return kept
        self._keys.make()
        root = make_root(now)
        issuer = make_issuer(root, now)
        row = self._authority(ROOT, root, now)
        session.add_all([row, self._authority(ISSUER, issuer, now)])
        session.flush()
        return row

    def _authority(self, name: str, pair: Pair, now: datetime) -> AuthorityRow:
        return AuthorityRow(
            name=name,
            certificate=pair.certificate,
            wrapped_key=self._keys.wrap(name, pair.key),
            created_at=now,
        )

    def _make(
        self, session: Session, request: SignRequest, issuer: AuthorityRow, now: datetime
    ) -> SealRow:
        code = f"{request.region}{count(session, f'seal:{request.region}'):07d}"
        pair = make_seal(
            Pair(issuer.certificate, self._keys.unwrap(ISSUER, issuer.wrapped_key)),
            organ=request.organ,
            organ_name=request.organ_name,
            title=ROLES[request.role],
            now=now,
        )
        row = SealRow(
            code=code,
            organ=request.organ,
            organ_name=request.organ_name,
            role=request.role,
            certificate=pair.certificate,
            wrapped_key=self._keys.wrap(f"seal:{code}", pair.key),
            created_at=now,
        )
        session.add(row)
        session.flush()
        return row


def _check(request: SignRequest) -> None:
    if request.role not in ROLES:
        raise Refused("unknown-role", "没有这种用途的印章。")
    if not is_uscc(request.organ) or request.organ.startswith(_COMPANY):
        raise Refused("unknown-organ", "不是可以用印的机关：统一社会信用代码有误。")
    if not (len(request.region) == 6 and request.region.isdigit() and request.organ_name.strip()):
        raise Refused("unknown-organ", "不是可以用印的机关：缺少名称或行政区划代码。")


def _row(session: Session, name: str) -> AuthorityRow | None:
    return session.get(AuthorityRow, name)


def _seal(session: Session, request: SignRequest) -> SealRow | None:
    return session.scalars(
        select(SealRow).where(
            SealRow.organ == request.organ,
            SealRow.role == request.role,
            SealRow.organ_name == request.organ_name,
        )
    ).one_or_none()
