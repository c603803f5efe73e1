"""Number, register and look up licences: registration.fetch, licence.verify, licence.reserve, licence.issue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from adapters.errors import Misconfigured
from adapters.licence import Issue, Issued, Licence, Licences, Reserve, Reserved
from adapters.licence.port import BUSINESS_LICENCE, VALID
from engine import Engine, Job
from office import accounts, cases, clocks, documents, filing
from office.calls.particulars import context_of, validity
from office.calls.rendering import document_of
from office.cases import Case
from office.documents.filled import plain
from office.matters import edition

Variables = Mapping[str, Any]

_PURPOSE = "核对申请人的登记信息"
_FILL_IN = "为申请人填写申请表中的登记信息"
_STATES = {VALID: "有效", "revoked": "已撤销", "expired": "已过有效期"}


@dataclass(frozen=True)
class LookupRequest:
    """Whose licences of a type, and what for."""

    holder_code: str
    type_code: str
    purpose: str


def prepare_verify(session: Session, engine: Engine, job: Job) -> LookupRequest:
    """licence.verify: parameters purpose, and type (营业执照 where it is left out)."""
    parameters = job.payload["parameters"]
    case = cases.case_of_call(session, job)
    return LookupRequest(
        holder_code=case.applicant_code,
        type_code=str(parameters.get("type") or BUSINESS_LICENCE),
        purpose=f"{parameters.get('purpose') or _PURPOSE}（办件 {case.number}）",
    )


def prepare_fetch(session: Session, engine: Engine, job: Job) -> LookupRequest:
    """registration.fetch: what a draft's form is to be filled from; payload: draft, and code (USCC)."""
    return LookupRequest(str(job.payload["code"]), BUSINESS_LICENCE, _FILL_IN)


def record_fetch(session: Session, engine: Engine, job: Job, reply: Sequence[Licence]) -> Variables:
    """Keep the facts of a registration that stands on the draft; none: the applicant fills in."""
    standing = next((licence for licence in reply if licence.state == VALID), None)
    code = str(job.payload["code"])
    if filing.draft(session, str(job.payload["draft"])).acting_for not in {code, ""}:
        return {}  # the applicant acts for another enterprise by now
    filing.keep_fetched(
        session,
        str(job.payload["draft"]),
        "registration",
        standing.fields if standing else None,
        now=engine.now(),
    )
    return {}


def look_up(port: Licences, request: LookupRequest, request_id: str) -> Sequence[Licence]:
    """Look up; asking again changes nothing, so the request id is not needed."""
    return port.lookup(request.holder_code, request.type_code, request.purpose)


def record_verify(
    session: Session, engine: Engine, job: Job, reply: Sequence[Licence]
) -> Variables:
    """Keep what was found as evidence; the diagram may read found, valid and agrees."""
    case = cases.case_of_call(session, job)
    licence = reply[0] if reply else None
    valid = licence is not None and licence.state == VALID
    agrees = licence is not None and licence.holder_name == case.applicant_name
    cases.keep_evidence(
        session,
        case.id,
        "licence.verify",
        request_id=job.request_id,
        title=licence.name if licence else "登记信息核验",
        statement=_statement(licence, agrees),
        source=licence.organ_name if licence else "电子证照库（演示）",
        number=licence.number if licence else "",
        data={"identifier": licence.identifier, "state": licence.state} if licence else {},
        now=engine.now(),
    )
    return {"found": licence is not None, "valid": valid, "agrees": agrees}


def prepare_reserve(session: Session, engine: Engine, job: Job) -> Reserve:
    """licence.reserve: the matter's licence type and number rule, for the case's applicant."""
    case = cases.case_of_call(session, job)
    outcome = _outcome(session, case)
    organ = accounts.organ(session, case.organ)
    return Reserve(
        type_code=outcome["licence_type"],
        organ=organ.code,
        organ_name=organ.name,
        organ_short=organ.short,
        region=case.region,
        holder_code=case.applicant_code,
        holder_name=case.applicant_name,
        number_rule=outcome["number_rule"],
        case=case.id,
    )


def reserve(port: Licences, request: Reserve, request_id: str) -> Reserved:
    return port.reserve(request, request_id)


def record_reserve(session: Session, engine: Engine, job: Job, reply: Reserved) -> Variables:
    """Give number and identifier to the diagram, which hands them to document.render."""
    return {"number": reply.number, "identifier": reply.identifier}


def prepare_issue(session: Session, engine: Engine, job: Job) -> Issue:
    """licence.issue: parameters licence (what reserve gave) and document (what render gave).

    The register gets the face of the licence, as the document shows it, and nothing else.
    """
    case = cases.case_of_call(session, job)
    reserved = job.payload["parameters"]["licence"]
    document = document_of(session, job)
    found = edition(session, case.edition_id)
    first, last = validity(found.document, clocks.today(case.decided_at or engine.now()))
    return Issue(
        identifier=reserved["identifier"],
        number=reserved["number"],
        name=_outcome(session, case)["name"]["zh"],
        holder_code=case.applicant_code,
        holder_name=case.applicant_name,
        organ_name=accounts.organ(session, case.organ).name,
        valid_from=first,
        valid_to=last,
        digest_sha256=document.sha256,
        fields=_face(session, engine, case, reserved),
    )


def issue(port: Licences, request: Issue, request_id: str) -> Issued:
    return port.issue(request, request_id)


def record_issue(session: Session, engine: Engine, job: Job, reply: Issued) -> Variables:
    """Tell the diagram since when the licence stands in the register."""
    return {"identifier": reply.identifier, "issued_at": reply.issued_at.isoformat()}


def _outcome(session: Session, case: Case) -> Mapping[str, Any]:
    outcome: Mapping[str, Any] | None = edition(session, case.edition_id).document.get("outcome")
    if not outcome:
        raise Misconfigured(f"事项“{case.title}”没有配置结果证照（matter.yaml 的 outcome）。")
    return outcome


def _face(
    session: Session, engine: Engine, case: Case, reserved: Mapping[str, Any]
) -> Mapping[str, str]:
    layout = documents.layout_of(session, case.edition_id, documents.RESULT)
    now = engine.now()
    filled = documents.fill(
        layout.content,
        engine.evaluate,
        context_of(session, case, now, reserved),
        documents.surroundings(),
        at=now,
    )
    return {field.label: plain(field.text) for field in filled.fields}


def _statement(licence: Licence | None, agrees: bool) -> str:
    if licence is None:
        return "没有查到登记信息"
    state = _STATES.get(licence.state, licence.state)
    return f"登记状态：{state}；名称与申请信息{'一致' if agrees else '不一致'}"
