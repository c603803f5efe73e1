"""Compiled expressions and unary tests, and what evaluating them gives."""

import datetime
import inspect
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from engine.feel import tree
from engine.feel.calls import call, function_literal
from engine.feel.compiler import COMPILERS, OUTSIDE, Closure, Compiler
from engine.feel.constants import constant
from engine.feel.errors import Failed, FeelBudgetError, FeelSyntaxError
from engine.feel.evaluation import DEFAULT, Budget, Env, State
from engine.feel.host import native, plain
from engine.feel.library import BUILTINS
from engine.feel.logic import between, choice, comparison, conjunction, disjunction, instance
from engine.feel.loops import iteration, quantified
from engine.feel.name_reader import KEYWORDS
from engine.feel.parser import parse, parse_tests
from engine.feel.paths import filtered, path
from engine.feel.scope import Scope, pattern
from engine.feel.types import Type
from engine.feel.unary_tests import inclusion, tests
from engine.feel.values import Function

COMPILERS.update(
    {
        tree.Path: path,
        tree.Filter: filtered,
        tree.Call: call,
        tree.FunctionLiteral: function_literal,
        tree.For: iteration,
        tree.Quantified: quantified,
        tree.In: inclusion,
        tree.Tests: tests,
        tree.And: conjunction,
        tree.Or: disjunction,
        tree.Compare: comparison,
        tree.Between: between,
        tree.InstanceOf: instance,
        tree.If: choice,
    }
)


class Result(NamedTuple):
    """A value, and why it (or a part of it) is null."""

    value: Any
    reasons: tuple[str, ...]

    @property
    def plain(self) -> Any:
        """The value with the standard library's dates and durations, where they fit."""
        return plain(self.value)


class _Compiled:
    def __init__(self, text: str, node: tree.Node, functions: Mapping[str, Function]) -> None:
        compiler = Compiler(functions, BUILTINS, fold=constant)
        self.text = text
        self.node = node
        try:
            self._run: Closure = compiler.compile(node, OUTSIDE)
        except RecursionError:
            raise FeelSyntaxError(1, 1, text[:40], "较浅的嵌套", "less nesting") from None
        self.reads: frozenset[str] = frozenset(compiler.reads)
        self.paths: frozenset[str] = frozenset(one.replace("\0", ".") for one in compiler.paths)
        self._more: Callable[[tuple[str, ...]], _Compiled] | None = None
        self._harmless: set[str] = set()

    def _evaluate(
        self,
        context: Mapping[str, object],
        values: dict[str, Any],
        now: datetime.datetime | None,
        budget: Budget | None,
    ) -> Result:
        if self._more is not None and not context.keys() <= self._harmless:
            special = self._special(context)
            if special:
                return self._more(special)._evaluate(context, values, now, budget)
        state = State(budget or DEFAULT, now)
        try:
            if values:
                values["?"] = native(values["?"], state)
            value = self._run(Env(context, state, values))
        except Failed as failed:
            state.note(failed.reason)
            value = None
        except RecursionError:
            raise FeelBudgetError("调用深度") from None
        return Result(value, tuple(state.reasons))

    def _special(self, context: Mapping[str, object]) -> tuple[str, ...]:
        """Names of the context's that only read right when they are known beforehand (a-b)."""
        if any(self._matters(key) for key in context if key not in self._harmless):
            return tuple(key for key in context if isinstance(key, str) and self._could(key))
        return ()

    def _matters(self, key: str) -> bool:
        if isinstance(key, str) and _is_special(key) and self._could(key):
            return True
        if len(self._harmless) < 1000:
            self._harmless.add(key)
        return False

    def _could(self, key: str) -> bool:
        found = pattern(key)
        return found is not None and all(part in self.text for part in found[1])


def _is_special(key: str) -> bool:
    if key.isidentifier():
        return key in KEYWORDS
    found = pattern(key)
    if found is None:
        return False
    parts = found[1]
    return any(not part[0].isalnum() and part[0] not in "_?" for part in parts) or any(
        part in KEYWORDS or part[0].isdigit() for part in parts
    )


class Expression(_Compiled):
    """An expression, ready to be evaluated any number of times.

    reads are the names it may take from the context (those of list items in filters too),
    paths the same with the steps that follow.
    """

    def evaluate(
        self,
        context: Mapping[str, object] | None = None,
        *,
        now: datetime.datetime | None = None,
        budget: Budget | None = None,
    ) -> Result:
        return self._evaluate(context if context is not None else {}, {}, now, budget)


