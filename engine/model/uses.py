"""Where a diagram uses FEEL, what each element writes, and what a process needs from outside."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from engine.model.elements import Diagram, Element
from engine.model.iso import is_iso

COUNTERS = frozenset(
    {
        "loopCounter",
        "numberOfInstances",
        "numberOfActiveInstances",
        "numberOfCompletedInstances",
        "numberOfTerminatedInstances",
    }
)


@dataclass(frozen=True)
class Use:
    """One FEEL text: whose, for what, whether it reads the caller's variables."""

    element: str
    name: str
    role: str
    text: str
    inner: bool = False  # reads the called process's variables, not the caller's


def uses(element: Element) -> Iterator[Use]:
    """Yield every FEEL text of an element and of the flows that leave it."""

    def use(role: str, text: str, *, inner: bool = False) -> Use:
        return Use(element.id, element.name, role, text, inner)

    for flow in element.outgoing:
        if flow.condition is not None and flow.id != element.default:
            yield Use(flow.id, flow.name or element.name, "condition", flow.condition)
    for name, value in element.properties.items():
        if value.startswith("="):
            yield use(f"property {name}", value[1:])
    if element.operator is not None:
        for name, value in element.operator.parameters.items():
            yield use(f"parameter {name}", value)
    if element.tag == "scriptTask" and element.script:
        yield use("script", element.script)
    for name, value in element.inputs.items():
        yield use(f"input {name}", value.removeprefix("="))
    for name, value in element.outputs.items():
        yield use(f"output {name}", value.removeprefix("="), inner=True)
    for event in element.events:
        if event.kind == "timer" and event.text and not is_iso(event.text):
            yield use("timer", event.text)
        if event.kind == "conditional" and event.text:
            yield use("condition", event.text)
    if element.loop is not None:
        yield from _loop_uses(element, use)


def _loop_uses(element: Element, use: Callable[..., Use]) -> Iterator[Use]:
    loop = element.loop
    assert loop is not None
    if loop.collection:
        yield use("collection", loop.collection)
    if loop.cardinality:
        yield use("cardinality", loop.cardinality)
    if loop.condition:
        yield use("loop condition", loop.condition)


def writes(element: Element, entries: Callable[[str], frozenset[str]]) -> frozenset[str]:
    """Return the variables that an element sets; entries gives a script's context keys."""
    found: set[str] = set()
    if element.tag in ("userTask", "receiveTask", "businessRuleTask"):
        found.add(element.id)
    if element.operator is not None:
        found.add(element.operator.result or element.id)
    if element.tag == "scriptTask" and element.script:
        found |= entries(element.script)
    if element.tag == "callActivity":
        found |= set(element.outputs)
    if element.loop is not None and element.loop.kind != "standard":
        if element.loop.output:
            found = {element.loop.output}
        elif element.tag in ("scriptTask", "callActivity"):
            found = set()
    return frozenset(found)


def locals_of(diagram: Diagram, element: Element) -> frozenset[str]:
    """Return the names that only instances of a repeated activity see."""
    found: set[str] = set()
    current: Element | None = element
    while current is not None:
        if current.loop is not None:
            found |= COUNTERS
            found |= {n for n in (current.loop.item, current.loop.output_item) if n}
        current = diagram.elements.get(current.scope)
    return frozenset(found)
