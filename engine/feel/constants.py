"""Parts of an expression whose value is known when it is compiled: date("2025-01-01"), [1..10)."""

from typing import Any

from engine.feel import tree
from engine.feel.arithmetic import negate
from engine.feel.compiler import UNKNOWN, Compiler, Frame, make_range, unary
from engine.feel.errors import Failed, FeelBudgetError
from engine.feel.evaluation import Budget, Env, State
from engine.feel.values import Range

# Their value depends on more than their arguments.
_VARYING = frozenset(["now", "today"])
_BUDGET = Budget(steps=2000, depth=5)


def constant(compiler: Compiler, node: tree.Node, frame: Frame) -> Any:
    """The node's value, or UNKNOWN; null is never folded, so that its reason is told each time."""
    if isinstance(node, tree.Literal):
        return node.value if node.value is not None else UNKNOWN
    try:
        if isinstance(node, tree.Negate):
            inner = constant(compiler, node.value, frame)
            return UNKNOWN if inner is UNKNOWN else negate(inner)
        if isinstance(node, tree.RangeLiteral):
            return _range(compiler, node, frame)
        if isinstance(node, tree.UnaryRange):
            inner = constant(compiler, node.value, frame)
            return UNKNOWN if inner is UNKNOWN else unary(node.op, inner)
        if isinstance(node, tree.Call):
            return _call(compiler, node, frame)
    except (Failed, FeelBudgetError):
        return UNKNOWN
    return UNKNOWN


def _known(value: Any, state: State) -> Any:
    return UNKNOWN if value is None or state.reasons else value


def _range(compiler: Compiler, node: tree.RangeLiteral, frame: Frame) -> Any:
    low, high = constant(compiler, node.low, frame), constant(compiler, node.high, frame)
    if low is UNKNOWN or high is UNKNOWN:
        return UNKNOWN
    state = State(_BUDGET, None)
    env = Env({}, state, {})
    return _known(make_range(low, node.low_included, high, node.high_included, env), state)


def _call(compiler: Compiler, node: tree.Call, frame: Frame) -> Any:
    callee = node.callee
    if not isinstance(callee, tree.Name) or callee.name in _VARYING:
        return UNKNOWN
    function = compiler.builtins.get(callee.name)
    if (
        function is None
        or function.bind is None
        or callee.name in compiler.functions
        or compiler.resolve(callee.name, frame)[1]
    ):
        return UNKNOWN
    values = [constant(compiler, value, frame) for value in node.values]
    if any(value is UNKNOWN for value in values):
        return UNKNOWN
    state = State(_BUDGET, None)
    value = function.invoke(state, function.bind(values, node.names))
    # Lists and contexts stay computed: a large one is charged for each time.
    return UNKNOWN if isinstance(value, list | dict | Range) else _known(value, state)
