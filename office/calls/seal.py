"""Have documents sealed by the seal authority (seal.apply)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from adapters.seal import Seal, Signed, SignRequest
from engine import Engine, Job
from office import accounts, cases, documents
from office.calls.rendering import PDF, document_of


def prepare_apply(session: Session, engine: Engine, job: Job) -> SignRequest | None:
    """seal.apply: parameter document (what document.render gave), else the case's newest.

    None where the layout has no place for a seal.
    """
    document = document_of(session, job)
    if document.seal is None:
        return None
    organ = accounts.organ(session, cases.case_of_call(session, job).organ)
    return SignRequest(
        pdf=documents.get(session, document.sha256),
        organ=organ.code,
        organ_name=organ.name,
        region=organ.region,
        role=document.seal.role,
        reason=document.title,
        page=document.seal.page,
        box=document.seal.box,
    )


def apply(port: Seal, request: SignRequest | None, request_id: str) -> Signed | None:
    return port.sign(request, request_id) if request else None


def record_apply(
    session: Session, engine: Engine, job: Job, reply: Signed | None
) -> Mapping[str, Any]:
    """Keep the sealed file; from now on it is what the document's row names."""
    document = document_of(session, job)
    if reply is None:
        return {"sealed": False}
    sha256 = documents.put(session, reply.pdf, PDF)
    documents.seal(session, document.id, sha256, engine.now())
    return {"sealed": True, "seal": reply.seal_id, "signer": reply.signer}
