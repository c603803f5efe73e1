"""Parallel branches must not write the same variable."""

from collections.abc import Callable, Iterator

from engine.model.elements import Diagram, Element
from engine.model.rules.loops import reachable
from engine.model.rules.structure import executable_elements
from engine.model.uses import writes
from engine.values import Refusal

Entries = Callable[[str], frozenset[str]]


def branches(diagram: Diagram, entries: Entries) -> Iterator[Refusal]:
    reported: set[tuple[str, str]] = set()
    for element in executable_elements(diagram):
        flows = _together(element)
        if len(flows) < 2:
            continue
        regions = [reachable(diagram, [flow]) for flow in flows]
        for index, region in enumerate(regions):
            others: set[str] = set().union(*(r for i, r in enumerate(regions) if i != index))
            mine = _written(diagram, region - others, entries)
            for other_index in range(index + 1, len(regions)):
                rest: set[str] = set().union(
                    *(r for i, r in enumerate(regions) if i != other_index)
                )
                theirs = _written(diagram, regions[other_index] - rest, entries)
                for name in sorted(mine.keys() & theirs.keys()):
                    key = (name, theirs[name].id)
                    if key not in reported:
                        reported.add(key)
                        yield _refusal(name, mine[name], theirs[name])


def _together(element: Element) -> list[str]:
    """Return where tokens go at the same time; boundary branches exclude each other."""
    if element.tag in ("exclusiveGateway", "eventBasedGateway"):
        return []
    return [flow.target for flow in element.outgoing]


def _written(diagram: Diagram, region: set[str], entries: Entries) -> dict[str, Element]:
    found: dict[str, Element] = {}
    for element_id in sorted(region):
        element = diagram.elements[element_id]
        inner = diagram.inside(element_id) if element_id in diagram.containers else ()
        for writer in (element, *inner):
            for name in writes(writer, entries):
                found.setdefault(name, writer)
    return found


def _refusal(name: str, one: Element, other: Element) -> Refusal:
    reason = (
        f"并行分支都写变量 {name}，另一处是 {one.id} (parallel branches write the same variable)"
    )
    return Refusal("parallel-write", other.id, other.name, reason, "改用不同的变量名")
