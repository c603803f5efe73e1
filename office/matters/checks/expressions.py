"""FEEL in forms and matters: refused with file, element and rule where the engine would refuse it."""

from collections.abc import Callable, Collection, Iterator

from engine import Engine, Refusal, check_expression
from office.matters.findings import Finding

Checker = Callable[[str, Collection[str]], tuple[Refusal, ...]]


def checker(engine: Engine) -> Checker:
    """The engine's checker with the functions that this house gives it (working days …)."""
    functions = engine.host.functions
    return lambda text, names: check_expression(text, names, functions)


def feel_findings(
    place: str, rule: str, text: str, names: Collection[str], check: Checker
) -> Iterator[Finding]:
    """What the engine's own checker says against an expression over these names."""
    for refusal in check(text, names):
        yield Finding(
            place, rule, refusal.reason, refusal.remedy or "请用 FEEL 改写，名称用本表单的字段名"
        )
