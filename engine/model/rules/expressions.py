"""Every expression is FEEL that compiles; nothing of Python can be reached."""

from collections.abc import Callable, Iterator

from engine.feel import Expression, FeelError
from engine.model.elements import Diagram
from engine.model.rules.structure import executable_elements
from engine.model.trees import entries, never_boolean, unknown_functions
from engine.model.uses import Use, uses
from engine.values import Refusal

Compile = Callable[[str], Expression]
REMEDY = "按 docs/feel.md 改写"


def expressions(diagram: Diagram, compile_text: Compile) -> Iterator[Refusal]:
    for element in executable_elements(diagram):
        for use in uses(element):
            reason = _wrong(use, compile_text)
            if reason is not None:
                yield Refusal("feel", use.element, use.name, f"{use.role} {reason}", REMEDY)


def _wrong(use: Use, compile_text: Compile) -> str | None:
    if not use.text.strip():
        return "是空的 (empty expression)"
    try:
        expression = compile_text(use.text)
    except FeelError as error:
        return f"不是 FEEL 表达式 (not a FEEL expression): {error}"
    unknown = unknown_functions(expression)
    if unknown:
        return f"调用了没有的函数 (unknown function): {'、'.join(sorted(unknown))}"
    if use.role in ("condition", "loop condition") and never_boolean(expression):
        return "永远不是 true 或 false (never true or false)"
    if use.role == "script" and entries(expression) is None:
        return "须写成上下文 {变量: 值} (a script is a context {variable: value})"
    return None
