"""Cheap changes to the XML that keep its meaning: every sequence flow gets an id."""

from lxml import etree

from engine.model.elements import BPMN


def normalise(root: etree._Element) -> None:
    """Change the tree in place; drawn ids stay as they are."""
    taken = {node.get("id") for node in root.iter() if node.get("id")}
    number = 0
    for flow in root.iter(f"{{{BPMN}}}sequenceFlow"):
        if flow.get("id"):
            continue
        while f"flow_{number}" in taken:
            number += 1
        flow.set("id", f"flow_{number}")
        number += 1
