"""情形矩阵: every combination of answers with what comes of it, worked out in bits so that no request takes long."""

import csv
import io
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, current_app, flash, g, jsonify, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from office import accounts, matters, rehearsal, studio
from office.accounts import ANALYST
from office.matters.bringing import FETCHED, GENERATED, OWN
from office.matters.reasons import PLACE
from office.rehearsal import Script
from office.studio import Draft
from office.studio.situations import (
    Factor,
    Flaw,
    Matrix,
    NotJudged,
    Situation,
    flaws,
    matrix_of,
)
from office.words import Words, words
from web import guard
from web.layout.language import local, said
from web.studio import rehearsing
from web.studio.page import VERB_NAMES, draft_page, engine, the_draft

PAPERS: Mapping[str, Words] = {
    OWN: words("申请人提交"),
    FETCHED: words("系统调取"),
    GENERATED: words("自动生成，申请人确认"),
}
ANSWER = "a-"  # before a question's id, where an address filters by its answer
_BIT = 0.7  # seconds of work in one request
_SHOWN = 50  # situations listed of one group
_GROUPS = 200  # groups listed on one page
_KEPT = 3  # matrices of this process


@dataclass
class _Kept:
    """A matrix that several requests work on in turn."""

    matrix: Matrix
    lock: threading.Lock = field(default_factory=threading.Lock)
    found: tuple[Flaw, ...] | None = None

    def advance(self) -> None:
        with self.lock:
            if not self.matrix.finished:
                self.matrix.advance(_BIT)
            elif self.found is None:
                self.found = flaws(self.matrix)

    @property
    def ready(self) -> bool:
        return self.found is not None


_kept: OrderedDict[tuple[str, ...], _Kept] = OrderedDict()
_keeping = threading.Lock()


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    page = "/studio/drafts/<draft_id>/matrix"
    blueprint.add_url_rule(page, "matrix", show)
    blueprint.add_url_rule(f"{page}/progress", "matrix_progress", progress)
    blueprint.add_url_rule(f"{page}.csv", "matrix_csv", as_csv)
    blueprint.add_url_rule(f"{page}/rehearse", "matrix_rehearse", rehearse, methods=["POST"])


@guard.staff(roles=(ANALYST,))
def show(draft_id: str) -> str:
    """The matrix, or how far it is; ?situation= opens one, a-<question> filters by its answer."""
    draft = the_draft(draft_id)
    try:
        kept = _of(draft)
    except NotJudged:
        return draft_page("studio/matrix.html", draft, state="none")
    kept.advance()
    if kept.matrix.finished:
        kept.advance()
    if not kept.ready:
        matrix = kept.matrix
        return draft_page(
            "studio/matrix.html", draft, state="working", done=matrix.done, total=matrix.total
        )
    return _page(draft, kept)


@guard.staff(roles=(ANALYST,))
def progress(draft_id: str) -> Response:
    """Work on for a moment and say how far it is."""
    try:
        kept = _of(the_draft(draft_id))
    except NotJudged:
        return jsonify(done=0, total=0, ready=True)
    kept.advance()
    matrix = kept.matrix
    return jsonify(done=matrix.done, total=matrix.total, ready=kept.ready)


@guard.staff(roles=(ANALYST,))
def as_csv(draft_id: str) -> Response:
    """Every situation as a line, for a spreadsheet; the page comes first where it is not worked out yet."""
    draft = the_draft(draft_id)
    try:
        kept = _of(draft)
    except NotJudged:
        abort(404)
    if not kept.ready:
        return redirect(url_for("studio.matrix", draft_id=draft.id), 303)
    named = {"Content-Disposition": f'attachment; filename="{draft.code}-matrix.csv"'}
    return Response(_csv(kept.matrix), mimetype="text/csv; charset=utf-8", headers=named)


@guard.staff(roles=(ANALYST,))
def rehearse(draft_id: str) -> Response:
    """Begin a rehearsal with the answers of one situation, in place of the one that was under way."""
    draft = the_draft(draft_id)
    try:
        kept = _of(draft)
    except NotJudged:
        abort(404)
    one = _opened(kept.matrix, request.form.get("situation", ""))
    start = rehearsing.start_from("", g.now)
    if one is None or start is None:
        return redirect(url_for("studio.matrix", draft_id=draft.id), 303)
    script = Script(
        matter=draft.code,
        start=start,
        region=kept.matrix.region_of(one.combination) or Script.region,
        answers=kept.matrix.answers(one.combination),
    )
    folder = studio.folder_of(draft)
    rehearsal.keep_rehearsal(
        g.session, draft.id, g.account.account.id, script, folder.digest, now=g.now
    )
    flash(_("已按第 %(n)s 种情形的回答开始试运行。", n=one.number), "green")
    return redirect(url_for("studio.rehearsal", draft_id=draft.id), 303)


def _of(draft: Draft) -> _Kept:
    """The matrix of these very files, begun before or now; raises NotJudged."""
    folder = studio.folder_of(draft)
    house = current_app.extensions["house"]
    digests = matters.published_digests(g.session)
    key = (house.settings.require_database(), folder.code, folder.digest, *digests)
    with _keeping:
        known = _kept.get(key)
        if known is not None:
            _kept.move_to_end(key)
            return known
    made = _Kept(matrix_of(g.session, engine(), folder, VERB_NAMES))
    with _keeping:
        found = _kept.setdefault(key, made)
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)
    return found


