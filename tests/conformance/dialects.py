"""What an importer does to a foreign file: expressions, tokens and attributes, never structure."""

import re

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
FLOWABLE = "http://flowable.org/bpmn"
VENDORS = (CAMUNDA, FLOWABLE, "http://activiti.org/bpmn")

_EXPRESSIONS = (
    "conditionExpression",
    "condition",
    "loopCardinality",
    "completionCondition",
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
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    for tag in _EXPRESSIONS:
        for node in root.iter(f"{{{BPMN}}}{tag}"):
            if node.text:
                node.text = expression(node.text)
    if dialect == "betsy":
        for node in list(root.iter(f"{{{BPMN}}}scriptTask")):
            _betsy_script(node, logs)
    else:
        _vendor(root)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def expression(text: str) -> str:
    """Return a Java-like condition as FEEL."""
    text = re.sub(r"^\s*[$#]\{(.*)\}\s*$", r"\1", text, flags=re.S).strip()
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
        _operator(node, THROW)
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


def _operator(node: etree._Element, verb: str) -> None:
    node.tag = f"{{{BPMN}}}serviceTask"
    for script in node.findall(f"{{{BPMN}}}script"):
        node.remove(script)
    extensions = node.find(f"{{{BPMN}}}extensionElements")
    if extensions is None:
        extensions = etree.Element(f"{{{BPMN}}}extensionElements")
        node.insert(0, extensions)
    etree.SubElement(extensions, f"{{{SPIFF}}}serviceTaskOperator", id=verb)


def _vendor(root: etree._Element) -> None:
    for node in root.iter(
        f"{{{BPMN}}}serviceTask", f"{{{BPMN}}}businessRuleTask", f"{{{BPMN}}}sendTask"
    ):
        sends = node.get("messageRef") is not None  # drawn: the engine sends it
        if node.find(f".//{{{SPIFF}}}serviceTaskOperator") is None and not sends:
            _operator(node, "conformance.pass")
    for node in root.iter(f"{{{BPMN}}}scriptTask"):
        script = node.find(f"{{{BPMN}}}script")
        if script is not None and not _is_feel(node):
            script.text = ""
    for node in root.iter(f"{{{BPMN}}}multiInstanceLoopCharacteristics"):
        _collection(node)


def _is_feel(node: etree._Element) -> bool:
    return str(node.get("scriptFormat", "")).lower() == "feel"


def _collection(node: etree._Element) -> None:
    collection = item = None
    for vendor in VENDORS:
        collection = collection or node.get(f"{{{vendor}}}collection")
        item = item or node.get(f"{{{vendor}}}elementVariable")
    if collection is None:
        return
    reference = etree.Element(f"{{{BPMN}}}loopDataInputRef")
    reference.text = expression(collection)
    node.insert(0, reference)
    if item is not None:
        node.insert(1, etree.Element(f"{{{BPMN}}}inputDataItem", id=f"item_{id(node)}", name=item))
