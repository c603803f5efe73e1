"""Events: start, end, catch, throw and boundary."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from engine.spiff import boundaries, handlers, timing
from engine.spiff.node import Node
from engine.spiff.stuck import Stuck
from engine.spiff.tokens import Token, write

if TYPE_CHECKING:
    from engine.spiff.run import Run


class StartEvent(Node):
    """Where a scope begins; watch waits for it where it starts an event subprocess."""

    def __init__(self, spec: object, name: str, **kwargs: object) -> None:
        super().__init__(spec, name, **kwargs)
        self.watch: Watch | None = None


class CatchEvent(Node):
    """Rests until its timer, message or signal comes."""

    def enter(self, token: Token) -> None:
        self.arm(self.run_of(token), token)

    def arm(self, run: "Run", token: Token) -> None:
        """Begin to wait."""
        event = self.drawn.event
        if event.kind == "timer":
            due, repeat = timing.first(run, token, event)
            token.notes["due"] = due
            if repeat:
                token.notes["repeat"] = repeat
            run.due[token.id] = due
            run.wait(token, "timer")
        elif event.kind in ("message", "signal"):
            self._subscribe(run, token, event.kind, event.name)
        else:
            token.complete()

    def _subscribe(self, run: "Run", token: Token, kind: str, name: str) -> None:
        token.notes["catches"] = name
        token.notes["key"] = correlation(run, token)
        run.wait(token, kind)

    def fire(self, run: "Run", token: Token, variables: Mapping[str, Any]) -> None:
        """What the token waits for has happened."""
        gate = token.notes.pop("gate", None)
        if gate is not None:
            for other in list(token.scope.tasks.values()):
                if other.notes.get("gate") == gate:
                    other.notes["silent"] = True
                    run.cancel(other)
        for name, value in variables.items():
            write(token, name, value)
        run.finish(token)


class ReceiveTask(CatchEvent):
    """Rests until its message comes; without a message, until complete()."""

    def arm(self, run: "Run", token: Token) -> None:
        if self.drawn.message is None:
            run.wait(token, "receive")
        else:
            token.notes["catches"] = self.drawn.message
            token.notes["key"] = correlation(run, token)
            run.wait(token, "receive")


class BoundaryEvent(CatchEvent):
    """Waits beside its activity."""

    def fire(self, run: "Run", token: Token, variables: Mapping[str, Any]) -> None:
        boundaries.fire(run, token, variables)

    def rearm(self, run: "Run", token: Token) -> bool:
        """Wait again after a non-interrupting event; tell whether there is more to wait for."""
        if self.drawn.event.kind != "timer":
            run.rearmed[token.id] = token
            return True
        due: datetime | None = timing.following(token)
        if due is None:
            return False
        token.notes["due"] = due
        run.due[token.id] = due
        return True


class Watch(BoundaryEvent):
    """Waits in a scope for the start event of an event subprocess."""

    def fire(self, run: "Run", token: Token, variables: Mapping[str, Any]) -> None:
        handlers.fire(run, token, variables)


class ThrowEvent(Node):
    """Throws its event, then passes."""

    def _run_hook(self, token: Token) -> bool | None:
        throw(self.run_of(token), token)
        return True


class EndEvent(Node):
    """Consumes the token; a terminate, error or cancel end acts on its scope."""

    def enter(self, token: Token) -> None:
        run = self.run_of(token)
        event = self.drawn.event
        if event.kind == "terminate":
            token.scope.arrivals.clear()
            for other in list(token.scope.tasks.values()):
                if other is not token:
                    run.cancel(other)
            token.complete()
        elif event.kind == "error":
            run.error(token, event.code or "", {}, self.drawn.name or self.drawn.id)
        elif event.kind == "cancel":
            if not boundaries.catch_inside(run, token, "cancel", None, {}):
                raise Stuck("取消事件没有边界事件接住 (cancel is not caught)")
        else:
            throw(run, token)
            if token.scope.tasks.get(token.id) is token:
                token.complete()


class SendTask(ThrowEvent):
    """Sends its message, then passes; with an operator it is a service task."""

    def _run_hook(self, token: Token) -> bool | None:
        run = self.run_of(token)
        operator = self.drawn.operator
        if operator is not None:
            parameters = {n: run.evaluate(token, t) for n, t in operator.parameters.items()}
            return True if run.perform(token, operator.verb, parameters) else None
        if self.drawn.message is not None:
            run.throw("message", self.drawn.message, correlation(run, token), {}, token)
        return True


def throw(run: "Run", token: Token) -> None:
    event = token.task_spec.drawn.event
    if event.kind == "escalation":
        boundaries.catch_inside(run, token, "escalation", event.code, {})
    elif event.kind in ("message", "signal"):
        payload = _payload(run, token)
        run.throw(event.kind, event.name, correlation(run, token), payload, token)


def correlation(run: "Run", token: Token) -> str | None:
    """Return the text of the drawn correlation key, None where none is drawn."""
    text = token.task_spec.drawn.properties.get("correlation")
    if text is None:
        return None
    if not text.startswith("="):
        return text
    value = run.evaluate(token, text[1:])
    if value is None:
        raise Stuck(f"关联键没有值 (the correlation key has no value): {text}")
    return timing.text_of(value)


def _payload(run: "Run", token: Token) -> dict[str, Any]:
    inputs = token.task_spec.drawn.inputs
    return {name: run.evaluate(token, text.removeprefix("=")) for name, text in inputs.items()}
