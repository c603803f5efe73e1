"""The decisions' page: tables drawn with dmn-js, tried on test rows by the house's own engine, gaps and overlaps shown."""

import json
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, flash, g, jsonify, make_response, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import DecisionFile, Hole
from office import studio
from office.accounts import ANALYST
from office.matters.shared import elements_of
from office.studio import Draft, rows, trees
from office.studio.decisions import Given, asked_of, decision_paths, new_decision, rule_for
from office.studio.editing import FORM, QUESTIONS, EditRefused, Unreadable, read_json
from office.studio.kinds import kind_of
from web import guard
from web.layout.headers import let_editors_style
from web.layout.language import said
from web.studio.files import LARGEST
from web.studio.page import draft_page, engine, the_draft
from web.studio.workbench import PAGES, problems_by_file, text

_TYPES = {"number": "number", "integer": "number", "boolean": "boolean"}


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    page = "/studio/drafts/<draft_id>/decisions"
    blueprint.add_url_rule(page, "decisions", show)
    blueprint.add_url_rule(page, "change_decisions", change, methods=["POST"])
    blueprint.add_url_rule(f"{page}/try", "try_decision", try_decision, methods=["POST"])
    blueprint.add_url_rule(f"{page}/rows", "save_rows", save_rows, methods=["POST"])


@guard.staff(roles=(ANALYST,))
def show(draft_id: str) -> str | tuple[str, int]:
    """One decision file with its editor; `file` and `decision` choose it, else the first."""
    let_editors_style()
    return _page(the_draft(draft_id))


@guard.staff(roles=(ANALYST,))
def change(draft_id: str) -> str | Response | tuple[str, int]:
    """A new decision file, or one less."""
    draft = the_draft(draft_id)
    verb, _colon, about = request.form.get("do", "").partition(":")
    try:
        if verb == "new":
            return _new(draft)
        if verb == "remove" and about in decision_paths(draft):
            return _remove(draft, about)
    except EditRefused as refused:
        let_editors_style()
        return _page(draft, said(refused.args[0])), 422
    except studio.Conflict:
        flash(_("同事刚改了这个决策，请再看一遍。"), "amber")
    return redirect(url_for("studio.decisions", draft_id=draft.id), 303)


@guard.staff(roles=(ANALYST,))
def try_decision(draft_id: str) -> Response:
    """What the engine makes of {text, rows} that nobody has saved: verdicts, gaps, overlaps, faults."""
    the_draft(draft_id)
    sent = _sent()
    content = sent.get("text")
    if not isinstance(content, str) or len(content) > LARGEST:
        abort(400, _("缺少 text。"))
    return jsonify(tried(content.encode(), _rows(sent)))


@guard.staff(roles=(ANALYST,))
def save_rows(draft_id: str) -> Response:
    """Keep {file, rows, revision} with the draft; 409 where a colleague's rows clash."""
    draft = the_draft(draft_id)
    sent = _sent()
    revision = sent.get("revision")
    if sent.get("file") not in decision_paths(draft) or type(revision) is not int:
        abort(400, _("缺少 file 或 revision。"))
    path = rows.rows_path(str(sent["file"]))
    try:
        content = rows.write_rows(_rows(sent))
    except EditRefused as refused:
        abort(422, said(refused.args[0]))
    try:
        written = studio.write(
            g.session, draft.id, path, content,
            revision=revision, account=g.account.account.id, now=g.now,
        )  # fmt: skip
    except studio.Conflict:
        told = _("同事也改了同一行。您的测试行已另外保存，请逐处选择。")
        return make_response(jsonify(message=told, merge=f"/studio/drafts/{draft.id}/merge"), 409)
    kept = written.draft.files.get(path)
    return jsonify(
        revision=studio.revision_of(g.session, draft.id, path),
        merged=written.merged,
        rows=[] if kept is None else [_row(one) for one in rows.read_rows(kept.content)],
    )


def tried(content: bytes, test_rows: Sequence[rows.TestRow]) -> dict[str, Any]:
    """What the page shows of a file and its rows."""
    file = engine().decisions(content)
    return {
        "faults": [
            {"element": one.element, "name": one.name, "text": one.reason} for one in file.refusals
        ],
        "decisions": [_decision(file, content, one.id) for one in file.decisions],
        "tried": [
            {
                "id": one.row.id,
                "passed": one.passed,
                "value": None if one.verdict is None else _plain(one.verdict.value),
                "reasons": list(one.verdict.reasons) if one.verdict else [_("没有这个决策")],
                "matched": [
                    {"table": hit.table, "rule": hit.rule, "index": hit.index, "notes": list(hit.notes)}
                    for hit in (one.verdict.matched if one.verdict else ())
                ],
            }
            for one in rows.try_rows(file, test_rows)
        ],
    }  # fmt: skip


def _decision(file: DecisionFile, content: bytes, id: str) -> dict[str, Any]:
    drawn = next(one for one in file.decisions if one.id == id)
    coverage = file.coverage(id)
    return {
        "id": id,
        "name": drawn.name,
        "table": None if drawn.table is None else drawn.table.id,
        "rules": [] if drawn.table is None else list(drawn.table.rules),
        "policy": "" if drawn.table is None else drawn.table.policy,
        "asked": [
            {"path": one.path, "label": one.label, "type": one.type, "choices": list(one.choices)}
            for one in asked_of(file, content, id)
        ],
        "outputs": []
        if drawn.table is None
        else [{"name": one.name, "label": one.label, "type": one.type} for one in drawn.table.outputs],
        "coverage": None
        if coverage is None
        else {
            "complete": coverage.complete,
            "unclear": [{"rule": rule, "column": column} for rule, column in coverage.unclear],
            "gaps": [
                {**_hole(one), "rule": list(rule_for(file, id, one))} for one in coverage.gaps
            ],
            "overlaps": [_hole(one) for one in coverage.overlaps],
        },
    }  # fmt: skip


