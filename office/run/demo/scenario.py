"""Scenario files: what people answer, fill in and decide, and what must come of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from marshmallow import Schema, fields, post_load

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
    start: str = ""


class StepSchema(Schema):
    """A step as a file writes it; an unknown key is an error, so that a slip of the pen is seen."""

    task = fields.String(required=True)
    by = fields.String(required=True)
    outcome = fields.String(required=True)
    member = fields.String(load_default="")
    opinion = fields.String(load_default="")
    points = fields.List(fields.String(), load_default=list)
    items = fields.List(
        fields.Dict(keys=fields.String(), values=fields.String()), load_default=list
    )
    values = fields.Dict(keys=fields.String(), load_default=dict)
    attachments = fields.Dict(keys=fields.String(), values=fields.String(), load_default=dict)

    @post_load
    def step(self, said: dict[str, Any], **_: Any) -> Step:
        lists = {name: tuple(said[name]) for name in ("points", "items")}
        return Step(**{**said, **lists})


class ScenarioSchema(Schema):
    """A scenario file; `company` names who the applicant files for and is read by people alone.

    `start` is the day on which a rehearsal of it begins, where the calendar matters.
    """

    name = fields.String(required=True)
    matter = fields.String(required=True)
    applicant = fields.String(load_default="applicant-a")
    company = fields.String()
    region = fields.String(load_default="230102")
    answers = fields.Dict(keys=fields.String(), load_default=dict)
    values = fields.Dict(keys=fields.String(), load_default=dict)
    attachments = fields.Dict(keys=fields.String(), values=fields.String(), load_default=dict)
    steps = fields.List(fields.Nested(StepSchema), required=True)
    expect = fields.Dict(keys=fields.String(), required=True)
    start = fields.String(load_default="")

    @post_load
    def scenario(self, said: dict[str, Any], **_: Any) -> Scenario:
        said.pop("company", None)
        return Scenario(**{**said, "steps": tuple(said["steps"])})


def read_scenario(path: Path) -> Scenario:
    """Return the scenario that a file describes; raises marshmallow.ValidationError with what is wrong where."""
    return parse_scenario(path.read_bytes())


def parse_scenario(content: bytes) -> Scenario:
    """Return the scenario that a file's content describes; raises ValidationError, yaml.YAMLError."""
    read: Scenario = ScenarioSchema().load(yaml.safe_load(content))
    return read


def scenarios(matter: str | None = None) -> Sequence[Path]:
    """Return the scenario files of a matter, or of all."""
    return sorted(MATTERS.glob(f"{matter or '*'}/scenarios/*.yaml"))
