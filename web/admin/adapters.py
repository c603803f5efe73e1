"""The connections to other authorities: seen, switched, simulated; and the jobs that wait or are at work."""

from collections.abc import Mapping

from flask import Blueprint, abort, current_app, flash, g, redirect, render_template, request
from werkzeug.wrappers import Response

from adapters.faults import DOWN, LOST, REFUSE, SLOW
from adapters.switch import REMOTE
from office.ports import Lines
from office.verbs import VERBS, Queued
from office.words import words
from web import guard
from web.admin.connections import BACKENDS, connections
from web.admin.notes import note
from web.admin.words import JOB_STATES, PORTS

FAULTS = {
    SLOW: words("模拟：变慢 10 秒"),
    REFUSE: words("模拟：拒绝办理"),
    DOWN: words("模拟：系统中断"),
    LOST: words("模拟：已办理但答复丢失"),
}
_SLOW_SECONDS = 10.0


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/adapters", "adapters", show)
    blueprint.add_url_rule("/adapters/<port>", "switch", switch, methods=["POST"])
    blueprint.add_url_rule("/adapters/<port>/circuit", "reset_circuit", reset, methods=["POST"])


@guard.operator
def show() -> str:
    house = current_app.extensions["house"]
    backlog = house.engine.backlog(g.session)
    return render_template(
        "admin/adapters.html",
        rows=connections(house.ports, house.engine.incidents(g.session)),
        backends=BACKENDS,
        faults=FAULTS,
        may_simulate=house.settings.demo,
        backlog=_counts(backlog),
        oldest_ready=backlog["oldest_ready"],
        oldest_lease_until=backlog["oldest_lease_until"],
        now=g.now,
    )


@guard.operator
def switch(port: str) -> Response:
    """Choose what stands behind a port: the embedded backend, the authority's own, or a simulated fault (demo alone)."""
    lines, chosen = _lines(port), request.form.get("backend", "")
    if chosen in FAULTS and current_app.extensions["house"].settings.demo:
        if port in lines.circuits:
            lines.switches.set(port, "local")
        lines.faults.set(port, chosen, _SLOW_SECONDS if chosen == SLOW else 0.0)
    elif chosen in BACKENDS and (chosen != REMOTE or port in lines.circuits):
        lines.faults.clear(port)
        if port in lines.circuits:
            lines.switches.set(port, chosen)
    else:
        abort(400)
    _hurry(port)
    note("adapter.switch", port, {"backend": chosen})
    flash(words("已切换，下一次呼叫起生效。"), "green")
    return redirect("/admin/adapters", 303)


@guard.operator
def reset(port: str) -> Response:
    """Close a breaker by hand: the authority is known to be back."""
    lines = _lines(port)
    if port not in lines.circuits:
        abort(404)
    lines.circuits[port].reset()
    _hurry(port)
    note("adapter.reset-circuit", port)
    flash(words("已恢复呼叫。"), "green")
    return redirect("/admin/adapters", 303)


def _lines(port: str) -> Lines:
    lines: Lines | None = current_app.extensions["house"].ports.lines
    if lines is None or port not in PORTS:
        abort(404)
    return lines


def _hurry(port: str) -> None:
    """What waits for this port need not wait any longer."""
    verbs = [name for name, verb in VERBS.items() if isinstance(verb, Queued) and verb.port == port]
    current_app.extensions["house"].engine.hurry(g.session, verbs)


def _counts(backlog: Mapping[str, object]) -> list[tuple[str, object]]:
    return [(JOB_STATES[state], number) for state, number in backlog.items() if state in JOB_STATES]
