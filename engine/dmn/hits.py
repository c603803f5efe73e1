"""Hit policies: what a table's value is when these rules matched."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.feel.compiler import Closure
from engine.feel.equality import equal
from engine.feel.errors import Failed
from engine.feel.evaluation import Env
from engine.feel.library import aggregates


@dataclass(frozen=True, slots=True)
class Output:
    """A column: fit makes a value fit it; order ranks its values; default is for no match."""

    name: str
    fit: Callable[[Any, Env], Any]
    default: Closure | None
    order: list[Closure]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A rule that matched, by its place, and its outputs' values."""

    index: int
    values: list[Any]


Policy = Callable[[list[Outcome], list[Output], Env], Any]


def _value(values: list[Any], outputs: list[Output], env: Env) -> Any:
    if len(outputs) == 1:
        return outputs[0].fit(values[0], env)
    pairs = zip(outputs, values, strict=True)
    return {output.name: output.fit(value, env) for output, value in pairs}


def _nothing(outputs: list[Output], env: Env) -> Any:
    """The default outputs, or null when there are none."""
    if all(output.default is None for output in outputs):
        env.state.fail("没有规则命中", "no rule matched")
        return None
    values = [None if one.default is None else one.default(env) for one in outputs]
    return _value(values, outputs, env)


def unique(matched: list[Outcome], outputs: list[Output], env: Env) -> Any:
    if not matched:
        return _nothing(outputs, env)
    if len(matched) > 1:
        rules = "、".join(str(one.index) for one in matched)
        env.state.fail(f"规则 {rules} 同时命中", f"rules {rules} all matched in a unique table")
        return None
    return _value(matched[0].values, outputs, env)


def first(matched: list[Outcome], outputs: list[Output], env: Env) -> Any:
    return _value(matched[0].values, outputs, env) if matched else _nothing(outputs, env)


def any_of(matched: list[Outcome], outputs: list[Output], env: Env) -> Any:
    if not matched:
        return _nothing(outputs, env)
    for one in matched[1:]:
        if not equal(one.values, matched[0].values, env.state):
            env.state.fail("命中的规则结果不同", "the matching rules differ in an any table")
            return None
    return _value(matched[0].values, outputs, env)


def _ranked(matched: list[Outcome], outputs: list[Output], env: Env) -> list[Outcome]:
    ranks = [[one(env) for one in output.order] for output in outputs]

    def rank(outcome: Outcome) -> tuple[int, ...]:
        places = []
        for value, order in zip(outcome.values, ranks, strict=True):
            same = (at for at, one in enumerate(order) if equal(value, one, env.state))
            places.append(next(same, len(order)))
        return tuple(places)

    return sorted(matched, key=rank)


def priority(matched: list[Outcome], outputs: list[Output], env: Env) -> Any:
    return first(_ranked(matched, outputs, env), outputs, env)


def rule_order(matched: list[Outcome], outputs: list[Output], env: Env) -> Any:
    if not matched:
        defaulted = any(output.default is not None for output in outputs)
        return _listed(_nothing(outputs, env)) if defaulted else []
    return [_value(one.values, outputs, env) for one in matched]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def output_order(matched: list[Outcome], outputs: list[Output], env: Env) -> Any:
    return rule_order(_ranked(matched, outputs, env), outputs, env)


def _aggregate(function: Callable[..., Any]) -> Policy:
    def collect(matched: list[Outcome], outputs: list[Output], env: Env) -> Any:
        if not matched:
            return _nothing(outputs, env)
        if len(outputs) != 1:
            env.state.fail("汇总只能用于单一输出", "an aggregation needs a single output")
            return None
        values = [outputs[0].fit(one.values[0], env) for one in matched]
        try:
            return function(env.state, values)
        except Failed as failed:
            env.state.note(failed.reason)
            return None

    return collect


def count(matched: list[Outcome], outputs: list[Output], env: Env) -> Any:
    if not matched and any(output.default is not None for output in outputs):
        return _nothing(outputs, env)
    return Decimal(len(matched))


POLICIES: dict[str, Policy] = {
    "U": unique,
    "F": first,
    "A": any_of,
    "P": priority,
    "R": rule_order,
    "O": output_order,
    "C": rule_order,
    "C+": _aggregate(aggregates.total),
    "C<": _aggregate(aggregates.least),
    "C>": _aggregate(aggregates.greatest),
    "C#": count,
}
