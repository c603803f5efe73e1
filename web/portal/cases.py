"""Follow a case: progress, the next action, supplement, clarification, documents."""

from flask import (
    Blueprint,
    Response as FlaskResponse,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from office import cases, documents, filing, matters
from office.cases import Case
from web import guard
from web.layout import read_values
from web.portal.drafts import slot_name


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/cases", "my_cases", my_cases)
    blueprint.add_url_rule("/cases/<number>", "case", show_case)
    blueprint.add_url_rule("/cases/<number>/supplement", "supplement", supplement)
    blueprint.add_url_rule(
        "/cases/<number>/supplement", "answer_supplement", answer_supplement, methods=["POST"]
    )
    blueprint.add_url_rule("/cases/<number>/clarification", "clarify", clarify, methods=["POST"])


@guard.applicant
def my_cases() -> str:
    """Drafts and cases, newest first."""
    account = g.account.account
    return render_template(
        "portal/my_cases.html",
        drafts=filing.drafts_of(g.session, account),
        cases=cases.cases_of(g.session, account),
    )


@guard.applicant
def show_case(number: str) -> str:
    """One case: the next action first, a card a member, the timeline."""
    case = own_case(number)
    house = current_app.extensions["house"]
    return render_template(
        "portal/case.html",
        case=case,
        progress=cases.progress(g.session, house.engine, case.id, now=house.clock()),
        timeline=cases.timeline(g.session, house.engine, case.id),
        documents=documents.of_case(g.session, case.id),
    )
