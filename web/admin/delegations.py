"""Who stands in for whom while somebody is away."""

from collections.abc import Mapping

from flask import Blueprint, flash, g, redirect, render_template, request
from werkzeug.wrappers import Response

from office import accounts, clocks
from office.accounts import DelegationRefused
from office.words import words
from web import guard
from web.admin.notes import note
from web.layout.dates import read_day
from web.layout.identifiers import is_identifier


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/delegations", "delegations", show)
    blueprint.add_url_rule("/delegations", "delegate", delegate, methods=["POST"])
    blueprint.add_url_rule("/delegations/end", "end_delegation", end, methods=["POST"])


@guard.operator
def show() -> str:
    return _page({}, {})


@guard.operator
def delegate() -> Response | tuple[str, int]:
    """Let one colleague do another's tasks for some days."""
    form = request.form
    people = {one.id: one for one in _staff()}
    lender, holder = people.get(form.get("lender", "")), people.get(form.get("holder", ""))
    first, last = read_day(form.get("starts_on")), read_day(form.get("ends_on"))
    reason = form.get("reason", "").strip()
    if lender is None or holder is None or first is None or last is None or not reason:
        return _page({"lender": words("请选择两个人、起止日期，并写明原因。")}, form), 422
    try:
        made = accounts.delegate(
            g.session,
            lender,
            holder,
            first,
            last,
            reason=reason,
            by=g.account.account.id,
            now=g.now,
        )
    except DelegationRefused as refused:
        return _page({"holder": refused.reason}, form), 422
    note("delegation.make", made.id)
    flash(words("已安排代办。"), "green")
    return redirect("/admin/delegations", 303)


@guard.operator
def end() -> Response:
    """End a delegation now."""
    which = request.form.get("delegation", "")
    if is_identifier(which) and accounts.end_delegation(g.session, which, g.now):
        note("delegation.end", which)
        flash(words("代办已结束。"), "green")
    return redirect("/admin/delegations", 303)


def _page(wrong: Mapping[str, str], typed: Mapping[str, str]) -> str:
    rows = accounts.delegations(g.session)
    return render_template(
        "admin/delegations.html",
        rows=rows,
        names=accounts.names_of(
            g.session, {one.lender_id for one in rows} | {one.holder_id for one in rows}
        ),
        today=clocks.today(g.now),
        people=[
            (one.id, f"{one.name}（{one.organ.short if one.organ else ''}）")
            for one in _staff()
            if one.active
        ],
        wrong=wrong,
        typed=typed,
    )


def _staff() -> list[accounts.Account]:
    return [one for one in accounts.accounts(g.session) if one.kind == accounts.STAFF]
