"""What documents a case has: drawn, then sealed, then delivered."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from office.documents._rows import DocumentRow


class DocumentMissing(LookupError):
    """没有这份文书。"""


@dataclass(frozen=True)
class SealPlace:
    """Where the seal belongs: role, page (0 is the first), and lower-left corner and side in mm.

    The origin is the lower-left corner of the page, as in PDF.
    """

    role: str
    page: int
    x: float
    y: float
    size: float

    @property
    def box(self) -> tuple[float, float, float]:
        """The place as adapters.seal.SignRequest takes it."""
        return (self.x, self.y, self.size)


@dataclass(frozen=True)
class Document:
    """One document of one case; `sha256` names the newest file (sealed once it is sealed)."""

    id: str
    case_id: str
    kind: str
    layout: str
    title: str
    number: str | None
    identifier: str | None
    sha256: str
    sealed: bool
    delivered_at: datetime | None
    created_at: datetime
    round: int = 1
    seal: SealPlace | None = None


def keep(
    session: Session,
    *,
    case_id: str,
    kind: str,
    layout: str,
    request_id: str,
    title: str,
    number: str | None,
    identifier: str | None,
    sha256: str,
    seal: SealPlace | None,
    now: datetime,
) -> Document:
    """Record a drawn document; the same request gives the same document, a new one the next round.

    The caller holds the case (engine.hold), so two rounds cannot be counted at once; the unique
    constraint on case, kind and round stands behind it.
    """
    kept = session.execute(
        select(DocumentRow).where(DocumentRow.request_id == request_id)
    ).scalar_one_or_none()
    if kept is not None:
        return _document(kept)
    before = session.execute(
        select(func.max(DocumentRow.round)).where(
            DocumentRow.case_id == case_id, DocumentRow.kind == kind
        )
    ).scalar_one_or_none()
    row = DocumentRow(
        id=str(uuid.uuid4()),
        case_id=case_id,
        kind=kind,
        round=(before or 0) + 1,
        request_id=request_id,
        layout=layout,
        title=title,
        number=number,
        identifier=identifier,
        drawn_sha256=sha256,
        sha256=sha256,
        seal=asdict(seal) if seal else None,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return _document(row)


def seal(session: Session, document_id: str, sha256: str, now: datetime) -> Document:
    """Let the sealed file stand for the document; sealing again with another file is refused."""
    row = _row(session, document_id)
    if row.sealed_at is not None and row.sha256 != sha256:
        raise AlreadySealed(document_id)
    row.sha256 = sha256
    row.sealed_at = row.sealed_at or now
    session.flush()
    return _document(row)


class AlreadySealed(RuntimeError):
    """文书已经盖章，不能再换成另一个文件。"""


def deliver(session: Session, document_id: str, now: datetime) -> Document:
    """Make the document downloadable for the applicant; the first delivery counts."""
    row = _row(session, document_id)
    row.delivered_at = row.delivered_at or now
    session.flush()
    return _document(row)


def document(session: Session, document_id: str) -> Document:
    """Return the document, or raise DocumentMissing."""
    return _document(_row(session, document_id))


def of_case(session: Session, case_id: str) -> Sequence[Document]:
    """Return the documents of a case, oldest first."""
    return of_cases(session, [case_id])


def of_cases(session: Session, case_ids: Sequence[str]) -> Sequence[Document]:
    """Return the documents of several cases (a one-thing and its members), oldest first."""
    rows = session.execute(
        select(DocumentRow)
        .where(DocumentRow.case_id.in_(case_ids))
        .order_by(DocumentRow.created_at, DocumentRow.kind, DocumentRow.round)
    ).scalars()
    return [_document(row) for row in rows]


def newest(session: Session, case_id: str, kind: str | None = None) -> Document | None:
    """Return the case's newest document (of this kind), or None."""
    query = select(DocumentRow).where(DocumentRow.case_id == case_id)
    if kind is not None:
        query = query.where(DocumentRow.kind == kind)
    newest_first = query.order_by(DocumentRow.created_at.desc(), DocumentRow.round.desc())
    row = session.execute(newest_first.limit(1)).scalar_one_or_none()
    return _document(row) if row else None


def by_identifier(session: Session, identifier: str) -> Document | None:
    """Return the newest document that bears this 电子证照标识, or None."""
    row = session.execute(
        select(DocumentRow)
        .where(DocumentRow.identifier == identifier)
        .order_by(DocumentRow.created_at.desc())
        .limit(1)
    ).scalar_one_or_none()
    return _document(row) if row else None


def by_number(session: Session, number: str) -> Document | None:
    """Return the newest document that bears this number, or None."""
    row = session.execute(
        select(DocumentRow)
        .where(DocumentRow.number == number)
        .order_by(DocumentRow.created_at.desc())
        .limit(1)
    ).scalar_one_or_none()
    return _document(row) if row else None


def by_sha256(session: Session, sha256: str) -> Document | None:
    """Return the document whose newest file has this hash, or None."""
    row = session.execute(
        select(DocumentRow).where(DocumentRow.sha256 == sha256).limit(1)
    ).scalar_one_or_none()
    return _document(row) if row else None


def _row(session: Session, document_id: str) -> DocumentRow:
    row = session.get(DocumentRow, document_id)
    if row is None:
        raise DocumentMissing(document_id)
    return row


def _document(row: DocumentRow) -> Document:
    return Document(
        id=row.id,
        case_id=row.case_id,
        kind=row.kind,
        layout=row.layout,
        title=row.title,
        number=row.number,
        identifier=row.identifier,
        sha256=row.sha256,
        sealed=row.sealed_at is not None,
        delivered_at=row.delivered_at,
        created_at=row.created_at,
        round=row.round,
        seal=SealPlace(**row.seal) if row.seal else None,
    )
