"""The documents of a case, and the bytes of one."""

from urllib.parse import quote

from flask import Response, abort, g

from office import audit, cases, documents
from office.cases import Case
from office.documents import Document
from office.keys import DOCUMENTS_READ
from web.api.blueprint import blueprint, for_program
from web.api.schemas import DocumentsSchema
from web.api.showing import Shown, case_of, me, shown_document
from web.layout.identifiers import is_identifier

PDF = "application/pdf"


@blueprint.route("/cases/<number>/documents")
@for_program(DOCUMENTS_READ)
@blueprint.response(200, DocumentsSchema)
def list_documents(number: str) -> Shown:
    """List the documents of a case, of a one-thing with its members'; applicants see what was delivered."""
    case = case_of(number)
    family = cases.family(g.session, case.root_id) if case.is_root else [case]
    numbers = {one.id: one.number for one in family if g.key.reaches(one.matter)}
    found = documents.of_cases(g.session, list(numbers))
    return {
        "items": [
            shown_document(one, numbers[one.case_id]) for one in found if cases.may_have(me(), one)
        ]
    }


@blueprint.route("/documents/<document_id>")
@for_program(DOCUMENTS_READ)
@blueprint.response(
    200, {"type": "string", "contentMediaType": PDF}, content_type=PDF, description="The PDF"
)
def read_document(document_id: str) -> Response:
    """Download one document as PDF, sealed once it is sealed; each download stands in the audit trail."""
    found, case = _document(document_id)
    audit.record(
        g.session,
        actor=me().id,
        verb="document.download",
        subject=found.id,
        case=case.id,
        request=g.request_id,
        data={"key": g.key.id},
        now=g.now,
    )
    answer = Response(documents.get(g.session, found.sha256), mimetype=PDF)
    name = quote(f"{found.title}.pdf")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _document(document_id: str) -> tuple[Document, Case]:
    if not is_identifier(document_id):
        abort(404)
    try:
        found = documents.document(g.session, document_id)
    except documents.DocumentMissing:
        abort(404)
    case = case_of(found.case_id)
    if not cases.may_have(me(), found):
        abort(404)
    return found, case
