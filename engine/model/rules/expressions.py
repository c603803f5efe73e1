"""Every expression is FEEL that compiles; nothing of Python can be reached."""

from collections.abc import Callable, Iterator

from engine.feel import FeelError
from engine.model.elements import Diagram
from engine.model.rules.structure import executable_elements
from engine.model.uses import uses
from engine.values import Refusal

Compile = Callable[[str], object]


def expressions(diagram: Diagram, compile_text: Compile) -> Iterator[Refusal]:
    for element in executable_elements(diagram):
        for use in uses(element):
            if not use.text.strip():
                reason = f"{use.role} 是空的 (empty expression)"
                yield Refusal("feel", use.element, use.name, reason, "写一个 FEEL 表达式")
                continue
            try:
                compile_text(use.text)
            except FeelError as error:
                reason = f"{use.role} 不是 FEEL 表达式 (not a FEEL expression): {error}"
                yield Refusal("feel", use.element, use.name, reason, "按 docs/feel.md 改写")
