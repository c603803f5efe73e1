"""Where a case stands: its live tokens in nested scopes, finished ones are not kept.

SpiffWorkflow's Task, BpmnWorkflow and BpmnSubWorkflow serve as token, case and scope; its tree
of predicted and finished tasks is not used (docs/decisions: tokens instead of a task tree).
"""

from collections import deque
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.values import EngineError
from engine.values import Scope as Path

if TYPE_CHECKING:
    from engine.spiff.node import Node
    from engine.spiff.scopes import ScopeSpec


class Token(Task):
    """One live task. notes is what must survive storage: due, host, loop, local variables."""

    def __init__(self, scope: "Case | Scope", spec: "Node", token_id: int, state: int) -> None:
        self.id = token_id
        self.workflow = scope
        self.task_spec: Node = spec
        self._parent = None
        self._children: list[int] = []
        self._state = state
        self.triggered = False
        self.data: dict[str, Any] = {}
        self.internal_data: dict[str, Any] = {}
        scope.tasks[token_id] = self

    @property
    def notes(self) -> dict[str, Any]:
        return self.internal_data

    @property
    def scope(self) -> "Case | Scope":
        return self.workflow

    @property
    def key(self) -> str:
        """The task id that the door shows."""
        return str(self.id)

    def _set_state(self, value: int) -> None:
        self._state = value


class _Holder:
    """What a case and a scope have in common."""

    tasks: dict[int, Token]
    arrivals: dict[str, dict[str, int]]
    layers: list[dict[str, Any]]
    isolated: bool
    spec: "ScopeSpec"

    def _hold(self, layers: list[dict[str, Any]], isolated: bool) -> None:
        self.arrivals = {}
        self.layers = layers
        self.isolated = isolated


class FeelOnly:
    """Stands where SpiffWorkflow would put its Python script engine; FEEL is all there is."""

    def evaluate(self, task: Token, expression: str, external_context: object = None) -> Any:
        return task.workflow.top_workflow.run.evaluate(task, expression)

    def execute(self, task: Token, script: str, external_context: object = None) -> bool:
        raise EngineError("a script is a FEEL context: its task evaluates it, nothing executes it")


class Case(_Holder, BpmnWorkflow):
    """The root process of an instance with all scopes below it."""

    def __init__(self, spec: "ScopeSpec", definition_id: int, variables: dict[str, Any]) -> None:
        super().__init__(spec, script_engine=FeelOnly(), deserializing=True)
        self._hold([variables], False)
        self.definition_id = definition_id
        self.next_id = 1
        self.pins: dict[str, int] = {}
        self.queue: deque[Token] = deque()
        self.ended = False

    @property
    def variables(self) -> dict[str, Any]:
        return self.layers[-1]

    @property
    def scopes(self) -> dict[int, "Scope"]:
        return self.subprocesses  # type: ignore[no-any-return]

    def token(self, scope: "Case | Scope", spec: "Node", state: int = TaskState.READY) -> Token:
        """Make a token; ids are small integers that are never used twice in an instance."""
        made = Token(scope, spec, self.next_id, state)
        self.next_id += 1
        return made

    def find(self, token_id: int) -> Token | None:
        if token_id in self.tasks:
            return self.tasks[token_id]
        for scope in self.scopes.values():
            if token_id in scope.tasks:
                return scope.tasks[token_id]
        return None

    def tokens(self) -> Iterator[Token]:
        """Yield every live token, outermost scope first."""
        yield from list(self.tasks.values())
        for scope in list(self.scopes.values()):
            yield from list(scope.tasks.values())

    def holders(self) -> "list[Case | Scope]":
        return [self, *self.scopes.values()]


class Scope(_Holder, BpmnSubWorkflow):
    """One running subprocess or called process; host is the activity's token."""

    def __init__(
        self,
        spec: "ScopeSpec",
        host: Token,
        case: Case,
        layers: list[dict[str, Any]],
        *,
        isolated: bool = False,
        definition_id: int | None = None,
    ) -> None:
        self.host = host
        super().__init__(spec, host.id, case, deserializing=True)
        self._hold(layers, isolated)
        self.called_definition = definition_id
        self.path: tuple[Path, ...] | None = None
        case.scopes[host.id] = self

    def _calculate_depth(self) -> int:
        outer = self.host.scope
        return 1 if isinstance(outer, Case) else int(outer.depth) + 1


def path_of(holder: "Case | Scope") -> tuple[Path, ...]:
    """Return the called processes from the root to a scope; embedded subprocesses do not show."""
    if isinstance(holder, Case):
        return ()
    if holder.path is None:
        path = path_of(holder.host.scope)
        if holder.called_definition is not None:
            path += (
                Path(
                    holder.host.key,
                    holder.host.task_spec.drawn.id,
                    holder.spec.process_id,
                    holder.called_definition,
                ),
            )
        holder.path = path
    return holder.path


def context_of(token: Token) -> Mapping[str, Any]:
    """Return all variables that a token sees, inner ones first."""
    local = token.notes.get("local")
    layers = token.scope.layers
    if not local and len(layers) == 1:
        return layers[0]
    merged: dict[str, Any] = {}
    for layer in reversed(layers):
        merged.update(layer)
    if local:
        merged.update(local)
    return merged


def write(token: Token, name: str, value: Any) -> None:
    """Set a variable where it is defined, else in the process; parallel instances keep their own."""
    local = token.notes.get("local")
    if local is not None and (name in local or token.notes.get("isolated")):
        local[name] = value
        return
    layers = token.scope.layers
    if token.scope.isolated:
        layers[0][name] = value
        return
    for layer in layers:
        if name in layer:
            layer[name] = value
            return
    layers[-1][name] = value


def share(token: Token, name: str, value: Any) -> None:
    """Set a variable where it is defined, else in the process, out of parallel instances too."""
    local = token.notes.get("local") or {}
    for layer in (local, *token.scope.layers[:-1]):
        if name in layer:
            layer[name] = value
            return
    token.scope.layers[-1][name] = value
