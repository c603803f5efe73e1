"""FEEL in forms and matters: refused with file, element and rule where the engine would refuse it."""

from collections.abc import Collection, Iterator

from engine import check_expression
from office.matters.findings import Finding


def feel_findings(place: str, rule: str, text: str, names: Collection[str]) -> Iterator[Finding]:
    """What the engine's own checker says against an expression over these names."""
    for refusal in check_expression(text, names):
        yield Finding(
            place, rule, refusal.reason, refusal.remedy or "请用 FEEL 改写，名称用本表单的字段名"
        )
