"""Intersecting what several matters ask of the same element: the strictest wins, a contradiction is said."""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from jsonschema import Draft202012Validator

Schema = dict[str, Any]

_HIGHEST = ("minimum", "exclusiveMinimum", "minLength", "minItems")
_LOWEST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
_CONSTRAINTS = frozenset(
    {"type", "enum", "const", "multipleOf", "pattern", "format", "items", "uniqueItems", "allOf"}
    | set(_HIGHEST)
    | set(_LOWEST)
)


class Contradiction(ValueError):
    """No value can satisfy all the matters that use the element."""


def constraints(of: Mapping[str, Any]) -> Schema:
    """The constraining part of a property, without labels and hints."""
    return {key: value for key, value in of.items() if key in _CONSTRAINTS}


def intersect(schemas: Sequence[Mapping[str, Any]]) -> Schema:
    """One schema that a value fits exactly when it fits each; raises Contradiction.

    Two `pattern`s stand together in `allOf`; whether two patterns exclude each other is not decided.
    """
    merged: Schema = {}
    for schema in schemas:
        merged = _both(merged, _plain(schema))
    _refuse_empty(merged)
    return _folded(merged)


def _plain(schema: Mapping[str, Any]) -> Schema:
    """`const` as an enum of one, `pattern` as a set: the form that intersects by key."""
    plain = constraints(schema)
    if "const" in plain:
        const = plain.pop("const")
        plain["enum"] = _common(plain["enum"], [const]) if "enum" in plain else [const]
    patterns = {part["pattern"] for part in plain.pop("allOf", ())}
    if "pattern" in plain:
        patterns.add(plain.pop("pattern"))
    if patterns:
        plain["patterns"] = patterns
    if "items" in plain:
        plain["items"] = _plain(plain["items"])
    return plain


def _folded(plain: Schema) -> Schema:
    folded = dict(plain)
    patterns = sorted(folded.pop("patterns", ()))
    if len(patterns) == 1:
        folded["pattern"] = patterns[0]
    elif patterns:
        folded["allOf"] = [{"pattern": pattern} for pattern in patterns]
    if "items" in folded:
        folded["items"] = _folded(folded["items"])
    return folded


def _both(one: Schema, other: Schema) -> Schema:
    merged = {**one, **other}
    for key in one.keys() & other.keys():
        merged[key] = _strictest(key, one[key], other[key])
    return merged


def _strictest(key: str, one: Any, other: Any) -> Any:
    if key in _HIGHEST:
        return max(one, other)
    if key in _LOWEST:
        return min(one, other)
    match key:
        case "type":
            return _type(one, other)
        case "enum":
            return _common(one, other)
        case "patterns":
            return one | other
        case "uniqueItems":
            return one or other
        case "items":
            return _both(one, other)
        case "multipleOf":
            return _common_multiple(one, other)
    if one != other:
        raise Contradiction(f"格式不同：{one} 与 {other}")
    return one


def _type(one: str, other: str) -> str:
    if one == other:
        return one
    if {one, other} == {"number", "integer"}:
        return "integer"
    raise Contradiction(f"类型不同：{_TYPES[one]} 与 {_TYPES[other]}")


_TYPES = {
    "string": "文字",
    "number": "数字",
    "integer": "整数",
    "boolean": "是否",
    "array": "多项",
}


def _common(one: list[Any], other: list[Any]) -> list[Any]:
    keys = {(isinstance(value, bool), value) for value in other}
    common = [value for value in one if (isinstance(value, bool), value) in keys]
    if not common:
        raise Contradiction(f"可选的值没有共同的：{_listed(one)} 与 {_listed(other)}")
    return common


def _listed(values: Sequence[Any]) -> str:
    return "、".join(str(value) for value in values)


def _common_multiple(one: float, other: float) -> float | int:
    a, b = Fraction(str(one)), Fraction(str(other))
    least = Fraction(
        math.lcm(a.numerator * b.denominator, b.numerator * a.denominator),
        a.denominator * b.denominator,
    )
    return int(least) if least.denominator == 1 else float(least)


def _refuse_empty(plain: Schema) -> None:
    if "enum" in plain:
        _refuse_no_choice(plain)
    elif plain.get("type") in ("number", "integer", None):
        _refuse_no_number(plain)
    _refuse_crossed(plain, "minLength", "maxLength", "字数")
    _refuse_crossed(plain, "minItems", "maxItems", "项数")
    if "items" in plain:
        _refuse_empty(plain["items"])
        _refuse_few_items(plain)


def _refuse_no_choice(plain: Schema) -> None:
    validator = Draft202012Validator(_folded(plain))
    if not any(validator.is_valid(value) for value in plain["enum"]):
        raise Contradiction(f"可选的值 {_listed(plain['enum'])} 都不符合其他要求")


def _refuse_no_number(plain: Schema) -> None:
    low, low_open = _bound(plain, "minimum", "exclusiveMinimum", max)
    high, high_open = _bound(plain, "maximum", "exclusiveMaximum", min)
    if low is None or high is None:
        return
    step = _step(plain)
    if step is None:
        possible = low < high or (low == high and not (low_open or high_open))
    else:
        first = math.ceil(low / step)
        if low_open and first * step == low:
            first += 1
        possible = first * step < high or (first * step == high and not high_open)
    if not possible:
        raise Contradiction(f"最小值 {_shown(low)} 与最大值 {_shown(high)} 之间没有可填的数")


def _bound(plain: Schema, closed: str, opened: str, stricter: Any) -> tuple[Fraction | None, bool]:
    found = [(Fraction(str(plain[key])), key == opened) for key in (closed, opened) if key in plain]
    if not found:
        return None, False
    edge = stricter(value for value, _ in found)
    return edge, (edge, True) in found


def _step(plain: Schema) -> Fraction | None:
    """The grid that allowed numbers lie on; None where they are dense."""
    multiple = Fraction(str(plain["multipleOf"])) if "multipleOf" in plain else None
    if plain.get("type") != "integer":
        return multiple
    if multiple is None:
        return Fraction(1)
    return Fraction(math.lcm(multiple.numerator, multiple.denominator), multiple.denominator)


def _shown(value: Fraction) -> str:
    return f"{float(value):g}"


def _refuse_crossed(plain: Schema, low: str, high: str, what: str) -> None:
    if low in plain and high in plain and plain[low] > plain[high]:
        raise Contradiction(f"{what}至少 {plain[low]}、至多 {plain[high]}，不能同时满足")


def _refuse_few_items(plain: Schema) -> None:
    choices = plain["items"].get("enum")
    if choices and plain.get("uniqueItems") and plain.get("minItems", 0) > len(choices):
        raise Contradiction(f"至少要选 {plain['minItems']} 项，但只有 {len(choices)} 项可选")
