"""A draft's files as JSON for the editors: read, saved on a known revision, checked before they are saved."""

from typing import Any

from flask import Blueprint, abort, g, jsonify, make_response, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from office import studio
from office.accounts import ANALYST
from office.studio import Draft, DraftFile, Problem
from office.studio.exchange import LARGEST as LARGEST
from office.studio.exchange import MOST, valid_path
from web import guard
from web.layout.language import said
from web.studio.page import VERB_NAMES, engine, the_draft


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    file = "/studio/drafts/<draft_id>/files/<path:path>"
    blueprint.add_url_rule(file, "file", read)
    blueprint.add_url_rule(file, "write", write, methods=["POST"])
    blueprint.add_url_rule("/studio/drafts/<draft_id>/check", "check", check, methods=["POST"])


@guard.staff(roles=(ANALYST,))
def read(draft_id: str, path: str) -> Response:
    """One file as it stands; 404 where there is none."""
    found = the_draft(draft_id).files.get(path)
    if found is None:
        abort(404)
    return jsonify(_file(found))


@guard.staff(roles=(ANALYST,))
def write(draft_id: str, path: str) -> Response:
    """Save {text, revision} or {remove: true, revision}; 409 with both sides where a colleague's change clashes."""
    draft = the_draft(draft_id)
    sent = _sent()
    content = None if sent.get("remove") is True else _content(draft, path, sent.get("text"))
    revision = sent.get("revision", 0)
    if not isinstance(revision, int) or isinstance(revision, bool):
        abort(400, _("缺少修订号 revision。"))
    try:
        written = studio.write(
            g.session, draft.id, path, content,
            revision=revision, account=g.account.account.id, now=g.now,
        )  # fmt: skip
    except studio.Conflict as conflict:
        return _clash(draft, conflict)
    now = written.draft.files.get(path)
    return jsonify(
        revision=studio.revision_of(g.session, draft.id, path),
        merged=written.merged,
        text="" if now is None else _text(now.content),
    )


@guard.staff(roles=(ANALYST,))
def check(draft_id: str) -> Response:
    """What stands against the draft with {files: {path: text or null}} laid over it, unsaved."""
    draft = the_draft(draft_id)
    given = _sent().get("files", {})
    if not isinstance(given, dict):
        abort(400, _("缺少 files。"))
    unsaved = {
        str(path): None if text is None else _content(draft, str(path), text)
        for path, text in given.items()
    }
    folder = studio.laid_over(draft, unsaved)
    found = studio.problems(g.session, engine(), folder, VERB_NAMES)
    return jsonify(findings=[as_json(one) for one in found])


def as_json(problem: Problem) -> dict[str, str]:
    """Return a finding as editors read it, in the visitor's language."""
    return {
        "file": problem.file,
        "element": problem.element,
        "place": problem.place,
        "rule": said(problem.rule),
        "text": said(problem.text),
        "remedy": said(problem.remedy),
    }


def _sent() -> dict[str, Any]:
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict):
        abort(400, _("请求的内容须是 JSON。"))
    return sent


def _content(draft: Draft, path: str, text: object) -> bytes:
    if not valid_path(path):
        abort(422, _("草稿里不能有这个文件：%(path)s", path=path))
    if not isinstance(text, str):
        abort(400, _("缺少 text。"))
    if path not in draft.files and len(draft.files) >= MOST:
        abort(422, _("一份草稿最多 %(count)s 个文件。", count=MOST))
    content = text.encode()
    if len(content) > LARGEST:
        abort(413)
    return content


def _clash(draft: Draft, conflict: studio.Conflict) -> Response:
    theirs = conflict.theirs
    answer = jsonify(
        base=None if conflict.base is None else _text(conflict.base),
        theirs=None if theirs is None else _file(theirs),
        merge=f"/studio/drafts/{draft.id}/merge",
        message=_clash_in_words(theirs),
    )
    return make_response(answer, 409)  # an answer, not an error: the writer's text is kept aside


def _clash_in_words(theirs: DraftFile | None) -> str:
    if theirs is None:
        return str(_("别人刚删去了这个文件。您写的内容已另外保存，请选择用哪一个。"))
    who = studio.name_of(g.session, theirs.changed_by)
    return str(_("%(who)s 也改了同一处。您写的内容已另外保存，请逐处选择。", who=who))


def _file(found: DraftFile) -> dict[str, Any]:
    return {
        "path": found.path,
        "text": _text(found.content),
        "revision": found.revision,
        "changed_by": studio.name_of(g.session, found.changed_by),
        "changed_at": found.changed_at.isoformat(),
    }


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")
