"""The members of a one-thing: the call activities of its diagram that call published matters."""

from collections.abc import Mapping
from dataclasses import dataclass

from office.matters.diagram import Diagram, Node


@dataclass(frozen=True)
class Calling:
    """A call activity and the conditions on the flows that lead straight to it."""

    element: str
    process_id: str
    conditions: tuple[str, ...]
    unless: tuple[str, ...]


def callings(diagram: Diagram) -> tuple[Calling, ...]:
    """Every call activity, in the order of the file."""
    return tuple(_calling(diagram, node) for node in diagram.of_kind("callActivity"))


def _calling(diagram: Diagram, node: Node) -> Calling:
    conditions: list[str] = []
    unless: list[str] = []
    for flow in diagram.into(node.id):
        source = diagram.nodes.get(flow.source)
        if flow.condition:
            conditions.append(flow.condition)
        elif source is not None and source.default == flow.id:
            others = diagram.out_of(source.id)
            unless.extend(one.condition for one in others if one.condition)
    return Calling(node.id, node.called or "", tuple(conditions), tuple(unless))


def decisions(diagram: Diagram) -> Mapping[str, str]:
    """Business rule task → the decision it calls; its result stands under the task's id."""
    return {node.id: node.decision for node in diagram.of_kind("businessRuleTask") if node.decision}