def _page(draft: Draft, kept: _Kept) -> str:
    matrix = kept.matrix
    chosen = _filters(matrix)
    groups = [list(_fitting(group, matrix, chosen)) for group in matrix.groups()]
    groups = sorted((one for one in groups if one), key=lambda one: (-len(one), one[0].number))
    opened = _opened(matrix, request.args.get("situation", ""))
    return draft_page(
        "studio/matrix.html",
        draft,
        state="ready",
        matrix=matrix,
        flaws=kept.found,
        fitting=sum(len(one) for one in groups),
        groups=[(one[0].result, len(one), one[:_SHOWN]) for one in groups[:_GROUPS]],
        more=max(0, len(groups) - _GROUPS),
        shown=_SHOWN,
        chosen=chosen,
        query=urlencode({ANSWER + name: place for name, place in chosen.items()}),
        opened=opened,
        label=_label,
        answered=lambda one: list(_answered(matrix, one)),
        value=_value,
        names={one.code: one.name for one in matrix.compiled.members},
        papers=PAPERS,
        paper={one.element: one.name for one in matrix.compiled.materials},
        commitment={
            one["code"]: one["commitment"]
            for one in matrix.compiled.guide["members"]
            if one.get("commitment")
        },
        tasks=_task_names(matrix),
    )


def _filters(matrix: Matrix) -> dict[str, int]:
    """The answers that the address asks for: the place among those tried, by question."""
    found = {}
    for one in matrix.factors:
        text = request.args.get(ANSWER + one.id, "")
        if text.isascii() and text.isdecimal() and int(text) < len(one.values):
            found[one.id] = int(text)
    return found


def _fitting(
    group: list[Situation], matrix: Matrix, chosen: Mapping[str, int]
) -> Iterator[Situation]:
    wanted = [(at, chosen[one.id]) for at, one in enumerate(matrix.factors) if one.id in chosen]
    for one in group:
        if all(one.combination[at] == place for at, place in wanted):
            yield one


def _opened(matrix: Matrix, text: str) -> Situation | None:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else 0
    return matrix.situations[number - 1] if 1 <= number <= matrix.done else None


def _label(factor: Factor) -> str:
    return said(words("在哪里办")) if factor.question is None else local(factor.question["text"])


def _answered(matrix: Matrix, one: Situation) -> Iterator[tuple[str, str]]:
    for factor, at in zip(matrix.factors, one.combination, strict=True):
        if at >= 0:
            yield _label(factor), _value(factor, factor.values[at])


def _value(factor: Factor, value: Any) -> str:
    """An answer as people read it."""
    if factor.id == PLACE and factor.question is None:
        return accounts.full_name(value)
    question = factor.question or {}
    if value is None:
        return said(words("不回答"))
    if isinstance(value, bool):
        return said(words("是")) if value else said(words("否"))
    if isinstance(value, int | float):
        return f"{value:.10g} {said(question.get('unit', ''))}".strip()
    labels = {one["value"]: local(one["label"]) for one in question.get("options", ())}
    listed = value if isinstance(value, list) else [value]
    return said(words("、")).join(labels.get(one, str(one)) for one in listed)


def _task_names(matrix: Matrix) -> dict[str, str]:
    """Business rule task → the name of the decision that it asks."""
    drawn = {one.id: one.name for file in matrix.book.files.values() for one in file.decisions}
    return {task: drawn.get(decision, task) for task, decision in matrix.book.tasks.items()}


def _csv(matrix: Matrix) -> Iterator[bytes]:
    """Lines with a byte order mark first, by which spreadsheets know the encoding."""
    names = {one.code: one.name["zh"] for one in matrix.compiled.members}
    tasks = _task_names(matrix)
    yield b"\xef\xbb\xbf"
    yield _line(
        ["情形", *(_label(one) for one in matrix.factors), "要办的事项", "决策结果", "材料（逐个办）", "材料（现在）",
         "填写（逐个办）", "填写（现在）", "承诺工作日", "逐个办工作日", "各事项工作日", "费用（元）", "可告知承诺", "问题"]
    )  # fmt: skip
    for one in matrix.situations:
        result = one.result
        yield _line(
            [
                one.number,
                *(
                    "" if at < 0 else _value(factor, factor.values[at])
                    for factor, at in zip(matrix.factors, one.combination, strict=True)
                ),
                "、".join(names.get(code, code) for code in result.codes),
                "；".join(f"{tasks.get(task, task)}：{text}" for task, text in result.told),
                result.materials_before,
                result.materials_after,
                result.fields_before,
                result.fields_after,
                result.days,
                result.days_before,
                "；".join(f"{names.get(code, code)} {days}" for code, days in result.days_of),
                f"{result.fee:g}",
                "、".join(names.get(code, code) for code in result.commitments),
                "；".join(trouble.text for trouble in result.troubles),
            ]
        )


def _line(cells: list[Any]) -> bytes:
    """One line; a text that a spreadsheet would take for a formula begins with an apostrophe."""
    written = io.StringIO()
    csv.writer(written).writerow(
        f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" else cell for cell in cells
    )
    return written.getvalue().encode()
