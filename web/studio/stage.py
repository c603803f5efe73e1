"""What the buttons of a rehearsal's page do: begin, answer, submit, act, wait, behave, retry, go back, save."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from flask import abort, current_app, flash, g, request
from flask_babel import gettext as _

from office import matters, rehearsal, studio
from office.matters import Folder
from office.rehearsal import CannotGoOn, Script, Step, View
from office.run.demo.people import people
from office.studio import Draft
from web.layout import read_answers, read_values
from web.layout.language import said
from web.studio import rehearsing
from web.studio.page import the_draft


@dataclass(frozen=True)
class Stage:
    """A draft on the stage: its files, and the analyst's rehearsal of it."""

    draft: Draft
    folder: Folder
    kept: rehearsal.Rehearsal | None

    @property
    def script(self) -> Script:
        if self.kept is None:
            abort(404)
        return self.kept.script

    @property
    def key(self) -> str:
        return f"{self.draft.id} {g.account.account.id}"

    def replay(self, script: Script, *, matter: str = "", inside: str = "") -> View:
        return rehearsal.replay(
            current_app.extensions["house"],
            self.folder,
            script,
            key=self.key,
            matter=matter,
            inside=inside,
        )

    def keep(self, script: Script) -> None:
        rehearsal.keep_rehearsal(
            g.session,
            self.draft.id,
            g.account.account.id,
            script,
            self.folder.digest,
            now=g.now,
        )


