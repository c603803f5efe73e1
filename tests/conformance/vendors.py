"""What an importer makes of a Camunda, Flowable or Activiti file, and what it must refuse."""

import re
from collections.abc import Callable, Iterator

from lxml import etree

from engine import Refusal
from engine.model.elements import BPMN, NODES, SPIFF

VENDORS = (
    "http://camunda.org/schema/1.0/bpmn",
    "http://flowable.org/bpmn",
    "http://activiti.org/bpmn",
    "http://www.activiti.org/bpmn",
)
ADDED = "importer_"  # begins the ids of what is not drawn; no trace shows them
PASS = "conformance.pass"
_SCOPES = ("process", "subProcess", "transaction")
_GATEWAYS = ("exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway")

Translate = Callable[[str], str]


def own(node: etree._Element, name: str) -> str | None:
    """Return a vendor's attribute."""
    return next((v for n in VENDORS if (v := node.get(f"{{{n}}}{name}")) is not None), None)


def unfit(root: etree._Element) -> Iterator[Refusal]:
    """Yield what only the vendor's engine could execute."""
    for node in root.iter(*(f"{{{BPMN}}}{tag}" for tag in ("message", "signal"))):
        if _computed(node.get("name")):
            yield _no("expression-name", node, "名称是表达式 (the name is an expression)")
        if own(node, "scope") == "processInstance":
            yield _no("signal-scope", node, "信号只在本实例内 (a signal within one instance)")
    for node in root.iter(f"{{{BPMN}}}callActivity"):
        if _computed(node.get("calledElement")):
            yield _no("called-element", node, "被调流程是表达式 (the called process is computed)")
        if own(node, "calledElementBinding") in ("version", "versionTag"):
            yield _no("binding", node, "绑定到固定版本 (bound to a fixed version)")
    for node in root.iter(f"{{{BPMN}}}terminateEventDefinition"):
        end = node.getparent()
        scope = None if end is None else end.getparent()
        nested = scope is not None and _tag(scope) != "process"
        if end is not None and (
            (own(node, "terminateAll") == "true" and nested)
            or own(node, "terminateMultiInstance") == "true"
        ):
            yield _no("terminate", end, "终止越过所在的一层 (ends more than its scope)")
    for node in root.iter(f"{{{BPMN}}}serviceTask"):
        if own(node, "triggerable") == "true" or own(node, "type") in ("dmn", "case"):
            yield _no("operator", node, "服务任务等待外部触发 (waits for its vendor's engine)")


def import_vendor(root: etree._Element, translate: Translate) -> None:
    """Change the file in place to what the engine reads."""
    _Importer(root, translate).run()


def operator(node: etree._Element, verb: str) -> None:
    """Make a task a service task of the host."""
    node.tag = f"{{{BPMN}}}serviceTask"
    for script in node.findall(f"{{{BPMN}}}script"):
        node.remove(script)
    etree.SubElement(extensions(node), f"{{{SPIFF}}}serviceTaskOperator", id=verb)


def extensions(node: etree._Element) -> etree._Element:
    found = node.find(f"{{{BPMN}}}extensionElements")
    if found is None:
        found = etree.Element(f"{{{BPMN}}}extensionElements")
        documented = len(node.findall(f"{{{BPMN}}}documentation"))
        node.insert(documented, found)
    return found


def _pairs(node: etree._Element, group: str, values: dict[str, str]) -> None:
    if not values:
        return
    home = extensions(node)
    found = home.find(f"{{{SPIFF}}}{group}")
    if found is None:
        found = etree.SubElement(home, f"{{{SPIFF}}}{group}")
    item = "property" if group == "properties" else group.removesuffix("s")
    for name, value in values.items():
        etree.SubElement(found, f"{{{SPIFF}}}{item}", name=name, value=value)


def _computed(text: str | None) -> bool:
    return text is not None and re.search(r"[$#]\{", text) is not None


def _no(code: str, node: etree._Element, reason: str) -> Refusal:
    return Refusal(code, str(node.get("id", "")), str(node.get("name", "")), reason)


def _tag(node: etree._Element) -> str:
    return str(node.tag).removeprefix(f"{{{BPMN}}}")


