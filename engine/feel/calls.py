"""Calls and function literals: arguments are sorted out once where they can be."""

from typing import Any

from engine.feel import tree
from engine.feel.binding import SINGLE
from engine.feel.calendar import Date
from engine.feel.compiler import Closure, Compiler, Frame
from engine.feel.equality import midnight
from engine.feel.errors import Failed
from engine.feel.evaluation import Env, State
from engine.feel.types import ANY, DATE_TIME, FunctionType, Type, describe
from engine.feel.values import Function


def call(compiler: Compiler, node: tree.Call, frame: Frame) -> Closure:
    values = [compiler.compile(value, frame) for value in node.values]
    names = node.names
    known = _known(compiler, node.callee, frame)
    if known is not None:
        function = known
        direct = None if names is not None else direct_call(function, values)
        if direct is not None:
            return direct
        return lambda env: apply(function, [value(env) for value in values], names, env.state)
    callee = compiler.compile(node.callee, frame)
    called = node.callee.name if isinstance(node.callee, tree.Name) else ""

    def run(env: Env) -> Any:
        found = callee(env)
        if not isinstance(found, Function):
            return _no_function(called, found, env.state)
        return apply(found, [value(env) for value in values], names, env.state)

    return run


def direct_call(function: Function, values: list[Closure]) -> Closure | None:
    """A built-in of one variant called with as many arguments as it has parameters."""
    found = SINGLE.get(function)
    if found is None or len(found[0]) != len(values) or any(param.kind for param in found[0]):
        return None
    params, run = found
    pairs = list(zip(params, values, strict=True))

    def call_directly(env: Env) -> Any:
        state = env.state
        state.charge(2)
        try:
            return run(state, *[param.fit(value(env)) for param, value in pairs])
        except Failed as failed:
            state.note(failed.reason)
            return None

    return call_directly


def _known(compiler: Compiler, callee: tree.Node, frame: Frame) -> Function | None:
    """The host's or built-in function this call means, unless the name is bound inside."""
    if not isinstance(callee, tree.Name) or compiler.resolve(callee.name, frame)[1]:
        return None
    return compiler.functions.get(callee.name) or compiler.builtins.get(callee.name)


def _no_function(called: str, found: Any, state: State) -> None:
    if found is None:
        state.fail(f"没有函数“{called}”", f'no function "{called}"')
        return
    zh, en = describe(found)
    state.fail(f"{zh}不是函数", f"{en} is not a function")


def apply(
    function: Function, values: list[Any], names: tuple[str, ...] | None, state: State
) -> Any:
    """The function's value for these arguments, or null with a reason."""
    state.enter()
    try:
        if function.bind is not None:
            return function.invoke(state, function.bind(values, names))
        if names is not None:
            values = _sort(function, values, names)
        elif len(values) != len(function.params):
            raise Failed(
                f"函数“{function.name}”需要 {len(function.params)} 个参数，得到 {len(values)} 个",
                f'function "{function.name}" takes {len(function.params)} arguments, got {len(values)}',
            )
        return function.invoke(state, values)
    except Failed as failed:
        state.note(failed.reason)
        return None
    finally:
        state.depth -= 1


def _sort(function: Function, values: list[Any], names: tuple[str, ...]) -> list[Any]:
    given = dict(zip(names, values, strict=True))
    if len(given) != len(names) or set(given) != set(function.params):
        raise Failed(
            f"函数“{function.name}”的参数名应为 {'、'.join(function.params)}",
            f'function "{function.name}" takes {", ".join(function.params)}',
        )
    return [given[param] for param in function.params]


def function_literal(compiler: Compiler, node: tree.FunctionLiteral, frame: Frame) -> Closure:
    names = tuple(name for name, _ in node.params)
    kinds = tuple(kind for _, kind in node.params)
    name = node.name or "function"
    signature = FunctionType(kinds, node.result)
    checked = [index for index, kind in enumerate(kinds) if kind is not ANY]
    if node.external:
        body: Closure = lambda env: env.state.fail(  # noqa: E731  (a closure like the others)
            "不支持外部函数", "external functions are not supported"
        )
    else:
        body = compiler.compile(node.body, frame.child(*names))

    def make(env: Env) -> Function:
        root, captured = env.root, env.values

        def invoke(state: State, values: list[Any]) -> Any:
            for index in checked:
                values[index] = fit(values[index], kinds[index], names[index])
            return body(Env(root, state, {**captured, **dict(zip(names, values, strict=True))}))

        return Function(name, names, invoke, signature)

    return make


def fit(value: Any, kind: Type, what: str) -> Any:
    """The value as the declared type wants it (a list of one and its item are exchanged).

    Raises Failed: a call with an argument of another type is null as a whole.
    """
    if value is None or kind.accepts(value):
        return value
    if isinstance(value, list) and len(value) == 1 and kind.accepts(value[0]):
        return value[0]
    if not isinstance(value, list) and kind.accepts([value]):
        return [value]
    if isinstance(value, Date) and kind == DATE_TIME:
        return midnight(value)
    zh, en = describe(value)
    raise Failed(f"“{what}”的类型应为 {kind}，得到{zh}", f'"{what}" should be {kind}, got {en}')
