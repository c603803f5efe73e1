"""Hand out a document or a material; somebody who may not see the case learns nothing of it."""

from urllib.parse import quote

from flask import Blueprint, Response, abort, g, request

from office import audit, cases, documents, filing
from web import guard

blueprint = Blueprint("files", __name__)


@blueprint.get("/documents/<document_id>")
@guard.signed_in
def document(document_id: str) -> Response:
    """A document of a case: an applicant gets what was delivered, staff what their case holds."""
    try:
        found = documents.document(g.session, document_id)
    except documents.DocumentMissing:
        abort(404)
    case = cases.case(g.session, found.case_id)
    account = g.account.account
    if not cases.may_see(g.session, account, case):
        abort(404)
    if account.kind == "applicant" and found.delivered_at is None:
        abort(404)
    _note("document.download", found.id, case.id)
    return _file(documents.get(g.session, found.sha256), f"{found.title}.pdf", "application/pdf")


@blueprint.get("/cases/<number>/materials/<attachment_id>")
@guard.signed_in
def attachment(number: str, attachment_id: str) -> Response:
    """An uploaded material of the latest submission."""
    try:
        case = cases.case(g.session, number)
    except cases.UnknownCase:
        abort(404)
    if not cases.may_see(g.session, g.account.account, case):
        abort(404)
    root = cases.case(g.session, case.root_id)
    for kept in filing.submission(g.session, root.id).attachments:
        if kept.id == attachment_id and cases.may_see_material(
            g.session, g.account.account, root, kept.slot
        ):
            _note("material.download", kept.id, case.id)
            return _file(documents.get(g.session, kept.sha256), kept.filename, kept.media)
    abort(404)


def _note(verb: str, subject: str, case_id: str) -> None:
    account = g.account.account
    audit.record(
        g.session,
        actor=account.id,
        verb=verb,
        subject=subject,
        case=case_id,
        request=g.request_id,
        now=g.now,
    )


def _file(content: bytes, name: str, media: str) -> Response:
    response = Response(content, mimetype=media)
    shown = "inline" if request.args.get("show") else "attachment"
    response.headers["Content-Disposition"] = f"{shown}; filename*=UTF-8''{quote(name)}"
    # An uploaded file is somebody else's content: no script of it may run on our site.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
