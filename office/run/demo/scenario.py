"""Scenario files: what people answer, fill in and decide, and what must come of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

import office

MATTERS = Path(office.__file__).resolve().parent.parent / "processes" / "matters"
APPLICANT = "applicant"


@dataclass(frozen=True)
class Step:
    """One person's act. by is "role@department" or "applicant"; member is the matter where it is one of several."""

    task: str
    by: str
    outcome: str
    member: str = ""
    opinion: str = ""
    points: tuple[str, ...] = ()
    items: tuple[Mapping[str, str], ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    attachments: Mapping[str, str] = field(default_factory=dict)
    answer: str = ""

    @property
    def role(self) -> str:
        return self.by.partition("@")[0]

    @property
    def department(self) -> str:
        return self.by.partition("@")[2]


@dataclass(frozen=True)
class Scenario:
    """A whole case, from the first question to the expected end."""

    name: str
    matter: str
    applicant: str
    region: str
    answers: Mapping[str, Any]
    values: Mapping[str, Any]
    attachments: Mapping[str, str]
    steps: tuple[Step, ...]
    expect: Mapping[str, Any]


def read_scenario(path: Path) -> Scenario:
    """Return the scenario that a file describes."""
    said = yaml.safe_load(path.read_text())
    return Scenario(
        name=said["name"],
        matter=said["matter"],
        applicant=said.get("applicant", "applicant-a"),
        region=str(said.get("region", "230102")),
        answers=said.get("answers") or {},
        values=said.get("values") or {},
        attachments=said.get("attachments") or {},
        steps=tuple(_step(one) for one in said["steps"]),
        expect=said["expect"],
    )


def scenarios(matter: str | None = None) -> Sequence[Path]:
    """Return the scenario files of a matter, or of all."""
    return sorted(MATTERS.glob(f"{matter or '*'}/scenarios/*.yaml"))


def _step(said: Mapping[str, Any]) -> Step:
    lists = {name: tuple(said.get(name) or ()) for name in ("points", "items")}
    return Step(**{**said, **lists})
