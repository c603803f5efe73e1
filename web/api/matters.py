"""What can be applied for, and what an application must say: guide, questions, the form for given answers."""

from collections.abc import Mapping
from typing import Any

from flask import abort, g

from office import accounts, matters
from office.matters import Edition
from office.words import words
from web.api.blueprint import blueprint, for_program
from web.api.parsing import strict_json
from web.api.problems import invalid, pointer
from web.api.schemas import Loaded, MatterDetailSchema, MatterQuery, MattersSchema
from web.api.showing import Shown, house
from web.programs import Problem


@blueprint.route("/matters")
@for_program()
@blueprint.response(200, MattersSchema)
def list_matters() -> Shown:
    """List the matters in force that this key reaches."""
    found = [one for one in matters.catalogue(g.session) if g.key.reaches(one.code)]
    return {"items": [_named(one) for one in found]}


@blueprint.route("/matters/<code>")
@for_program()
@blueprint.arguments(MatterQuery, location="query")
@blueprint.response(200, MatterDetailSchema)
def read_matter(query: Loaded, code: str) -> Shown:
    """Read a matter's guide and questions, and with answers and region the form and materials that they need."""
    edition = reached(code)
    served = served_regions()
    return {
        **_named(edition),
        "guide": edition.compiled.guide,
        "questions": list(edition.questions),
        "regions": [{"code": one, "name": accounts.full_name(one)} for one in served],
        "form": _form(edition, query, served),
    }


def reached(code: str) -> Edition:
    """Return the edition in force of a matter that the key reaches, else answer 404."""
    try:
        edition = matters.published(g.session, code)
    except matters.UnknownMatter:
        abort(404)
    if not g.key.reaches(edition.code):
        abort(404)
    return edition


def served_regions() -> list[str]:
    """Return the regions that some window serves."""
    organs = accounts.organs(g.session)
    return sorted({one.region for one in organs if one.department == "service"})


def problems_of_answers(edition: Edition, answers: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong with answers to the guided questions, by question."""
    known = {one["id"] for one in edition.questions}
    wrong: dict[str, str] = {}
    for name, value in answers.items():
        if name not in known:
            wrong[name] = words("没有这个问题。")
        elif not _is_answer(value):
            wrong[name] = words("内容的类型不对。")
    if wrong:
        return wrong
    return {one.field: one.message for one in matters.check_answers(edition, answers)}


def _is_answer(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(one, str) for one in value)
    return value is None or isinstance(value, str | bool | int | float)


def _named(edition: Edition) -> Shown:
    return {
        "code": edition.code,
        "kind": edition.kind,
        "version": edition.version,
        "name": {"zh": edition.name_zh, "en": edition.name_en},
    }


def _form(edition: Edition, query: Loaded, served: list[str]) -> Shown | None:
    """The form that the answers need; None before the questions are answered."""
    if not query["region"]:
        return None
    if query["region"] not in served:
        raise invalid({"parameter": "region", "detail": words("请选择办理地点。")})
    answers = _answers(query["answers"])
    wrong = problems_of_answers(edition, answers)
    if wrong:
        errors = [
            {"parameter": f"answers{pointer(name)}", "detail": said} for name, said in wrong.items()
        ]
        raise invalid(*errors)
    needed = matters.needed(g.session, house().engine, edition, answers, region=query["region"])
    compiled = edition.compiled
    return {
        "members": [
            {"code": one.code, "name": one.name, "why": needed.why.get(one.code, "")}
            for one in compiled.members
            if one.code in needed.codes
        ],
        "fields_": [
            {
                "name": one.name,
                "label": one.label,
                "section": one.section,
                "unit": one.unit,
                "fetched_from": one.source["from"] if one.source else None,
                "labels": one.labels,
            }
            for one in compiled.asked(needed.codes)
        ],
        "json_schema": matters.json_schema(compiled, needed.codes),
        "materials": [
            {
                "slot": one.element,
                "name": one.name,
                "media": one.media,
                "several": one.several,
                "required": " or ".join(f"({row.required})" for row in one.rows(needed.codes)),
            }
            for one in compiled.materials
            if one.asked(needed.codes) and not one.generated
        ],
    }


def _answers(text: str) -> Mapping[str, Any]:
    try:
        answers = strict_json(text or "{}")
    except Problem:
        answers = None
    if not isinstance(answers, dict):
        raise invalid({"parameter": "answers", "detail": words("须为一个 JSON 对象。")})
    return answers
