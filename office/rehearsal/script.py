"""The script of a rehearsal: an application and what happens to it, step by step, as a scenario file writes it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from office.run.demo.scenario import APPLICANT, Scenario, Step, StepSchema

# Who acts in a step beside people: the clock jumps, an authority changes its behaviour, an operator retries.
CLOCK, AUTHORITY, OPERATOR = "clock", "authority", "operator"
APPLICATION = "application"  # the step in which the applicant submits
SUBMIT = "submit"
RETRY = "retry"
NEXT = "next"  # of the clock: to whatever is due next
SUBMITTING = Step(task=APPLICATION, by=APPLICANT, outcome=SUBMIT)


@dataclass(frozen=True)
class Script:
    """A rehearsal as far as it has come; answers is None until the guided questions are answered.

    steps holds SUBMITTING at its place once the form is handed in; values and attachments (slot → kind of
    sample paper) are what the form was filled in with, kept when the steps are taken back.
    """

    matter: str
    start: datetime
    applicant: str = "applicant-a"
    region: str = "230102"
    answers: Mapping[str, Any] | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    attachments: Mapping[str, str] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()

    @property
    def submitted(self) -> bool:
        return SUBMITTING in self.steps

    def then(self, step: Step) -> "Script":
        """Return the script with one more step."""
        return replace(self, steps=(*self.steps, step))

    def back_to(self, count: int) -> "Script":
        """Return the script with its first steps alone."""
        return replace(self, steps=self.steps[: max(0, count)])

    def scenario(self, name: str = "", expect: Mapping[str, Any] | None = None) -> Scenario:
        """Return the scenario that this script plays.

        An application that is the first step goes without saying, as in the files of the shipped matters.
        """
        steps = self.steps[1:] if self.steps[:1] == (SUBMITTING,) else self.steps
        return Scenario(
            name=name,
            matter=self.matter,
            applicant=self.applicant,
            region=self.region,
            answers=dict(self.answers or {}),
            values=dict(self.values),
            attachments=dict(self.attachments),
            steps=steps,
            expect=dict(expect or {}),
        )

    def to_json(self) -> dict[str, Any]:
        """Return the script as its row keeps it."""
        kept = asdict(self)
        kept["start"] = self.start.isoformat()
        kept["steps"] = [step_to_json(step) for step in self.steps]
        return kept


def script_of(scenario: Scenario, start: datetime) -> Script:
    """Return the script that plays a scenario from its first question to its last step."""
    said = scenario.steps
    return Script(
        matter=scenario.matter,
        start=start,
        applicant=scenario.applicant,
        region=scenario.region,
        answers=scenario.answers,
        values=scenario.values,
        attachments=scenario.attachments,
        steps=said if SUBMITTING in said else (SUBMITTING, *said),
    )


def script_from_json(kept: Mapping[str, Any]) -> Script:
    """Return the script that `to_json` gave."""
    steps = tuple(StepSchema().load(one) for one in kept["steps"])
    return Script(**{**kept, "start": datetime.fromisoformat(kept["start"]), "steps": steps})


def step_to_json(step: Step) -> dict[str, Any]:
    """Return a step as files and rows write it: what is empty is left out."""
    kept = {name: value for name, value in asdict(step).items() if value}
    for name in ("points", "items"):
        if name in kept:
            kept[name] = [dict(one) if isinstance(one, Mapping) else one for one in kept[name]]
    return kept
