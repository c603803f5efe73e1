"""The rehearsal's page: run the draft step by step with simulated authorities and a clock that jumps."""

import io
from typing import Any

from flask import Blueprint, abort, current_app, g, redirect, request, send_file, url_for
from werkzeug.wrappers import Response

from office import cases, rehearsal
from office.accounts import ANALYST
from office.documents.preview import NoPicture, picture_of
from office.matters import Stopped
from office.run.demo.people import people
from office.words import Words, words
from web import guard
from web.layout.diagram import answer
from web.studio import rehearsing
from web.studio.page import draft_page
from web.studio.stage import ACTS, Stage, Wrong, stage_of


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    page = "/studio/drafts/<draft_id>/rehearsal"
    blueprint.add_url_rule(page, "rehearsal", show)
    blueprint.add_url_rule(page, "rehearse", change, methods=["POST"])
    blueprint.add_url_rule(f"{page}/diagram", "rehearsal_diagram", diagram)
    blueprint.add_url_rule(f"{page}/papers/<int:place>.pdf", "rehearsal_paper", paper)
    blueprint.add_url_rule(f"{page}/papers/<int:place>.png", "rehearsal_picture", picture)


@guard.staff(roles=(ANALYST,))
def show(draft_id: str) -> str | Response | tuple[str, int]:
    """Where the rehearsal stands; ?matter= shows a member's diagram, ?task= opens the form of a supplement."""
    return _page(stage_of(draft_id))


@guard.staff(roles=(ANALYST,))
def change(draft_id: str) -> str | Response | tuple[str, int]:
    """One step on or back; the page follows it."""
    stage = stage_of(draft_id)
    act = ACTS.get(request.form.get("do", ""))
    if act is None:
        abort(400)
    try:
        act(stage)
    except Wrong as wrong:
        return _page(stage_of(draft_id), wrong), 422
    except Stopped:
        return _page(stage), 422
    return redirect(url_for("studio.rehearsal", draft_id=stage.draft.id), 303)


@guard.staff(roles=(ANALYST,))
def diagram(draft_id: str) -> Response:
    """The diagram of the rehearsed case as the viewer reads it."""
    stage = stage_of(draft_id)
    try:
        view = stage.replay(
            stage.script,
            matter=request.args.get("matter", ""),
            inside=request.args.get("inside", ""),
        )
    except (cases.UnknownCase, Stopped):
        abort(404)
    if view.diagram is None:
        abort(404)
    return answer(view.diagram)


@guard.staff(roles=(ANALYST,))
def paper(draft_id: str, place: int) -> Response:
    """A document that came to be, as a file."""
    return send_file(io.BytesIO(_paper(stage_of(draft_id), place)), "application/pdf")


@guard.staff(roles=(ANALYST,))
def picture(draft_id: str, place: int) -> Response:
    """The first page of a document that came to be, as a picture."""
    try:
        return send_file(io.BytesIO(picture_of(_paper(stage_of(draft_id), place), 0)), "image/png")
    except NoPicture:
        abort(404)


def _paper(stage: Stage, place: int) -> bytes:
    house = current_app.extensions["house"]
    try:
        return rehearsal.paper(house, stage.folder, stage.script, place, key=stage.key)
    except (LookupError, Stopped):
        abort(404)


def _page(stage: Stage, wrong: Wrong | None = None) -> str:
    common: dict[str, Any] = {
        "wrong": wrong,
        "typed": request.form,
        "scenarios": rehearsal.scenarios_of(stage.folder),
        "broken": [],
        "view": None,
        "kept": stage.kept,
        "people": [(one["username"], one["name"]) for one in people()["applicants"]],
        "today": rehearsing.day_of(g.now),
        "far": _FAR,
    }
    if stage.kept is None:
        return draft_page("studio/rehearsal.html", stage.draft, **common)
    try:
        view = stage.replay(stage.script, matter=request.args.get("matter", ""))
    except Stopped as stopped:
        common["broken"] = stopped.findings
        return draft_page("studio/rehearsal.html", stage.draft, **common)
    common["view"] = view
    return draft_page(
        "studio/rehearsal.html",
        stage.draft,
        changed=stage.kept.digest != stage.folder.digest,
        **common,
        **rehearsing.shown(view, stage.script, wrong.problems if wrong else {}),
    )


_FAR: tuple[tuple[str, Words], ...] = (
    ("form", words("只填好申请表")),
    ("end", words("走完全部步骤")),
)
