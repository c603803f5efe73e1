"""Joins inside loops: refused, since a round's tokens could meet another round's."""

from collections.abc import Iterator

from engine.model.elements import Diagram, Element
from engine.model.rules.structure import executable_elements
from engine.values import Refusal


def loops(diagram: Diagram) -> Iterator[Refusal]:
    for element in executable_elements(diagram):
        joins = element.tag in ("parallelGateway", "inclusiveGateway")
        if joins and len(element.incoming) > 1 and in_cycle(diagram, element):
            reason = "循环里的汇聚网关 (a join inside a loop)"
            remedy = "把并行部分放进子流程或被调流程，再在外面循环"
            yield Refusal("join-in-loop", element.id, element.name, reason, remedy)


def in_cycle(diagram: Diagram, element: Element) -> bool:
    """Tell whether flows lead from an element back to it."""
    return element.id in reachable(diagram, [flow.target for flow in element.outgoing])


def reachable(diagram: Diagram, start: list[str]) -> set[str]:
    """Return all elements of the scope that flows and boundary events lead to."""
    seen: set[str] = set()
    pending = list(start)
    while pending:
        current = pending.pop()
        if current in seen or current not in diagram.elements:
            continue
        seen.add(current)
        pending += [flow.target for flow in diagram.elements[current].outgoing]
        pending += [event.id for event in diagram.boundaries(current)]
    return seen
