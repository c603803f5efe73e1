"""The calendar of working days: a year at a glance, days entered when the notice is out."""

import calendar as months
from collections.abc import Mapping
from datetime import date

from flask import Blueprint, flash, g, redirect, render_template, request
from werkzeug.wrappers import Response

from office import cases, clocks
from office.words import words
from web import guard
from web.admin.notes import note

_FIRST, _LAST = 2019, 2100


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/calendar", "calendar", show)
    blueprint.add_url_rule("/calendar", "set_days", set_days, methods=["POST"])
    blueprint.add_url_rule("/calendar/remove", "remove_day", remove, methods=["POST"])
    blueprint.add_url_rule("/calendar/years", "declare_year", declare, methods=["POST"])


@guard.operator
def show() -> str:
    return _page(_year(request.args.get("year")), {}, {})


@guard.operator
def set_days() -> Response | tuple[str, int]:
    """Say of some days whether people work on them; running clocks are counted again at once."""
    form = request.form
    try:
        first = date.fromisoformat(form.get("first", ""))
        last = date.fromisoformat(form.get("last") or form.get("first", ""))
        reason = form.get("note", "").strip()
        if not reason or form.get("working") not in {"true", "false"}:
            raise ValueError
        count = clocks.set_days(
            g.session,
            first,
            last,
            working=form["working"] == "true",
            note=reason,
            by=g.account.account.id,
            now=g.now,
        )
    except ValueError:
        wrong = {"first": words("请填写起止日期（一次最多 31 天）、上班或放假、依据。")}
        return _page(_year(form.get("first", "")[:4]), wrong, form), 422
    moved = cases.recount_clocks(g.session, every=True)
    note("calendar.set", first.isoformat(), {"days": count, "working": form["working"]})
    flash(words("已保存 {count} 天，{moved} 个时限随之重算。", count=count, moved=moved), "green")
    return redirect(f"/admin/calendar?year={first.year}", 303)


@guard.operator
def remove() -> Response:
    """Take an entered day back."""
    try:
        day = date.fromisoformat(request.form.get("day", ""))
    except ValueError:
        return redirect("/admin/calendar", 303)
    clocks.remove_day(g.session, day)
    moved = cases.recount_clocks(g.session, every=True)
    note("calendar.remove", day.isoformat())
    flash(words("已删除，{moved} 个时限随之重算。", moved=moved), "green")
    return redirect(f"/admin/calendar?year={day.year}", 303)


@guard.operator
def declare() -> Response:
    """Say that a year's notice is entered whole: days of that year are no longer provisional."""
    year, notice = _year(request.form.get("year")), request.form.get("notice", "").strip()
    if not notice:
        flash(words("请填写放假通知的文号。"), "red")
        return redirect(f"/admin/calendar?year={year}", 303)
    clocks.declare_year(g.session, year, notice, by=g.account.account.id, now=g.now)
    moved = cases.recount_clocks(g.session)
    note("calendar.declare", str(year))
    flash(words("{year} 年已按通知计算，{moved} 个时限随之重算。", year=year, moved=moved), "green")
    return redirect(f"/admin/calendar?year={year}", 303)


def _page(year: int, wrong: Mapping[str, str], typed: Mapping[str, str]) -> str:
    clocks.load_entries(g.session)
    return render_template(
        "admin/calendar.html",
        year=year,
        years=clocks.known_years(g.session),
        known=clocks.is_known(date(year, 1, 1)),
        months=[(month, _weeks(year, month)) for month in range(1, 13)],
        entries=[one for one in clocks.entries(g.session) if one.day.year == year],
        wrong=wrong,
        typed=typed,
    )


def _weeks(year: int, month: int) -> list[list[tuple[date, str] | None]]:
    """Weeks from Monday; each day with "work", "rest", "moved-work" or "moved-rest"."""
    return [
        [(date(year, month, day), _kind(date(year, month, day))) if day else None for day in week]
        for week in months.monthcalendar(year, month)
    ]


def _kind(day: date) -> str:
    works = clocks.is_working_day(day)
    moved = works != (day.weekday() < 5)
    return ("moved-" if moved else "") + ("work" if works else "rest")


def _year(text: str | None) -> int:
    year = int(text) if text and text.isdigit() else clocks.today(g.now).year
    return min(max(year, _FIRST), _LAST)
