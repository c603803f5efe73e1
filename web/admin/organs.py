"""Organs and departments, who works there, and which people each lane of the matters turns into."""

from collections.abc import Mapping

from flask import Blueprint, flash, g, redirect, render_template, request
from werkzeug.wrappers import Response

from office import accounts, matters
from office.accounts import Organ
from office.words import words
from web import guard
from web.admin.notes import note

WORKING = (accounts.WINDOW, accounts.HANDLER, accounts.REVIEWER, accounts.APPROVER)


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/organs", "organs", list_organs)
    blueprint.add_url_rule("/organs", "keep_organ", keep_organ, methods=["POST"])
    blueprint.add_url_rule("/lanes", "lanes", lanes)


@guard.operator
def list_organs() -> str:
    return _page({}, {})


@guard.operator
def keep_organ() -> Response | tuple[str, int]:
    """Keep a new organ, or the new names of one that is there."""
    form = request.form
    organ = Organ(**{name: form.get(name, "").strip() for name in _FIELDS})
    wrong = {name: words("请填写这一项。") for name in _FIELDS if not getattr(organ, name)}
    if not wrong and len(organ.code) != _CODE_LENGTH:
        wrong["code"] = words("统一社会信用代码是 18 位。")
    if wrong:
        return _page(wrong, form), 422
    try:
        with g.session.begin_nested():
            accounts.create_organ(g.session, organ)
    except accounts.UnknownRegion:
        return _page({"region": words("没有这个区划代码（GB/T 2260，六位）。")}, form), 422
    note("organ.keep", organ.code)
    flash(words("机构已保存。"), "green")
    return redirect("/admin/organs", 303)


@guard.operator
def lanes() -> str:
    """Who sees the tasks of each department's lanes: an empty cell is a task that nobody will see."""
    staff = [one for one in accounts.accounts(g.session) if one.organ is not None and one.active]
    rows = []
    for organ in accounts.organs(g.session):
        people = {
            role: [one for one in staff if one.organ == organ and role in one.roles]
            for role in WORKING
        }
        led = [
            one
            for one in matters.catalogue(g.session)
            if one.document.get("organ", {}).get("department") == organ.department
        ]
        rows.append((organ, accounts.full_name(organ.region), people, led))
    return render_template("admin/lanes.html", rows=rows, roles=WORKING)


_FIELDS = ("code", "name", "short", "region", "department")
_CODE_LENGTH = 18


def _page(wrong: Mapping[str, str], typed: Mapping[str, str]) -> str:
    rows = [(one, accounts.full_name(one.region)) for one in accounts.organs(g.session)]
    staff = [one for one in accounts.accounts(g.session) if one.organ is not None]
    people = {organ.code: [one for one in staff if one.organ == organ] for organ, _ in rows}
    return render_template(
        "admin/organs.html",
        rows=rows,
        people=people,
        roles=accounts.ROLES,
        departments=sorted({organ.department for organ, _ in rows}),
        wrong=wrong,
        typed=typed,
    )
