"""What happened to a case, for people: handed in, handled, made, asked; from the engine's history and ours."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from engine import Engine, Event
from office import audit
from office.accounts import UnknownAccount, account
from office.cases.clarifications import clarifications
from office.cases.lookup import case, family, row_of_scopes, rows_of_family
from office.cases.opinions import opinions
from office.cases.values import Case, Opinion
from office.words import words

APPLICANT = words("申请人")
TONES: Mapping[str, str] = {
    "refuse": "red",
    "supplement": "amber",
    "grant": "green",
    "accept": "green",
}


@dataclass(frozen=True)
class TimelineEntry:
    """One line: when, what in words, who (an organ, never a person's name) and a tone."""

    at: datetime
    text: str
    who: str = ""
    tone: str = "grey"


def timeline(session: Session, engine: Engine, case_id: str) -> list[TimelineEntry]:
    """Return what happened to a case and, for a root, to its members, the oldest first."""
    found = case(session, case_id)
    cases = {one.id: one for one in family(session, found.root_id)}
    seen = cases if found.is_root else {case_id: found}
    said = opinions(session, *seen)
    entries = [
        *_handed_in(session, seen),
        *(_opinion(session, one, seen[one.case_id]) for one in said),
        *_questions(session, found),
        *_steps(session, engine, found, {one.element for one in said}),
    ]
    return sorted(entries, key=lambda entry: entry.at)


def _handed_in(session: Session, seen: Mapping[str, Case]) -> Iterator[TimelineEntry]:
    handed = {"case.submit": words("提交申请"), "task.submit": words("提交补正")}
    for entry in audit.trail(session, seen.keys()):
        if entry.verb in handed:
            yield TimelineEntry(entry.at, handed[entry.verb], APPLICANT, "blue")


def _opinion(session: Session, one: Opinion, found: Case) -> TimelineEntry:
    step, outcome = one.step, one.outcome_label
    return TimelineEntry(
        one.at,
        words("{step}，{outcome}", step=step, outcome=outcome)
        if found.is_root
        else words("{matter}：{step}，{outcome}", matter=found.title, step=step, outcome=outcome),
        _organ_name(session, one.account_id),
        TONES.get(one.outcome, "blue"),
    )


def _questions(session: Session, found: Case) -> Iterator[TimelineEntry]:
    for one in clarifications(session, found.id):
        yield TimelineEntry(
            one.asked_at, words("向申请人核实"), _organ_name(session, one.asked_by), "amber"
        )
        if one.answered_at is not None:
            yield TimelineEntry(one.answered_at, words("答复核实问题"), APPLICANT, "blue")


def _steps(
    session: Session, engine: Engine, found: Case, told: set[str]
) -> Iterator[TimelineEntry]:
    """Named steps that the engine completed without a person."""
    rows = rows_of_family(session, found.root_id)
    for event in engine.history(session, found.instance_id):
        of = row_of_scopes(rows, event.scopes)
        if not _is_step(event) or event.element in told or not (found.is_root or of.id == found.id):
            continue
        named = words("{matter}：{step}", matter=of.title, step=event.name)
        yield TimelineEntry(event.at, event.name if of.parent_id is None else named)


def _is_step(event: Event) -> bool:
    return event.kind == "completed" and bool(event.name) and event.actor is None


def _organ_name(session: Session, account_id: str) -> str:
    try:
        organ = account(session, account_id).organ
    except UnknownAccount:
        return ""
    return organ.name if organ else ""
