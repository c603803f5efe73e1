"""The result's editor: the layout of the outcome document, drawn at once by the routine that draws all documents."""

import io
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, g, redirect, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from office.accounts import ANALYST
from office.documents import DoesNotFit, Drawn
from office.documents.preview import MOST_PAGES, NoPicture, picture_of
from office.matters import CompileStopped
from office.matters.when import WhenRefused
from office.studio import Draft, results
from office.studio.editing import FORM, RESULT, Unreadable, faults, read_json
from office.studio.specimen import compiled_form, draw_specimen, given_choices, sample_context
from web import guard
from web.studio.labels import ROLES, STYLES, choices
from web.studio.page import draft_page, engine, the_draft
from web.studio.workbench import (
    EARLIER,
    LATER,
    PAGES,
    Outcome,
    apply,
    document_of,
    fault,
    fetched,
    first_of,
    number,
    place,
    problems_by_file,
    saved_at,
    text,
)

_SHUT = {"at": "", "new": False, "table": False}


class NotDrawn(ValueError):
    """这个版式现在画不出来。"""


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    page = "/studio/drafts/<draft_id>/result"
    blueprint.add_url_rule(page, "result", show)
    blueprint.add_url_rule(page, "change_result", change, methods=["POST"])
    blueprint.add_url_rule(f"{page}/page-<int:number>.png", "result_page", page_image)
    blueprint.add_url_rule(f"{page}/specimen.pdf", "result_specimen", specimen)


@guard.staff(roles=(ANALYST,))
def show(draft_id: str) -> str | tuple[str, int]:
    """The layout with its editor; `row` and `block` open one of its parts."""
    return _page(Outcome(the_draft(draft_id), at=request.args.to_dict()))


@guard.staff(roles=(ANALYST,))
def change(draft_id: str) -> str | Response | tuple[str, int]:
    """One change of the layout; the page follows it."""
    draft = the_draft(draft_id)
    outcome = first_of(_actions(draft), Outcome(draft))
    if outcome.status != 200 or fetched():
        return _page(outcome)
    shown: dict[str, Any] = {**(outcome.at or {}), **_chosen()}
    return redirect(url_for("studio.result", draft_id=draft.id, **shown), 303)


@guard.staff(roles=(ANALYST,))
def page_image(draft_id: str, number: int) -> Response:
    """A page of the specimen as a picture."""
    try:
        picture = picture_of(_pdf(the_draft(draft_id)), number)
    except NoPicture:
        abort(404)
    return send_file(io.BytesIO(picture), "image/png")


@guard.staff(roles=(ANALYST,))
def specimen(draft_id: str) -> Response:
    """The specimen as a file."""
    return send_file(io.BytesIO(_pdf(the_draft(draft_id))), "application/pdf")


def _chosen() -> dict[str, str]:
    return {name: value for name, value in request.form.items() if name.startswith("given.")}


def _pdf(draft: Draft) -> bytes:
    try:
        return _drawn(draft, read_json(draft, RESULT)).pdf
    except (NotDrawn, Unreadable):
        abort(404)


def _actions(draft: Draft) -> Mapping[str, Any]:
    def act(operation: Any, **at: str) -> Outcome:
        return apply(draft, RESULT, operation).showing(**at)

    def step(by: int) -> Any:
        def act_on(about: str) -> Outcome:
            part, _colon, at = about.partition(":")
            return act(
                lambda layout: results.move(layout, part, int(at), int(at) + by), **_opened()
            )

        return act_on

    def move(_about: str) -> Outcome:
        part, at = text("section"), place("name")
        before = place("before")
        to = before - 1 if before > at and text("before") else before
        return act(lambda layout: results.move(layout, part, at, to))

    def drop(about: str) -> Outcome:
        part, _colon, at = about.partition(":")
        return act(lambda layout: results.drop(layout, part, int(at)))

    return {
        "new": lambda style: act(lambda _layout: _new(draft, style)),
        "style": lambda _about: act(lambda layout: results.restyle(layout, text("style"))),
        "head": lambda _about: act(lambda layout: results.edit_head(layout, _head()), head="yes"),
        "row": lambda _about: act(
            lambda layout: results.put_row(layout, place(), _row()), row=text("at")
        ),
        "block": lambda _about: act(
            lambda layout: results.put_block(layout, place(), _block()), block=text("at")
        ),
        "drop": drop,
        "up": step(EARLIER),
        "down": step(LATER),
        "move": move,
        "seal": lambda _about: act(
            lambda layout: results.seal(layout, text("role"), _box(), _seal_page()), seal="yes"
        ),
    }


def _opened() -> dict[str, str]:
    return {name: text(f"open_{name}") for name in ("row", "block") if text(f"open_{name}")}


def _new(draft: Draft, style: str) -> dict[str, Any]:
    outcome = document_of(draft).get("outcome") or {}
    name = (outcome.get("name") or {}).get("zh") or draft.name
    role = outcome.get("seal", "organ")
    return results.new_layout(style, name, role if role in results.ROLES else "organ")


def _head() -> results.HeadEdit:
    names = (
        "title header number number_label series identifier salutation organ organ_label"
        " date date_label qr watermark"
    )
    foot = tuple(line.strip() for line in text("foot").splitlines() if line.strip())
    return results.HeadEdit(**{name: text(name) for name in names.split()}, foot=foot)


def _row() -> results.RowEdit:
    column = text("column")
    return results.RowEdit(
        label=text("label"),
        value=text("value"),
        column=int(column) if column in ("1", "2") else 0,
        strong=bool(text("strong")),
        when=text("when"),
    )


