"""Check a FEEL text on its own: for forms, layouts and whatever else stands outside a diagram."""

from collections.abc import Callable, Collection, Mapping

from engine.feel import FeelError, compile_expression
from engine.model.trees import unknown_functions
from engine.values import Refusal

REMEDY = "按 docs/feel.md 改写"


def check_expression(
    text: str,
    names: Collection[str] | None = None,
    functions: Mapping[str, Callable[..., object]] | None = None,
) -> tuple[Refusal, ...]:
    """Return why a text is not FEEL, or reads a name that is not among these (None: any name)."""
    try:
        expression = compile_expression(text, functions=functions, names=names)
    except FeelError as error:
        reason = f"不是 FEEL 表达式 (not a FEEL expression): {error}"
        return (Refusal("feel", "", text, reason, REMEDY),)
    unknown = unknown_functions(expression)
    if unknown:
        reason = f"调用了没有的函数 (unknown function): {'、'.join(sorted(unknown))}"
        return (Refusal("feel", "", text, reason, REMEDY),)
    return ()
