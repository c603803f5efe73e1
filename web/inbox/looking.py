"""Look before deciding: a material page by page, a notice or decision drawn as it will be sealed."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, abort, current_app, g, render_template, request

from office import audit, cases, documents, filing
from office.calls.preview import preview
from office.documents import NoPicture
from office.worklist import WorkItem
from web import guard
from web.inbox.acting import Said, read
from web.inbox.rail import inbox_rail
from web.inbox.task import task_of
from web.inbox.way import way

PDF = "application/pdf"


@dataclass(frozen=True)
class DrawnPage:
    """A page as an address that holds its own picture, and its words for who cannot see it."""

    picture: str
    words: str


@dataclass(frozen=True)
class DrawnDocument:
    title: str
    pages: Sequence[DrawnPage]


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/inbox/tasks/<item_id>/notice", "notice", show, methods=["POST"])
    blueprint.add_url_rule(
        "/inbox/cases/<number>/materials/<attachment_id>/pages/<int:page>", "paper", paper
    )


def drawn_pages(item: WorkItem, said: Said) -> DrawnDocument | None:
    """Return the document that an act will cause, as pictures; None where it causes none."""
    house = current_app.extensions["house"]
    found = preview(
        g.session,
        house.engine,
        item,
        said.outcome,
        reason=said.opinion,
        items=[one["text"] for one in said.items],
        now=g.now,
    )
    if found is None:
        return None
    pages = [
        DrawnPage(f"data:image/png;base64,{base64.b64encode(one.png).decode()}", one.words)
        for one in documents.pictures(found.pdf)
    ]
    return DrawnDocument(found.title, pages)


@guard.staff()
def show(item_id: str) -> str:
    """The notice that the press of a button would send, drawn and not sent."""
    item = task_of(item_id)
    said = read(request.form, item, cases.review_points(g.session, item), ())
    document = drawn_pages(item, said)
    if document is None:
        abort(404)
    return render_template(
        "inbox/notice.html",
        rail=inbox_rail(),
        item=item,
        on=way(),
        document=document,
        typed=request.form,
    )


@guard.staff()
def paper(number: str, attachment_id: str, page: int) -> Response:
    """One page of a PDF in a case's latest submission, as a picture."""
    try:
        case = cases.case(g.session, number)
    except cases.UnknownCase:
        abort(404)
    account = g.account.account
    root = cases.case(g.session, case.root_id)
    kept = next(
        (
            one
            for one in filing.submission(g.session, root.id).attachments
            if one.id == attachment_id
        ),
        None,
    )
    if kept is None or not cases.may_see_material(g.session, account, root, kept.slot):
        abort(404)
    try:
        picture = documents.picture_of(documents.get(g.session, kept.sha256), page - 1)
    except NoPicture:
        abort(404)
    if page == 1:
        audit.record(
            g.session,
            actor=account.id,
            verb="material.view",
            subject=kept.id,
            case=case.id,
            request=g.request_id,
            now=g.now,
        )
    response = Response(picture, mimetype="image/png")
    response.headers["Cache-Control"] = "private, no-store"
    return response
