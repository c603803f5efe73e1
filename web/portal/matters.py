"""Find a matter, read its guide, answer its questions, see what is needed and why."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from office import accounts, matters
from office.matters import Edition
from web import guard
from web.layout import read_answers

REGION = "region"


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/", "home", home)
    blueprint.add_url_rule("/matters", "catalogue", catalogue)
    blueprint.add_url_rule("/matters/<code>", "guide", guide)
    blueprint.add_url_rule("/matters/<code>/questions", "questions", questions)
    blueprint.add_url_rule("/matters/<code>/needs", "needs", needs)


@guard.open_to_all
def home() -> str:
    """The search box, one-things first."""
    editions = matters.catalogue(g.session)
    return render_template("portal/home.html", **_listed(editions))


@guard.open_to_all
def catalogue() -> str:
    """Every published matter, filtered by plain words."""
    words = request.args.get("q", "").strip()
    found = [edition for edition in matters.catalogue(g.session) if _matches(edition, words)]
    return render_template("portal/catalogue.html", words=words, **_listed(found))


@guard.open_to_all
def guide(code: str) -> str:
    """The one page that says what a matter is, asks for and takes."""
    edition = published(code)
    return render_template("portal/guide.html", edition=edition, compiled=edition.compiled)


@guard.open_to_all
def questions(code: str) -> str | Response:
    """The guided questions in everyday words."""
    edition = published(code)
    return render_template(
        "portal/questions.html",
        edition=edition,
        questions=matters.questions(edition),
        regions=_served_regions(),
        region=request.args.get(REGION, ""),
        answers=read_answers(matters.questions(edition), request.args),
        problems=[],
        wrong={},
    )


@guard.open_to_all
def needs(code: str) -> str | Response | tuple[str, int]:
    """The result card: which matters, why, how long, what to bring and what we fetch."""
    edition = published(code)
    asked = matters.questions(edition)
    answers = read_answers(asked, request.args)
    region = request.args.get(REGION, "")
    if not asked and not region and not request.args:
        return redirect(url_for("portal.questions", code=code))
    problems = _problems(edition, answers, region)
    if problems:
        page = render_template(
            "portal/questions.html",
            edition=edition,
            questions=asked,
            regions=_served_regions(),
            region=region,
            answers=answers,
            problems=problems,
            wrong={one["field"]: one["message"] for one in problems},
        )
        return page, 422
    house = current_app.extensions["house"]
    needed = matters.needed(g.session, house.engine, edition, answers, region=region)
    return render_template(
        "portal/needs.html",
        edition=edition,
        compiled=edition.compiled,
        needed=needed,
        answers=answers,
        region=region,
        region_name=accounts.full_name(region),
        questions=asked,
        report=matters.report_for(edition.compiled, needed.codes),
    )


def published(code: str) -> Edition:
    """Return the published edition or answer 404."""
    try:
        return matters.published(g.session, code)
    except matters.UnknownMatter:
        abort(404)


def _listed(editions: list[Edition]) -> Mapping[str, Any]:
    return {
        "one_things": [one for one in editions if one.kind == "one-thing"],
        "singles": [
            one for one in editions if one.kind != "one-thing" and one.document.get("outcome")
        ],
    }


def _matches(edition: Edition, words: str) -> bool:
    text = edition.name_zh + edition.name_en.lower() + str(edition.document.get("summary") or "")
    text += str(edition.document.get("synonyms") or "")
    return all(part.lower() in text or _shares(part, text) for part in words.split())


def _shares(part: str, text: str) -> bool:
    """Whether most of the characters of a Chinese phrase occur: 开个小饭馆 finds 开办餐饮店."""
    pairs = {part[i : i + 2] for i in range(len(part) - 1)}
    return bool(pairs) and any(pair in text for pair in pairs)


def _served_regions() -> list[tuple[str, str]]:
    """Return the regions that some window serves, as (code, full name)."""
    served = sorted(
        {organ.region for organ in accounts.organs(g.session) if organ.department == "service"}
    )
    return [(code, accounts.full_name(code)) for code in served]


def _problems(edition: Edition, answers: Mapping[str, Any], region: str) -> list[Mapping[str, str]]:
    problems = [
        {"field": problem.field, "message": problem.message}
        for problem in matters.check_answers(edition, answers)
    ]
    if region not in {code for code, _ in _served_regions()}:
        problems.insert(0, {"field": REGION, "message": "请选择办理地点。"})
    return problems