class _Importer:
    def __init__(self, root: etree._Element, translate: Translate) -> None:
        self.root = root
        self.translate = translate
        self.number = 0

    def run(self) -> None:
        self.references()
        self.names()
        self.messages()
        for node in self.all("scriptTask"):
            self.script(node)
        for node in self.all("serviceTask", "businessRuleTask", "sendTask"):
            self.automatic(node)
        for node in self.all("userTask", "receiveTask"):
            _pairs(node, "properties", {"result": "variables"})
        for node in self.all("callActivity"):
            self.call(node)
        for node in self.all("multiInstanceLoopCharacteristics"):
            self.collection(node)
        for scope in self.all(*_SCOPES):
            self.ends(scope)
            self.gateways(scope)

    def all(self, *tags: str) -> list[etree._Element]:
        return list(self.root.iter(*(f"{{{BPMN}}}{tag}" for tag in tags)))

    def made(self) -> str:
        self.number += 1
        return f"{ADDED}{self.number}"

    # definitions

    def references(self) -> None:
        """Leave out what these vendors do not read; give an id to what has none."""
        for node in self.all("incoming", "outgoing"):
            parent = node.getparent()
            if parent is not None:
                parent.remove(node)
        items = {node.get("id") for node in self.all("itemDefinition")}
        for node in self.root.iter(f"{{{BPMN}}}*"):
            item = node.get("itemSubjectRef")
            if item is not None and item not in items:
                del node.attrib["itemSubjectRef"]
            if _tag(node) in NODES and not node.get("id"):
                node.set("id", self.made())

    def names(self) -> None:
        """A reference that leads nowhere is itself the code or name; no code catches all."""
        for kind in ("error", "escalation", "message", "signal"):
            key = f"{kind}Ref"
            known = {str(node.get("id")): node for node in self.all(kind)}
            for node in self.all(f"{kind}EventDefinition"):
                reference = node.get(key)
                if reference == "":
                    del node.attrib[key]
                elif reference is not None and reference.split(":")[-1] not in known:
                    node.set(key, self.define(kind, reference))
            if kind in ("error", "escalation"):
                self.codes(kind, known)

    def define(self, kind: str, name: str) -> str:
        made = etree.Element(f"{{{BPMN}}}{kind}", id=self.made(), name=name)
        if kind in ("error", "escalation"):
            made.set(f"{kind}Code", name)
        self.root.insert(0, made)
        return str(made.get("id"))

    def codes(self, kind: str, known: dict[str, etree._Element]) -> None:
        for node in known.values():
            if node.get(f"{kind}Code") and not node.get("name"):
                node.set("name", str(node.get(f"{kind}Code")))
        for node in self.all(f"{kind}EventDefinition"):
            owner, found = node.getparent(), known.get(str(node.get(f"{kind}Ref")).split(":")[-1])
            catches = owner is not None and _tag(owner) in ("boundaryEvent", "startEvent")
            if catches and found is not None and not found.get(f"{kind}Code"):
                del node.attrib[f"{kind}Ref"]

    def messages(self) -> None:
        """A thrown message without a name is a class of the vendor's: nothing is sent."""
        for node in self.all("messageEventDefinition"):
            owner = node.getparent()
            throws = owner is not None and _tag(owner) in ("intermediateThrowEvent", "endEvent")
            if owner is not None and throws and not node.get("messageRef"):
                owner.remove(node)

    # activities

    def automatic(self, node: etree._Element) -> None:
        """A task without a house's operator passes; its expression may give a variable."""
        sends = _tag(node) == "sendTask" and node.get("messageRef") is not None
        drawn = node.find(f".//{{{SPIFF}}}serviceTaskOperator") is not None
        decides = node.find(f".//{{{SPIFF}}}calledDecisionId") is not None
        if sends or drawn or decides or own(node, "decisionRef") is not None:
            return
        if not self.assigns(node, own(node, "expression")):
            operator(node, PASS)

    def assigns(self, node: etree._Element, text: str | None) -> bool:
        """Make a script of a task that sets a variable to what FEEL can say."""
        name = own(node, "resultVariable") or own(node, "resultVariableName")
        if name is None or text is None:
            return False
        feel = self.translate(text)
        if _computed(feel):
            return False
        node.tag = f"{{{BPMN}}}scriptTask"
        for script in node.findall(f"{{{BPMN}}}script"):
            node.remove(script)
        etree.SubElement(node, f"{{{BPMN}}}script").text = f'{{"{name}": {feel}}}'
        return True

    def script(self, node: etree._Element) -> None:
        script = node.find(f"{{{BPMN}}}script")
        language = str(node.get("scriptFormat", "")).lower()
        if script is None or language == "feel":
            return
        if not (language == "juel" and self.assigns(node, script.text or "")):
            script.text = ""

    def call(self, node: etree._Element) -> None:
        """Only what is declared passes, as with these vendors; all, where that is declared."""
        binding = own(node, "calledElementBinding")
        chosen = {"binding": "pinned" if binding == "deployment" else "latest"}
        inherits = own(node, "inheritVariables") == "true"
        for tag, group in (("in", "inputs"), ("out", "outputs")):
            given: dict[str, str] = {}
            for vendor in VENDORS:
                for item in node.iter(f"{{{vendor}}}{tag}"):
                    if item.get("variables") == "all":
                        chosen[group] = "all"
                    elif item.get("target"):
                        given[str(item.get("target"))] = "=" + self.source(item)
            _pairs(node, group, given)
        if inherits:
            chosen["inputs"] = "all"
        _pairs(node, "properties", chosen)

    def source(self, item: etree._Element) -> str:
        text = item.get("sourceExpression")
        if text is None:
            text = f"${{{item.get('source', '')}}}"
        return self.translate(text)

    def collection(self, node: etree._Element) -> None:
        collection, item = own(node, "collection"), own(node, "elementVariable")
        if collection is None:
            return
        reference = etree.Element(f"{{{BPMN}}}loopDataInputRef")
        reference.text = self.translate(collection)
        node.insert(0, reference)
        if item is not None:
            made = etree.Element(f"{{{BPMN}}}inputDataItem", id=self.made(), name=item)
            node.insert(1, made)

    # flows

    def ends(self, scope: etree._Element) -> None:
        """Where nothing leads on, a token ends: draw that end."""
        flows = scope.findall(f"{{{BPMN}}}sequenceFlow")
        sources = {flow.get("sourceRef") for flow in flows}
        tags = {_tag(child) for child in scope}
        needs = "startEvent" in tags and "endEvent" not in tags
        stops = [n for n in scope if n.get("id") not in sources and self.stops(n, needs)]
        if not stops:
            return
        last = etree.SubElement(scope, f"{{{BPMN}}}endEvent", id=self.made())
        for node in stops:
            etree.SubElement(
                scope,
                f"{{{BPMN}}}sequenceFlow",
                id=self.made(),
                sourceRef=str(node.get("id")),
                targetRef=str(last.get("id")),
            )

    @staticmethod
    def stops(node: etree._Element, needs: bool) -> bool:
        tag = _tag(node)
        if tag not in NODES or tag == "endEvent" or node.get("triggeredByEvent") == "true":
            return False
        if node.get("isForCompensation") == "true":
            return False
        if any(
            node.find(f"{{{BPMN}}}{kind}EventDefinition") is not None
            for kind in ("link", "compensate")
        ):
            return False
        return needs or tag in ("boundaryEvent", "intermediateThrowEvent")

    def gateways(self, scope: etree._Element) -> None:
        """A gateway with one way through passes; an exclusive flow without condition holds."""
        flows = scope.findall(f"{{{BPMN}}}sequenceFlow")
        for node in [child for child in scope if _tag(child) in _GATEWAYS]:
            leaving = [f for f in flows if f.get("sourceRef") == node.get("id")]
            coming = [f for f in flows if f.get("targetRef") == node.get("id")]
            conditions = [f.find(f"{{{BPMN}}}conditionExpression") for f in leaving]
            single = len(leaving) == 1 and conditions[0] is None
            if single and (len(coming) < 2 or _tag(node) == "eventBasedGateway"):
                node.tag = f"{{{BPMN}}}task"
                for name in ("default", "gatewayDirection"):
                    node.attrib.pop(name, "")
            elif _tag(node) == "exclusiveGateway" and len(leaving) > 1:
                for flow, condition in zip(leaving, conditions, strict=True):
                    if condition is None and flow.get("id") != node.get("default", ""):
                        etree.SubElement(flow, f"{{{BPMN}}}conditionExpression").text = "true"
