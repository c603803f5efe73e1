"""Keys of programs: made with the secret shown once, listed with when they were used, revoked."""

from collections.abc import Mapping
from datetime import timedelta

from flask import Blueprint, flash, g, redirect, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from office import accounts, clocks, keys, matters
from office.keys import KeyRefused
from office.words import words
from web import guard
from web.admin.notes import note
from web.layout.dates import read_day
from web.layout.identifiers import is_identifier

_USUAL = timedelta(days=180)


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/keys", "keys", show)
    blueprint.add_url_rule("/keys", "make_key", make, methods=["POST"])
    blueprint.add_url_rule("/keys/revoke", "revoke_key", revoke, methods=["POST"])


@guard.operator
def show() -> str:
    return _page({}, MultiDict())


@guard.operator
def make() -> str | tuple[str, int]:
    """Make a key; it is shown once, to be handed over."""
    form = request.form
    whose = accounts.account_named(g.session, form.get("account", "").strip())
    if whose is None:
        return _page({"account": words("没有这个账号。")}, form), 422
    last = read_day(form.get("expires_on", ""))
    try:
        made, token = keys.make_key(
            g.session,
            whose,
            name=form.get("name", ""),
            scopes=form.getlist("scope"),
            matters=set(form.getlist("matter")) & {code for code, _ in _matters()},
            expires_at=clocks.end_of(last) if last else g.now,
            by=g.account.account.id,
            now=g.now,
        )
    except KeyRefused as refused:
        return _page({refused.field: refused.reason}, form), 422
    told = {"account": whose.id, "scopes": sorted(made.scopes), "matters": sorted(made.matters)}
    note("key.create", made.id, told)
    return _page({}, MultiDict(), token)


@guard.operator
def revoke() -> Response:
    """Let a key open nothing from now on."""
    which = request.form.get("key", "")
    if is_identifier(which) and keys.revoke(g.session, which, g.now):
        note("key.revoke", which)
        flash(words("密钥已停用。"), "green")
    return redirect("/admin/keys", 303)


def _page(wrong: Mapping[str, str], typed: "MultiDict[str, str]", token: str = "") -> str:
    rows = keys.keys(g.session)
    people = {one.id: one for one in accounts.accounts(g.session)}
    return render_template(
        "admin/keys.html",
        rows=[(one, people.get(one.account_id), one.state(g.now)) for one in rows],
        scopes=keys.SCOPES,
        matters=_matters(),
        names=dict(_matters()),
        usual=(clocks.today(g.now) + _USUAL).isoformat(),
        token=token,
        wrong=wrong,
        typed=typed,
        chosen={name: set(typed.getlist(name)) for name in ("scope", "matter")},
    )


def _matters() -> list[tuple[str, Mapping[str, str]]]:
    return [(one.code, one.document["name"]) for one in matters.catalogue(g.session)]
