"""What a resting token looks like from outside."""

from collections.abc import Mapping
from typing import Any, Protocol

from engine.feel import plain
from engine.spiff.timing import text_of
from engine.spiff.tokens import Token, context_of, path_of
from engine.values import Wait


class Evaluator(Protocol):
    instance_id: str

    def evaluate(self, text: str, context: Mapping[str, Any]) -> Any: ...


def wait_of(world: Evaluator, token: Token) -> Wait:
    """Return a token's Wait with its properties evaluated."""
    drawn = token.task_spec.drawn
    context = context_of(token)
    properties = {
        name: text_of(world.evaluate(value[1:], context)) if value.startswith("=") else value
        for name, value in drawn.properties.items()
    }
    return Wait(
        world.instance_id,
        token.key,
        token.notes["wait"],
        token.scope.spec.process_id,
        drawn.id,
        drawn.name,
        drawn.lane,
        properties,
        path_of(token.scope),
        token.notes.get("due"),
        plain(dict(context)),
    )
