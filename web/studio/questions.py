"""The questions' editor: what applicants are asked first, in everyday words, bound to an element or a decision."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from werkzeug.wrappers import Response

from office.accounts import ANALYST
from office.matters import Elements
from office.matters.shared import elements_of
from office.matters.when import WhenRefused, parse
from office.studio import Draft, conditions, kinds
from office.studio import questions as operations
from office.studio.decisions import decision_paths
from office.studio.editing import QUESTIONS, Unreadable, faults, read_json
from web import guard
from web.layout.language import local
from web.studio import preview
from web.studio.forms import OPERATORS
from web.studio.labels import TYPES, choices
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
    placed,
    posted_condition,
    posted_options,
    problems_by_file,
    saved_at,
    text,
)

_JSON_TYPES = {"boolean": "boolean", "number": "number", "choice": "string", "choices": "string"}


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    page = "/studio/drafts/<draft_id>/questions"
    blueprint.add_url_rule(page, "questions", show)
    blueprint.add_url_rule(page, "change_questions", change, methods=["POST"])


@guard.staff(roles=(ANALYST,))
def show(draft_id: str) -> str | tuple[str, int]:
    """The questions with their editor; `question` opens one of them."""
    return _page(Outcome(the_draft(draft_id), at=request.args.to_dict()))


@guard.staff(roles=(ANALYST,))
def change(draft_id: str) -> str | Response | tuple[str, int]:
    """One change of the questions; the page follows it."""
    draft = the_draft(draft_id)
    here = Outcome(draft, at={"question": text("question")} if text("question") else {})
    outcome = first_of(_actions(draft, elements_of(g.session)), here)
    if outcome.status != 200 or fetched():
        return _page(outcome)
    shown: dict[str, Any] = dict(outcome.at or {})
    return redirect(url_for("studio.questions", draft_id=draft.id, **shown), 303)


def _actions(draft: Draft, elements: Elements) -> Mapping[str, Any]:
    opened = {"question": text("open_question")} if text("open_question") else {}

    def act(operation: Any, **at: str) -> Outcome:
        return apply(draft, QUESTIONS, lambda kept: operation(_begun(kept))).showing(**at)

    def adding(make: Any) -> Outcome:
        made: list[str] = []

        def operation(kept: operations.Questions) -> dict[str, Any]:
            changed, name = make(kept)
            made[:] = [name]
            return dict(changed)

        outcome = act(operation)
        return outcome.showing(question=made[0]) if made else outcome

    return {
        "add": lambda _about: adding(
            lambda kept: operations.add(kept, id=text("id"), text=text("text"), type=text("type"))
        ),
        "bind": lambda _about: adding(
            lambda kept: operations.add_bound(kept, elements, text("element"))
        ),
        "up": lambda id: act(lambda kept: operations.step(kept, id, EARLIER), **opened),
        "down": lambda id: act(lambda kept: operations.step(kept, id, LATER), **opened),
        "move": lambda _about: act(
            lambda kept: operations.move(kept, text("name"), text("before")), **opened
        ),
        "save": lambda id: act(
            lambda kept: operations.edit(kept, id, _edit(kept)), question=id
        ),
        "remove": lambda id: act(lambda kept: operations.remove(kept, id)),
        "decision": lambda _about: act(
            lambda kept: operations.decide_by(kept, text("decision")), **opened
        ),
    }  # fmt: skip


def _begun(kept: operations.Questions) -> operations.Questions:
    return kept if "questions" in kept else {"questions": []}


def _edit(kept: operations.Questions) -> operations.QuestionEdit:
    types = {one["id"]: _JSON_TYPES[one["type"]] for one in operations.asked(kept)}
    helps = dict(
        zip(request.form.getlist("option_value"), request.form.getlist("option_help"), strict=False)
    )
    return operations.QuestionEdit(
        text_zh=text("text_zh"),
        text_en=text("text_en"),
        help_zh=text("help_zh"),
        help_en=text("help_en"),
        type=text("type") if text("type") in operations.TYPES else "boolean",
        options=tuple(
            operations.OptionEdit(one.value, one.zh, one.en, *_helps(helps.get(one.value, "")))
            for one in posted_options(request.form)
        ),
        unit=text("unit"),
        minimum=number("minimum"),
        maximum=number("maximum"),
        element=text("element"),
        input=bool(text("input")),
        when=posted_condition(request.form, lambda name: types.get(name, "string")),
        optional=bool(text("optional")),
        asked_because=text("asked_because"),
    )


def _helps(written: str) -> tuple[str, str]:
    """An option's explanation is one line: Chinese, and English behind a bar."""
    zh, _bar, en = written.partition("|")
    return zh.strip(), en.strip()


