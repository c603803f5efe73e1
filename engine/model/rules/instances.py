"""Parallel instances keep their variables; what they write must not be awaited outside."""

from collections.abc import Callable, Iterator

from engine.feel import Expression
from engine.model.elements import Diagram, Element
from engine.model.rules.structure import executable_elements
from engine.model.uses import uses, writes
from engine.values import Refusal

Compile = Callable[[str], Expression]
Entries = Callable[[str], frozenset[str]]


def instances(diagram: Diagram, compile_text: Compile, entries: Entries) -> Iterator[Refusal]:
    for element in executable_elements(diagram):
        if element.loop is None or element.loop.kind != "parallel":
            continue
        body = [element, *(diagram.inside(element.id) if element.id in diagram.containers else ())]
        collected = {element.id, element.loop.item, element.loop.output, element.loop.output_item}
        awaited = _read_outside(diagram, {e.id for e in body}, compile_text)
        for writer in body:
            own = _alone(writer) if writer is element else writer
            for name in sorted((writes(own, entries) - collected) & awaited):
                reason = (
                    f"并行实例各自写 {name}，外面读不到 (parallel instances keep this variable)"
                )
                remedy = "用输出项和输出集合收集结果"
                yield Refusal("instance-write", writer.id, writer.name, reason, remedy)


def _alone(element: Element) -> Element:
    """Return an activity without its loop, to see what one instance writes."""
    return Element(
        id=element.id,
        tag=element.tag,
        name=element.name,
        scope=element.scope,
        operator=element.operator,
        script=element.script,
        outputs=element.outputs,
    )


def _read_outside(diagram: Diagram, body: set[str], compile_text: Compile) -> set[str]:
    heads: set[str] = set()
    for element in executable_elements(diagram):
        if element.id in body:
            continue
        for use in uses(element):
            if not use.inner:
                heads |= {path.split(".", 1)[0] for path in compile_text(use.text).paths}
    return heads
