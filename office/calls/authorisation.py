"""Is who gives an authorisation the legal representative? authorisation.check asks the register."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from adapters.licence import Licence
from adapters.licence.port import BUSINESS_LICENCE, VALID
from engine import Engine, Job
from office import filing
from office.calls.licence import LookupRequest

_PURPOSE = "核对授权人是否为企业的法定代表人"


def prepare_check(session: Session, engine: Engine, job: Job) -> LookupRequest:
    """authorisation.check: payload authorisation, and code (USCC)."""
    return LookupRequest(str(job.payload["code"]), BUSINESS_LICENCE, _PURPOSE)


def record_check(
    session: Session, engine: Engine, job: Job, reply: Sequence[Licence]
) -> Mapping[str, Any]:
    """Let the authorisation hold, or refuse it."""
    standing = next((licence for licence in reply if licence.state == VALID), None)
    fields = standing.fields if standing else {}
    filing.settle_authorisation(
        session,
        str(job.payload["authorisation"]),
        enterprise_name=str(fields.get("name") or ""),
        representative_id=str(fields.get("legal_representative_id") or ""),
        now=engine.now(),
    )
    return {}