def _block() -> results.BlockEdit:
    columns = zip(
        request.form.getlist("column_label"),
        request.form.getlist("column_value"),
        request.form.getlist("column_width"),
        strict=False,
    )
    return results.BlockEdit(
        text=text("text"),
        when=text("when"),
        each=text("each"),
        table=text("table"),
        columns=tuple(
            (label.strip(), value.strip(), _width(width)) for label, value, width in columns if value.strip()
        ),
        indent=bool(text("indent")),
        strong=bool(text("strong")),
        align=text("align") if text("align") in ("left", "center", "right") else "left",
    )  # fmt: skip


def _width(written: str) -> float:
    try:
        return max(0.1, float(written))
    except ValueError:
        return 1.0


def _box() -> tuple[float, float, float] | None:
    if text("free"):
        return None
    return float(number("x") or 0), float(number("y") or 0), float(number("side") or 42)


def _seal_page() -> int | None:
    found = number("seal_page")
    return None if found is None else int(found)


def _page(outcome: Outcome) -> str | tuple[str, int]:
    draft = outcome.draft
    at = dict(outcome.at or {})
    revision = draft.files[RESULT].revision if RESULT in draft.files else 0
    values: dict[str, Any] = {
        "news": outcome.news,
        "saved": saved_at(draft, RESULT),
        "revision": revision,
        "listed_problems": problems_by_file(draft, RESULT, PAGES),
        "at": at,
        "styles": choices(STYLES),
        "roles": choices(ROLES),
    }
    try:
        layout = read_json(draft, RESULT)
    except Unreadable as wrong:
        return draft_page(
            "studio/form-unreadable.html", draft, reason=wrong, **values
        ), outcome.status
    if not layout:
        return draft_page("studio/result-none.html", draft, **values), outcome.status
    values |= {
        "layout": layout,
        "preview": _preview(draft, layout),
        "panel": _panel(layout, at),
        "names": _names(draft),
        "choices": given_choices(layout),
        "pairs": {
            name: [(one, one) for one in values] for name, values in given_choices(layout).items()
        },
        "given": _given(layout),
        "kept": urlencode({f"given.{name}": value for name, value in _given(layout).items()}),
        "form_revision": draft.files[FORM].revision if FORM in draft.files else 0,
    }
    return draft_page("studio/result.html", draft, **values), outcome.status


def _panel(layout: results.Layout, at: Mapping[str, str]) -> dict[str, Any]:
    """What the middle column shows: a field, a block, the seal, or the head."""
    for name, part in (("row", "fields"), ("block", "body")):
        entries = layout.get(part, ())
        if at.get(name) == "new" or at.get(name, "").isdecimal():
            place = len(entries) if at[name] == "new" else int(at[name])
            kept = entries[place] if place < len(entries) else None
            block = results.as_block(kept) if name == "block" and kept is not None else kept
            empty: Any = results.BlockEdit() if name == "block" else {}
            return {
                "name": name,
                "at": place,
                "new": kept is None,
                "entry": empty if block is None else block,
                "table": at.get("table") == "yes" or bool(getattr(block, "table", "")),
            }
    if at.get("seal"):
        return {"name": "seal", **_SHUT}
    return {"name": "head", **_SHUT}


def _preview(draft: Draft, layout: results.Layout) -> dict[str, Any]:
    try:
        drawn = _drawn(draft, layout)
    except NotDrawn as wrong:
        return {"wrong": str(wrong), "pages": 0}
    width, height = results.SIZES[str(layout["style"])]
    return {
        "wrong": "",
        "pages": min(drawn.pages, MOST_PAGES),
        "width": width,
        "height": height,
        "seal": drawn.seal,
    }


def _drawn(draft: Draft, layout: results.Layout) -> Drawn:
    """The specimen; raises NotDrawn with the reason in words."""
    wrong = faults(RESULT, layout)
    if wrong:
        raise NotDrawn(_("；").join(fault(one) for one in wrong[:3]))
    form = read_json(draft, FORM)
    try:
        fields = compiled_form(g.session, draft.code, form).fields if not faults(FORM, form) else ()
    except (CompileStopped, WhenRefused, KeyError):
        fields = ()
    context = sample_context(draft.code, document_of(draft), fields, _given(layout), g.now)
    try:
        return draw_specimen(engine(), layout, context, g.now)
    except DoesNotFit:
        raise NotDrawn(_("内容在一页里放不下")) from None
    except Exception as error:  # noqa: BLE001 - an expression of the analyst may fail in any way
        raise NotDrawn(_("画的时候出错：%(reason)s", reason=error)) from error


def _given(layout: results.Layout) -> dict[str, str]:
    """What the process would have worked out: as chosen beside the specimen, else the first that is asked for."""
    chosen = {}
    for name, values in given_choices(layout).items():
        wanted = request.values.get(f"given.{name}", "")
        chosen[name] = wanted if wanted in values else values[0]
    return chosen


def _names(draft: Draft) -> list[tuple[str, str]]:
    """What values may name, for choosing: the form's fields as shown, and what every document has."""
    try:
        properties = read_json(draft, FORM).get("properties", {})
    except Unreadable:
        properties = {}
    always = [
        ("applicant.name", _("申请人")),
        ("applicant.code", _("申请人的代码")),
        ("case.number", _("办件编号")),
        ("case.received_at", _("收件日期")),
        ("case.accepted_at", _("受理日期")),
        ("case.decided_at", _("决定日期")),
        ("matter.name", _("事项名称")),
        ("organ.name", _("机关名称")),
        ("licence.number", _("证照编号")),
        ("licence.validity", _("有效期")),
        ("today", _("今天")),
    ]
    return [
        *((f"shown.{name}", str(one.get("title", name))) for name, one in properties.items()),
        *always,
    ]
