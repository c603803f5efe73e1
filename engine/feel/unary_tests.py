"""Tests of one value: cells of decision tables, allowed values, and the operator in."""

from typing import Any

from engine.feel import tree
from engine.feel.compiler import Closure, Compiler, Frame
from engine.feel.equality import equal, less, within
from engine.feel.evaluation import Env, State
from engine.feel.host import NATIVE, native
from engine.feel.types import describe
from engine.feel.values import Range


def inclusion(compiler: Compiler, node: tree.In, frame: Frame) -> Closure:
    value = compiler.compile(node.value, frame)
    tests = [compiler.compile(test, frame) for test in node.tests]

    def run(env: Env) -> bool | None:
        found = value(env)
        result: bool | None = False
        for test in tests:
            held = member(found, test(env), env.state)
            if held:
                return True
            if held is None:
                result = None
        return result

    return run


def member(value: Any, test: Any, state: State) -> bool | None:
    """Whether a value is the one given, in the range given, or among those listed."""
    if isinstance(test, Range):
        if isinstance(value, Range):
            return equal(value, test, state)
        return within(value, test, state)
    if isinstance(test, list):
        return _among(value, test, state)
    return equal(value, test, state)


def _among(value: Any, items: list[Any], state: State) -> bool | None:
    state.charge(len(items))
    if isinstance(value, list) and equal(value, items, state):
        return True
    reasons = len(state.reasons)
    for item in items:
        if isinstance(item, Range) and not isinstance(value, Range):
            held = within(value, item, state)
        else:
            held = equal(value, item, state)
        if held:
            del state.reasons[reasons:]
            return True
    # Comparing with a value of another kind only says that it is not this one.
    del state.reasons[reasons:]
    return False


def tests(compiler: Compiler, node: tree.Tests, frame: Frame) -> Closure:
    """A closure that says whether the value named ? passes: true, or false, never null."""
    if not node.items:
        return lambda env: not node.negated
    inner = frame.child("?")
    checks = [_test(compiler, item, inner) for item in node.items]
    negated = node.negated
    if len(checks) == 1 and not negated:
        return checks[0]

    def run(env: Env) -> bool:
        for check in checks:
            if check(env):
                return not negated
        return negated

    return run


def _test(compiler: Compiler, node: tree.Node, frame: Frame) -> Closure:
    if isinstance(node, tree.Literal):
        return _is_literal(node.value)
    if isinstance(node, tree.UnaryRange) and node.op in ("<", "<=", ">", ">="):
        return _is_ordered(node.op, compiler.compile(node.value, frame))
    value = compiler.compile(node, frame)
    if mentions(node, "?"):
        return lambda env: value(env) is True
    computed = not isinstance(
        node, tree.Name | tree.Path | tree.ListLiteral | tree.RangeLiteral | tree.UnaryRange
    )

    def run(env: Env) -> bool:
        found = value(env)
        if computed and found is True and not isinstance(env.values["?"], bool):
            return True
        if found is None and not isinstance(node, tree.Name | tree.Path):
            return False
        return bool(member(env.values["?"], found, env.state))

    return run


def _is_literal(value: Any) -> Closure:
    kind = type(value)
    if value is None:
        return lambda env: env.values["?"] is None

    def run(env: Env) -> bool:
        found = env.values["?"]
        if type(found) is kind:
            return bool(equal(found, value, env.state))
        return found is not None and bool(member(found, value, env.state))

    return run


def _is_ordered(op: str, end: Closure) -> Closure:
    def run(env: Env) -> bool:
        found = env.values["?"]
        if found is None:
            return False
        return bool(less(op, found, end(env), env.state))

    return run


def mentions(node: Any, name: str) -> bool:
    """Whether a name is used anywhere in a tree."""
    pending = [node]
    while pending:
        here = pending.pop()
        if isinstance(here, tree.Name):
            if here.name == name:
                return True
        elif isinstance(here, tuple):
            pending.extend(here)
        elif hasattr(here, "__slots__") and type(here).__module__ == tree.__name__:
            pending.extend(getattr(here, field) for field in here.__slots__)
    return False


def given(value: Any, state: State) -> Any:
    """The value to be tested, from the host."""
    return value if type(value) in NATIVE else native(value, state)


__all__ = ["describe", "given", "inclusion", "member", "mentions", "tests"]