class Wrong(Exception):
    """What was asked for was not done; the page comes again with the reason and what was typed."""

    def __init__(self, reason: str, problems: Mapping[str, str] | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.problems = dict(problems or {})


def stage_of(draft_id: str) -> Stage:
    """Return a draft with the signed-in analyst's rehearsal of it; answers 404 where there is no draft."""
    draft = the_draft(draft_id)
    kept = rehearsal.rehearsal(g.session, draft.id, g.account.account.id)
    return Stage(draft, studio.folder_of(draft), kept)


# what the buttons do


def _begin(stage: Stage) -> None:
    """Begin anew: by hand, filled in from a scenario, or with a scenario's steps taken already."""
    form = request.form
    start = rehearsing.start_from(form.get("start", ""), g.now)
    if start is None:
        raise Wrong(_("请选择开始的日期。"), {"start": _("请选择开始的日期。")})
    path, far = form.get("scenario", ""), form.get("far", "form")
    if not path:
        applicant = form.get("applicant", "")
        if applicant not in {one["username"] for one in people()["applicants"]}:
            applicant = people()["applicants"][0]["username"]
        stage.keep(Script(matter=stage.folder.code, start=start, applicant=applicant))
        return
    try:
        whole = rehearsal.script_of(rehearsal.read_scenario_of(stage.folder, path), start)
    except CannotGoOn as wrong:
        raise Wrong(said(wrong.reason)) from None
    stage.keep(whole if far == "end" else replace(whole, steps=()))


def _answer(stage: Stage) -> None:
    """Answer the guided questions; the form opens."""
    edition = stage.replay(stage.script).edition
    questions = matters.questions(edition)
    answers = read_answers(questions, request.form)
    if request.form.get("fill"):
        answers = rehearsal.suggested_answers(edition, _scenarios(stage))
    region = request.form.get("region") or stage.script.region
    _try(stage, replace(stage.script, answers=answers, region=region))


def _submit(stage: Stage) -> None:
    """Hand in the form as typed, or filled in by itself."""
    view = stage.replay(stage.script)
    if view.draft is None or view.root is not None:
        raise Wrong(_("现在没有要提交的申请表。"))
    if request.form.get("fill"):
        scenarios = _scenarios(stage)
        values = rehearsal.suggested_values(view, scenarios)
        papers = rehearsal.suggested_papers(view, scenarios)
        stage.keep(replace(stage.script, values=values, attachments=papers))
        return
    asked = view.edition.compiled.asked(frozenset(view.draft.needed))
    typed = replace(
        stage.script,
        values=read_values(asked, request.form),
        attachments=rehearsing.papers_from(view, request.form),
    )
    stage.keep(typed)  # what was typed stays, whether it can be handed in or not
    _try(stage, typed.then(rehearsal.SUBMITTING))


def _act(stage: Stage) -> None:
    """Do a task as its lane's person."""
    view = stage.replay(stage.script)
    task = next((one for one in view.tasks if one.key == request.form.get("task")), None)
    if task is None:
        raise Wrong(_("这项任务已经不在等了。"))
    _try(stage, stage.script.then(rehearsing.step_from(task, view, request.form)))


def _wait(stage: Stage) -> None:
    """Let time pass."""
    wanted = request.form.get("wait", "") or request.form.get("day", "")
    if not wanted:
        raise Wrong(_("请选择日期。"))
    _try(stage, stage.script.then(Step(task=rehearsal.CLOCK, by=rehearsal.CLOCK, outcome=wanted)))


def _behave(stage: Stage) -> None:
    """Tell an authority how to behave: the button's value is "seal:down"."""
    port, _colon, mode = request.form.get("behave", "").partition(":")
    step = Step(task=port, by=rehearsal.AUTHORITY, outcome=mode)
    _try(stage, stage.script.then(step))


def _retry(stage: Stage) -> None:
    element = request.form.get("element", "")
    step = Step(task=element, by=rehearsal.OPERATOR, outcome=rehearsal.RETRY)
    _try(stage, stage.script.then(step))


def _back(stage: Stage) -> None:
    """Take steps back: to the count that the button names, or to the questions."""
    count = request.form.get("count", "")
    if count == "questions":
        stage.keep(replace(stage.script, steps=(), answers=None))
    elif count.isdigit():
        stage.keep(stage.script.back_to(int(count)))


def _restart(stage: Stage) -> None:
    rehearsal.drop_rehearsal(g.session, stage.draft.id, g.account.account.id)


def _seen(stage: Stage) -> None:
    """The analyst knows that the draft has changed."""
    stage.keep(stage.script)


def _save(stage: Stage) -> None:
    """Keep the rehearsal as a scenario of the draft."""
    house = current_app.extensions["house"]
    name, file = request.form.get("name", "").strip(), request.form.get("file", "").strip()
    path = rehearsing.path_of(file)
    if not name or path is None:
        problem = _("文件名用小写字母、数字和连字符，例如 granted-late。")
        raise Wrong(_("请写明名称和文件名。"), {} if path else {"file": problem})
    try:
        content = rehearsal.as_scenario(house, stage.folder, stage.script, name, key=stage.key)
    except CannotGoOn as wrong:
        raise Wrong(said(wrong.reason)) from None
    known = stage.draft.files.get(path)
    revision = known.revision if known else studio.revision_of(g.session, stage.draft.id, path)
    try:
        studio.save(
            g.session,
            stage.draft.id,
            path,
            content,
            revision=revision,
            account=g.account.account.id,
            now=g.now,
        )
    except studio.Conflict:
        raise Wrong(_("同事刚刚改过这个场景，请换一个文件名。")) from None
    stage_of(stage.draft.id).keep(stage.script)  # the draft has changed by our own hand
    flash(_("已存为场景：%(name)s", name=name), "green")


ACTS: Mapping[str, Callable[[Stage], None]] = {
    "begin": _begin,
    "answer": _answer,
    "submit": _submit,
    "act": _act,
    "wait": _wait,
    "behave": _behave,
    "retry": _retry,
    "back": _back,
    "restart": _restart,
    "seen": _seen,
    "save": _save,
}


def _try(stage: Stage, script: Script) -> None:
    """Keep the script if its last step can be taken; raises Wrong with the reason."""
    try:
        view = stage.replay(script)
    except CannotGoOn as stopped:
        raise Wrong(said(stopped.reason), stopped.problems) from None
    if view.stop is not None:
        raise Wrong(said(view.stop.reason), view.stop.problems)
    stage.keep(script)


def _scenarios(stage: Stage) -> list[rehearsal.Scenario]:
    return [one for _path, one in rehearsal.scenarios_of(stage.folder)]
