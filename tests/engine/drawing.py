"""Draw BPMN in a line: nodes by function, flows as text."""

import re
from xml.sax.saxutils import escape, quoteattr

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' id="defs" targetNamespace="http://example.org/tongban">'
)


def definitions(*parts: str) -> bytes:
    return (HEAD + "".join(parts) + "</bpmn:definitions>").encode()


def process(process_id: str, flows: str, *nodes: str) -> str:
    """A process; flows like "s>a>g; g>b [x = 1]; g>c default"; s is a start, e… are ends."""
    return (
        f'<bpmn:process id="{process_id}" isExecutable="true">{scope(flows, *nodes)}</bpmn:process>'
    )


def diagram(process_id: str, flows: str, *nodes: str, extra: str = "") -> dict[str, bytes]:
    """One file with one process."""
    return {f"{process_id}.bpmn": definitions(process(process_id, flows, *nodes), extra)}


def scope(flows: str, *nodes: str) -> str:
    drawn = "".join(nodes)
    known = set(re.findall(r' id="([^"]+)"', drawn))
    body: list[str] = []
    defaults: dict[str, str] = {}
    named: list[str] = []
    for number, part in enumerate(p.strip() for p in flows.split(";") if p.strip()):
        match = re.match(r"^([\w>]+)\s*(default|\[.*\])?$", part, re.S)
        assert match, part
        steps = match[1].split(">")
        named += steps
        for index, (source, target) in enumerate(zip(steps, steps[1:], strict=False)):
            own = f"f{number}_{index}_{source}_{target}"
            condition = ""
            if match[2] == "default":
                defaults[source] = own
            elif match[2]:
                condition = (
                    '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">'
                    f"{escape(match[2][1:-1])}</bpmn:conditionExpression>"
                )
            body.append(
                f'<bpmn:sequenceFlow id="{own}" sourceRef="{source}" targetRef="{target}">'
                f"{condition}</bpmn:sequenceFlow>"
            )
    for own in dict.fromkeys(named):
        if own not in known and own.startswith("s"):
            drawn += f'<bpmn:startEvent id="{own}"/>'
        elif own not in known and own.startswith("e"):
            drawn += f'<bpmn:endEvent id="{own}"/>'
    for source, flow in defaults.items():
        drawn = drawn.replace(f' id="{source}"', f' id="{source}" default="{flow}"', 1)
    return drawn + "".join(body)


def node(tag: str, node_id: str, inside: str = "", **attributes: str) -> str:
    more = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f'<bpmn:{tag} id="{node_id}"{more}>{inside}</bpmn:{tag}>'


def extensions(inside: str) -> str:
    return f"<bpmn:extensionElements>{inside}</bpmn:extensionElements>"


def pairs(group: str, item: str, values: dict[str, str]) -> str:
    items = "".join(
        f"<spiffworkflow:{item} name={quoteattr(n)} value={quoteattr(v)}/>"
        for n, v in values.items()
    )
    return f"<spiffworkflow:{group}>{items}</spiffworkflow:{group}>"


def properties(**values: str) -> str:
    return extensions(pairs("properties", "property", values))


def user(node_id: str, inside: str = "", **values: str) -> str:
    return node("userTask", node_id, (properties(**values) if values else "") + inside)


def service(node_id: str, verb: str, result: str = "", inside: str = "", **parameters: str) -> str:
    given = "".join(
        f'<spiffworkflow:parameter id="{n}" type="string" value={quoteattr(v)}/>'
        for n, v in parameters.items()
    )
    variable = f' resultVariable="{result}"' if result else ""
    operator = (
        f'<spiffworkflow:serviceTaskOperator id="{verb}"{variable}>'
        f"<spiffworkflow:parameters>{given}</spiffworkflow:parameters>"
        "</spiffworkflow:serviceTaskOperator>"
    )
    return node("serviceTask", node_id, extensions(operator) + inside)


def script(node_id: str, text: str, inside: str = "") -> str:
    return node("scriptTask", node_id, inside + f"<bpmn:script>{escape(text)}</bpmn:script>")


def decision(node_id: str, decision_id: str) -> str:
    called = f"<spiffworkflow:calledDecisionId>{decision_id}</spiffworkflow:calledDecisionId>"
    return node("businessRuleTask", node_id, extensions(called))


def call(
    node_id: str,
    called: str,
    inputs: dict[str, str] | None = None,
    outputs: dict[str, str] | None = None,
    binding: str = "",
    inside: str = "",
) -> str:
    given = pairs("inputs", "input", inputs or {}) + pairs("outputs", "output", outputs or {})
    if binding:
        given += pairs("properties", "property", {"binding": binding})
    return node("callActivity", node_id, extensions(given) + inside, calledElement=called)


def xor(node_id: str) -> str:
    return node("exclusiveGateway", node_id)


def both(node_id: str) -> str:
    return node("parallelGateway", node_id)


def some(node_id: str) -> str:
    return node("inclusiveGateway", node_id)


def sub(node_id: str, flows: str, *nodes: str, inside: str = "", **attributes: str) -> str:
    return node("subProcess", node_id, inside + scope(flows, *nodes), **attributes)


def timer(text: str, kind: str = "timeDuration") -> str:
    return f"<bpmn:timerEventDefinition><bpmn:{kind}>{escape(text)}</bpmn:{kind}></bpmn:timerEventDefinition>"


def boundary(node_id: str, host: str, inside: str, *, interrupting: bool = True) -> str:
    return node(
        "boundaryEvent",
        node_id,
        inside,
        attachedToRef=host,
        cancelActivity="true" if interrupting else "false",
    )


def catch(node_id: str, inside: str) -> str:
    return node("intermediateCatchEvent", node_id, inside)


def throw(node_id: str, inside: str) -> str:
    return node("intermediateThrowEvent", node_id, inside)


def end(node_id: str, inside: str = "") -> str:
    return node("endEvent", node_id, inside)


def definition(kind: str, reference: str = "", inside: str = "") -> str:
    """An event definition: kind message, signal, error, escalation, terminate …"""
    ref = f' {kind}Ref="{reference}"' if reference else ""
    return f"<bpmn:{kind}EventDefinition{ref}>{inside}</bpmn:{kind}EventDefinition>"


def message_catch(node_id: str, reference: str, key: str) -> str:
    return catch(node_id, properties(correlation=key) + definition("message", reference))


def many(inside: str, *, sequential: bool = False) -> str:
    kind = "true" if sequential else "false"
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{kind}">{inside}'
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
