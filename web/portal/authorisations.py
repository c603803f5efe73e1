"""经办人授权: the legal representative lets somebody act for the enterprise, and ends it; the agent sees what holds."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from office import accounts, clocks, filing, matters
from office.filing import Authorisation, NotAuthorised
from office.words import words
from web import guard
from web.layout.dates import read_day
from web.layout.identifiers import is_identifier
from web.layout.language import local, said

STATES = {
    "checking": (words("正在与登记信息核对"), "blue"),
    "valid": (words("有效"), "green"),
    "refused": (words("不成立：登记的法定代表人不是授权人"), "red"),
    "withdrawn": (words("已撤销"), "grey"),
    "over": (words("已到期"), "grey"),
}


@dataclass(frozen=True)
class Row:
    """An authorisation as the page lists it: open ones can be withdrawn."""

    one: Authorisation
    matters: list[str]
    state: tuple[str, str]
    open: bool


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/authorisations", "authorisations", show)
    blueprint.add_url_rule("/authorisations", "authorise", give, methods=["POST"])
    blueprint.add_url_rule(
        "/authorisations/<authorisation_id>/withdrawal",
        "withdraw_authorisation",
        withdraw,
        methods=["POST"],
    )


@guard.applicant
def show() -> str:
    """What was given and received, and the form to give one."""
    return _page({})


@guard.applicant
def give() -> Response | tuple[str, int]:
    """Give an authorisation; the register is asked before it holds."""
    form = request.form
    known = {one.code for one in matters.catalogue(g.session)}
    try:
        filing.give_authorisation(
            g.session,
            current_app.extensions["house"].engine,
            g.account.account,
            agent_name=form.get("agent_name", ""),
            agent_number=form.get("agent_number", ""),
            matters=set(form.getlist("matter")) & known,
            valid_until=read_day(form.get("valid_until", "")),
            now=g.now,
        )
    except NotAuthorised as refused:
        return _page({refused.field: said(refused.reason)}), 422
    flash(_("授权已记录，正在与登记信息核对。"), "green")
    return redirect(url_for("portal.authorisations"))


@guard.applicant
def withdraw(authorisation_id: str) -> Response:
    """End an authorisation at once."""
    if not is_identifier(authorisation_id):
        abort(404)
    try:
        filing.withdraw_authorisation(g.session, authorisation_id, g.account.account, now=g.now)
    except NotAuthorised:
        abort(404)
    flash(_("授权已撤销；已经提交的办件不受影响。"), "green")
    return redirect(url_for("portal.authorisations"))


def _page(problems: Mapping[str, str]) -> str:
    account = g.account.account
    today = clocks.today(g.now)
    names = {one.code: local(one.document["name"]) for one in matters.catalogue(g.session)}
    rows = [
        Row(
            one,
            [names.get(code, code) for code in one.matters],
            STATES["over" if one.state == "valid" and one.valid_until < today else one.state],
            one.state in {"checking", "valid"} and one.valid_until >= today,
        )
        for one in filing.authorisations_of(g.session, account)
    ]
    return render_template(
        "portal/authorisations.html",
        given=[row for row in rows if row.one.principal_id == account.id],
        received=[row for row in rows if row.one.agent_id == account.id],
        enterprise=accounts.identity_of(g.session, account.id).enterprise,
        choices=sorted(names.items()),
        chosen=set(request.form.getlist("matter")),
        typed=request.form,
        first=today,
        last=filing.latest_end(g.now),
        problems=problems,
        summary=[{"field": field, "message": message} for field, message in problems.items()],
    )
