"""Going away: who of one's own organ stands in meanwhile, arranged by oneself."""

from collections.abc import Mapping

from flask import Blueprint, flash, g, redirect, render_template, request
from werkzeug.wrappers import Response

from office import accounts, audit, clocks
from office.accounts import DelegationRefused
from office.words import words
from web import guard
from web.layout.dates import read_day
from web.layout.identifiers import is_identifier

blueprint = Blueprint("away", __name__)


@blueprint.get("/account/away")
@guard.staff()
def show() -> str:
    """Who stands in for this account and for whom it stands in."""
    return _page({}, {})


@blueprint.post("/account/away")
@guard.staff()
def lend() -> Response | tuple[str, int]:
    """Let a colleague do one's own tasks for some days."""
    form = request.form
    mine = g.account.account
    people = {one.id: one for one in accounts.colleagues(g.session, mine)}
    holder = people.get(form.get("holder", ""))
    first, last = read_day(form.get("starts_on")), read_day(form.get("ends_on"))
    reason = form.get("reason", "").strip()
    if holder is None or first is None or last is None or not reason:
        return _page({"holder": words("请选择代办的同事、起止日期，并写明原因。")}, form), 422
    if last < clocks.today(g.now):
        return _page({"ends_on": words("结束日期已经过去。")}, form), 422
    try:
        made = accounts.delegate(
            g.session, mine, holder, first, last, reason=reason, by=mine.id, now=g.now
        )
    except DelegationRefused as refused:
        return _page({"ends_on": refused.reason}, form), 422
    _record("delegation.make", made.id)
    flash(words("已安排代办。"), "green")
    return redirect("/account/away", 303)


@blueprint.post("/account/away/end")
@guard.staff()
def end() -> Response:
    """Be back: end a delegation of one's own."""
    which = request.form.get("delegation", "")
    mine = g.account.account.id
    if is_identifier(which) and accounts.end_delegation(g.session, which, g.now, of=mine):
        _record("delegation.end", which)
        flash(words("代办已结束。"), "green")
    return redirect("/account/away", 303)


def _page(wrong: Mapping[str, str], typed: Mapping[str, str]) -> str:
    mine = g.account.account
    rows = accounts.delegations(g.session, of=mine.id)
    people = {one.lender_id for one in rows} | {one.holder_id for one in rows}
    return render_template(
        "layout/away.html",
        rows=rows,
        names=accounts.names_of(g.session, people),
        people=[(one.id, one.name) for one in accounts.colleagues(g.session, mine)],
        mine=mine.id,
        today=clocks.today(g.now),
        wrong=wrong,
        typed=typed,
    )


def _record(verb: str, subject: str) -> None:
    audit.record(
        g.session,
        actor=g.account.account.id,
        verb=verb,
        subject=subject,
        request=g.request_id,
        now=g.now,
    )
