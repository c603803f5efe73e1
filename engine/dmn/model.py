"""A decision model, ready: decide, explain, and say which data a decision needs."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from engine.dmn.completeness import Completeness, completeness
from engine.dmn.errors import Finding
from engine.dmn.graph import DecisionNode, InputData, Knowledge, Node, Service, nested
from engine.dmn.items import argument, coerce
from engine.dmn.reading import Parsed
from engine.dmn.tables import RuleMatch, Table
from engine.feel import Budget, FeelBudgetError, plain
from engine.feel.errors import Failed
from engine.feel.evaluation import DEFAULT, Env, State
from engine.feel.host import native
from engine.feel.types import FunctionType
from engine.feel.values import Function


@dataclass(frozen=True, slots=True)
class DecisionInfo:
    """name is what expressions call it, label what the diagram does; kind is decision or service."""

    id: str
    name: str
    label: str
    kind: str
    type: str
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision's value, why (parts of) it is null, and the rules that matched on the way."""

    value: Any
    reasons: tuple[str, ...]
    matched: tuple[RuleMatch, ...]

    @property
    def plain(self) -> Any:
        """The value with the standard library's dates and durations, where they fit."""
        return plain(self.value)


class UnknownDecision(LookupError):
    """模型中没有这个决策 / the model has no such decision"""


class Model:
    """Decisions and decision services by id; a name serves as well where one is wanted."""

    def __init__(self, parsed: Parsed, findings: tuple[Finding, ...] = ()) -> None:
        self.namespace = parsed.namespace
        self.name = parsed.name
        self.findings = findings
        self._nodes = parsed.nodes
        self.decisions: Mapping[str, DecisionInfo] = MappingProxyType(
            {
                n.id: _info(n, "decision")
                for n in self._nodes.values()
                if isinstance(n, DecisionNode)
            }
        )
        self.services: Mapping[str, DecisionInfo] = MappingProxyType(
            {n.id: _info(n, "service") for n in self._nodes.values() if isinstance(n, Service)}
        )

    def _find(self, key: str) -> DecisionNode | Service:
        found = self._nodes.get(key)
        if isinstance(found, DecisionNode | Service):
            return found
        for node in self._nodes.values():
            if key in (node.name, node.label) and isinstance(node, DecisionNode | Service):
                return node
        raise UnknownDecision(key)

    def decide(
        self,
        decision: str,
        context: Mapping[str, object],
        *,
        now: datetime.datetime | None = None,
        budget: Budget | None = None,
    ) -> Decision:
        """The value of a decision or a decision service for this data (by input data's name)."""
        node = self._find(decision)
        state = State(budget or DEFAULT, now)
        run = Run(context, state)
        try:
            value = run.service(node) if isinstance(node, Service) else run.value(node)
        except Failed as failed:
            state.note(failed.reason)
            value = None
        except RecursionError:
            raise FeelBudgetError("调用深度") from None
        return Decision(value, tuple(state.reasons), tuple(dict.fromkeys(state.traces)))

    def reads(self, decision: str) -> frozenset[str]:
        """The names of the input data (of a service: also input decisions) that it needs."""
        node = self._find(decision)
        found: set[str] = set()
        given = {id(one) for one in node.inputs} if isinstance(node, Service) else set()
        pending: list[Node] = list(node.outputs) if isinstance(node, Service) else [node]
        seen: set[int] = set()
        while pending:
            here = pending.pop()
            if id(here) in seen:
                continue
            seen.add(id(here))
            if isinstance(here, InputData) or id(here) in given:
                found.add(here.name)
            elif isinstance(here, DecisionNode):
                pending += here.needs.values()
        return frozenset(found)

    def tables(self) -> tuple[Table, ...]:
        """The decision tables of decisions and knowledge models, as read."""
        nodes = (n for n in self._nodes.values() if isinstance(n, DecisionNode | Knowledge))
        return tuple(node.table for node in nodes if node.table is not None)

    def gaps(self, decision: str) -> Completeness | None:
        """Gaps and overlaps of a decision's (or knowledge model's) own table; None without one."""
        for node in self._nodes.values():
            if decision in (node.id, node.name, node.label) and isinstance(
                node, DecisionNode | Knowledge
            ):
                return None if node.table is None else completeness(node.table)
        raise UnknownDecision(decision)


