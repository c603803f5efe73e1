"""for, some and every: over lists, ranges of whole numbers and ranges of dates."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from engine.feel import tree
from engine.feel.calendar import Date, from_ordinal
from engine.feel.compiler import Closure, Compiler, Frame
from engine.feel.decimals import whole
from engine.feel.errors import Failed
from engine.feel.evaluation import Env
from engine.feel.types import describe
from engine.feel.unary_tests import captures
from engine.feel.values import Range

Step = tuple[str, Closure, Closure | None]


def iteration(compiler: Compiler, node: tree.For, frame: Frame) -> Closure:
    steps, inner = _steps(compiler, node.iterators, frame)
    body = compiler.compile(node.body, inner.child("partial"))
    fresh = captures((node.iterators, node.body))

    def run(env: Env) -> Any:
        results: list[Any] = []
        start = env.bind("partial", results)
        try:
            for within in _rounds(steps, 0, start, fresh):
                results.append(body(within))
        except Failed as failed:
            env.state.note(failed.reason)
            return None
        return results

    return run


def quantified(compiler: Compiler, node: tree.Quantified, frame: Frame) -> Closure:
    steps, inner = _steps(compiler, node.iterators, frame)
    condition = compiler.compile(node.condition, inner)
    fresh = captures((node.iterators, node.condition))
    # some ends at the first true, every at the first false.
    decisive = node.kind == "some"

    def run(env: Env) -> bool | None:
        unknown = False
        try:
            for within in _rounds(steps, 0, env, fresh):
                found = condition(within)
                if found is decisive:
                    return bool(decisive)
                if not isinstance(found, bool):
                    unknown = True
                    zh, en = describe(found)
                    env.state.fail(f"条件应为真或假，得到{zh}", f"a condition gave {en}")
                    if found is not None:
                        return None
        except Failed as failed:
            env.state.note(failed.reason)
            return None
        return None if unknown else not decisive

    return run


def _steps(
    compiler: Compiler, iterators: tuple[tree.Iterator, ...], frame: Frame
) -> tuple[list[Step], Frame]:
    steps: list[Step] = []
    for one in iterators:
        domain = compiler.compile(one.domain, frame)
        end = None if one.end is None else compiler.compile(one.end, frame)
        steps.append((one.name, domain, end))
        frame = frame.child(one.name)
    return steps, frame


def _rounds(steps: list[Step], depth: int, env: Env, fresh: bool) -> Iterator[Env]:
    """One environment a round, the last iterator turning fastest.

    fresh: each round has one of its own, because a function made in it may keep it.
    """
    name, domain, end = steps[depth]
    first = domain(env)
    items = _items(first) if end is None else _count(first, end(env))
    last = depth + 1 == len(steps)
    within = env.bind(name, None)
    for item in items:
        env.state.charge(3)
        if fresh:
            within = env.bind(name, item)
        else:
            within.values[name] = item
        if last:
            yield within
        else:
            yield from _rounds(steps, depth + 1, within, fresh)


def _items(domain: Any) -> Iterable[Any]:
    if isinstance(domain, list):
        return domain
    if isinstance(domain, Range):
        return _count_range(domain)
    # A single value is not taken for a list of one here: the test suite says so.
    zh, en = describe(domain)
    raise Failed(
        f"不能遍历{zh}，应为列表或区间", f"cannot iterate over {en}: a list or range is wanted"
    )


def _count_range(span: Range) -> Iterable[Any]:
    if span.low is None or span.high is None or span.op:
        raise Failed("不能遍历没有端点的区间", "cannot iterate over a range without ends")
    items = list_of(span.low, span.high)
    for item in items:
        if item == span.low and not span.low_included:
            continue
        if item == span.high and not span.high_included:
            continue
        yield item


def _count(first: Any, last: Any) -> Iterable[Any]:
    return list_of(first, last)


def list_of(first: Any, last: Any) -> Iterator[Any]:
    """From first to last, up or down, a step of one (number or day) each."""
    if isinstance(first, Decimal) and isinstance(last, Decimal):
        low, high = whole(first), whole(last)
        if low is None or high is None:
            raise Failed("遍历的端点应为整数", "the ends of an iteration must be whole")
        return map(Decimal, _integers(low, high))
    if isinstance(first, Date) and isinstance(last, Date):
        return map(from_ordinal, _integers(first.ordinal, last.ordinal))
    (one, one_en), (two, two_en) = describe(first), describe(last)
    raise Failed(f"不能从{one}遍历到{two}", f"cannot iterate from {one_en} to {two_en}")


def _integers(low: int, high: int) -> range:
    return range(low, high + 1) if low <= high else range(low, high - 1, -1)
