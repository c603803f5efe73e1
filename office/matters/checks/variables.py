"""What the diagram reads: every variable has a form, a decision or a step that writes it."""

from collections.abc import Iterator

from office.matters.checks.surroundings import Checked, Surroundings
from office.matters.compiled import Compiled
from office.matters.findings import Finding

_GIVEN = frozenset({"accepted", "answers", "region"})  # what cases.submit gives every process


def variable_findings(
    matter: Checked, compiled: Compiled, around: Surroundings
) -> Iterator[Finding]:
    """Variables that the process reads and no form, decision or step writes."""
    fields = {one.name for one in compiled.fields}
    answers = {one["id"] for one in matter.said.questions.get("questions", ())}
    given = {"fields": fields, "answers": answers}
    for path in sorted(around.engine.reads(matter.folder.process_files())):
        root, _, rest = path.partition(".")
        known = given.get(root)
        name = rest.partition(".")[0]
        if root in _GIVEN | {"fields"} and (known is None or not name or name in known):
            continue
        place, at = _reader(matter, path)
        yield Finding(
            place,
            "流程读取的变量须有来处",
            f"没有表单、决策或步骤写入 {path}",
            "请核对变量名，或补上写入它的步骤",
            at,
        )


def _reader(matter: Checked, path: str) -> tuple[str, str]:
    """Where the diagram reads the variable: the gateway of a condition, or the step of a parameter."""
    if matter.diagram is None:
        return "process.bpmn", ""
    for flow in matter.diagram.flows:
        if path in (flow.condition or ""):
            node = matter.diagram.nodes.get(flow.source)
            return f"process.bpmn · {node.name or node.id if node else flow.id}", flow.id
    for node in matter.diagram.nodes.values():
        if any(path in one for one in (*node.parameters.values(), *node.inputs.values())):
            return f"process.bpmn · {node.name or node.id}", node.id
    return "process.bpmn", ""
