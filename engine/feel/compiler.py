"""Turns a tree into closures, once; evaluation then only calls them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from engine.feel import tree
from engine.feel.arithmetic import OPERATIONS, negate
from engine.feel.decimals import CONTEXT
from engine.feel.equality import different, less
from engine.feel.errors import Failed
from engine.feel.evaluation import Env
from engine.feel.host import NATIVE, native
from engine.feel.values import Function, Range

Closure = Callable[[Env], Any]


@dataclass(frozen=True, slots=True)
class Frame:
    """Names bound at this place; item is set inside a filter: the hidden name of its element."""

    names: frozenset[str]
    parent: "Frame | None" = None
    item: str = ""

    def child(self, *names: str, item: str = "") -> "Frame":
        return Frame(frozenset(names), self, item)


# What folding gives for a node whose value is not known before it is evaluated.
UNKNOWN = object()
OUTSIDE = Frame(frozenset())


@dataclass(slots=True)
class Compiler:
    """functions are the host's, by name; reads and paths gather what the caller must provide."""

    functions: Mapping[str, Function]
    builtins: Mapping[str, Function]
    reads: set[str] = field(default_factory=set)
    paths: set[str] = field(default_factory=set)
    filters: int = 0
    fold: Callable[["Compiler", tree.Node, Frame], Any] | None = None

    def compile(self, node: tree.Node, frame: Frame) -> Closure:
        if isinstance(node, tree.Call | tree.RangeLiteral) and self.fold is not None:
            value = self.fold(self, node, frame)
            if value is not UNKNOWN:
                return lambda env: value
        return COMPILERS[type(node)](self, node, frame)

    def resolve(self, name: str, frame: Frame) -> tuple[list[str], bool]:
        """The filters to ask first, and whether the name is then bound inside the expression."""
        items: list[str] = []
        here: Frame | None = frame
        while here is not None:
            if name in here.names:
                return items, True
            if here.item:
                items.append(here.item)
            here = here.parent
        return items, False

    def read(self, path: str) -> None:
        self.paths.add(path)
        self.reads.add(path.partition("\0")[0])


def literal(compiler: Compiler, node: tree.Literal, frame: Frame) -> Closure:
    value = node.value
    return lambda env: value


# Names


def name(compiler: Compiler, node: tree.Name, frame: Frame) -> Closure:
    items, bound = compiler.resolve(node.name, frame)
    if not bound:
        compiler.read(node.name)
    inner = _bound(node.name) if bound else outside(compiler, node.name)
    return _in_items(node.name, items, inner) if items else inner


