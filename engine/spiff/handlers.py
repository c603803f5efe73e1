"""Event subprocesses: they wait while their scope runs, interrupt it or run beside it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.spiff.tokens import Case, Scope, Token, write

if TYPE_CHECKING:
    from engine.spiff.run import Run

WAITING_KINDS = frozenset({"timer", "message", "signal"})


def arm(run: "Run", holder: Case | Scope) -> None:
    """Begin to wait for the start events of a scope's event subprocesses."""
    for spec in holder.spec.handlers:
        start = spec.trigger
        if start.drawn.event.kind in WAITING_KINDS:
            token = run.case.token(holder, start.watch)
            token.notes["handles"] = spec.name
            start.watch.arm(run, token)


def disarm(run: "Run", holder: Case | Scope, *, but: Token | None = None) -> None:
    """The scope is over or interrupted: nothing handles its events any more."""
    for token in list(holder.tasks.values()):
        if "handles" in token.notes and token is not but:
            token.notes["silent"] = True
            run.cancel(token)


def only(holder: Case | Scope) -> bool:
    """Tell whether nothing but waiting handlers is left in a scope."""
    return all("handles" in token.notes for token in holder.tasks.values())


def fire(run: "Run", token: Token, variables: Mapping[str, Any]) -> None:
    """The event of an event subprocess happened."""
    holder = token.scope
    spec = holder.spec.task_specs[token.notes["handles"]]
    for name, value in variables.items():
        write(token, name, value)
    if spec.trigger.drawn.interrupting:
        enter(run, holder, spec, but=token)
        token.notes["silent"] = True
        run.cancel(token)
    else:
        enter(run, holder, spec)
        if not token.task_spec.rearm(run, token):
            token.notes["silent"] = True
            run.cancel(token)


def catcher(holder: Case | Scope, kind: str, code: str | None) -> Any:
    """Return the event subprocess of a scope that takes an error or escalation."""
    found = [s for s in holder.spec.handlers if s.trigger.drawn.event.kind == kind]
    events = [(s, s.trigger.drawn.event) for s in found]
    exact = [s for s, event in events if event.reference and event.code == code]
    any_code = [s for s, event in events if not event.reference]
    return (exact or any_code or [None])[0]


def enter(run: "Run", holder: Case | Scope, spec: Any, *, but: Token | None = None) -> None:
    """Start an event subprocess; an interrupting one ends all else in its scope."""
    if spec.trigger.drawn.interrupting:
        holder.arrivals.clear()
        for token in list(holder.tasks.values()):
            if token is not but:
                token.notes.setdefault("silent", "handles" in token.notes)
                run.cancel(token)
    run.ready(run.case.token(holder, spec))
