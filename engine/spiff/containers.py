"""Subprocesses and call activities: a scope of their own inside an activity's token."""

from typing import TYPE_CHECKING, Any

from engine.feel import plain
from engine.spiff import handlers
from engine.spiff.node import Node
from engine.spiff.scopes import ScopeSpec
from engine.spiff.stuck import Stuck
from engine.spiff.tokens import Scope, Token, context_of, path_of, write
from engine.values import Called, Returned

if TYPE_CHECKING:
    from engine.spiff.run import Run

MAX_DEPTH = 50


class SubProcess(Node):
    """An embedded subprocess sees and sets the variables of its process."""

    opens_early = True

    def enter(self, token: Token) -> None:
        run = self.run_of(token)
        outer = token.scope
        layers = outer.layers
        isolated = outer.isolated
        local = token.notes.get("local")
        if local is not None:
            layers = [local, *layers]
            isolated = isolated or bool(token.notes.get("isolated"))
        spec: ScopeSpec = outer.spec.nested[self.name]
        self.run_scope(run, Scope(spec, token, run.case, layers, isolated=isolated))

    def run_scope(self, run: "Run", scope: Scope) -> None:
        run.record("entered", scope.host, scope.host.scope)
        if self.trigger is None:
            run.open(scope)
        else:  # its event has happened
            handlers.arm(run, scope)
            run.ready(run.case.token(scope, scope.spec.task_specs[self.trigger.name]))
        run.check(scope)

    def scope_ended(self, run: "Run", token: Token, scope: Scope) -> None:
        """Nothing to hand over: the variables are the process's."""


class CallActivity(SubProcess):
    """Runs another process; only declared inputs and outputs pass, all where that is declared."""

    def enter(self, token: Token) -> None:
        run = self.run_of(token)
        outer = token.scope
        if len(path_of(outer)) >= MAX_DEPTH:
            raise Stuck(f"调用嵌套超过 {MAX_DEPTH} 层 (calls nested too deep)")
        called = self.drawn.called or ""
        definition_id, spec = run.world.process(run.case, called, self.drawn.binding)
        every = self.drawn.properties.get("inputs") == "all"
        inputs: dict[str, Any] = dict(context_of(token)) if every else {}
        inputs |= {
            name: run.evaluate(token, text.removeprefix("="))
            for name, text in self.drawn.inputs.items()
        }
        scope = Scope(spec, token, run.case, [dict(inputs)], definition_id=definition_id)
        run.called.append(
            Called(
                token.key,
                self.drawn.id,
                spec.process_id,
                definition_id,
                path_of(outer),
                plain(inputs),
            )
        )
        run.record(
            "called", token, outer, {"process": spec.process_id, "definition": definition_id}
        )
        run.open(scope)
        run.check(scope)

    def scope_ended(self, run: "Run", token: Token, scope: Scope) -> None:
        data = scope.layers[0]
        outputs = dict(data) if self.drawn.properties.get("outputs") == "all" else {}
        outputs |= {
            name: run.world.evaluate(text.removeprefix("="), data)
            for name, text in self.drawn.outputs.items()
        }
        for name, value in outputs.items():
            write(token, name, value)
        run.returned.append(
            Returned(
                token.key,
                self.drawn.id,
                scope.spec.process_id,
                path_of(token.scope),
                plain(outputs),
            )
        )
        run.record("returned", token, token.scope, {"process": scope.spec.process_id})
