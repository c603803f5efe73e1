"""Tasks: for people, for the host, for decisions and scripts."""

from collections.abc import Mapping

from SpiffWorkflow.bpmn.specs.mixins import (
    ManualTaskMixin,
    NoneTaskMixin,
    ScriptTaskMixin,
    ServiceTaskMixin,
    UserTaskMixin,
)

from engine.spiff import loops
from engine.spiff.node import Node
from engine.spiff.stuck import Stuck
from engine.spiff.tokens import Case, Token, context_of, write


class NoneTask(NoneTaskMixin, Node):
    """A task without a type does nothing; the token passes."""


class ManualTask(ManualTaskMixin, NoneTask):
    """Work outside of any system (BPMN 2.0, 13.3.3): the token passes."""


class UserTask(UserTaskMixin, Node):
    """Work for a person: rests until complete()."""

    def _run_hook(self, token: Token) -> bool | None:
        self.run_of(token).wait(token, "user")
        return None


class ScriptTask(ScriptTaskMixin, Node):
    """A FEEL context; each entry becomes a variable."""

    def __init__(self, spec: object, name: str, **kwargs: object) -> None:
        super().__init__(spec, name, script=None, **kwargs)

    def _run_hook(self, token: Token) -> bool | None:
        text = self.drawn.script
        if not text:
            return True
        value = self.run_of(token).evaluate(token, text)
        if not isinstance(value, Mapping):
            raise Stuck("脚本必须给出上下文 {变量: 值} (the script does not give a context)")
        for name, entry in value.items():
            write(token, name, entry)
        return True


class ServiceTask(ServiceTaskMixin, Node):
    """The host's operation noun.verb: done now, or a job that rests here."""

    def _run_hook(self, token: Token) -> bool | None:
        run = self.run_of(token)
        operator = self.drawn.operator
        if operator is None:
            return True
        parameters = {n: run.evaluate(token, t) for n, t in operator.parameters.items()}
        return True if run.perform(token, operator.verb, parameters) else None


class BusinessRuleTask(Node):
    """A DMN decision; its result is stored under the element id."""

    def _run_hook(self, token: Token) -> bool | None:
        run = self.run_of(token)
        definition = _definition_of(token)
        value = run.world.decide(definition, self.drawn.decision or "", context_of(token))
        loops.result(run, token, value)
        return True


def _definition_of(token: Token) -> int:
    """Return the definition of the process that a token runs in."""
    holder = token.scope
    while not isinstance(holder, Case):
        if holder.called_definition is not None:
            return holder.called_definition
        holder = holder.host.scope
    return holder.definition_id
