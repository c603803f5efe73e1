"""What can be known of a FEEL text before it runs: the entries it gives, functions it lacks."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from engine.feel import Expression, tree


def entries(expression: Expression) -> frozenset[str] | None:
    """Return the keys of the context that a script gives, None where they cannot be known."""
    return _entries(expression.node)


def unknown_functions(expression: Expression) -> frozenset[str]:
    """Return the names that are called like functions and are none."""
    called = {
        node.callee.name
        for node in _walk(expression.node)
        if isinstance(node, tree.Call) and isinstance(node.callee, tree.Name)
    }
    return frozenset(called & expression.reads)


def never_boolean(expression: Expression) -> bool:
    """Tell whether an expression is a literal that is no truth value."""
    node = expression.node
    return isinstance(node, tree.Literal) and not isinstance(node.value, bool)


def _entries(node: Any) -> frozenset[str] | None:
    if isinstance(node, tree.ContextLiteral):
        return frozenset(key for key, _ in node.entries)
    if isinstance(node, tree.If):
        then, otherwise = _entries(node.then), _entries(node.otherwise)
        return None if then is None or otherwise is None else then | otherwise
    return None


def _walk(node: Any) -> Iterator[Any]:
    pending = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, tuple):
            pending.extend(current)
        elif is_dataclass(current) and not isinstance(current, type):
            yield current
            pending.extend(getattr(current, f.name) for f in fields(current))
