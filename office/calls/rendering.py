"""Draw documents: document.render is a queued job without an authority, document.deliver is inline."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from engine import Call, Engine, Job
from office import documents
from office.calls.particulars import context_of
from office.cases.lookup import case_of_call
from office.documents import Document, Filled, SealPlace

PDF = "application/pdf"
Variables = Mapping[str, Any]


class NotSealed(RuntimeError):
    """文书还没有盖章，不能送达。"""


@dataclass(frozen=True)
class RenderRequest:
    """All that the drawing needs: no session, no clock, no look-up."""

    filled: Filled
    case_id: str
    kind: str
    layout: str


@dataclass(frozen=True)
class Rendered:
    """The drawn file and what the case's record will say of it."""

    request: RenderRequest
    pdf: bytes
    seal: SealPlace | None


def prepare_render(session: Session, engine: Engine, job: Job) -> RenderRequest:
    """document.render: fill the layout that the diagram names with what is known of the case.

    Parameters: layout ("result", "supplement" …), licence (what licence.reserve gave, or nothing),
    given (values that the process worked out for the layout, or nothing).
    """
    parameters = job.payload["parameters"]
    now = engine.now()
    found = case_of_call(session, job)
    layout = documents.layout_of(session, found.edition_id, str(parameters["layout"]))
    context = context_of(session, found, now, parameters.get("licence"))
    context["given"] = parameters.get("given") or {}
    series = layout.content["number"].get("series")
    if series:
        context["serial"] = documents.serial(
            session,
            organ=found.organ,
            series=series,
            year=context["year"],
            request_id=job.request_id,
        )
    filled = documents.fill(
        layout.content, engine.evaluate, context, documents.surroundings(), at=now
    )
    return RenderRequest(filled, found.id, layout.name, layout.path)


def render(port: None, request: RenderRequest, request_id: str) -> Rendered:
    """Draw; no transaction is open, and the same request gives the same bytes."""
    drawn = documents.draw(request.filled)
    return Rendered(request, drawn.pdf, drawn.seal)


def record_render(session: Session, engine: Engine, job: Job, reply: Rendered) -> Variables:
    """Keep the file and the document's row: one a job, however often the job is done."""
    filled = reply.request.filled
    kept = documents.keep(
        session,
        case_id=reply.request.case_id,
        kind=reply.request.kind,
        layout=reply.request.layout,
        request_id=job.request_id,
        title=filled.title,
        number=filled.number or None,
        identifier=filled.identifier or None,
        sha256=documents.put(session, reply.pdf, PDF),
        seal=reply.seal,
        now=engine.now(),
    )
    return {"id": kept.id, "kind": kept.kind, "number": kept.number}


def deliver(session: Session, engine: Engine, call: Call) -> Variables:
    """document.deliver: the sealed document becomes downloadable for the applicant.

    Parameter document: what document.render gave. Raises NotSealed.
    """
    found = document_of(session, call)
    if found.seal is not None and not found.sealed:
        raise NotSealed(found.id)
    delivered = documents.deliver(session, found.id, engine.now())
    return {"id": delivered.id, "number": delivered.number}


def document_of(session: Session, call: Call | Job) -> Document:
    """Return the document that a call or a job is about: its parameter, else the case's newest."""
    parameters = call.payload["parameters"] if isinstance(call, Job) else call.parameters
    named = parameters.get("document")
    if isinstance(named, Mapping):
        named = named.get("id")
    if named:
        return documents.document(session, str(named))
    found = case_of_call(session, call)
    newest = documents.newest(session, found.id)
    if newest is None:
        raise documents.DocumentMissing(found.id)
    return newest
