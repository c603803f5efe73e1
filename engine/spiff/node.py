"""What every drawn element does with a token: arrive, enter, wait, leave."""

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.util.task import TaskState

from engine.model.elements import Element, Flow
from engine.spiff.stuck import Stuck
from engine.spiff.tokens import Case, Scope, Token

if TYPE_CHECKING:
    from engine.spiff.run import Run


class Node(BpmnSpecMixin):
    """A SpiffWorkflow task specification that moves tokens along drawn flows.

    The hooks of SpiffWorkflow stay in use (_run_hook decides, _on_complete moves on); its
    prediction of a tree of future tasks is switched off.
    """

    trigger: Any = None  # the start event of an event subprocess
    opens_early = False  # whether boundary events wait before the activity begins

    def __init__(self, spec: Any, name: str, **kwargs: Any) -> None:
        super().__init__(spec, name, **kwargs)
        self.drawn: Element = Element(name, "", "", "")
        self.flows: tuple[Flow, ...] = ()
        self.boundaries: tuple[Any, ...] = ()

    def _predict(self, *_: Any, **__: Any) -> None:
        """Tokens exist where they are, not where they may come."""

    def _run(self, token: Token) -> bool | None:
        return self._run_hook(token)

    def _run_hook(self, token: Token) -> bool | None:
        return True

    def _on_complete(self, token: Token) -> None:
        self.run_of(token).leave(token)

    def arrive(self, run: "Run", holder: Case | Scope, flow: Flow | None) -> None:
        """A token comes in along a flow; None where a scope starts here."""
        run.ready(run.case.token(holder, self))

    def enter(self, token: Token) -> None:
        """Execute the element for a token that has arrived."""
        token.run()

    def choose(self, token: Token) -> list[Flow]:
        """Return the flows that a leaving token takes."""
        return choose_any(self.run_of(token), token, self.flows, self.drawn.default)

    def cancelled(self, token: Token) -> None:
        """Something else ended this token."""

    def settle(self, run: "Run", holder: Case | Scope) -> bool:
        """Fire now that the case rests; only inclusive joins do."""
        return False

    @staticmethod
    def run_of(token: Token) -> "Run":
        case = token.workflow.top_workflow
        return case.run  # type: ignore[no-any-return]


def choose_any(
    run: "Run", token: Token, flows: tuple[Flow, ...], default: str | None
) -> list[Flow]:
    """Take every flow without condition or with a true one; the default one if none is true."""
    taken: list[Flow] = []
    for flow in flows:
        if flow.id == default:
            continue
        if flow.condition is None or run.holds(token, flow.condition):
            taken.append(flow)
    if not taken and default is not None:
        taken = [flow for flow in flows if flow.id == default]
    if flows and not taken:
        raise Stuck(
            "没有一个流出条件成立，也没有默认流 (no outgoing condition holds, no default flow)"
        )
    return taken


READY, WAITING, STARTED = TaskState.READY, TaskState.WAITING, TaskState.STARTED
