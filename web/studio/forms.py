"""The form's editor: fields of the library and private ones, sections, order, conditions; seen as applicants see them."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from werkzeug.wrappers import Response

from office.accounts import ANALYST
from office.matters import CompileStopped, Elements
from office.matters.elements import Element
from office.matters.shared import elements_of
from office.matters.sources import SOURCES
from office.matters.when import WhenRefused
from office.studio import Draft, conditions, forms, kinds, order
from office.studio.editing import FORM, Unreadable, faults, read_json
from office.studio.specimen import compiled_form
from office.words import words
from web import guard
from web.layout.language import local
from web.studio import combined
from web.studio.labels import KINDS, choices
from web.studio.page import draft_page, the_draft
from web.studio.preview import by_topic
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
    posted_condition,
    posted_options,
    problems_by_file,
    saved_at,
    text,
)

OPERATORS = {
    conditions.IS: words("等于"),
    conditions.IS_NOT: words("不等于"),
    conditions.IN: words("是其中之一"),
    conditions.NOT_IN: words("不是其中任何一个"),
}
WIDGETS = {
    "": words("自动"),
    "textarea": words("多行文字"),
    "select": words("下拉列表"),
    "radio": words("并排选项"),
    "checkbox": words("一个勾"),
}
_MOST_FOUND = 60  # elements of the library shown at once


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    page = "/studio/drafts/<draft_id>/form"
    blueprint.add_url_rule(page, "form", show)
    blueprint.add_url_rule(page, "change_form", change, methods=["POST"])


@guard.staff(roles=(ANALYST,))
def show(draft_id: str) -> str | tuple[str, int]:
    """The form with its editor; `field`, `rule` or `section` opens one of them, `q` searches the library."""
    return _page(Outcome(the_draft(draft_id), at=request.args.to_dict()))


@guard.staff(roles=(ANALYST,))
def change(draft_id: str) -> str | Response | tuple[str, int]:
    """One change of the form; the page follows it."""
    draft = the_draft(draft_id)
    elements = elements_of(g.session)
    here = Outcome(draft, at={"field": text("field")} if text("field") else {})
    outcome = first_of(_actions(draft, elements), here)
    if outcome.status != 200 or fetched():
        return _page(outcome)
    shown: dict[str, Any] = dict(outcome.at or {})
    return redirect(url_for("studio.form", draft_id=draft.id, **shown), 303)


def _actions(draft: Draft, elements: Elements) -> Mapping[str, Any]:
    def act(operation: Any, **at: str) -> Outcome:
        return apply(draft, FORM, lambda form: operation(_begun(form, draft))).showing(**at)

    def add_shared(element: str) -> Outcome:
        made: list[str] = []

        def operation(form: order.Form) -> dict[str, Any]:
            changed, name = forms.add_shared(form, elements, element)
            made[:] = [name]
            return changed

        outcome = act(operation)
        return outcome.showing(field=made[0]) if made else outcome

    def add_private(_about: str) -> Outcome:
        made: list[str] = []

        def operation(form: order.Form) -> dict[str, Any]:
            changed, name = forms.add_private(
                form, elements, name=text("name"), title=text("title"),
                kind=text("kind"), section=text("section"),
            )  # fmt: skip
            made[:] = [name]
            return changed

        outcome = act(operation)
        return outcome.showing(field=made[0]) if made else outcome

    def step(by: int) -> Any:
        return lambda name: act(
            lambda form: order.step(form, elements, name, by), **_opened("field")
        )

    def step_section(by: int) -> Any:
        return lambda name: act(lambda form: order.step_section(form, elements, name, by))

    def move(_about: str) -> Outcome:
        name, section, before = text("name"), text("section"), text("before")
        return act(
            lambda form: order.move(form, elements, name, section=section, before=before),
            **_opened("field"),
        )

    def save(name: str) -> Outcome:
        return act(
            lambda form: forms.edit(form, elements, name, _edit(form, elements, name)), field=name
        )

    def rule(_about: str) -> Outcome:
        at = place()
        return act(
            lambda form: forms.put_rule(
                form, at, rule=text("rule"), fields=request.form.getlist("fields"),
                zh=text("zh"), en=text("en"),
            ),
            rule=str(at),
        )  # fmt: skip

    return {
        "add": add_shared,
        "private": add_private,
        "up": step(EARLIER),
        "down": step(LATER),
        "section-up": step_section(EARLIER),
        "section-down": step_section(LATER),
        "move": move,
        "save": save,
        "remove": lambda name: act(lambda form: forms.remove(form, name)),
        "rename": lambda name: act(
            lambda form: order.rename_section(form, elements, name, text("title"))
        ),
        "rule": rule,
        "drop-rule": lambda at: act(lambda form: forms.drop_rule(form, int(at))),
        "show": lambda name: Outcome(draft, at={"field": name}),
    }


def _begun(form: order.Form, draft: Draft) -> order.Form:
    return form if form.get("properties") is not None else forms.empty_form(draft.name)


def _opened(name: str) -> dict[str, str]:
    return {name: text(f"open_{name}")} if text(f"open_{name}") else {}


def _edit(form: order.Form, elements: Elements, name: str) -> forms.Edit:
    known = form.get("properties", {}).get(name, {})
    element = elements.questions.get(known.get("x-element", ""))
    kind = kinds.kind_of({**(element.schema if element else {}), **known})
    types = conditions.types_in(form, {one.name: one.schema for one in elements.questions.values()})
    return forms.Edit(
        title_zh=text("title_zh"),
        title_en=text("title_en"),
        section=text("section"),
        help_zh=text("help_zh"),
        help_en=text("help_en"),
        unit=text("unit"),
        widget=text("widget"),
        asked_because=text("asked_because"),
        when=posted_condition(request.form, types),
        required=bool(text("required")),
        kind=text("kind"),
        options=posted_options(request.form),
        limits={
            "minimum": number("minimum"),
            "maximum": number("maximum"),
            "minLength": _whole(number("minLength")),
            "maxLength": _whole(number("maxLength")),
            "pattern": text("pattern"),
        },
        sample=kinds.value_of(kind, text("sample")),
        source=_source(),
    )


def _whole(found: int | float | None) -> int | None:
    return None if found is None or found < 0 else int(found)


def _source() -> dict[str, Any] | None:
    """The licence's or resource's own name is typed behind its kind; no purpose, no source."""
    origin = text("source_from")
    if origin in ("licence", "sharing"):
        origin = f"{origin}:{text('source_name')}"
    if not origin:
        return None
    source: dict[str, Any] = {
        "from": origin,
        "path": text("source_path") or "name",
        "purpose": kinds.bilingual(text("purpose_zh") or "核对申请人的信息", text("purpose_en")),
    }
    return source if text("source_readonly") else {**source, "readonly": False}


def _page(outcome: Outcome) -> str | tuple[str, int]:
    draft = outcome.draft
    at = dict(outcome.at or {})
    elements = elements_of(g.session)
    values: dict[str, Any] = {
        "news": outcome.news,
        "saved": saved_at(draft, FORM),
        "revision": draft.files[FORM].revision if FORM in draft.files else 0,
        "listed_problems": problems_by_file(draft, FORM, PAGES),
        "at": at,
    }
    try:
        form = read_json(draft, FORM)
    except Unreadable as wrong:
        return draft_page(
            "studio/form-unreadable.html", draft, reason=wrong, **values
        ), outcome.status
    if document_of(draft).get("kind") == "one-thing":
        return draft_page("studio/form-combined.html", draft, **combined.parts(draft), **values)
    form = dict(_begun(form, draft))
    sections = order.sections(form, elements)
    fields = {one.name: one for section in sections for one in section.fields}
    values |= {
        "form": form,
        "sections": sections,
        "fields": fields,
        "topics": sorted(elements.topics, key=lambda name: elements.topics[name]),
        "preview": _preview(draft, form),
        "panel": _panel(form, fields, elements, at),
        "problems_at": _problems_at(values["listed_problems"]),
    }
    return draft_page("studio/form.html", draft, **values), outcome.status


def _panel(
    form: order.Form, fields: Mapping[str, order.Listed], elements: Elements, at: Mapping[str, str]
) -> dict[str, Any]:
    """What the middle column shows: one field, one rule, one section, or what can be added."""
    chosen = fields.get(at.get("field", ""))
    if chosen is not None:
        return _field_panel(chosen, fields, at)
    rules = form.get("x-rules", ())
    if at.get("rule", "").isdecimal() or at.get("rule") == "new":
        place = int(at["rule"]) if at["rule"].isdecimal() else len(rules)
        return {"name": "rule", "at": place, "rule": rules[place] if place < len(rules) else None}
    if at.get("section"):
        return {"name": "section", "section": at["section"]}
    sought = at.get("q", "").strip()
    used = {one.shared for one in fields.values()}
    found = [one for one in elements.questions.values() if _matches(one, sought)]
    found.sort(key=lambda one: one.order)
    return {
        "name": "add",
        "sought": sought,
        "found": found[:_MOST_FOUND],
        "used": used,
        "kinds": choices(KINDS),
    }


def _field_panel(
    chosen: order.Listed, fields: Mapping[str, order.Listed], at: Mapping[str, str]
) -> dict[str, Any]:
    element = chosen.element
    schema = {**(element.schema if element else {}), **chosen.said}
    labels = {**(element.labels if element else {}), **chosen.said.get("x-labels", {})}
    condition = conditions.taken_apart(chosen.said.get("x-when"))
    origin, _colon, name = str(chosen.said.get("x-source", {}).get("from", "")).partition(":")
    return {
        "name": "field",
        "field": chosen,
        "condition": condition,
        "free": condition.free or at.get("when") == "text",
        "others": [
            (one.name, local(one.title)) for one in fields.values() if one.name != chosen.name
        ],
        "choices": {one.name: _choices(one) for one in fields.values()},
        "options": kinds.options_of(schema, labels),
        "schema": schema,
        "source": (origin, name),
        "kinds": choices(KINDS),
        "operators": OPERATORS,
        "widgets": choices(WIDGETS),
        "sources": choices({one: SOURCES[one] for one in ("identity", "registration")}),
    }


def _choices(one: order.Listed) -> tuple[kinds.Option, ...]:
    schema = {**(one.element.schema if one.element else {}), **one.said}
    if schema.get("type") == "boolean":
        return (kinds.Option("true", "是", "yes"), kinds.Option("false", "否", "no"))
    labels = {**(one.element.labels if one.element else {}), **one.said.get("x-labels", {})}
    return kinds.options_of(schema, labels)


def _matches(element: Element, sought: str) -> bool:
    told = f"{element.name} {element.title.get('zh', '')} {element.title.get('en', '')} {element.topic}"
    return all(part in told.casefold() for part in sought.casefold().split())


def _preview(draft: Draft, form: order.Form) -> dict[str, Any]:
    """The fields compiled as for applicants, by topic; why not, where they do not compile."""
    wrong = faults(FORM, form)
    if not wrong:
        try:
            compiled = compiled_form(g.session, draft.code, form)
        except CompileStopped as stopped:
            wrong = stopped.findings
        except WhenRefused as refused:
            return {"sections": {}, "wrong": [str(refused)]}
        else:
            return {"sections": by_topic(compiled.fields), "wrong": []}
    return {"sections": {}, "wrong": [fault(one) for one in wrong]}


def _problems_at(files: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for file in files:
        for one in file.problems if file.own else ():
            found.setdefault(one.element, []).append(one)
    return found
