"""Ask the credit platform about the applicant (credit.query); the answer is kept as evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from adapters.credit import Credit, CreditAnswer
from engine import Engine, Job
from office import cases

_PURPOSE = "办理行政许可前的信用核查"


@dataclass(frozen=True)
class CreditRequest:
    """Whom to ask about, and what for."""

    holder_code: str
    purpose: str


def prepare_query(session: Session, engine: Engine, job: Job) -> CreditRequest:
    """credit.query: parameter purpose, in words that the platform keeps."""
    case = cases.case_of_call(session, job)
    purpose = job.payload["parameters"].get("purpose") or _PURPOSE
    return CreditRequest(case.applicant_code, f"{purpose}（办件 {case.number}）")


def query(port: Credit, request: CreditRequest, request_id: str) -> CreditAnswer:
    return port.query(request.holder_code, request.purpose, request_id)


def record_query(
    session: Session, engine: Engine, job: Job, reply: CreditAnswer
) -> Mapping[str, Any]:
    """Keep the answer on the case; the diagram may read listed."""
    cases.keep_evidence(
        session,
        cases.case_of_call(session, job).id,
        "credit.query",
        request_id=job.request_id,
        title="信用核查",
        statement=reply.statement,
        source=reply.source,
        number=reply.number,
        data={"listed": reply.listed, "queried_at": reply.queried_at.isoformat()},
        now=engine.now(),
    )
    return {"listed": reply.listed, "statement": reply.statement, "number": reply.number}
