"""and, or, comparisons, between, instance of, if: logic of three values."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel import tree
from engine.feel.compiler import Closure, Compiler, Frame
from engine.feel.equality import equal, less
from engine.feel.evaluation import Env
from engine.feel.types import describe


def conjunction(compiler: Compiler, node: tree.And, frame: Frame) -> Closure:
    items = [compiler.compile(item, frame) for item in node.items]

    def run(env: Env) -> bool | None:
        result: bool | None = True
        for item in items:
            value = item(env)
            if value is False:
                return False
            if value is not True:
                _no_boolean(value, env)
                result = None
        return result

    return run


def disjunction(compiler: Compiler, node: tree.Or, frame: Frame) -> Closure:
    items = [compiler.compile(item, frame) for item in node.items]

    def run(env: Env) -> bool | None:
        result: bool | None = False
        for item in items:
            value = item(env)
            if value is True:
                return True
            if value is not False:
                _no_boolean(value, env)
                result = None
        return result

    return run


def _no_boolean(value: Any, env: Env) -> None:
    zh, en = describe(value)
    env.state.fail(f"应为真或假，得到{zh}", f"true or false wanted, {en} found")


def comparison(compiler: Compiler, node: tree.Compare, frame: Frame) -> Closure:
    left, right = compiler.compile(node.left, frame), compiler.compile(node.right, frame)
    op = node.op
    if op == "=":
        return lambda env: equal(left(env), right(env), env.state)
    if op == "!=":

        def unequal(env: Env) -> bool | None:
            same = equal(left(env), right(env), env.state)
            return None if same is None else not same

        return unequal
    direct = _DIRECT[op]

    def ordered(env: Env) -> bool | None:
        one, two = left(env), right(env)
        if type(one) is Decimal and type(two) is Decimal:
            return direct(one, two)
        return less(op, one, two, env.state)

    return ordered


_DIRECT: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": Decimal.__lt__,
    "<=": Decimal.__le__,
    ">": Decimal.__gt__,
    ">=": Decimal.__ge__,
}


def between(compiler: Compiler, node: tree.Between, frame: Frame) -> Closure:
    value = compiler.compile(node.value, frame)
    low, high = compiler.compile(node.low, frame), compiler.compile(node.high, frame)

    def run(env: Env) -> bool | None:
        found = value(env)
        above = less(">=", found, low(env), env.state)
        below = less("<=", found, high(env), env.state)
        if above is False or below is False:
            return False if above is not None and below is not None else None
        return None if above is None or below is None else True

    return run


def instance(compiler: Compiler, node: tree.InstanceOf, frame: Frame) -> Closure:
    value, kind = compiler.compile(node.value, frame), node.type

    def run(env: Env) -> bool:
        found = value(env)
        if isinstance(found, list | dict):
            env.state.charge(len(found))
        return kind.accepts(found)

    return run


def choice(compiler: Compiler, node: tree.If, frame: Frame) -> Closure:
    condition = compiler.compile(node.condition, frame)
    then = compiler.compile(node.then, frame)
    otherwise = compiler.compile(node.otherwise, frame)
    strict = node.strict

    def run(env: Env) -> Any:
        value = condition(env)
        if value is True:
            return then(env)
        if value is not False and value is not None:
            _no_boolean(value, env)
            if strict:
                return None
        return otherwise(env)

    return run
