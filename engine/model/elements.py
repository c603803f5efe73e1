"""A drawn diagram as plain values: processes, elements, flows and what they say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"

CONTAINERS = frozenset({"process", "subProcess", "transaction", "adHocSubProcess"})
TASKS = frozenset(
    {
        "task",
        "manualTask",
        "userTask",
        "scriptTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "businessRuleTask",
    }
)
SUBPROCESSES = CONTAINERS - {"process"}
ACTIVITIES = TASKS | SUBPROCESSES | {"callActivity"}
GATEWAYS = frozenset(
    {
        "exclusiveGateway",
        "parallelGateway",
        "inclusiveGateway",
        "eventBasedGateway",
        "complexGateway",
    }
)
EVENTS = frozenset(
    {
        "startEvent",
        "endEvent",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "boundaryEvent",
    }
)
NODES = ACTIVITIES | GATEWAYS | EVENTS


@dataclass(frozen=True)
class Flow:
    """A sequence flow; condition is its expression's text, None where none is drawn."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str | None = None


@dataclass(frozen=True)
class EventDefinition:
    """What an event catches or throws.

    kind: none, timer, message, signal, error, escalation, terminate, cancel, conditional,
    link, compensate. name is the message's or signal's name, code that of an error or escalation.
    """

    kind: str
    id: str = ""
    reference: str = ""
    name: str = ""
    code: str | None = None
    timer: str = ""  # timeDate, timeDuration or timeCycle
    text: str = ""  # the timer's or condition's expression


@dataclass(frozen=True)
class Operator:
    """The host operation of a service task: noun.verb, FEEL parameters, result variable."""

    verb: str
    parameters: Mapping[str, str]
    result: str


@dataclass(frozen=True)
class Loop:
    """Repetition of an activity."""

    kind: str  # standard, parallel or sequential
    cardinality: str | None = None
    collection: str | None = None
    item: str | None = None
    output: str | None = None
    output_item: str | None = None
    condition: str | None = None  # completion condition, or a standard loop's condition
    maximum: str | None = None
    test_before: bool = False


@dataclass(frozen=True)
class Element:
    """One drawn flow node."""

    id: str
    tag: str
    name: str
    scope: str  # id of the process or subprocess that holds it
    lane: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    incoming: tuple[Flow, ...] = ()
    outgoing: tuple[Flow, ...] = ()
    default: str | None = None
    events: tuple[EventDefinition, ...] = ()
    attached_to: str | None = None
    interrupting: bool = True
    operator: Operator | None = None
    script: str | None = None
    decision: str | None = None
    called: str | None = None
    binding: str = "pinned"
    inputs: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)
    message: str | None = None  # name of a receive or send task's message
    loop: Loop | None = None
    triggered: bool = False  # an event subprocess
    instantiate: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def event(self) -> EventDefinition:
        """The one definition of an event; kind "none" where nothing is drawn."""
        return self.events[0] if self.events else EventDefinition("none")


@dataclass(frozen=True)
class Container:
    """A process or subprocess and the elements directly in it, in drawn order."""

    id: str
    tag: str
    name: str
    parent: str | None
    elements: tuple[str, ...]
    executable: bool = True

    @property
    def is_process(self) -> bool:
        return self.tag == "process"


@dataclass(frozen=True)
class Diagram:
    """One file's or one set of files' processes, with every element by id."""

    containers: Mapping[str, Container]
    elements: Mapping[str, Element]
    lanes: frozenset[str] = frozenset()

    def processes(self) -> Iterator[Container]:
        """Yield the executable processes."""
        for container in self.containers.values():
            if container.is_process and container.executable:
                yield container

    def process_of(self, container_id: str) -> str:
        """Return the id of the process that holds a container."""
        container = self.containers[container_id]
        while container.parent is not None:
            container = self.containers[container.parent]
        return container.id

    def inside(self, container_id: str) -> Iterator[Element]:
        """Yield the elements of a container and of the subprocesses in it."""
        for element_id in self.containers[container_id].elements:
            yield self.elements[element_id]
            if element_id in self.containers:
                yield from self.inside(element_id)

    def boundaries(self, element_id: str) -> Iterator[Element]:
        """Yield the boundary events attached to an activity."""
        host = self.elements[element_id]
        for other in self.containers[host.scope].elements:
            if self.elements[other].attached_to == element_id:
                yield self.elements[other]
