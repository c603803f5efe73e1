"""What an importer does to a foreign file: expressions, tokens and attributes, never structure."""

import re
from collections.abc import Mapping

from lxml import etree

from engine import Refusal
from engine.model.elements import BPMN
from tests.conformance import juel
from tests.conformance.vendors import import_vendor, operator, unfit

_EXPRESSIONS = (
    "conditionExpression",
    "condition",
    "loopCardinality",
    "completionCondition",
    "loopDataInputRef",
    "loopCondition",
    "timeDuration",
    "timeDate",
    "timeCycle",
)
_COUNTERS = {
    "nrOfInstances": "numberOfInstances",
    "nrOfActiveInstances": "numberOfActiveInstances",
    "nrOfCompletedInstances": "numberOfCompletedInstances",
}
THROW = "conformance.throw-error"
_TOKENS = {
    "INCREMENT_INTEGER_VARIABLE": "{integerVariable: integerVariable + 1}",
    "INCREMENT_INTEGER_VARIABLE_AND_LOG": "{integerVariable: integerVariable + 1}",
}

Logs = dict[str, str]  # element id → the log line that its completion leaves


def adapt(dialect: str, content: bytes, logs: Logs) -> bytes:
    """Return a file as an importer of this dialect would write it."""
    if dialect == "plain":
        return content
    root = _parse(content)
    if root is None:
        return content  # refused as it stands
    for tag in _EXPRESSIONS:
        for node in root.iter(f"{{{BPMN}}}{tag}"):
            if node.text:
                node.text = expression(node.text)
    if dialect == "betsy":
        for node in list(root.iter(f"{{{BPMN}}}scriptTask")):
            _betsy_script(node, logs)
    else:
        import_vendor(root, expression)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def refusals(dialect: str, content: bytes) -> list[Refusal]:
    """Return what an importer of this dialect cannot take over."""
    root = _parse(content) if dialect in ("camunda", "flowable") else None
    return [] if root is None else list(unfit(root))


def together(files: Mapping[str, bytes]) -> list[dict[str, bytes]]:
    """Return what is deployed as one set: all, or each diagram where two use the same id."""
    decisions = {name: content for name, content in files.items() if name.endswith(".dmn")}
    diagrams = {name: content for name, content in files.items() if name not in decisions}
    used: set[str] = set()
    for content in diagrams.values():
        root = _parse(content)
        held = () if root is None else root.iter(f"{{{BPMN}}}*")
        mine = {str(node.get("id")) for node in held if node.get("id") and node is not root}
        if used & mine:
            return [{name: content, **decisions} for name, content in diagrams.items()]
        used |= mine
    return [dict(files)]


def _parse(content: bytes) -> etree._Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def expression(text: str) -> str:
    """Return a Java-like expression as FEEL; what FEEL cannot say stays as it is."""
    wrapped = re.fullmatch(r"\s*[$#]\{(.*)\}\s*", text, flags=re.S)
    if wrapped is not None:
        try:
            return juel.translate(wrapped[1])
        except juel.NotFeel:
            return text
    text = text.strip()
    text = re.sub(r"""(\w+)\.contains\((["'])(.*?)\2\)""", r'contains(\1, "\3")', text)
    text = re.sub(r"!\s*(\w+\([^()]*\))", r"not(\1)", text)
    text = re.sub(r"!\s*(?!=)(\w[\w.]*)", r"not(\1)", text)
    text = text.replace("==", "=").replace("&&", " and ").replace("||", " or ")
    text = re.sub(r"'([^']*)'", r'"\1"', text)
    for theirs, ours in _COUNTERS.items():
        text = re.sub(rf"\b{theirs}\b", ours, text)
    return text


def _betsy_script(node: etree._Element, logs: Logs) -> None:
    script = node.find(f"{{{BPMN}}}script")
    token = (script.text or "").strip() if script is not None else ""
    own = str(node.get("id"))
    if token.startswith("SCRIPT_task"):
        logs[own] = token
    elif token == "CREATE_MARKER_FILE":
        logs[own] = "MARKER_exists"
    elif token == "INCREMENT_INTEGER_VARIABLE_AND_LOG":
        logs[own] = "INCREMENT"
    elif token == "SET_STRING_DATA":
        _set(node, script, _written(node))
    elif token == "LOG_DATA":
        logs[own] = f"DATA {_read(node)}"
    if token == "THROW_ERROR":
        operator(node, THROW)
    elif script is not None and token != "SET_STRING_DATA":
        script.text = _TOKENS.get(token, "")


def _written(node: etree._Element) -> str:
    found = node.find(f"{{{BPMN}}}ioSpecification/{{{BPMN}}}dataOutput")
    return "data" if found is None else str(found.get("name") or found.get("id"))


def _read(node: etree._Element) -> str:
    found = node.find(f"{{{BPMN}}}ioSpecification/{{{BPMN}}}dataInput")
    return "data" if found is None else str(found.get("name") or found.get("id"))


def _set(node: etree._Element, script: etree._Element | None, name: str) -> None:
    if script is not None:
        script.text = f'{{"{name}": "String"}}'
