"""What a check needs to know: the matter as read, and the house that it will live in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine import Engine
from office.matters.diagram import Diagram
from office.matters.elements import Elements
from office.matters.folder import Folder, Said


@dataclass(frozen=True)
class Checked:
    """A matter's folder, its parsed words and its diagram (None when it cannot be read)."""

    folder: Folder
    said: Said
    diagram: Diagram | None

    @property
    def one_thing(self) -> bool:
        return self.said.kind == "one-thing"


@dataclass(frozen=True)
class Surroundings:
    """`verbs` None: the caller does not know them; `matters` by process id, `blocks` likewise."""

    engine: Engine
    elements: Elements
    roles: frozenset[str]
    departments: frozenset[str]
    verbs: frozenset[str] | None = None
    matters: Mapping[str, str] = field(default_factory=dict)  # process id → code, published
    blocks: Mapping[str, Diagram] = field(default_factory=dict)
    layouts: Mapping[str, bytes] = field(default_factory=dict)  # forms/notices/<name>.json
    schemas: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # processes, forms
