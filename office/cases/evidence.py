"""What other authorities answered about a case, kept as evidence."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from office.cases._rows import EvidenceRow
from office.cases.values import Evidence


def keep_evidence(
    session: Session,
    case_id: str,
    kind: str,
    *,
    request_id: str,
    title: str,
    statement: str,
    source: str = "",
    number: str = "",
    data: Mapping[str, Any] | None = None,
    now: datetime,
) -> None:
    """Keep an answer as evidence, once a request.

    title and statement are read by people ("信用核查", "未列入严重失信主体名单"); number is the answer's own.
    """
    session.execute(
        insert(EvidenceRow)
        .values(
            case_id=case_id,
            kind=kind,
            request_id=request_id,
            title=title,
            statement=statement,
            source=source,
            number=number,
            data=dict(data or {}),
            at=now,
        )
        .on_conflict_do_nothing(index_elements=["request_id"])
    )


def evidence(session: Session, *case_ids: str) -> list[Evidence]:
    """Return what was kept on cases, the oldest first."""
    rows = session.scalars(
        select(EvidenceRow).where(EvidenceRow.case_id.in_(case_ids)).order_by(EvidenceRow.id)
    )
    return [_value(row) for row in rows]


def _value(row: EvidenceRow) -> Evidence:
    return Evidence(
        case_id=row.case_id,
        kind=row.kind,
        title=row.title,
        statement=row.statement,
        source=row.source,
        number=row.number,
        data=row.data,
        at=row.at,
    )
