"""Ask the population authority whether a name and a number belong together (identity.check-person)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from adapters.errors import Misconfigured
from adapters.identity import Identity, PersonCheck
from engine import Engine, Job
from office import cases


@dataclass(frozen=True)
class PersonRequest:
    """A person; neither part shows in a log line or an error."""

    name: str = field(repr=False)
    id_number: str = field(repr=False)


def prepare_check(session: Session, engine: Engine, job: Job) -> PersonRequest:
    """identity.check-person: parameters name and number name the form's fields.

    Personal data never enters the engine's variables, so the diagram gives fields, not values.
    """
    parameters = job.payload["parameters"]
    values = cases.own_values(session, cases.case_of_call(session, job))
    name, number = (values.get(str(parameters.get(key))) for key in ("name", "number"))
    if not name or not number:
        raise Misconfigured("身份核验要用的姓名或号码字段没有填写，或流程图里的字段名有误。")
    return PersonRequest(str(name), str(number))


def check(port: Identity, request: PersonRequest, request_id: str) -> PersonCheck:
    return port.check_person(request.name, request.id_number, request_id)


def record_check(
    session: Session, engine: Engine, job: Job, reply: PersonCheck
) -> Mapping[str, Any]:
    """Keep the answer on the case; the diagram may read matches."""
    cases.keep_evidence(
        session,
        cases.case_of_call(session, job).id,
        "identity.check-person",
        request_id=job.request_id,
        title="身份核验",
        statement="姓名与公民身份号码一致" if reply.matches else "姓名与公民身份号码不一致",
        source="人口信息（演示）",
        number=reply.number,
        data={"matches": reply.matches, "checked_at": reply.checked_at.isoformat()},
        now=engine.now(),
    )
    return {"matches": reply.matches, "number": reply.number}
