"""How many cases of a matter are open, by where they stand and on which edition: what a publication leaves alone."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from office.cases._rows import CaseRow


@dataclass(frozen=True)
class OpenCases:
    """`stage` is the step's name in Chinese, or a state of cases.values."""

    edition_id: str
    stage: str
    count: int


def open_now(session: Session, matter: str) -> tuple[OpenCases, ...]:
    """Return the open cases of a matter, filed alone or as members of a one-thing, the most frequent step first."""
    found = session.execute(
        select(CaseRow.edition_id, CaseRow.stage, func.count())
        .where(CaseRow.matter == matter, CaseRow.closed_at.is_(None))
        .group_by(CaseRow.edition_id, CaseRow.stage)
        .order_by(func.count().desc(), CaseRow.stage)
    )
    return tuple(OpenCases(edition, stage, count) for edition, stage, count in found)
