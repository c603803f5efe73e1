"""Tests of one value: cells of decision tables, allowed values, and the operator in."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel import tree
from engine.feel.compiler import UNKNOWN, Closure, Compiler, Frame
from engine.feel.equality import equal, less, within
from engine.feel.evaluation import Env, State
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
    negated = node.negated
    among = _texts(node)
    if among is not None:
        return lambda env: (env.values["?"] in among) is not negated
    checks = [_test(compiler, item, inner) for item in node.items]
    if len(checks) == 1 and not negated:
        return checks[0]

    def run(env: Env) -> bool:
        for check in checks:
            if check(env):
                return not negated
        return negated

    return run


class _Texts(frozenset[Any]):
    """A set of texts that may be asked about any value, hashable or not."""

    def __contains__(self, value: object) -> bool:
        return isinstance(value, str) and frozenset.__contains__(self, value)


def _texts(node: tree.Tests) -> _Texts | None:
    """The texts a cell lists, when it lists nothing else (a list of one text counts as it)."""
    values = [item.value for item in node.items if isinstance(item, tree.Literal)]
    if len(values) < 2 or len(values) != len(node.items):
        return None
    return _Texts(values) if all(isinstance(value, str) for value in values) else None


def _test(compiler: Compiler, node: tree.Node, frame: Frame) -> Closure:
    known = compiler.fold(compiler, node, frame) if compiler.fold is not None else UNKNOWN
    if isinstance(node, tree.Literal) and node.value is None:
        return lambda env: env.values["?"] is None
    if isinstance(known, Range):
        return _is_within(known)
    if known is not UNKNOWN and not isinstance(known, bool):
        return _is_equal(known)
    if isinstance(node, tree.UnaryRange) and node.op in ("<", "<=", ">", ">="):
        return _is_ordered(node.op, compiler.compile(node.value, frame))
    return _computed(compiler, node, frame)


def _computed(compiler: Compiler, node: tree.Node, frame: Frame) -> Closure:
    value = compiler.compile(node, frame)
    if mentions(node, "?"):
        return lambda env: value(env) is True
    # A value is compared; a condition (not just a name or a list) may also simply hold.
    condition = not isinstance(
        node,
        tree.Literal
        | tree.Name
        | tree.Path
        | tree.ListLiteral
        | tree.RangeLiteral
        | tree.UnaryRange,
    )

    def run(env: Env) -> bool:
        found, asked = value(env), env.values["?"]
        if condition and found is True and not isinstance(asked, bool):
            return True
        if found is None and not isinstance(node, tree.Name | tree.Path):
            return False
        return bool(member(asked, found, env.state))

    return run


def _is_equal(value: Any) -> Closure:
    kind = type(value)
    direct = kind is Decimal or kind is str

    def run(env: Env) -> bool:
        asked = env.values["?"]
        if type(asked) is kind:
            return bool(asked == value if direct else equal(asked, value, env.state))
        return asked is not None and bool(member(asked, value, env.state))

    return run


def _is_within(span: Range) -> Closure:
    numbers = type(span.low) in (Decimal, type(None)) and type(span.high) in (Decimal, type(None))
    if not numbers or span.op in ("=", "!=") or (not span.op and None in (span.low, span.high)):

        def general(env: Env) -> bool:
            asked = env.values["?"]
            return asked is not None and bool(member(asked, span, env.state))

        return general
    inside = _inside(span)

    def run(env: Env) -> bool:
        asked = env.values["?"]
        if type(asked) is Decimal:
            return inside(asked)
        return asked is not None and bool(member(asked, span, env.state))

    return run


def _inside(span: Range) -> Callable[[Decimal], bool]:
    """A range of numbers as one comparison."""
    low, high = span.low, span.high
    if high is None:
        return (lambda n: n >= low) if span.low_included else (lambda n: n > low)
    if low is None:
        return (lambda n: n <= high) if span.high_included else (lambda n: n < high)
    if span.low_included:
        return (lambda n: low <= n <= high) if span.high_included else (lambda n: low <= n < high)
    return (lambda n: low < n <= high) if span.high_included else (lambda n: low < n < high)


def _is_ordered(op: str, end: Closure) -> Closure:
    def run(env: Env) -> bool:
        asked = env.values["?"]
        return asked is not None and bool(less(op, asked, end(env), env.state))

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


def captures(node: Any) -> bool:
    """Whether evaluating the node may keep its environment: it makes a function, or is foreign."""
    pending = [node]
    while pending:
        here = pending.pop()
        if isinstance(here, tree.FunctionLiteral | tree.Foreign):
            return True
        if isinstance(here, tuple):
            pending.extend(here)
        elif hasattr(here, "__slots__") and type(here).__module__ == tree.__name__:
            pending.extend(getattr(here, field) for field in here.__slots__)
    return False
