"""Draw what an applicant signed, the 告知书 and the 承诺书 apart: commitment.draw; nobody seals them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from engine import Engine, Job
from office import clocks, documents, filing
from office.calls.particulars import context_of
from office.calls.rendering import PDF, Rendered, RenderRequest
from office.cases.lookup import case, family

NOTICE, PROMISE = "commitment-notice", "commitment"


@dataclass(frozen=True)
class DrawRequest:
    """Both papers, filled in."""

    papers: tuple[RenderRequest, ...]


def prepare_draw(session: Session, engine: Engine, job: Job) -> DrawRequest:
    """commitment.draw: payload case (the root's) and matter; the words are those that were signed."""
    root, matter = case(session, str(job.payload["case"])), str(job.payload["matter"])
    signed = filing.signed_for(session, root.id)[matter]
    # A member's case opens with acceptance alone: what is signed before stands with the root.
    own = next((one for one in family(session, root.id) if one.matter == matter), root)
    context = context_of(session, own, engine.now())
    context["given"] = {
        **signed.text,
        "number": root.number,
        "digest": signed.digest,
        "read_at": clocks.today(signed.read_at),
        "signed_at": clocks.today(signed.signed_at) if signed.signed_at else None,
        "signer": signed.signer_name,
        **_authority(session, root.id),
    }
    papers = []
    for name in (NOTICE, PROMISE):
        layout = documents.layout_of(session, own.edition_id, name)
        filled = documents.fill(
            layout.content, engine.evaluate, context, documents.surroundings(), at=engine.now()
        )
        papers.append(RenderRequest(filled, root.id, layout.name, layout.path))
    return DrawRequest(tuple(papers))


def draw(port: None, request: DrawRequest, request_id: str) -> tuple[Rendered, ...]:
    """Draw; no transaction is open, and the same request gives the same bytes."""
    return tuple(
        Rendered(paper, documents.draw(paper.filled).pdf, None) for paper in request.papers
    )


def record_draw(
    session: Session, engine: Engine, job: Job, reply: tuple[Rendered, ...]
) -> Mapping[str, Any]:
    """Keep both papers with the case; the applicant may download them at once."""
    for one in reply:
        kept = documents.keep(
            session,
            case_id=one.request.case_id,
            kind=one.request.kind,
            layout=one.request.layout,
            request_id=f"{job.request_id}:{one.request.kind}",
            title=one.request.filled.title,
            number=one.request.filled.number or None,
            identifier=None,
            sha256=documents.put(session, one.pdf, PDF),
            seal=None,
            now=engine.now(),
        )
        documents.deliver(session, kept.id, engine.now())
    return {}


def _authority(session: Session, case_id: str) -> dict[str, Any]:
    said = filing.submission(session, case_id, 1).authority
    agent = said.get("kind") == "agent"
    return {"principal": said.get("principal") if agent else None}
