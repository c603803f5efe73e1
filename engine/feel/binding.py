"""Sorts a call's arguments out against a built-in function's parameters, and checks their types."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.feel.calendar import Date, DateTime, Time
from engine.feel.durations import DayTimeDuration, YearMonthDuration
from engine.feel.errors import Failed
from engine.feel.evaluation import State
from engine.feel.signatures import SIGNATURES
from engine.feel.types import FunctionType, describe
from engine.feel.values import Function, Range

_CLASSES: dict[str, type] = {
    "number": Decimal,
    "string": str,
    "boolean": bool,
    "date": Date,
    "time": Time,
    "date and time": DateTime,
    "days and time duration": DayTimeDuration,
    "years and months duration": YearMonthDuration,
    "list": list,
    "context": dict,
    "function": Function,
    "range": Range,
}
_GATHERING = frozenset(["items...", "rest...", "lists..."])


@dataclass(frozen=True, slots=True)
class Param:
    """names are those it may be called by; kind says how it gathers, or is empty."""

    names: tuple[str, ...]
    classes: tuple[type, ...]
    kind: str
    text: str
    optional: bool
    nullable: bool

    def fit(self, value: Any) -> Any:
        """The value as this parameter takes it. Raises Failed."""
        if type(value) in self.classes:
            return value
        if not self.classes:
            if value is None and not self.nullable:
                raise self._refuse(value)
            return value
        if value is None and self.nullable:
            return None
        if isinstance(value, list) and len(value) == 1 and type(value[0]) in self.classes:
            return value[0]
        if list in self.classes and value is not None:
            return [value]
        raise self._refuse(value)

    def _refuse(self, value: Any) -> Failed:
        zh, en = describe(value)
        return Failed(
            f"参数“{self.names[0]}”应为 {self.text}，得到{zh}",
            f'parameter "{self.names[0]}" should be {self.text}, got {en}',
        )


def _param(text: str) -> Param:
    names, _, kinds = text.partition(": ")
    optional = names.endswith("?")
    gathers = kinds in _GATHERING
    nullable = kinds.endswith("!") or gathers
    kinds = kinds.removesuffix("!")
    classes = () if kinds == "any" or gathers else tuple(_CLASSES[k] for k in kinds.split("|"))
    return Param(
        tuple(names.removesuffix("?").split("|")),
        classes,
        kinds if gathers else "",
        kinds,
        optional,
        nullable,
    )


Variant = tuple[tuple[Param, ...], Callable[..., Any]]

# The built-in functions of one variant, for calls that need no sorting out.
SINGLE: dict[Function, Variant] = {}


def builtin(name: str, functions: tuple[Callable[..., Any], ...]) -> Function:
    """The built-in function of this name; functions are its variants' implementations."""
    variants: list[Variant] = []
    for text, function in zip(SIGNATURES[name], functions, strict=True):
        params = tuple(_param(part) for part in text.split(", ")) if text else ()
        variants.append((params, function))

    def bind(values: list[Any], names: tuple[str, ...] | None) -> list[Any]:
        failure: Failed | None = None
        for params, function in variants:
            try:
                if names is None:
                    return [function, *_by_position(name, params, values)]
                return [function, *_by_name(name, params, values, names)]
            except Failed as failed:
                # The variant whose arguments fit best explains best: the last that fits in number.
                if failure is None or not isinstance(failed, _Arity):
                    failure = failed
        raise failure or _arity(name)

    def invoke(state: State, values: list[Any]) -> Any:
        return values[0](state, *values[1:])

    names = tuple(param.names[0] for param in variants[0][0])
    found = Function(name, names, invoke, FunctionType(), bind)
    if len(variants) == 1:
        SINGLE[found] = variants[0]
    return found


class _Arity(Failed):
    """The number or the names of the arguments are wrong."""


def _arity(name: str) -> Failed:
    return _Arity(f"函数“{name}”的参数有误", f'wrong arguments for function "{name}"')


def _by_position(name: str, params: tuple[Param, ...], values: list[Any]) -> list[Any]:
    if params and params[-1].kind:
        return _gather(name, params, values)
    if len(values) > len(params):
        raise _arity(name)
    for param in params[len(values) :]:
        if not param.optional:
            raise _arity(name)
    return [param.fit(value) for param, value in zip(params, values, strict=False)]


def _gather(name: str, params: tuple[Param, ...], values: list[Any]) -> list[Any]:
    kind, fixed = params[-1].kind, len(params) - 1
    if len(values) <= fixed or not values:
        raise _arity(name)
    first = [param.fit(value) for param, value in zip(params, values[:fixed], strict=False)]
    rest = values[fixed:]
    if kind == "items...":
        if len(rest) == 1:
            return [*first, _items(params[-1], rest[0])]
        return [*first, rest]
    if kind == "lists...":
        return [*first, [_items(params[-1], value) for value in rest]]
    return [*first, rest]


def _items(param: Param, value: Any) -> Any:
    if value is None:
        raise param._refuse(value)
    return value if isinstance(value, list) else [value]


def _by_name(
    name: str, params: tuple[Param, ...], values: list[Any], names: tuple[str, ...]
) -> list[Any]:
    given = dict(zip(names, values, strict=True))
    if len(given) != len(names):
        raise _arity(name)
    found: list[Any] = []
    for param in params:
        own = [one for one in param.names if one in given]
        if len(own) > 1 or (not own and not param.optional):
            raise _arity(name)
        found.append(param.fit(given.pop(own[0])) if own else None)
    if given:
        raise _arity(name)
    if params and params[-1].kind == "items...":
        found[-1] = _items(params[-1], found[-1])
    elif params and params[-1].kind == "lists...":
        found[-1] = [_items(params[-1], found[-1])]
    elif params and params[-1].kind:
        found[-1] = [found[-1]]
    return found
