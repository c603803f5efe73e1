"""Boundary events: opened with their activity, closed with it, and what they catch."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.spiff import handlers
from engine.spiff.tokens import Case, Scope, Token, write

if TYPE_CHECKING:
    from engine.spiff.run import Run

WAITING_KINDS = frozenset({"timer", "message", "signal"})


def open_all(run: "Run", host: Token) -> None:
    """Start waiting for the boundary events of an activity."""
    for spec in host.task_spec.boundaries:
        if spec.drawn.event.kind in WAITING_KINDS:
            token = run.case.token(host.scope, spec)
            token.notes["on"] = host.id
            spec.arm(run, token)


def close_all(run: "Run", host: Token) -> None:
    """The activity is over: its boundary events vanish."""
    if not host.task_spec.boundaries:
        return
    for token in list(host.scope.tasks.values()):
        if token.notes.get("on") == host.id:
            token.notes["silent"] = True
            run.cancel(token)


def fire(run: "Run", token: Token, variables: Mapping[str, Any]) -> None:
    """A waiting boundary event happened."""
    holder = token.scope
    host = run.case.find(token.notes["on"])
    spec = token.task_spec
    for name, value in variables.items():
        write(token, name, value)
    flows = spec.choose(token)
    if spec.drawn.interrupting:
        token.notes.pop("on")
        if host is not None:
            run.cancel(host)
        run._remove(token, "completed")
    elif spec.rearm(run, token):
        run.record("completed", token, holder)
    else:
        run._remove(token, "completed")
    run.take(holder, flows)
    run.check(holder)


def catch_error(run: "Run", token: Token, code: str, variables: Mapping[str, Any]) -> bool:
    """Interrupt the nearest scope or activity that takes the code; exact code first."""
    found = catcher_of(run, token, "error", code)
    if found is None:
        return False
    _give(run, found, variables)
    return True


def catch_inside(
    run: "Run", token: Token, kind: str, code: str | None, variables: Mapping[str, Any]
) -> bool:
    """Give an escalation or cancellation thrown in a scope to the nearest that takes it."""
    found = catcher_of(run, token, kind, code)
    if found is None:
        return False
    _give(run, found, variables)
    return True


Catcher = tuple[Token | None, "Case | Scope", Any]  # activity with boundary, or scope with handler


def catcher_of(run: "Run", token: Token, kind: str, code: str | None) -> Catcher | None:
    """Return who takes an error, escalation or cancellation, from the inside out."""
    host: Token = _outermost(run, token)
    while True:
        spec = _catcher(host, kind, code)
        if spec is not None:
            return host, host.scope, spec
        holder = host.scope
        # What is thrown inside an event subprocess is not for the handlers beside it.
        handler = None if host.task_spec.trigger else handlers.catcher(holder, kind, code)
        if handler is not None:
            return None, holder, handler
        if isinstance(holder, Case) or (kind != "error" and holder.called_definition is not None):
            return None
        host = _outermost(run, holder.host)


def _give(run: "Run", found: Catcher, variables: Mapping[str, Any]) -> None:
    host, holder, spec = found
    if host is not None:
        _leave_by(run, host, spec, variables)
    else:
        handlers.enter(run, holder, spec)


def _outermost(run: "Run", token: Token) -> Token:
    """Return the activity's own token for an instance of its loop."""
    while "host" in token.notes:
        host = run.case.find(token.notes["host"])
        if host is None:
            return token
        token = host
    return token


def _catcher(host: Token, kind: str, code: str | None) -> Any:
    found = [s for s in host.task_spec.boundaries if s.drawn.event.kind == kind]
    exact = [s for s in found if s.drawn.event.reference and s.drawn.event.code == code]
    any_code = [s for s in found if not s.drawn.event.reference]
    return (exact or any_code or [None])[0]


def _leave_by(run: "Run", host: Token, spec: Any, variables: Mapping[str, Any]) -> None:
    holder = host.scope
    token = run.case.token(holder, spec)
    if spec.drawn.interrupting:
        run.cancel(host)
    for name, value in variables.items():
        write(token, name, value)
    flows = spec.choose(token)
    run._remove(token, "completed")
    run.take(holder, flows)
    run.check(holder)