def _info(node: DecisionNode | Service, kind: str) -> DecisionInfo:
    if isinstance(node, DecisionNode):
        needs = tuple(".".join(path) for path in node.needs)
    else:
        needs = tuple(one.name for one in node.inputs)
    return DecisionInfo(node.id, node.name, node.label, kind, str(node.type), needs)


class Run:
    """One evaluation: each node's value once; given are values set from outside, by node."""

    def __init__(
        self, context: Mapping[str, object], state: State, given: dict[int, Any] | None = None
    ) -> None:
        self.context = context
        self.state = state
        self.values: dict[int, Any] = given if given is not None else {}

    def value(self, node: Node, path: tuple[str, ...] = ()) -> Any:
        key = id(node)
        if key not in self.values:
            self.values[key] = self._value(node, path)
        return self.values[key]

    def _value(self, node: Node, path: tuple[str, ...]) -> Any:
        if isinstance(node, InputData):
            return self._input(node, path)
        if isinstance(node, DecisionNode):
            self.state.enter()
            try:
                return node.run(self._env(node)) if node.run is not None else None
            finally:
                self.state.depth -= 1
        if isinstance(node, Knowledge):
            return self._function(node)
        return self._service_function(node)

    def _input(self, node: InputData, path: tuple[str, ...]) -> Any:
        """An input by its name, or (imported) within the context of its model's name."""
        found: Any = self.context.get(node.name)
        if node.name not in self.context:
            here: Any = self.context
            for step in path:
                here = here.get(step) if isinstance(here, Mapping) else None
            found = here if path else None
            if found is None:
                self.state.fail(f"没有提供“{node.name}”", f'"{node.name}" was not given')
                return None
        return coerce(native(found, self.state), node.type, node.name, self.state)

    def _env(self, node: DecisionNode | Knowledge) -> Env:
        values = {path: self.value(other, path) for path, other in node.needs.items()}
        return Env({}, self.state, nested(values))

    def _function(self, node: Knowledge) -> Function | None:
        if node.make is None:
            return None
        # A knowledge model may call itself, or be needed by one it needs: its name is filled in
        # once it is there.
        env = Env({}, self.state, {})
        found = node.make(env)
        assert isinstance(found, Function)
        self.values[id(node)] = env.values[node.name] = found
        env.values.update(self._env(node).values)
        env.values[node.name] = found
        return found

    # Decision services

    def service(self, node: Service) -> Any:
        """A service asked from outside: the data gives its inputs by name."""
        given: dict[int, Any] = {}
        for one in node.inputs:
            if one.name not in self.context:
                self.state.fail(f"没有提供“{one.name}”", f'"{one.name}" was not given')
            value = native(self.context.get(one.name), self.state)
            given[id(one)] = coerce(value, one.type, one.name, self.state)
        return self._outputs(node, given)

    def _outputs(self, node: Service, given: dict[int, Any]) -> Any:
        inner = Run({}, self.state, given)
        if len(node.outputs) == 1:
            value = inner.value(node.outputs[0])
        else:
            value = {one.name: inner.value(one) for one in node.outputs}
        kind = node.type
        return (
            value if isinstance(kind, FunctionType) else coerce(value, kind, node.name, self.state)
        )

    def _service_function(self, node: Service) -> Function:
        names = tuple(one.name for one in node.inputs)

        def invoke(state: State, values: list[Any]) -> Any:
            given = {
                id(one): argument(value, one.type, one.name, state)
                for one, value in zip(node.inputs, values, strict=True)
            }
            return Run({}, state)._with(given)._outputs(node, given)

        return Function(node.name, names, invoke, FunctionType())

    def _with(self, given: dict[int, Any]) -> "Run":
        self.values = given
        return self
