"""Find a matter, read its guide, answer its questions, see what is needed and why."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from office import accounts, cases, filing, matters
from office.matters import Edition
from web import guard
from web.layout import read_answers
from web.layout.filters import zh
from web.portal.finding import find

REGION = "region"
OFTEN = ("开个小饭馆", "装门头招牌", "办居住证", "卖香烟")
# What a tile looks like, by the department that decides: icon and tone.
FACES: Mapping[str, tuple[str, str]] = defaultdict(
    lambda: ("file-earmark-text", ""),
    {
        "one-thing": ("shop", "amber"),
        "market": ("cup-straw", "green"),
        "urban": ("signpost-2", ""),
        "fire": ("fire", "red"),
        "tobacco": ("shop-window", ""),
        "health": ("heart", "red"),
        "police": ("house", ""),
    },
)


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
    return render_template("portal/home.html", mine=_mine(), often=OFTEN, **_listed(editions))


@guard.open_to_all
def catalogue() -> str:
    """Every published matter, filtered by plain words."""
    words = request.args.get("q", "").strip()
    found = find(matters.catalogue(g.session), words)
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
    problems = problems_with(edition, answers, region)
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
        bring=_bring(edition, needed.codes),
    )


def _bring(edition: Edition, codes: Collection[str]) -> Mapping[str, list[str]]:
    """Names of materials by who gets them: the applicant, we from other authorities, the form itself."""
    wanted = [one for one in edition.compiled.materials if one.rows(codes)]
    return {
        "own": [zh(one.name) for one in wanted if not one.fetched and not one.generated],
        "fetched": [zh(one.name) for one in wanted if one.fetched],
        "generated": [zh(one.name) for one in wanted if one.generated],
    }


def published(code: str) -> Edition:
    """Return the published edition or answer 404."""
    try:
        return matters.published(g.session, code)
    except matters.UnknownMatter:
        abort(404)


def _mine() -> Mapping[str, Any]:
    """The latest open draft and cases of a signed-in applicant, with how far they have come."""
    if g.account is None or g.account.account.kind != accounts.APPLICANT:
        return {"drafts": [], "cases": [], "total": 0}
    account, house = g.account.account, current_app.extensions["house"]
    own = cases.cases_of(g.session, account)
    shown = [one for one in own if one.closed_at is None][:2] or own[:2]
    drafts = filing.drafts_of(g.session, account)
    return {
        "drafts": [
            {"draft": one, "title": matters.edition(g.session, one.edition_id).name_zh}
            for one in drafts[: 2 - len(shown[:1])]
        ],
        "cases": [cases.progress(g.session, house.engine, one.id, now=g.now) for one in shown],
        "total": len(own) + len(drafts),
    }


def _face(edition: Edition) -> tuple[str, str]:
    department = edition.document.get("lead") or edition.document["organ"]["department"]
    return FACES["one-thing" if edition.kind == "one-thing" else department]


def _listed(editions: list[Edition]) -> Mapping[str, Any]:
    return {
        "face": _face,
        "one_things": [one for one in editions if one.kind == "one-thing"],
        "singles": [
            one for one in editions if one.kind != "one-thing" and one.document.get("outcome")
        ],
    }


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
        problems.insert(0, {"field": REGION, "message": "请选择办理地点。"})
    return problems
