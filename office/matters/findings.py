"""What is wrong with a matter, in the words of the analyst who must put it right."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Finding:
    """`element` names the file and the place in it (`form.json · area`), `rule` what it breaks.

    `at` is the id of the drawn element, where there is one: the studio goes there.
    """

    element: str
    rule: str
    message: str
    remedy: str
    at: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.element}：{self.message}（{self.rule}）。{self.remedy}"


class Stopped(Exception):
    """The matter cannot be compiled or published; `findings` say why."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


class CompileStopped(Stopped):
    """The members' forms contradict each other."""


class PublicationStopped(Stopped):
    """The checks found what must not go live."""
