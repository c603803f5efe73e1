"""Accounts, organs, incidents and connections for the operators of the house."""

import uuid
from collections.abc import Mapping

from flask import Blueprint, current_app, flash, g, redirect, render_template, request
from werkzeug.wrappers import Response

from engine import Engine, UnknownIncident
from office import accounts, audit
from web import guard
from web.admin.connections import connections
from web.admin.words import JOB_STATES, KINDS, verb_name

blueprint = Blueprint("admin", __name__, template_folder="templates", url_prefix="/admin")


@blueprint.get("/accounts")
@guard.operator
def list_accounts() -> str:
    rows = [(one, _place(one.region)) for one in accounts.accounts(g.session)]
    return render_template("admin/accounts.html", rows=rows, kinds=KINDS)


@blueprint.get("/organs")
@guard.operator
def list_organs() -> str:
    rows = [(one, _place(one.region)) for one in accounts.organs(g.session)]
    staff = [one for one in accounts.accounts(g.session) if one.organ is not None]
    people = {organ.code: [one for one in staff if one.organ == organ] for organ, _ in rows}
    return render_template("admin/organs.html", rows=rows, people=people, roles=accounts.ROLES)


@blueprint.get("/incidents")
@guard.operator
def list_incidents() -> str:
    return render_template(
        "admin/incidents.html", rows=_engine().incidents(g.session), verb_name=verb_name
    )


@blueprint.post("/incidents")
@guard.operator
def retry_incident() -> Response:
    incident = request.form.get("incident", "")
    try:
        incident = str(uuid.UUID(incident))
        _engine().retry(g.session, incident, actor=g.account.account.id)
    except (UnknownIncident, ValueError):
        flash("这个异常已经有人处理，或已经消失。", "amber")
        return redirect("/admin/incidents")
    audit.record(
        g.session,
        actor=g.account.account.id,
        verb="incident.retry",
        subject=incident,
        request=g.request_id,
        now=g.now,
    )
    flash("已重新排队，后台马上再试一次。", "green")
    return redirect("/admin/incidents")


@blueprint.get("/adapters")
@guard.operator
def list_adapters() -> str:
    house = current_app.extensions["house"]
    return render_template(
        "admin/adapters.html",
        rows=connections(house.ports, _engine().incidents(g.session)),
        backlog=_counts(_engine().backlog(g.session)),
    )


def _counts(backlog: Mapping[str, object]) -> list[tuple[str, object]]:
    return [(JOB_STATES[state], number) for state, number in backlog.items() if state in JOB_STATES]


def _engine() -> Engine:
    engine: Engine = current_app.extensions["house"].engine
    return engine


def _place(code: str) -> str:
    return accounts.full_name(code) if code else ""
