"""One run of a case: from what happened to the next waits, recording what changed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from engine.feel import plain
from engine.model.elements import Flow
from engine.spiff import boundaries, handlers, loops
from engine.spiff.node import Node
from engine.spiff.scopes import ScopeSpec
from engine.spiff.stuck import Stuck
from engine.spiff.tokens import Case, Scope, Token, context_of, path_of, share
from engine.values import BusinessError, Call, Called, Closed, Done, Later, Returned, Taken
from engine.values import Scope as Path

NEVER = "汇聚网关永远等不到其余分支 (the join waits for a branch that will not come)"


class World(Protocol):
    """What a run needs from outside the case."""

    instance_id: str
    business_key: str
    max_rounds: int

    def now(self) -> datetime: ...
    def evaluate(self, text: str, context: Mapping[str, Any]) -> Any: ...
    def perform(self, call: Call) -> Done | Later: ...
    def decide(self, definition_id: int, decision: str, context: Mapping[str, Any]) -> Any: ...
    def process(self, case: Case, process_id: str, binding: str) -> tuple[int, ScopeSpec]: ...


@dataclass(frozen=True)
class Record:
    """One line for the history."""

    kind: str
    token: int
    element: str
    name: str
    process_id: str
    scopes: tuple[Path, ...]
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Trouble:
    """A token that cannot go on, for an incident."""

    token: int
    element: str
    reason: str
    verb: str | None = None


@dataclass(frozen=True)
class Gone:
    """A token that rested before this run, with its notes and how it ended."""

    notes: Mapping[str, Any]
    outcome: str


@dataclass(frozen=True)
class Order:
    """A job that a service task asks for."""

    token: int
    verb: str
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class Thrown:
    """A message or signal that leaves the case."""

    kind: str
    name: str
    correlation: str | None
    variables: Mapping[str, Any]
    element: str


class Run:
    """Moves tokens until the case rests; everything that must be stored is collected here."""

    def __init__(self, case: Case, world: World) -> None:
        self.case = case
        self.world = world
        case.run = self
        self.records: list[Record] = []
        self.opened: dict[int, Token] = {}
        self.closed: list[Closed] = []
        self.called: list[Called] = []
        self.returned: list[Returned] = []
        self.orders: dict[int, Order] = {}
        self.gone: dict[int, Gone] = {}  # tokens of earlier runs that rest no more
        self.due: dict[int, datetime | None] = {}  # timers set or moved
        self.troubles: dict[int, Trouble] = {}
        self.thrown: list[Thrown] = []
        self.taken: list[Taken] = []
        self.rearmed: dict[int, Token] = {}  # non-interrupting catchers that wait again
        self._rounds: Counter[tuple[int, str]] = Counter()

    # what a caller asks

    def start(self, at: str | None = None, variables: Mapping[str, Any] | None = None) -> None:
        """Begin at the plain start, or at the start event that a message or signal met."""
        self.record("started", None, self.case)
        handlers.arm(self, self.case)
        if at is None:
            self.enter(self.case)
        else:
            self.case.variables.update(variables or {})
            self.ready(self.case.token(self.case, self.case.spec.task_specs[at]))
        self.go()

    def complete(self, token: Token, variables: Mapping[str, Any]) -> None:
        """A waiting task was done; variables is its result."""
        if token.task_spec.drawn.properties.get("result") == "variables":
            for name, value in variables.items():
                share(token, name, value)
        else:
            loops.result(self, token, dict(variables))
        self.finish(token, variables)
        self.go()

    def finish(self, token: Token, data: Mapping[str, Any] | None = None) -> None:
        try:
            if data:
                token.data = dict(data)
            token.complete()
        except Stuck as stuck:
            token.notes["done"] = True
            self.stick(token, stuck.reason)

    def fire(self, token: Token, variables: Mapping[str, Any]) -> None:
        """A timer, message or signal that a token waits for has come."""
        try:
            token.task_spec.fire(self, token, variables)
        except Stuck as stuck:
            token.notes["fired"] = True
            if token.notes.get("due") is not None:
                token.notes["due"] = self.due[token.id] = None  # it has come; no sweep asks again
            self.stick(token, stuck.reason)
        self.go()

    def set(self, variables: Mapping[str, Any]) -> None:
        self.case.variables.update(variables)
        self.record("set", None, self.case, {"names": sorted(variables)})

    def reschedule(self, token: Token, due: datetime | None) -> None:
        token.notes["due"] = due
        self.due[token.id] = due
        self.record("rescheduled", token, token.scope)

    def again(self, token: Token) -> None:
        """Try a stuck token once more."""
        token.notes.pop("stuck", None)
        self.record("retried", token, token.scope)
        self.ready(token)
        self.go()

    def job_done(self, token: Token, variables: Mapping[str, Any]) -> None:
        """The job of a service task has its result."""
        self.performed(token, variables)
        self.finish(token)
        self.go()

    def job_error(self, token: Token, code: str, reason: str) -> None:
        """The job of a service task met a business error that a boundary catches."""
        self.error(token, code, {}, reason)
        self.go()

    def job_failed(self, token: Token, reason: str) -> None:
        token.notes["failed"] = True
        self.record("incident", token, token.scope, {"reason": reason})

    def job_again(self, token: Token) -> None:
        token.notes.pop("failed", None)
        self.record("retried", token, token.scope)

    def catches(self, token: Token, code: str) -> bool:
        """Tell whether a boundary is drawn that takes this business error."""
        return boundaries.catcher_of(self, token, "error", code) is not None

    def go(self) -> None:
        """Run to the next waits."""
        while True:
            while self.case.queue:
                token = self.case.queue.popleft()
                if token.scope.tasks.get(token.id) is token:
                    self.step(token)
            if not self._settle():
                return

    # what elements ask

    def ready(self, token: Token) -> None:
        self.case.queue.append(token)

    def open(self, holder: Case | Scope) -> None:
        """Begin a scope: its event subprocesses wait, its first tokens stand at the start."""
        handlers.arm(self, holder)
        self.enter(holder)

    def enter(self, holder: Case | Scope) -> None:
        for name in holder.spec.starts:
            holder.spec.task_specs[name].arrive(self, holder, None)

    def step(self, token: Token) -> None:
        spec = token.task_spec
        key = (id(token.scope), spec.name)
        self._rounds[key] += 1
        if self._rounds[key] > self.world.max_rounds:
            self.stick(
                token,
                f"循环超过 {self.world.max_rounds} 轮仍未停下 (too many rounds without a wait)",
            )
            return
        try:
            if token.notes.get("deadlock"):
                raise Stuck(NEVER)
            if token.notes.get("done"):
                token.complete()
            elif token.notes.get("fired"):
                token.task_spec.fire(self, token, {})
            elif "loop" in token.notes:
                loops.proceed(self, token)
            elif spec.drawn.loop is not None and "host" not in token.notes:
                boundaries.open_all(self, token)
                loops.enter(self, token)
            else:
                self._enter(token)
        except Stuck as stuck:
            self.stick(token, stuck.reason)

    def _enter(self, token: Token) -> None:
        spec = token.task_spec
        alone = "host" not in token.notes
        if alone and spec.boundaries and spec.opens_early:
            boundaries.open_all(self, token)
        spec.enter(token)
        resting = token.scope.tasks.get(token.id) is token and not token.notes.get("stuck")
        if alone and spec.boundaries and not spec.opens_early and resting:
            boundaries.open_all(self, token)

    def leave(self, token: Token) -> None:
        """A token's element is finished: take its flows, or tell the loop that holds it."""
        holder = token.scope
        if holder.tasks.get(token.id) is not token:
            return  # what it threw has ended it
        if "host" in token.notes:
            self._remove(token, "completed")
            loops.instance_done(self, token)
            return
        flows = token.task_spec.choose(token)
        boundaries.close_all(self, token)
        self._remove(token, "completed")
        self.take(holder, flows)
        self.check(holder)

    def take(self, holder: Case | Scope, flows: Iterable[Flow]) -> None:
        for flow in flows:
            self.taken.append(Taken(holder.spec.process_id, flow.id))
            holder.spec.task_specs[flow.target].arrive(self, holder, flow)

    def check(self, holder: Case | Scope) -> None:
        """End a scope that holds no token any more."""
        if not handlers.only(holder) or holder.arrivals:
            return
        handlers.disarm(self, holder)
        if isinstance(holder, Case):
            if not holder.ended:
                holder.ended = True
                self.record("ended", None, holder)
        elif self.case.scopes.get(holder.host.id) is holder:
            del self.case.scopes[holder.host.id]
            host = holder.host
            try:
                host.task_spec.scope_ended(self, host, holder)
                host.complete()
            except Stuck as stuck:
                host.notes["done"] = True
                self.stick(host, stuck.reason)

    def wait(self, token: Token, kind: str) -> None:
        """The token rests here until something happens."""
        token.notes["wait"] = kind
        self.opened[token.id] = token
        self.record("opened", token, token.scope, {"wait": kind})

    def cancel(self, token: Token) -> None:
        """End a token and all it holds without taking its flows."""
        holder = token.scope
        if holder.tasks.get(token.id) is not token:
            return
        boundaries.close_all(self, token)
        inner = self.case.scopes.pop(token.id, None)
        if inner is not None:
            self.empty(inner)
        loops.cancelled(self, token)
        token.task_spec.cancelled(token)
        self._remove(token, "cancelled")

    def empty(self, holder: Case | Scope) -> None:
        """Cancel every token of a scope."""
        holder.arrivals.clear()
        for token in list(holder.tasks.values()):
            self.cancel(token)

    def stick(self, token: Token, reason: str) -> None:
        """Keep a token where it is and make an incident of it."""
        token.notes["stuck"] = reason
        drawn = token.task_spec.drawn
        verb = drawn.operator.verb if drawn.operator else None
        self.troubles[token.id] = Trouble(token.id, drawn.id, reason, verb)
        self.record("incident", token, token.scope, {"reason": reason})

    def error(self, token: Token, code: str, variables: Mapping[str, Any], reason: str) -> None:
        """Give a business error to the nearest boundary that catches its code."""
        if not boundaries.catch_error(self, token, code, variables):
            raise Stuck(
                f"错误 {code} 没有被任何边界事件捕获 (error {code} is not caught): {reason}"
            )

    def throw(
        self,
        kind: str,
        name: str,
        correlation: str | None,
        variables: Mapping[str, Any],
        token: Token,
    ) -> None:
        """Send a message or signal; a signal reaches this case's own waits at once.

        Who else receives it is decided outside of the case.
        """
        element = token.task_spec.drawn.id
        if kind == "signal":
            self._signal(name, variables)
        self.thrown.append(Thrown(kind, name, correlation, variables, element))

    def _signal(self, name: str, variables: Mapping[str, Any]) -> None:
        caught = [
            t
            for t in self.case.tokens()
            if t.notes.get("wait") == "signal" and t.notes.get("catches") == name
        ]
        for token in caught:
            if token.scope.tasks.get(token.id) is token:
                token.task_spec.fire(self, token, variables)

    def perform(self, token: Token, verb: str, parameters: Mapping[str, Any]) -> bool:
        """Ask the host; return whether the task is done now."""
        call = Call(
            self.world.instance_id,
            self.world.business_key,
            token.key,
            verb,
            token.task_spec.drawn.id,
            token.scope.spec.process_id,
            path_of(token.scope),
            plain(dict(parameters)),
            plain(dict(context_of(token))),
        )
        try:
            answer = self.world.perform(call)
        except BusinessError as error:
            self.error(token, error.code, {}, error.reason)
            return False
        if isinstance(answer, Later):
            self.orders[token.id] = Order(token.id, verb, answer.payload)
            self.wait(token, "job")
            return False
        self.performed(token, answer.variables)
        return True

    def performed(self, token: Token, variables: Mapping[str, Any]) -> None:
        """Keep a service task's result."""
        operator = token.task_spec.drawn.operator
        name = operator.result if operator else ""
        if name or variables:
            loops.result(self, token, dict(variables), name)

    # expressions

    def evaluate(self, token: Token, text: str, more: Mapping[str, Any] | None = None) -> Any:
        context = context_of(token)
        return self.world.evaluate(text, {**context, **more} if more else context)

    def holds(self, token: Token, text: str, more: Mapping[str, Any] | None = None) -> bool:
        value = self.evaluate(token, text, more)
        if value is True or value is False:
            return bool(value)
        raise Stuck(f"条件没有得出 true 或 false (condition gives neither true nor false): {text}")

    # records

    def record(
        self,
        kind: str,
        token: Token | None,
        holder: Case | Scope,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        spec: Node | None = token.task_spec if token else None
        self.records.append(
            Record(
                kind,
                token.id if token else 0,
                spec.drawn.id if spec else holder.spec.name,
                spec.drawn.name if spec else holder.spec.description,
                holder.spec.process_id,
                path_of(holder),
                data or {},
            )
        )

    def _remove(self, token: Token, outcome: str) -> None:
        del token.scope.tasks[token.id]
        spec = token.task_spec
        if token.notes.get("stuck") or token.id in self.troubles:
            self.troubles.pop(token.id, None)
        self.orders.pop(token.id, None)
        self.due.pop(token.id, None)
        if self.opened.pop(token.id, None) is None:
            self.gone[token.id] = Gone(token.notes, outcome)
            if "wait" in token.notes:
                self.closed.append(
                    Closed(
                        token.key,
                        spec.drawn.id,
                        token.scope.spec.process_id,
                        path_of(token.scope),
                        outcome,
                    )
                )
        if not token.notes.get("silent"):
            data = token.data if outcome == "completed" else {}
            whole = outcome == "completed" and spec.drawn.loop and "host" not in token.notes
            self.record("finished" if whole else outcome, token, token.scope, data)

    def _settle(self) -> bool:
        """Fire what waits for rest: inclusive joins; report joins that can never fire."""
        for holder in self.case.holders():
            for name in list(holder.arrivals):
                spec = holder.spec.task_specs[name]
                if spec.settle(self, holder):
                    return True
        for holder in self.case.holders():
            if holder.arrivals and handlers.only(holder):
                name = next(iter(holder.arrivals))
                holder.arrivals.pop(name)
                token = self.case.token(holder, holder.spec.task_specs[name])
                self.stick(
                    token,
                    "汇聚网关永远等不到其余分支 (the join waits for a branch that will not come)",
                )
        return False
