"""Gateways: choose, split and join."""

from abc import abstractmethod
from typing import TYPE_CHECKING

from SpiffWorkflow.bpmn.specs.mixins import ParallelGatewayMixin

from engine.model.elements import Flow
from engine.spiff.node import Node
from engine.spiff.stuck import Stuck
from engine.spiff.tokens import Case, Scope, Token

if TYPE_CHECKING:
    from engine.spiff.run import Run


class ExclusiveGateway(Node):
    """The first flow whose condition holds, in drawn order; else the default."""

    def choose(self, token: Token) -> list[Flow]:
        run = self.run_of(token)
        if len(self.flows) == 1 and self.flows[0].condition is None:
            return [self.flows[0]]
        for flow in self.flows:
            if flow.id == self.drawn.default or flow.condition is None:
                continue
            if run.holds(token, flow.condition):
                return [flow]
        for flow in self.flows:
            if flow.id == self.drawn.default:
                return [flow]
        if not self.flows:
            return []
        raise Stuck(
            "没有一个流出条件成立，也没有默认流 (no outgoing condition holds, no default flow)"
        )


class _Join(Node):
    """Counts the tokens of each incoming flow."""

    def arrive(self, run: "Run", holder: Case | Scope, flow: Flow | None) -> None:
        if len(self.drawn.incoming) < 2 or flow is None:
            super().arrive(run, holder, flow)
            return
        counts = holder.arrivals.setdefault(self.name, {})
        counts[flow.id] = counts.get(flow.id, 0) + 1
        self.try_fire(run, holder)

    @abstractmethod
    def try_fire(self, run: "Run", holder: Case | Scope) -> bool:
        """Go on if all that must have come has come; say whether it has."""

    def consume(self, run: "Run", holder: Case | Scope) -> None:
        """Take one token from each flow that has one, and go on with one."""
        counts = {f: n - 1 for f, n in holder.arrivals[self.name].items() if n > 1}
        if counts:
            holder.arrivals[self.name] = counts
        else:
            del holder.arrivals[self.name]
        run.ready(run.case.token(holder, self))

    def settle(self, run: "Run", holder: Case | Scope) -> bool:
        return False


class ParallelGateway(ParallelGatewayMixin, _Join):
    """Waits for a token on each incoming flow, then gives one to each outgoing flow."""

    def _run_hook(self, token: Token) -> bool | None:
        return True

    def try_fire(self, run: "Run", holder: Case | Scope) -> bool:
        if any(f.id not in holder.arrivals[self.name] for f in self.drawn.incoming):
            return False
        self.consume(run, holder)
        return True

    def choose(self, token: Token) -> list[Flow]:
        return list(self.flows)


class InclusiveGateway(_Join):
    """Joins when no other token of the scope can still come; splits into all true flows."""

    def try_fire(self, run: "Run", holder: Case | Scope) -> bool:
        return False  # decided when the case rests

    def settle(self, run: "Run", holder: Case | Scope) -> bool:
        have = holder.arrivals[self.name]
        live = {t.task_spec.name for t in holder.tasks.values() if not _beside(t)}
        live |= {name for name in holder.arrivals if name != self.name}
        reach_full = self._upstream(holder, [f for f in self.drawn.incoming if f.id in have])
        reach_empty = self._upstream(holder, [f for f in self.drawn.incoming if f.id not in have])
        if live & (reach_empty - reach_full):
            return False
        self.consume(run, holder)
        return True

    def _upstream(self, holder: Case | Scope, flows: list[Flow]) -> set[str]:
        """Return the nodes from which these flows can be reached without passing this gateway."""
        seen: set[str] = set()
        pending = [flow.source for flow in flows]
        while pending:
            name = pending.pop()
            if name in seen or name == self.name:
                continue
            seen.add(name)
            spec = holder.spec.task_specs[name]
            pending.extend(flow.source for flow in spec.drawn.incoming)
            if spec.drawn.attached_to:
                pending.append(spec.drawn.attached_to)
        return seen


class EventBasedGateway(Node):
    """Waits for the first of the events behind it."""

    def enter(self, token: Token) -> None:
        run = self.run_of(token)
        for flow in self.flows:
            spec = token.scope.spec.task_specs[flow.target]
            waiting = run.case.token(token.scope, spec)
            waiting.notes["gate"] = token.id
            spec.arm(run, waiting)
        token.complete()

    def choose(self, token: Token) -> list[Flow]:
        return []


def _beside(token: Token) -> bool:
    """Boundary events and handlers go where their activity or scope stands."""
    return "on" in token.notes or "handles" in token.notes
