"""The nodes of a decision model and what they need from each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.dmn.tables import Table
from engine.feel.compiler import Closure
from engine.feel.types import Type


@dataclass(slots=True)
class InputData:
    id: str
    name: str
    type: Type
    # How the diagram calls it; name is what expressions call it.
    label: str


@dataclass(slots=True)
class DecisionNode:
    """needs: name in the expression to node; the nodes of imported models by path."""

    id: str
    name: str
    type: Type
    # How the diagram calls it; name is what expressions call it.
    label: str
    needs: dict[tuple[str, ...], "Node"] = field(default_factory=dict)
    run: Closure | None = None
    table: Table | None = None
    reads: frozenset[str] = frozenset()


@dataclass(slots=True)
class Knowledge:
    """A business knowledge model: make gives the function once what it needs is known."""

    id: str
    name: str
    type: Type
    # How the diagram calls it; name is what expressions call it.
    label: str
    needs: dict[tuple[str, ...], "Node"] = field(default_factory=dict)
    make: Closure | None = None
    table: Table | None = None


@dataclass(slots=True)
class Service:
    id: str
    name: str
    type: Type
    # How the diagram calls it; name is what expressions call it.
    label: str
    inputs: list["InputData | DecisionNode"] = field(default_factory=list)
    outputs: list[DecisionNode] = field(default_factory=list)


Node = InputData | DecisionNode | Knowledge | Service


def nested(values: Mapping[tuple[str, ...], Any]) -> dict[str, Any]:
    """Values by path as contexts: ("myimport", "rate") becomes {"myimport": {"rate": …}}."""
    found: dict[str, Any] = {}
    for path, value in values.items():
        here = found
        for step in path[:-1]:
            here = here.setdefault(step, {})
        here[path[-1]] = value
    return found