class UnaryTests(_Compiled):
    """Tests of a value, as in a cell of a decision table; ? is the value."""

    def evaluate(
        self,
        value: object,
        context: Mapping[str, object] | None = None,
        *,
        now: datetime.datetime | None = None,
        budget: Budget | None = None,
    ) -> Result:
        return self._evaluate(context if context is not None else {}, {"?": value}, now, budget)


def host_function(name: str, function: Callable[..., Any]) -> Function:
    """A function of the host's as a FEEL value; its parameters may be named with spaces."""
    params = tuple(
        one.name.replace("_", " ")
        for one in inspect.signature(function).parameters.values()
        if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)
    )

    def invoke(state: State, values: list[Any]) -> Any:
        try:
            return native(function(*[plain(value) for value in values]), state)
        except (ValueError, TypeError, LookupError, ArithmeticError):
            raise Failed(f"函数“{name}”没有结果", f'function "{name}" gives no result') from None

    def bind(values: list[Any], names: tuple[str, ...] | None) -> list[Any]:
        given = values
        if names is not None:
            sorted_out = dict(zip(names, values, strict=True))
            known = [param for param in params if param in sorted_out]
            if len(known) != len(names) or known != list(params[: len(known)]):
                raise Failed(f"函数“{name}”的参数有误", f'wrong arguments for function "{name}"')
            given = [sorted_out[param] for param in known]
        try:
            inspect.signature(function).bind(*given)
        except TypeError:
            raise Failed(
                f"函数“{name}”的参数有误", f'wrong arguments for function "{name}"'
            ) from None
        return given

    return Function(name, params, invoke, None, bind)


def _functions(functions: Mapping[str, Callable[..., Any]]) -> dict[str, Function]:
    return {
        name: one if isinstance(one, Function) else host_function(name, one)
        for name, one in functions.items()
    }


@lru_cache(maxsize=4096)
def _expression(
    text: str,
    functions: tuple[tuple[str, Callable[..., Any]], ...],
    names: tuple[str, ...],
    strict: bool,
    unary: bool,
) -> _Compiled:
    given = _functions(dict(functions))
    scope = _scope(tuple(given), names, strict)
    found: _Compiled
    if unary:
        found = UnaryTests(text, parse_tests(text, scope), given)
    else:
        found = Expression(text, parse(text, scope), given)
    if not strict:
        found._more = lambda more: _again(text, functions, names, more, unary)
    return found


def _again(
    text: str,
    functions: tuple[tuple[str, Callable[..., Any]], ...],
    names: tuple[str, ...],
    more: tuple[str, ...],
    unary: bool,
) -> _Compiled:
    found = _expression(text, functions, tuple(sorted({*names, *more})), False, unary)
    found._more = None
    return found


def _scope(functions: tuple[str, ...], names: tuple[str, ...], strict: bool) -> Scope:
    heads: list[str] = []
    members: list[str] = []
    for name in names:
        # A dot in a declared name parts a path; in a context's own key it is one of its signs.
        head, *rest = name.split(".") if strict else [name]
        heads.append(head)
        members += rest
    return Scope([*functions, *heads], strict=strict, members=members)


def compile_expression(
    text: str,
    *,
    functions: Mapping[str, Callable[..., Any]] | None = None,
    names: Iterable[str] | None = None,
) -> Expression:
    """The expression, compiled once for this text and these functions.

    With names (dotted ones tell the entries of contexts), any other name is an error; without,
    a variable is looked for when the expression is evaluated. Raises FeelSyntaxError.
    """
    key = tuple(functions.items()) if functions else ()
    wanted = tuple(sorted(names)) if names is not None else ()
    found = _expression(text, key, wanted, names is not None, False)
    assert isinstance(found, Expression)
    return found


def compile_unary(
    text: str,
    *,
    functions: Mapping[str, Callable[..., Any]] | None = None,
    names: Iterable[str] | None = None,
) -> UnaryTests:
    """Unary tests such as “>= 18”, “"北京","天津"”, “not(null)” or “-”. Raises FeelSyntaxError."""
    key = tuple(functions.items()) if functions else ()
    wanted = tuple(sorted(names)) if names is not None else ()
    found = _expression(text, key, wanted, names is not None, True)
    assert isinstance(found, UnaryTests)
    return found


__all__ = [
    "Expression",
    "Result",
    "Type",
    "UnaryTests",
    "compile_expression",
    "compile_unary",
    "host_function",
]
