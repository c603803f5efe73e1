"""What is wrong with a decision model."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.feel import FeelError


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: a short code, the id (or name) of the element, its name, and the reason."""

    code: str
    element: str
    name: str
    reason: str


class DmnError(FeelError):
    """The decision model is refused; element and reason are those of the first finding."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        first = findings[0]
        super().__init__(f"{first.code} {first.element}（{first.name}）：{first.reason}")
        self.findings = tuple(findings)
        self.element = first.element
        self.reason = first.reason
