"""Paths, properties and filters: a.b, list.b, list[1], list[price > 10]."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from engine.feel import tree
from engine.feel.calendar import Date, DateTime, Time
from engine.feel.compiler import Closure, Compiler, Frame
from engine.feel.decimals import whole
from engine.feel.durations import DAY, HOUR, MINUTE, SECOND, DayTimeDuration, YearMonthDuration
from engine.feel.evaluation import Env, State
from engine.feel.host import NATIVE, native, shallow
from engine.feel.types import describe
from engine.feel.unary_tests import captures
from engine.feel.values import Range


def path(compiler: Compiler, node: tree.Path, frame: Frame) -> Closure:
    raw = _raw(compiler, node, frame)

    def run(env: Env) -> Any:
        value = raw(env)
        return value if type(value) in NATIVE else native(value, env.state)

    return run if _dotted(compiler, node, frame) is not None else raw


def _raw(compiler: Compiler, node: tree.Path, frame: Frame) -> Closure:
    """The value at a path; a mapping of the host's stays as it is."""
    base, name = node.base, node.name
    dotted = _dotted(compiler, node, frame)
    if dotted is None:
        inner = compiler.compile(base, frame)
    elif isinstance(base, tree.Path):
        inner = _raw(compiler, base, frame)
    else:
        assert isinstance(base, tree.Name)  # what _dotted found
        inner = _variable(compiler, base.name)
    if dotted is not None:
        compiler.paths.discard(dotted.rpartition("\0")[0])
        compiler.read(dotted)
    return lambda env: member(inner(env), name, env.state)


def _dotted(compiler: Compiler, node: tree.Node, frame: Frame) -> str | None:
    """A path that begins at a variable of the caller's, its steps parted by NUL."""
    if isinstance(node, tree.Path):
        base = _dotted(compiler, node.base, frame)
        return None if base is None else f"{base}\0{node.name}"
    if isinstance(node, tree.Name):
        items, bound = compiler.resolve(node.name, frame)
        return None if items or bound else node.name
    return None


def _variable(compiler: Compiler, name: str) -> Closure:
    def read(env: Env) -> Any:
        try:
            return shallow(env.root[name], env.state)
        except KeyError:
            env.state.fail(f"没有变量“{name}”", f'no variable "{name}"')
            return None

    return read


def member(value: Any, name: str, state: State) -> Any:
    """The entry of a context, the property of a value, or that of each item of a list."""
    if isinstance(value, Mapping):
        if name in value:
            return shallow(value[name], state)
        state.fail(f"没有名为“{name}”的项", f'no entry named "{name}"')
        return None
    if isinstance(value, list):
        state.charge(len(value))
        return [_item_member(item, name, state) for item in value]
    found = _PROPERTIES.get((type(value), name))
    if found is not None:
        return found(value)
    zh, en = describe(value)
    state.fail(f"{zh}没有属性“{name}”", f'{en} has no property "{name}"')
    return None


def _item_member(item: Any, name: str, state: State) -> Any:
    if isinstance(item, dict):
        return item.get(name)
    return None if item is None else member(item, name, state)


def _integer(value: int) -> Decimal:
    return Decimal(value)


def _offset(offset: int | None) -> DayTimeDuration | None:
    return None if offset is None else DayTimeDuration(offset * SECOND)


def _part(nanos: int, unit: int, of: int | None) -> Decimal:
    amount = abs(nanos) // unit
    if of is not None:
        amount %= of
    return Decimal(-amount if nanos < 0 else amount)


def _months(months: int) -> tuple[int, int]:
    years, rest = divmod(abs(months), 12)
    return (-years, -rest) if months < 0 else (years, rest)


