"""What the editors of form, questions and result share: one change a request, what stands against it, what was typed."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import g, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from office import studio
from office.matters import Finding
from office.matters.folder import parse
from office.studio import Draft, Problem, conditions, kinds
from office.studio.editing import EditRefused, Operation, Unreadable, change
from web.layout.filters import there
from web.layout.language import said
from web.studio.page import VERB_NAMES, engine

FETCHED = "X-Workbench"  # the scripts of the editors send it: the page itself is the answer, not a redirection
EARLIER, LATER = -1, 1


@dataclass(frozen=True)
class Outcome:
    """What came of a change: `status` is the answer's, `news` what to tell (tone, text), `at` what to show next."""

    draft: Draft
    status: int = 200
    news: tuple[str, str] | None = None
    at: Mapping[str, str] | None = None

    def showing(self, **at: str) -> "Outcome":
        """Return the same, with what the page is to show where nothing went wrong."""
        return replace(self, at=at) if self.status == 200 else self


@dataclass(frozen=True)
class FileProblems:
    """The problems of one file; `own` is the file that this page edits."""

    file: str
    label: str
    url: str
    own: bool
    problems: tuple[Problem, ...]


def placed(place: str, wrong: object) -> str:
    """Return what is wrong, with its place before it."""
    return str(_("%(place)s：%(what)s", place=place, what=said(wrong)))


def fault(one: Finding) -> str:
    """Return a finding as one line: where and what."""
    return placed(one.element, one.message)


def apply(draft: Draft, path: str, operation: Operation) -> Outcome:
    """Do one operation on the revision that the page was drawn from; refusals and clashes are told, not raised."""
    try:
        changed = change(
            g.session, draft.id, path, posted_revision(),
            operation, account=g.account.account.id, now=g.now,
        )  # fmt: skip
    except EditRefused as refused:
        return Outcome(draft, 422, ("red", said(refused.args[0]) if refused.args else str(refused)))
    except Unreadable as wrong:
        return Outcome(draft, 422, ("red", _("文件读不懂：%(reason)s", reason=wrong)))
    except studio.Conflict:
        told = _("同事刚改了同一处。您的修改已另外保存，请逐处选择。")
        return Outcome(studio.draft(g.session, draft.id), 409, ("amber", told))
    if changed.woven:
        return Outcome(
            changed.draft, news=("blue", _("同事刚才也改了这份文件，双方的修改已合在一起。"))
        )
    return Outcome(changed.draft)


def posted_revision() -> int:
    """Return the revision that the page was drawn from; a form that says none began with no file."""
    text = request.form.get("revision", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def fetched() -> bool:
    """Say whether a script asks: it takes the page's parts out of the answer."""
    return bool(request.headers.get(FETCHED))


def saved_at(draft: Draft, path: str) -> str:
    """Return when a file was saved last (10:21), "" where there is none."""
    kept = draft.files.get(path)
    return "" if kept is None else f"{there(kept.changed_at):%H:%M}"


def problems_by_file(draft: Draft, path: str, pages: Mapping[str, str]) -> tuple[FileProblems, ...]:
    """Return what stands against publication, the file of this page first; `pages` are tabs by file."""
    found = studio.problems(g.session, engine(), studio.folder_of(draft), VERB_NAMES)
    files = sorted({one.file for one in found}, key=lambda file: (file != path, file))
    return tuple(
        FileProblems(
            file,
            said(studio.part_of(file)),
            f"/studio/drafts/{draft.id}{_tab(file, pages)}",
            file == path,
            tuple(one for one in found if one.file == file),
        )
        for file in files
    )


PAGES = {
    "processes/process.bpmn": "/diagram",
    "forms/form.json": "/form",
    "forms/questions.json": "/questions",
    "forms/result.json": "/result",
}


def _tab(file: str, pages: Mapping[str, str]) -> str:
    return "/decisions" if file.endswith(".dmn") else pages.get(file, "")


def posted_condition(form: "MultiDict[str, str]", type_of: conditions.Types) -> str | None:
    """Return the condition that was picked line by line, or written."""
    if form.get("when_mode") == "text":
        return form.get("when_text", "").strip() or None
    lines = [
        conditions.Line(field, operator, _values(values))
        for field, operator, values in zip(
            form.getlist("when_field"),
            form.getlist("when_operator"),
            form.getlist("when_values"),
            strict=False,
        )
    ]
    return conditions.put_together(form.get("when_joint", conditions.ALL), lines, type_of)


def posted_options(form: "MultiDict[str, str]") -> tuple[kinds.Option, ...]:
    """Return the options of a choice; one without words is gone, one without a value gets one."""
    rows = list(
        zip(
            form.getlist("option_value"),
            form.getlist("option_zh"),
            form.getlist("option_en"),
            strict=False,
        )
    )
    taken = {value.strip() for value, _zh, _en in rows}
    found = []
    for value, zh, en in rows:
        if value.strip() or zh.strip():
            own = value.strip() or _fresh(taken)
            taken.add(own)
            found.append(kinds.Option(own, zh.strip(), en.strip()))
    return tuple(found)


def text(name: str) -> str:
    """Return a posted text without the blanks around it."""
    return request.form.get(name, "").replace("\r\n", "\n").strip()


def number(name: str) -> int | float | None:
    """Return a posted number; what is none counts as not said."""
    return kinds.number(text(name)) if text(name) else None


def place(name: str = "at") -> int:
    """Return a posted place in a list; what is none is behind all others."""
    posted = text(name)
    return int(posted) if posted.isascii() and posted.isdecimal() and len(posted) < 6 else 10_000


def first_of(actions: Mapping[str, Callable[[str], Outcome]], otherwise: Outcome) -> Outcome:
    """Do what the pressed button names: `do` is a verb, or a verb with what it is about (`up:area`)."""
    verb, _colon, about = request.form.get("do", "").partition(":")
    action = actions.get(verb)
    return otherwise if action is None else action(about)


def _values(said: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split("[,，、]", said) if part.strip())


def _fresh(taken: Sequence[str] | set[str]) -> str:
    return next(f"option_{n}" for n in range(1, 1000) if f"option_{n}" not in taken)


def document_of(draft: Draft) -> dict[str, Any]:
    """Return the draft's catalogue entry as far as it can be read."""
    return dict(parse(studio.folder_of(draft)).document)
