"""The specification of a process or subprocess: its nodes, and where it starts."""

from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from engine.model.elements import Container


class ScopeSpec(BpmnProcessSpec):
    """A BpmnProcessSpec without the reserved nodes Start, EndJoin and End of SpiffWorkflow."""

    def __init__(self, container: Container, process_id: str) -> None:
        self.name = container.id
        self.description = container.name
        self.file = None
        self.task_specs: dict[str, Any] = {}
        self.start = None
        self.end = None
        self.svg = None
        self.io_specification = None
        self.data_objects: dict[str, Any] = {}
        self.data_stores: dict[str, Any] = {}
        self.correlation_keys: dict[str, Any] = {}
        self.bpmn_start_events: list[Any] = []
        self.container = container
        self.process_id = process_id
        self.starts: tuple[str, ...] = ()
        self.nested: dict[str, ScopeSpec] = {}
        self.watches: dict[str, Any] = {}  # their start events, waited for in this scope
        self.handlers: tuple[Any, ...] = ()  # event subprocesses

    def node(self, name: str) -> Any:
        """Return a drawn node, or what waits for an event subprocess."""
        return self.task_specs.get(name) or self.watches[name]