def _bound(name: str) -> Closure:
    if name == "partial":

        def partial(env: Env) -> Any:
            # A copy: the list goes on growing.
            value = env.values["partial"]
            if isinstance(value, list):
                env.state.charge(1 + len(value) // 4)
                return list(value)
            return value

        return partial
    return lambda env: env.values[name]


def _in_items(name: str, items: list[str], otherwise: Closure) -> Closure:
    """An entry of the element being filtered hides the names outside the filter."""

    def read(env: Env) -> Any:
        values = env.values
        for item in items:
            element = values[item]
            if isinstance(element, dict) and name in element:
                return element[name]
        return otherwise(env)

    return read


def outside(compiler: Compiler, name: str) -> Closure:
    """A variable of the caller's, else a function of the host's, else a built-in one."""
    function = compiler.functions.get(name) or compiler.builtins.get(name)
    missing = (f"没有变量“{name}”", f'no variable "{name}"')

    def read(env: Env) -> Any:
        try:
            value = env.root[name]
        except KeyError:
            if function is None:
                env.state.fail(*missing)
            return function
        if type(value) in NATIVE:
            return value
        return native(value, env.state)

    return read


# Numbers and other arithmetic


def arithmetic(compiler: Compiler, node: tree.Arithmetic, frame: Frame) -> Closure:
    first = compiler.compile(node.first, frame)
    rest = [(OPERATIONS[op], compiler.compile(value, frame)) for op, value in node.rest]
    if len(rest) == 1:
        operation, second = rest[0]
        exact = {"+": CONTEXT.add, "-": CONTEXT.subtract, "*": CONTEXT.multiply}.get(
            node.rest[0][0]
        )

        def pair(env: Env) -> Any:
            left, right = first(env), second(env)
            try:
                if exact is not None and type(left) is Decimal and type(right) is Decimal:
                    return exact(left, right)
                return operation(left, right, env.state)
            except Failed as failed:
                env.state.note(failed.reason)
            except ArithmeticError:
                env.state.fail("计算结果超出数字范围", "the result is not a number within range")
            return None

        return pair

    def chain(env: Env) -> Any:
        value = first(env)
        for operation, right in rest:
            other = right(env)
            try:
                value = operation(value, other, env.state)
            except Failed as failed:
                env.state.note(failed.reason)
                value = None
        return value

    return chain


def negation(compiler: Compiler, node: tree.Negate, frame: Frame) -> Closure:
    if isinstance(node.value, tree.Literal) and isinstance(node.value.value, Decimal):
        value = negate(node.value.value)
        return lambda env: value
    inner = compiler.compile(node.value, frame)

    def run(env: Env) -> Any:
        try:
            return negate(inner(env))
        except Failed as failed:
            env.state.note(failed.reason)
            return None

    return run


# Lists, contexts, ranges


def listing(compiler: Compiler, node: tree.ListLiteral, frame: Frame) -> Closure:
    items = [compiler.compile(item, frame) for item in node.items]
    return lambda env: [item(env) for item in items]


def context(compiler: Compiler, node: tree.ContextLiteral, frame: Frame) -> Closure:
    entries = []
    inner = frame
    for key, value in node.entries:
        # A function may call itself by the name it is being given.
        own = inner.child(key) if isinstance(value, tree.FunctionLiteral) else inner
        entries.append((key, compiler.compile(value, own)))
        inner = inner.child(key)
    names = [key for key, _ in entries]
    if len(set(names)) != len(names):
        return _failing("上下文中有重复的名称", "the context has the same name twice")

    def run(env: Env) -> dict[str, Any]:
        within = Env(env.root, env.state, dict(env.values))
        result: dict[str, Any] = {}
        for key, value in entries:
            result[key] = within.values[key] = value(within)
        return result

    return run


def _failing(zh: str, en: str) -> Closure:
    return lambda env: env.state.fail(zh, en)


def span(compiler: Compiler, node: tree.RangeLiteral, frame: Frame) -> Closure:
    low, high = compiler.compile(node.low, frame), compiler.compile(node.high, frame)
    low_included, high_included = node.low_included, node.high_included

    def run(env: Env) -> Any:
        return make_range(low(env), low_included, high(env), high_included, env)

    return run


def make_range(
    low: Any, low_included: bool, high: Any, high_included: bool, env: Env
) -> Range | None:
    """A range, or null when its ends have no order."""
    for end in (low, high):
        if end is not None and less("<=", end, end, env.state) is None:
            return None
    if low is not None and high is not None and type(low) is not type(high):
        different(low, high, env.state)
        return None
    return Range(low, low_included, high, high_included)


def unary_range(compiler: Compiler, node: tree.UnaryRange, frame: Frame) -> Closure:
    value, op = compiler.compile(node.value, frame), node.op
    return lambda env: unary(op, value(env))


def unary(op: str, end: Any) -> Range:
    if op in ("<", "<="):
        return Range(None, False, end, op == "<=", op)
    if op in (">", ">="):
        return Range(end, op == ">=", None, False, op)
    return Range(end, op == "=", end, op == "=", op)


def foreign(compiler: Compiler, node: tree.Foreign, frame: Frame) -> Closure:
    return node.build(compiler, frame)


COMPILERS: dict[type, Callable[[Compiler, Any, Frame], Closure]] = {
    tree.Literal: literal,
    tree.Name: name,
    tree.Arithmetic: arithmetic,
    tree.Negate: negation,
    tree.ListLiteral: listing,
    tree.ContextLiteral: context,
    tree.RangeLiteral: span,
    tree.UnaryRange: unary_range,
    tree.Foreign: foreign,
}
