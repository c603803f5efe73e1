"""A new matter: from a template, as a copy, or from one file; and the same file for taking away."""

from dataclasses import dataclass, field

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from office import matters, studio
from office.accounts import ANALYST, departments
from office.studio import Folder, Naming
from office.words import Words
from web import guard
from web.studio.page import the_draft

_TEMPLATE, _COPY = "template", "copy"


@dataclass
class _Form:
    """What was typed, and what is wrong with it, by field."""

    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, Words] = field(default_factory=dict)

    def value(self, name: str, otherwise: str = "") -> str:
        return self.values.get(name, otherwise)

    def error(self, name: str) -> str:
        return self.errors.get(name, "")


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/studio/new", "new", new)
    blueprint.add_url_rule("/studio/new", "make", make, methods=["POST"])
    blueprint.add_url_rule("/studio/import", "take_in", take_in, methods=["POST"])
    blueprint.add_url_rule("/studio/drafts/<draft_id>/export", "export", export)
    blueprint.add_url_rule("/studio/published/<code>/export", "export_published", export_published)


@guard.staff(roles=(ANALYST,))
def new() -> str:
    """The three ways to a new matter."""
    return _page(_Form({"source": request.args.get("source", "")}))


@guard.staff(roles=(ANALYST,))
def make() -> str | Response:
    """Make a draft of a new matter after a template or a published one."""
    form = _Form(request.form.to_dict())
    source = _source(form.value("source"))
    naming = Naming(
        code=form.value("code").strip(),
        zh=form.value("zh").strip(),
        en=form.value("en").strip(),
        department=form.value("department"),
        outcome=form.value("outcome").strip(),
        licence_type=form.value("licence_type").strip(),
    )
    try:
        made = studio.make(g.session, source, naming, g.account.account.id, now=g.now)
    except studio.MakingRefused as refused:
        form.errors[refused.field] = refused.sentence
        return _page(form)
    flash(_("草稿已建好。请先补上设定依据，再看流程图和表单。"), "green")
    return redirect(url_for("studio.summary", draft_id=made.id), 303)


@guard.staff(roles=(ANALYST,))
def take_in() -> str | Response:
    """Make a draft of an uploaded file."""
    sent = request.files.get("file")
    content = sent.read() if sent is not None else b""
    try:
        made = studio.take_in(g.session, studio.unpacked(content), g.account.account.id, now=g.now)
    except (studio.ImportRefused, studio.MakingRefused) as refused:
        return _page(_Form(errors={"file": refused.sentence}))
    flash(_("已导入为草稿。"), "green")
    return redirect(url_for("studio.summary", draft_id=made.id), 303)


@guard.staff(roles=(ANALYST,))
def export(draft_id: str) -> Response:
    """The draft as one file."""
    draft = the_draft(draft_id)
    return _download(draft.code, studio.folder_of(draft))


@guard.staff(roles=(ANALYST,))
def export_published(code: str) -> Response:
    """The edition in force as one file."""
    try:
        edition = matters.published(g.session, code)
    except matters.UnknownMatter:
        abort(404)
    return _download(code, Folder(code, matters.files(g.session, edition.id)))


def _download(code: str, folder: Folder) -> Response:
    answer = Response(studio.packed(folder.files), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{code}.zip"'
    return answer


def _source(chosen: str) -> Folder:
    kind, _colon, code = chosen.partition(":")
    if kind == _TEMPLATE:
        for one in studio.templates():
            if one.folder.code == code:
                return one.folder
    if kind == _COPY:
        try:
            edition = matters.published(g.session, code)
        except matters.UnknownMatter:
            abort(404)
        return Folder(code, matters.files(g.session, edition.id))
    abort(404)


def _page(form: _Form) -> str:
    return render_template(
        "studio/new.html",
        form=form,
        templates=studio.templates(),
        published=matters.catalogue(g.session),
        departments=sorted(departments(g.session).items()),
    )
