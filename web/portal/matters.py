"""A matter before one applies: its guide, its questions in everyday words, and what is needed and why."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from office import accounts, matters
from office.matters import Edition
from office.words import words
from web import guard
from web.layout import read_answers

REGION = "region"
# Units that fields and questions are asked in; the layout says them in the visitor's language.
UNITS = (words("平方米"), words("米"), words("人"), words("个"))


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/matters/<code>", "guide", guide)
    blueprint.add_url_rule("/matters/<code>/questions", "questions", questions)
    blueprint.add_url_rule("/matters/<code>/needs", "needs", needs)


@guard.open_to_all
def guide(code: str) -> str:
    """The one page that says what a matter is, asks for and takes: what /open/guides says, and a way in."""
    edition = published(code)
    return render_template(
        "portal/guide.html",
        edition=edition,
        compiled=edition.compiled,
        samples=matters.samples(g.session, edition),
        deciding=matters.deciding(g.session, edition),
        departments=accounts.departments(g.session),
    )


@guard.open_to_all
def questions(code: str) -> str | Response:
    """The guided questions in everyday words."""
    edition = published(code)
    answers = read_answers(matters.questions(edition), request.args)
    return _asked(edition, answers, request.args.get(REGION, ""), [])


@guard.open_to_all
def needs(code: str) -> str | Response | tuple[str, int]:
    """The result card: which matters, why, how long, what to bring and what we fetch."""
    edition = published(code)
    asked = matters.questions(edition)
    answers = read_answers(asked, request.args)
    region = request.args.get(REGION, "")
    if not asked and not region and not request.args:
        return redirect(url_for("portal.questions", code=code))
    problems = problems_with(edition, answers, region)
    if problems:
        return _asked(edition, answers, region, problems), 422
    house = current_app.extensions["house"]
    needed = matters.needed(g.session, house.engine, edition, answers, region=region)
    parts = [one for one in edition.compiled.guide["members"] if one["code"] in needed.codes]
    return render_template(
        "portal/needs.html",
        edition=edition,
        compiled=edition.compiled,
        needed=needed,
        answers=answers,
        region=region,
        region_name=accounts.full_name(region),
        questions=matters.asked(edition, answers),
        deciding=matters.deciding(g.session, edition),
        departments=accounts.departments(g.session),
        report=matters.report_for(edition.compiled, needed.codes),
        bring=matters.bring(
            house.engine.evaluate,
            edition.compiled,
            needed.codes,
            matters.field_values(edition, answers),
            answers,
        ),
        parts={one["code"]: one for one in parts},
        fees=[fee for one in parts for fee in one["fees"]],
        commitments=[one for one in parts if one.get("commitment")],
    )


def published(code: str) -> Edition:
    """Return the published edition or answer 404."""
    try:
        edition = matters.published(g.session, code)
    except matters.UnknownMatter:
        abort(404)
    if edition.document.get("platform"):  # the house's own matter, that no applicant files
        abort(404)
    return edition


def _asked(
    edition: Edition,
    answers: Mapping[str, Any],
    region: str,
    problems: Sequence[Mapping[str, str]],
) -> str:
    return render_template(
        "portal/questions.html",
        edition=edition,
        questions=matters.questions(edition),
        regions=_served_regions(),
        region=region,
        answers=answers,
        problems=problems,
        wrong={one["field"]: one["message"] for one in problems},
    )


def _served_regions() -> list[tuple[str, str]]:
    """Return the regions that some window serves, as (code, full name)."""
    served = sorted(
        {organ.region for organ in accounts.organs(g.session) if organ.department == "service"}
    )
    return [(code, accounts.full_name(code)) for code in served]


def problems_with(
    edition: Edition, answers: Mapping[str, Any], region: str
) -> list[Mapping[str, str]]:
    """Return what is wrong with the answers, the place first."""
    problems: list[Mapping[str, str]] = [
        {"field": problem.field, "message": problem.message}
        for problem in matters.check_answers(edition, answers)
    ]
    if region not in {code for code, _ in _served_regions()}:
        problems.insert(0, {"field": REGION, "message": words("请选择办理地点。")})
    return problems
