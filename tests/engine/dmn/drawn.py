"""Small decision models for the tests, written as XML."""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

HEAD = (
    '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" '
    'namespace="urn:example:{0}" name="{0}" id="{0}">'
)


def model(*parts: str, name: str = "model") -> bytes:
    return (HEAD.format(name) + "".join(parts) + "</definitions>").encode()


def data(name: str, kind: str = "", key: str = "") -> str:
    key = key or f"data_{name}"
    reference = f" typeRef={quoteattr(kind)}" if kind else ""
    return f"<inputData id={quoteattr(key)} name={quoteattr(name)}><variable name={quoteattr(name)}{reference}/></inputData>"


def decision(name: str, body: str, *needs: str, kind: str = "", key: str = "") -> str:
    """needs are hrefs with what they are: data:x, decision:x or knowledge:x."""
    tags = {
        "data": ("informationRequirement", "requiredInput"),
        "decision": ("informationRequirement", "requiredDecision"),
        "knowledge": ("knowledgeRequirement", "requiredKnowledge"),
    }
    requirements = ""
    for need in needs:
        what, _, target = need.partition(":")
        outer, inner = tags[what]
        href = quoteattr(target if "#" in target else f"#{target}")
        requirements += f"<{outer}><{inner} href={href}/></{outer}>"
    reference = f" typeRef={quoteattr(kind)}" if kind else ""
    return (
        f"<decision id={quoteattr(key or f'decision_{name}')} name={quoteattr(name)}>"
        f"<variable name={quoteattr(name)}{reference}/>{requirements}{body}</decision>"
    )


def literal(text: str) -> str:
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


def table(
    inputs: Sequence[tuple[str, str]],
    rules: Sequence[Sequence[str]],
    *,
    policy: str = "UNIQUE",
    aggregation: str = "",
    outputs: Sequence[str] = ("",),
    output_values: str = "",
    input_values: str = "",
    default: str = "",
    annotations: bool = False,
) -> str:
    """inputs are (expression, type); the last cell of a rule is its annotation when wanted."""
    columns = "".join(
        f"<input id='input{at}'><inputExpression typeRef={quoteattr(kind)}><text>{escape(text)}</text></inputExpression>"
        + (
            f"<inputValues><text>{escape(input_values)}</text></inputValues>"
            if input_values
            else ""
        )
        + "</input>"
        for at, (text, kind) in enumerate(inputs)
    )
    for at, name in enumerate(outputs):
        columns += f"<output id='output{at}'" + (f" name={quoteattr(name)}>" if name else ">")
        if output_values:
            columns += f"<outputValues><text>{escape(output_values)}</text></outputValues>"
        if default:
            columns += f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>"
        columns += "</output>"
    rows = ""
    for at, cells in enumerate(rules):
        rows += f"<rule id='rule{at + 1}'>"
        for place, cell in enumerate(cells):
            tag = "inputEntry" if place < len(inputs) else "outputEntry"
            if annotations and place == len(cells) - 1:
                tag = "annotationEntry"
            rows += f"<{tag}><text>{escape(cell)}</text></{tag}>"
        rows += "</rule>"
    extra = f" aggregation={quoteattr(aggregation)}" if aggregation else ""
    return f"<decisionTable id='table' hitPolicy={quoteattr(policy)}{extra}>{columns}{rows}</decisionTable>"
