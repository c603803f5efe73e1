"""The audit trail, searched: who did or saw what, when; each search is itself in the trail."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

from flask import Blueprint, g, render_template, request

from office import accounts, audit, cases, clocks
from web import guard
from web.admin.notes import note

PAGE = 50


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/audit", "audit", search)


@guard.operator
def search() -> str:
    """Entries by account, verb, case number and period, the newest first."""
    asked = {name: request.args.get(name, "").strip() for name in _ASKED}
    found = _found(asked)
    rows, more = found[:PAGE], ""
    if len(found) > PAGE:
        more = "/admin/audit?" + urlencode({**asked, "before": rows[-1].id})
    if any(asked.values()) and "before" not in request.args:
        note("audit.search", "audit", {name: bool(asked[name]) for name in _ASKED})
    actors = {one.actor for one in rows if one.actor}
    return render_template(
        "admin/audit.html",
        rows=rows,
        more=more,
        asked=asked,
        names=accounts.names_of(g.session, actors),
        numbers={
            one.id: one.number
            for one in cases.cases_by_id(g.session, {row.case for row in rows if row.case}).values()
        },
    )


_ASKED = ("account", "verb", "case", "since", "until")


def _found(asked: Mapping[str, str]) -> list[audit.Entry]:
    actor = None
    if asked["account"]:
        account = accounts.account_named(g.session, asked["account"])
        if account is None:
            return []
        actor = account.id
    family = None
    if asked["case"]:
        try:
            root = cases.case(g.session, asked["case"])
        except cases.UnknownCase:
            return []
        family = [one.id for one in cases.family(g.session, root.root_id)]
    last = _start_of(asked["until"])
    before = request.args.get("before", "")
    return audit.search(
        g.session,
        actor=actor,
        verb=asked["verb"],
        cases=family,
        since=_start_of(asked["since"]),
        until=last + timedelta(days=1) if last else None,
        before=int(before) if before.isdigit() else None,
        limit=PAGE + 1,
    )


def _start_of(text: str) -> datetime | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return clocks.end_of(day - timedelta(days=1)).astimezone(UTC) + timedelta(seconds=1)
