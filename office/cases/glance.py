"""What a list shows of many cases at once: the applicant's credit, questions asked and answered."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from office.cases._rows import ClarificationRow, EvidenceRow

CREDIT = "credit.query"


@dataclass(frozen=True)
class Glance:
    """credit is the last statement about the applicant, "" where nobody asked; questions still open or answered."""

    credit: str = ""
    asked: int = 0
    answered: int = 0


def glances(session: Session, case_ids: Collection[str]) -> Mapping[str, Glance]:
    """Return what is known of each of these cases, by id."""
    credit = {
        row.case_id: row.statement
        for row in session.execute(
            select(EvidenceRow.case_id, EvidenceRow.statement)
            .where(EvidenceRow.case_id.in_(case_ids), EvidenceRow.kind == CREDIT)
            .order_by(EvidenceRow.id)
        )
    }
    questions = {
        row.case_id: (row.asked - row.answered, row.answered)
        for row in session.execute(
            select(
                ClarificationRow.case_id,
                func.count().label("asked"),
                func.count(ClarificationRow.answered_at).label("answered"),
            )
            .where(ClarificationRow.case_id.in_(case_ids))
            .group_by(ClarificationRow.case_id)
        )
    }
    return {
        one: Glance(credit.get(one, ""), *questions.get(one, (0, 0)))
        for one in set(credit) | set(questions)
    }
