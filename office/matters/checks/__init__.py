"""What stops a publication: each rule in a file of its own, each finding in the analyst's words."""

from office.matters.checks.basis import law_findings
from office.matters.checks.drawing import drawing_findings
from office.matters.checks.forms import form_findings
from office.matters.checks.outcome import outcome_findings
from office.matters.checks.questions import question_findings
from office.matters.checks.shape import shape_findings
from office.matters.checks.surroundings import Checked, Surroundings
from office.matters.findings import Finding

__all__ = ["Checked", "Surroundings", "check_matter"]


def check_matter(matter: Checked, around: Surroundings) -> tuple[Finding, ...]:
    """Every finding on one matter; the deeper rules are asked when the files fit their schemas."""
    findings = [*matter.said.findings, *shape_findings(matter, around)]
    if findings:
        return tuple(findings)
    rules = (law_findings, form_findings, question_findings, drawing_findings, outcome_findings)
    return tuple(finding for rule in rules for finding in rule(matter, around))