def _page(outcome: Outcome) -> str | tuple[str, int]:
    draft = outcome.draft
    at = dict(outcome.at or {})
    values: dict[str, Any] = {
        "news": outcome.news,
        "saved": saved_at(draft, QUESTIONS),
        "revision": draft.files[QUESTIONS].revision if QUESTIONS in draft.files else 0,
        "listed_problems": problems_by_file(draft, QUESTIONS, PAGES),
        "at": at,
    }
    try:
        kept = _begun(read_json(draft, QUESTIONS))
    except Unreadable as wrong:
        return draft_page(
            "studio/form-unreadable.html", draft, reason=wrong, **values
        ), outcome.status
    elements = elements_of(g.session)
    asked = [one for one in operations.asked(kept) if isinstance(one, dict) and "id" in one]
    wrong_at: dict[str, list[Any]] = {}
    for file in values["listed_problems"]:
        for one in file.problems if file.own else ():
            wrong_at.setdefault(one.element, []).append(one)
    values |= {
        "kept": kept,
        "asked": asked,
        "problems_at": wrong_at,
        "preview": _preview(kept),
        "panel": _panel(asked, elements, at),
        "types": choices(TYPES),
        "library": _library(elements),
        "one_thing": document_of(draft).get("kind") == "one-thing",
        "decisions": [] if document_of(draft).get("kind") != "one-thing" else _decisions(draft),
    }
    return draft_page("studio/questions.html", draft, **values), outcome.status


def _panel(asked: list[Any], elements: Elements, at: Mapping[str, str]) -> dict[str, Any]:
    chosen = next((one for one in asked if one["id"] == at.get("question")), None)
    if chosen is None:
        return {"name": "add"}
    condition = conditions.taken_apart(chosen.get("when"))
    element = elements.questions.get(chosen.get("element", ""))
    others = [one for one in asked if one["id"] != chosen["id"]]
    return {
        "name": "question",
        "question": chosen,
        "condition": condition,
        "free": condition.free or at.get("when") == "text",
        "others": [(one["id"], local(one["text"])) for one in others],
        "choices": {one["id"]: _choices(one) for one in asked},
        "operators": OPERATORS,
        "element": element,
    }


def _choices(question: Mapping[str, Any]) -> tuple[kinds.Option, ...]:
    if question["type"] == "boolean":
        return (kinds.Option("true", "是", "yes"), kinds.Option("false", "否", "no"))
    return tuple(
        kinds.Option(one["value"], one["label"]["zh"], one["label"].get("en", ""))
        for one in question.get("options", ())
    )


def _library(elements: Elements) -> list[tuple[str, str]]:
    """What a question can fill: the library's elements that are no free text."""
    answerable = [
        one
        for one in elements.questions.values()
        if one.schema.get("type") != "string" or "enum" in one.schema
    ]
    return [(one.name, local(one.title)) for one in sorted(answerable, key=lambda one: one.order)]


def _decisions(draft: Draft) -> list[tuple[str, str]]:
    return [
        (one.id, one.name)
        for path in decision_paths(draft)
        for one in engine().decisions(draft.files[path].content).decisions
    ]


def _preview(kept: operations.Questions) -> dict[str, Any]:
    wrong = [fault(one) for one in faults(QUESTIONS, kept)]
    for one in () if wrong else operations.asked(kept):
        try:
            parse(one["when"]) if "when" in one else None
        except WhenRefused as refused:
            wrong.append(placed(one["id"], refused.args[0]))
    return {"wrong": wrong, "controls": [] if wrong else preview.asked(operations.asked(kept))}
