"""Taking a branch out of a diagram, as an analyst does with the eraser."""

from pathlib import Path

from lxml import etree

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


def without_branch(path: Path, name: str) -> None:
    """Remove `if_<name>`, `member_<name>`, `done_<name>` with every flow and shape of theirs."""
    tree = etree.parse(str(path))
    gone = {f"{part}_{name}" for part in ("if", "member", "done")}
    for flow in list(tree.iter(f"{BPMN}sequenceFlow")):
        if gone & {flow.get("sourceRef"), flow.get("targetRef")}:
            gone.add(str(flow.get("id")))
    for one in list(tree.iter()):
        named = one.get("id") in gone or one.get("bpmnElement") in gone
        if named or (one.text or "").strip() in gone:
            parent = one.getparent()
            assert parent is not None
            parent.remove(one)
    tree.write(str(path), xml_declaration=True, encoding="UTF-8")
