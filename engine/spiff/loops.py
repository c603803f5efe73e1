"""Repeated activities: a host token, and one token an instance."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.spiff.stuck import Stuck
from engine.spiff.tokens import Token, write

if TYPE_CHECKING:
    from engine.spiff.run import Run


def enter(run: "Run", host: Token) -> None:
    """Start the instances of a repeated activity."""
    loop = host.task_spec.drawn.loop
    assert loop is not None
    if loop.kind == "standard":
        host.notes["loop"] = {"index": 0}
        if loop.test_before and not _again(run, host):
            _end(run, host)
        else:
            _spawn(run, host, 0, None)
        return
    items = _items(run, host)
    host.notes["loop"] = {"items": items, "index": 0, "done": 0, "results": [None] * len(items)}
    if not items:
        _end(run, host)
    elif loop.kind == "sequential":
        _spawn(run, host, 0, items[0])
    else:
        host.notes["loop"]["index"] = len(items)
        for index, item in enumerate(items):
            _spawn(run, host, index, item)


def result(run: "Run", token: Token, value: Any, name: str = "") -> None:
    """Store what an activity gives, under a name or under its element id."""
    key = name or token.task_spec.drawn.id
    loop = token.task_spec.drawn.loop
    if "host" in token.notes and loop is not None and loop.kind != "standard":
        token.notes["local"][key] = value
    else:
        write(token, key, value)


def instance_done(run: "Run", token: Token) -> None:
    """One instance is over: count it, go on or end the loop."""
    host = run.case.find(token.notes["host"])
    if host is None:
        return
    loop = host.task_spec.drawn.loop
    state = host.notes["loop"]
    assert loop is not None
    if loop.kind == "standard":
        state["index"] += 1
    else:
        state["done"] += 1
        state["results"][token.notes["index"]] = _output(token)
    try:
        proceed(run, host, token)
    except Stuck as stuck:
        run.stick(host, stuck.reason)


def proceed(run: "Run", host: Token, last: Token | None = None) -> None:
    """Begin the next instance, wait for those that run, or end; last is the one that is over."""
    loop = host.task_spec.drawn.loop
    state = host.notes["loop"]
    assert loop is not None
    if loop.kind == "standard":
        if _again(run, host):
            _spawn(run, host, state["index"], None)
        else:
            _end(run, host)
        return
    stop = loop.condition is not None and run.holds(
        last or host, loop.condition, counters(run, host)
    )
    if stop or state["done"] == len(state["items"]):
        _end(run, host)
    elif loop.kind == "sequential":
        state["index"] = state["done"]
        _spawn(run, host, state["index"], state["items"][state["index"]])


def counters(run: "Run", host: Token) -> dict[str, Any]:
    """Return BPMN's counters of a multi-instance activity."""
    state = host.notes["loop"]
    active = sum(1 for _ in _instances(host))
    return {
        "numberOfInstances": Decimal(len(state["items"])),
        "numberOfActiveInstances": Decimal(active),
        "numberOfCompletedInstances": Decimal(state["done"]),
        "numberOfTerminatedInstances": Decimal(0),
    }


def cancelled(run: "Run", host: Token) -> None:
    for token in list(_instances(host)):
        run.cancel(token)


def _instances(host: Token) -> Any:
    if "loop" not in host.notes:
        return iter(())
    return (t for t in list(host.scope.tasks.values()) if t.notes.get("host") == host.id)


def _items(run: "Run", host: Token) -> list[Any]:
    loop = host.task_spec.drawn.loop
    assert loop is not None
    if loop.collection:
        items = run.evaluate(host, loop.collection)
        if not isinstance(items, list | tuple):
            raise Stuck(f"多实例的集合不是列表 (the collection is not a list): {loop.collection}")
        items = list(items)
    else:
        number = run.evaluate(host, loop.cardinality or "null")
        if (
            not isinstance(number, int | Decimal)
            or isinstance(number, bool)
            or number != int(number)
        ):
            raise Stuck(
                f"多实例的次数不是整数 (the cardinality is not a whole number): {loop.cardinality}"
            )
        if number < 0:
            raise Stuck(f"多实例的次数是负数 (the cardinality is negative): {loop.cardinality}")
        items = [None] * min(int(number), run.world.max_rounds + 1)
    if len(items) > run.world.max_rounds:
        raise Stuck(f"多实例超过 {run.world.max_rounds} 个 (too many instances)")
    return items


def _spawn(run: "Run", host: Token, index: int, item: Any) -> None:
    loop = host.task_spec.drawn.loop
    assert loop is not None
    token = run.case.token(host.scope, host.task_spec)
    local: dict[str, Any] = {"loopCounter": Decimal(index + 1)}
    if loop.item and loop.collection:
        local[loop.item] = item
    outer = host.notes.get("local")
    token.notes.update(host=host.id, index=index, local={**outer, **local} if outer else local)
    token.notes["isolated"] = loop.kind == "parallel"
    run.ready(token)


def _again(run: "Run", host: Token) -> bool:
    loop = host.task_spec.drawn.loop
    assert loop is not None
    done = host.notes["loop"]["index"]
    if loop.maximum and done >= int(loop.maximum):
        return False
    if done >= run.world.max_rounds:
        raise Stuck(f"循环超过 {run.world.max_rounds} 轮 (too many rounds)")
    more = {"loopCounter": Decimal(done)}
    return loop.condition is None or run.holds(host, loop.condition, more)


def _output(token: Token) -> Any:
    loop = token.task_spec.drawn.loop
    assert loop is not None
    local = token.notes["local"]
    own = local.get(token.task_spec.drawn.id)
    if loop.output_item:
        if loop.output_item in local:
            return local[loop.output_item]
        if isinstance(own, dict):
            return own.get(loop.output_item)
        return None
    return own


def _end(run: "Run", host: Token) -> None:
    loop = host.task_spec.drawn.loop
    state = host.notes.pop("loop")
    assert loop is not None
    for token in list(host.scope.tasks.values()):
        if token.notes.get("host") == host.id:
            run.cancel(token)
    if loop.kind != "standard":
        results = state["results"]
        if loop.output:
            write(host, loop.output, [r for r in results if r is not None or loop.output_item])
        elif any(r is not None for r in results):
            write(host, host.task_spec.drawn.id, results)
    run.finish(host)