def _hole(hole: Hole) -> dict[str, Any]:
    return {
        "cells": [{"label": label, "cell": cell} for label, cell in hole.cells],
        "rules": list(hole.rules),
        "harmful": hole.harmful,
    }


def _plain(value: Any) -> Any:
    """A verdict as JSON: what it cannot say is said in words."""
    return json.loads(json.dumps(value, default=str))


def _sent() -> dict[str, Any]:
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict):
        abort(400, _("请求的内容须是 JSON。"))
    return sent


def _rows(sent: dict[str, Any]) -> tuple[rows.TestRow, ...]:
    given = sent.get("rows", [])
    if not isinstance(given, list) or len(given) > rows.MOST:
        abort(422, _("测试行太多。"))
    try:
        return tuple(rows.row(one, at) for at, one in enumerate(given, 1))
    except trees.Unreadable:
        abort(400, _("测试行写法不对。"))


def _row(one: rows.TestRow) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": one.id, "decision": one.decision, "name": one.name, "given": dict(one.given),
    }  # fmt: skip
    return {**told, "expect": one.expect} if one.expected else told


def _new(draft: Draft) -> Response:
    id = text("id")
    path = f"processes/{id.replace('_', '-')}.dmn"
    if path in draft.files:
        raise EditRefused(_("已经有这个决策文件"))
    known = {one.path: one for one in _readable(draft)}
    given = [known[one] for one in request.form.getlist("given") if one in known]
    labels = [line.partition(" ") for line in text("outputs").splitlines() if line.strip()]
    outputs = [(name.strip(), label.strip()) for name, _blank, label in labels]
    content = new_decision(id, text("name"), given, outputs)
    studio.write(
        g.session, draft.id, path, content, revision=0, account=g.account.account.id, now=g.now
    )
    return redirect(url_for("studio.decisions", draft_id=draft.id, file=path), 303)


def _remove(draft: Draft, path: str) -> Response:
    """The file goes, and its test rows with it; both stay in the draft's history."""
    for one in (path, rows.rows_path(path)):
        kept = draft.files.get(one)
        if kept is not None:
            studio.write(
                g.session, draft.id, one, None,
                revision=kept.revision, account=g.account.account.id, now=g.now,
            )  # fmt: skip
    flash(_("决策文件已删去。"), "green")
    return redirect(url_for("studio.decisions", draft_id=draft.id), 303)


def _readable(draft: Draft) -> list[Given]:
    """What a decision of this matter can read: the answers, the form's fields, the region."""
    found = [Given("region", "办理地区", "string")]
    try:
        asked = read_json(draft, QUESTIONS).get("questions", [])
        properties = read_json(draft, FORM).get("properties", {})
    except Unreadable:
        return found
    elements = elements_of(g.session).questions
    for one in asked:
        found.append(
            Given(f"answers.{one['id']}", one["text"]["zh"], _TYPES.get(one["type"], "string"))
        )
    for name, kept in properties.items():
        element = elements.get(kept.get("x-element", ""))
        title = kept.get("title") or (element.title["zh"] if element else name)
        kind = kind_of({**(element.schema if element else {}), **kept})
        found.append(Given(f"fields.{name}", title, _TYPES.get(kind, "string")))
    return found


def _page(draft: Draft, refused: str = "") -> str:
    paths = decision_paths(draft)
    files = {path: engine().decisions(draft.files[path].content) for path in paths}
    chosen = request.args.get("file", "")
    path = chosen if chosen in paths else next(iter(paths), "")
    problems = problems_by_file(draft, path, PAGES)
    return draft_page(
        "studio/decisions.html",
        draft,
        files=files,
        path=path,
        decision=_chosen(files.get(path)),
        data=_data(draft, path) if path else None,
        readable=_readable(draft),
        refused=refused,
        listed_problems=problems,
    )


def _chosen(file: DecisionFile | None) -> str:
    ids = [one.id for one in file.decisions] if file else []
    wanted = request.args.get("decision", "")
    return wanted if wanted in ids else next(iter(ids), "")


def _data(draft: Draft, path: str) -> dict[str, Any]:
    """What the scripts of the page begin with: the file, its rows, and what the engine makes of them."""
    kept, own = draft.files[path], draft.files.get(rows.rows_path(path))
    try:
        test_rows = rows.read_rows(None if own is None else own.content)
    except trees.Unreadable:
        test_rows = ()
    content = kept.content.decode("utf-8", "replace")
    return {
        "path": path,
        "text": content,
        "revision": kept.revision,
        "rows": [_row(one) for one in test_rows],
        "rowsRevision": studio.revision_of(g.session, draft.id, rows.rows_path(path)),
        "address": f"/studio/drafts/{draft.id}/files/{path}",
        "tryAddress": f"/studio/drafts/{draft.id}/decisions/try",
        "rowsAddress": f"/studio/drafts/{draft.id}/decisions/rows",
        "merge": f"/studio/drafts/{draft.id}/merge",
        "result": tried(kept.content, test_rows),
    }
