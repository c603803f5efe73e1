"""Incidents: jobs that failed for good and steps that cannot run on, tried again one by one or many at once."""

import uuid
from collections import Counter

from flask import Blueprint, current_app, flash, g, redirect, render_template, request
from werkzeug.wrappers import Response

from engine import Engine, UnknownIncident
from office.words import words
from web import guard
from web.admin.notes import note
from web.admin.words import verb_name

MOST = 500  # at once


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/incidents", "incidents", list_incidents)
    blueprint.add_url_rule("/incidents", "retry", retry, methods=["POST"])


@guard.operator
def list_incidents() -> str:
    """All open incidents; ?verb= shows those of one verb."""
    rows = _engine().incidents(g.session)
    verb = request.args.get("verb", "")
    counts = Counter(one.verb or "" for one in rows)
    return render_template(
        "admin/incidents.html",
        rows=[one for one in rows if not verb or (one.verb or "") == verb],
        total=len(rows),
        counts=counts.most_common(),
        verb=verb,
        verb_name=verb_name,
    )


@guard.operator
def retry() -> Response:
    """Queue the chosen incidents again; those that somebody else has dealt with meanwhile are counted apart."""
    chosen = list(dict.fromkeys(request.form.getlist("incident")))[:MOST]
    done = sum(_retried(incident) for incident in chosen)
    gone = len(chosen) - done
    if not chosen:
        flash(words("请先勾选要重试的作业。"), "amber")
    if done:
        flash(words("{count} 个作业已重新排队，后台马上再试一次。", count=done), "green")
    if gone:
        flash(words("{count} 个异常已经有人处理，或已经消失。", count=gone), "amber")
    return redirect("/admin/incidents", 303)


def _retried(incident: str) -> bool:
    try:
        incident = str(uuid.UUID(incident))
        with g.session.begin_nested():
            _engine().retry(g.session, incident, actor=g.account.account.id)
    except (UnknownIncident, ValueError):
        return False
    note("incident.retry", incident)
    return True


def _engine() -> Engine:
    engine: Engine = current_app.extensions["house"].engine
    return engine
