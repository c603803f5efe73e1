"""Hand out a document, a material or its small picture; somebody who may not see the case learns nothing of it."""

from urllib.parse import quote

from flask import Blueprint, Response, abort, g, request

from office import audit, cases, documents, filing
from office.cases import Case
from office.documents import Document
from office.filing import Attachment
from web import guard
from web.layout.identifiers import is_identifier

blueprint = Blueprint("files", __name__)
PDF, JPEG = "application/pdf", "image/jpeg"


@blueprint.get("/documents/<document_id>")
@guard.signed_in
def document(document_id: str) -> Response:
    """A document of a case: an applicant gets what was delivered, staff what their case holds."""
    found, case = _document(document_id)
    _note("document.download", found.id, case.id)
    return _file(documents.get(g.session, found.sha256), f"{found.title}.pdf", PDF)


@blueprint.get("/documents/<document_id>/thumbnail")
@guard.signed_in
def document_thumbnail(document_id: str) -> Response:
    """The first page of a document, small."""
    found, _case = _document(document_id)
    return _thumbnail(found.sha256, PDF)


@blueprint.get("/cases/<number>/materials/<attachment_id>")
@guard.signed_in
def attachment(number: str, attachment_id: str) -> Response:
    """An uploaded material of the latest submission."""
    kept, case = _material(number, attachment_id)
    _note("material.download", kept.id, case.id)
    return _file(documents.get(g.session, kept.sha256), kept.filename, kept.media)


@blueprint.get("/cases/<number>/materials/<attachment_id>/thumbnail")
@guard.signed_in
def attachment_thumbnail(number: str, attachment_id: str) -> Response:
    """An uploaded material of the latest submission, small."""
    kept, _case = _material(number, attachment_id)
    return _thumbnail(kept.sha256, kept.media)


@blueprint.get("/attachments/<attachment_id>")
@guard.applicant
def own_attachment(attachment_id: str) -> Response:
    """A file that lies in one's own draft."""
    kept = _own(attachment_id)
    return _file(documents.get(g.session, kept.sha256), kept.filename, kept.media)


@blueprint.get("/attachments/<attachment_id>/thumbnail")
@guard.applicant
def own_thumbnail(attachment_id: str) -> Response:
    """A file that lies in one's own draft, small."""
    kept = _own(attachment_id)
    return _thumbnail(kept.sha256, kept.media)


def _document(document_id: str) -> tuple[Document, Case]:
    try:
        found = documents.document(g.session, document_id)
    except documents.DocumentMissing:
        abort(404)
    case = cases.case(g.session, found.case_id)
    account = g.account.account
    if not cases.may_see(g.session, account, case):
        abort(404)
    if not cases.may_have(account, found):
        abort(404)
    return found, case


def _material(number: str, attachment_id: str) -> tuple[Attachment, Case]:
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
            return kept, case
    abort(404)


def _own(attachment_id: str) -> Attachment:
    if not is_identifier(attachment_id):
        abort(404)
    try:
        kept, draft_id = filing.attachment(g.session, attachment_id)
        filing.draft(g.session, draft_id, g.account.account)
    except filing.UnknownDraft:
        abort(404)
    return kept


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


def _thumbnail(sha256: str, media: str) -> Response:
    """The picture kept when the file came; of what has none it is drawn now and not kept: looking writes nothing."""
    small = documents.kept_thumbnail(g.session, sha256)
    small = small or documents.thumbnail(documents.get(g.session, sha256), media)
    if small is None:
        abort(404)
    response = Response(small, mimetype=JPEG)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    # The name leads to these very bytes for good, but only this person may keep them for a while.
    response.headers["Cache-Control"] = "private, max-age=600"
    return response


def _file(content: bytes, name: str, media: str) -> Response:
    response = Response(content, mimetype=media)
    shown = "inline" if request.args.get("show") else "attachment"
    response.headers["Content-Disposition"] = f"{shown}; filename*=UTF-8''{quote(name)}"
    # An uploaded file is somebody else's content: no script of it may run on our site.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
