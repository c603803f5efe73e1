"""One act on many tasks: what fits, the job that does it, how far it is and what came of each."""

from urllib.parse import urlencode

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
)
from werkzeug.wrappers import Response

from office import clocks, worklist
from office.words import words
from office.worklist import Bulk, NotAllowed, UnknownBulk
from web import guard
from web.guard import local_page
from web.inbox import asking
from web.inbox.rail import inbox_rail
from web.layout.identifiers import is_identifier
from web.layout.language import said

LABELS = {
    "claim": words("认领"),
    "release": words("退回待认领"),
    "accept": words("受理"),
    "agree": words("同意"),
}
ICONS = {
    "claim": "hand-index",
    "release": "arrow-return-left",
    "accept": "check2",
    "agree": "check2",
}
SHOWN = 5  # reasons told in the bar; the job's page tells all


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/inbox/eligible", "eligible", eligible, methods=["POST"])
    blueprint.add_url_rule("/inbox/bulk", "start_bulk", start, methods=["POST"])
    blueprint.add_url_rule("/inbox/bulk/<bulk_id>", "bulk", show)
    blueprint.add_url_rule("/inbox/bulk/<bulk_id>/progress", "bulk_progress", progress)


@guard.staff()
def eligible() -> str:
    """What each act can do with the chosen tasks, for the bar above the list."""
    items = worklist.chosen(g.session, g.account.account, _chosen())
    return render_template(
        "inbox/bar.html",
        chosen=len(items),
        acts=worklist.eligible(g.session, g.account.account, items, g.now),
        labels=LABELS,
        icons=ICONS,
        shown=SHOWN,
    )


@guard.staff()
def start() -> Response:
    """Write the job down and show how it goes."""
    act, back = request.form.get("do", ""), local_page(request.form.get("from", "")) or "/inbox"
    if act == "accept" and not request.form.get("confirmed"):
        flash(said(words("批量受理前，请确认已逐件核对审查要点。")), "amber")
        return redirect(back)
    account = g.account.account
    items = worklist.chosen(g.session, account, _chosen())
    try:
        bulk_id = worklist.start_bulk(
            g.session,
            current_app.extensions["house"].engine,
            account,
            act,
            [one.id for one in items],
            g.now,
        )
    except NotAllowed as reason:
        flash(said(reason.reason), "amber")
        return redirect(back)
    return redirect(f"/inbox/bulk/{bulk_id}?{urlencode({'from': back})}")


@guard.staff()
def show(bulk_id: str) -> str:
    """A bulk job with every task's result."""
    return _page(_bulk(bulk_id), "inbox/bulk.html", rail=inbox_rail())


@guard.staff()
def progress(bulk_id: str) -> Response:
    """The part of that page which moves; at the end the whole page is asked for, its rail has other numbers."""
    bulk = _bulk(bulk_id)
    answer = make_response(_page(bulk, "inbox/progress.html"))
    if bulk.finished_at is not None:
        answer.headers["HX-Refresh"] = "true"
    return answer


def _page(bulk: Bulk, template: str, **more: object) -> str:
    results = worklist.bulk_items(g.session, bulk.id)
    items = {
        one.id: one
        for one in worklist.chosen(
            g.session, g.account.account, [result.item_id for result in results]
        )
    }
    return render_template(
        template,
        bulk=bulk,
        label=LABELS[bulk.act],
        results=[(one, items.get(one.item_id)) for one in results],
        back=local_page(request.args.get("from", "")) or "/inbox",
        **more,
    )


def _bulk(bulk_id: str) -> Bulk:
    """One's own bulk job; a colleague's does not exist for one."""
    if not is_identifier(bulk_id):
        abort(404)
    try:
        found = worklist.bulk(g.session, bulk_id)
    except UnknownBulk:
        abort(404)
    if found.account_id != g.account.account.id:
        abort(404)
    return found


def _chosen() -> list[str]:
    """The ticked tasks, or all that the list holds, as far as a job goes."""
    if request.form.get("all") and request.form.get("list") in worklist.LISTS:
        query = asking.read_query(request.form.get("query", ""))
        who = worklist.reader(g.account.account, clocks.today(g.now))
        return worklist.matching(
            g.session,
            who,
            request.form["list"],
            asking.filters_of(query),
            worklist.MOST_ITEMS,
        )
    ticked = [one for one in request.form.getlist("item") if is_identifier(one)]
    return ticked[: worklist.MOST_ITEMS + 1]
