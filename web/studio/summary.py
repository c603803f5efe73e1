"""概要: the catalogue entry of a draft, every part of matter.yaml in forms that work without a script."""

import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from office import studio
from office.accounts import ANALYST, departments
from office.matters.points import STAGES
from office.matters.shared import elements_of
from office.studio import entry, trees
from office.studio.entry import Filled, Part
from office.studio.sheets import write_yaml
from office.words import Words, words
from web import guard
from web.layout.language import local, said
from web.studio.page import VERB_NAMES, draft_page, engine, the_draft

FILE = "processes/matter.yaml"
_LISTS: dict[str, list[tuple[str, Words]]] = {
    "catalogue": [(one, one) for one in (words("依申请"), words("依职权"), words("公共服务"))],
    "types": [
        ("01", words("行政许可")), ("05", words("行政给付")), ("07", words("行政确认")),
        ("08", words("行政奖励")), ("09", words("行政裁决")), ("10", words("其他行政权力")),
        ("20", words("公共服务")),
    ],
    "levels": [
        ("2", words("省级")), ("3", words("市级")), ("4", words("县级")), ("5", words("乡级")), ("6", words("村级")),
    ],
    "served": [
        ("1", words("自然人")), ("2", words("企业法人")), ("3", words("事业法人")), ("4", words("社会组织法人")),
        ("5", words("行政机关")), ("6", words("其他组织")),
    ],
    "counting": [("working-days", words("工作日")), ("calendar-days", words("自然日"))],
    "stages": list(STAGES.items()),
    "outcomes": [(one, one) for one in (words("证照"), words("批文"), words("其他"))],
    "seals": [("organ", words("机关公章")), ("licence", words("证照专用章")), ("acceptance", words("受理专用章"))],
}  # fmt: skip
Options = Mapping[str, list[tuple[str, str]]]


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    address = "/studio/drafts/<draft_id>"
    blueprint.add_url_rule(address, "summary", summary)
    blueprint.add_url_rule(address, "save_summary", save, methods=["POST"])


@guard.staff(roles=(ANALYST,))
def summary(draft_id: str) -> str:
    """The entry as it stands, part by part, and what is wrong with it."""
    draft = the_draft(draft_id)
    kept = draft.files.get(FILE)
    document = _document(kept.content if kept else b"{}")
    found = studio.problems(g.session, engine(), studio.folder_of(draft), VERB_NAMES)
    shown = document if document is not None else {}
    return draft_page(
        "studio/summary.html",
        draft,
        document=shown,
        unreadable=document is None,
        text=kept.content.decode("utf-8", "replace") if kept else "",
        revision=kept.revision if kept else 0,
        parts=[(part, entry.shown(shown, part)) for part in entry.parts_of(shown)],
        options=_options(shown),
        problems=[one for one in found if one.file == FILE],
        elsewhere=sum(one.file != FILE for one in found),
    )


@guard.staff(roles=(ANALYST,))
def save(draft_id: str) -> Response:
    """Save one part; its row buttons add, take away and move rows on the way."""
    draft = the_draft(draft_id)
    key = request.form.get("part", "")
    revision = _number(request.form.get("revision", ""))
    if revision is None:
        revision = draft.files[FILE].revision if FILE in draft.files else 0
    base = studio.content_at(g.session, draft.id, FILE, revision) or b"{}"
    content = _raw() if key == "raw" else _with_part(base, key)
    try:
        written = studio.write(
            g.session, draft.id, FILE, content,
            revision=revision, account=g.account.account.id, now=g.now,
        )  # fmt: skip
    except studio.Conflict:
        flash(_("同事刚改过同一处。您的修改另外保存着，请逐处选择。"), "amber")
        return redirect(url_for("studio.merge", draft_id=draft.id), 303)
    flash(_("已保存，并合并了同事的修改。") if written.merged else _("已保存。"), "green")
    return redirect(url_for("studio.summary", draft_id=draft.id, _anchor=f"part-{key}"), 303)


def _raw() -> bytes:
    return request.form.get("text", "").replace("\r\n", "\n").encode()


def _with_part(base: bytes, key: str) -> bytes:
    document = _document(base)
    part = None if document is None else entry.part_named(document, key)
    if document is None or part is None:
        abort(400)
    typed = _acted(_typed_rows(part)) if part.rows else Filled(_typed(part, f"{key}-"))
    if part.optional and "absent" in request.form:
        made = {name: one for name, one in document.items() if name != key}
    else:
        made = entry.filled_in(document, part, typed)
    return write_yaml(made, base)


def _typed_rows(part: Part) -> Filled:
    pattern = re.compile(rf"{part.key}-(\d{{1,3}})-")
    numbers = sorted({int(found[1]) for name in request.form if (found := pattern.match(name))})
    return Filled(
        rows=[_typed(part, f"{part.key}-{number}-") for number in numbers],
        was=[_number(request.form.get(f"{part.key}-{number}-was", "")) for number in numbers],
    )


def _typed(part: Part, prefix: str) -> dict[str, Any]:
    """What was typed; a box that is not ticked is not sent, so the page says which boxes it had."""
    typed: dict[str, Any] = {}
    for one in part.entries:
        name = f"{prefix}{one.path or 'text'}"
        if one.kind == entry.CHECKS and f"{name}-asked" in request.form:
            typed[one.path] = request.form.getlist(name)
        elif one.kind == entry.YES and f"{name}-asked" in request.form:
            typed[one.path] = name in request.form
        elif name in request.form:
            typed[one.path] = request.form[name]
    return typed


def _acted(typed: Filled) -> Filled:
    """Rows after the button that was pressed: add, remove-2, up-2, down-2."""
    rows = list(zip(typed.rows, typed.was, strict=True))
    act, _dash, number = request.form.get("act", "").partition("-")
    at = _number(number)
    if act == "add":
        rows.append(({}, None))
    elif at is not None and at < len(rows):
        row = rows.pop(at)
        if act == "up":
            rows.insert(max(at - 1, 0), row)
        elif act == "down":
            rows.insert(at + 1, row)
        elif act != "remove":
            rows.insert(at, row)
    return Filled(rows=[row for row, _was in rows], was=[was for _row, was in rows])


def _document(content: bytes) -> dict[str, Any] | None:
    try:
        found = trees.read_yaml(content)
    except trees.Unreadable:
        return None
    return found if isinstance(found, dict) else None


def _options(document: Mapping[str, Any]) -> Options:
    """The lists to choose from; what the document says and no list has is offered too."""
    known = elements_of(g.session)
    papers = [
        (name, _("%(title)s（%(name)s）", title=local(one.title), name=name))
        for name, one in known.papers.items()
    ]
    used = [row.get("element") for row in document.get("materials") or [] if isinstance(row, dict)]
    papers += [(str(one), str(one)) for one in dict.fromkeys(used) if one not in known.papers]
    return {
        **{name: [(key, said(text)) for key, text in every] for name, every in _LISTS.items()},
        "departments": sorted(departments(g.session).items()),
        "papers": papers,
    }


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"\d{1,9}", text) else None