_PROPERTIES: dict[tuple[type, str], Callable[[Any], Any]] = {
    (Date, "year"): lambda d: _integer(d.year),
    (Date, "month"): lambda d: _integer(d.month),
    (Date, "day"): lambda d: _integer(d.day),
    (Date, "weekday"): lambda d: _integer(d.weekday),
    (DateTime, "year"): lambda d: _integer(d.date.year),
    (DateTime, "month"): lambda d: _integer(d.date.month),
    (DateTime, "day"): lambda d: _integer(d.date.day),
    (DateTime, "weekday"): lambda d: _integer(d.date.weekday),
    (DateTime, "hour"): lambda d: _integer(d.time.clock[0]),
    (DateTime, "minute"): lambda d: _integer(d.time.clock[1]),
    (DateTime, "second"): lambda d: _integer(d.time.clock[2]),
    (DateTime, "time offset"): lambda d: _offset(d.offset),
    (DateTime, "timezone"): lambda d: d.time.zone,
    (Time, "hour"): lambda t: _integer(t.clock[0]),
    (Time, "minute"): lambda t: _integer(t.clock[1]),
    (Time, "second"): lambda t: _integer(t.clock[2]),
    (Time, "time offset"): lambda t: _offset(t.offset_on(None)),
    (Time, "timezone"): lambda t: t.zone,
    (DayTimeDuration, "days"): lambda d: _part(d.nanos, DAY, None),
    (DayTimeDuration, "hours"): lambda d: _part(d.nanos, HOUR, 24),
    (DayTimeDuration, "minutes"): lambda d: _part(d.nanos, MINUTE, 60),
    (DayTimeDuration, "seconds"): lambda d: _part(d.nanos, SECOND, 60),
    (YearMonthDuration, "years"): lambda d: _integer(_months(d.months)[0]),
    (YearMonthDuration, "months"): lambda d: _integer(_months(d.months)[1]),
    (Range, "start"): lambda r: None if r.op == "!=" else r.low,
    (Range, "end"): lambda r: None if r.op == "!=" else r.high,
    (Range, "start included"): lambda r: r.low_included,
    (Range, "end included"): lambda r: r.high_included,
}


# Filters


def filtered(compiler: Compiler, node: tree.Filter, frame: Frame) -> Closure:
    base = compiler.compile(node.base, frame)
    index = _constant(node.condition)
    if index is not None:
        return lambda env: at(base(env), index, env.state)
    compiler.filters += 1
    key = f"\0item{compiler.filters}"
    inner = Frame(frozenset([key]), frame, key).child("item")
    condition = compiler.compile(node.condition, inner)
    fresh = captures(node.condition)

    def run(env: Env) -> Any:
        value = base(env)
        if value is None:
            env.state.fail("不能筛选空值", "cannot filter null")
            return None
        items = value if isinstance(value, list) else [value]
        return _select(items, key, condition, env, fresh)

    return run


def _constant(node: tree.Node) -> Decimal | None:
    if isinstance(node, tree.Literal) and isinstance(node.value, Decimal):
        return node.value
    if isinstance(node, tree.Negate):
        inner = _constant(node.value)
        return None if inner is None else inner.copy_negate()
    return None


def _select(items: list[Any], key: str, condition: Closure, env: Env, fresh: bool) -> Any:
    """fresh: each item gets an environment of its own, because a function may keep it."""
    state = env.state
    within = Env(env.root, state, dict(env.values))
    if not items:
        reasons = len(state.reasons)
        found = condition(Env(env.root, state, {**env.values, key: None, "item": None}))
        del state.reasons[reasons:]
        return at(items, found, state) if isinstance(found, Decimal) else []
    kept: list[Any] = []
    for number, item in enumerate(items):
        state.charge(1)
        own = item["item"] if isinstance(item, dict) and "item" in item else item
        if fresh:
            within = Env(env.root, state, dict(env.values))
        within.values[key] = item
        within.values["item"] = own
        found = condition(within)
        if found is True:
            kept.append(item)
        elif number == 0 and isinstance(found, Decimal):
            return at(items, found, state)
    return kept


def at(value: Any, index: Decimal, state: State) -> Any:
    """The item at a position from 1, or from -1 backwards."""
    if value is None:
        state.fail("不能取空值的项", "cannot take an item of null")
        return None
    items = value if isinstance(value, list) else [value]
    position = whole(index)
    if position is None:
        state.fail("序号应为整数", "an index must be whole")
        return None
    if 1 <= position <= len(items):
        return items[position - 1]
    if -len(items) <= position <= -1:
        return items[position]
    state.fail("序号超出列表范围", "the index is outside the list")
    return None
