"""Where a case stands: a card a member, steps, documents, and what waits for the applicant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from engine import Engine
from office import clocks, documents, filing, worklist
from office.accounts import Organ, organ
from office.cases.clarifications import clarifications
from office.cases.lookup import case, family, organ_of
from office.cases.values import NOT_ACCEPTED, REFUSED, Case, Clarification
from office.clocks import Chip
from office.documents import Document
from office.matters import Member as MatterMember
from office.matters import Needed, edition, needed
from office.words import words
from office.worklist import WorkItem

DONE, CURRENT, TODO, FAILED = "done", "current", "todo", "failed"


@dataclass(frozen=True)
class Step:
    """One dot of a progress line; state is done, current, todo or failed."""

    label: str
    state: str


@dataclass(frozen=True)
class MemberProgress:
    """One member's card. case is None while it has not started; needed is False where it is not needed.

    holder says who has it now (organ and step); documents are those already delivered.
    """

    code: str
    name: str
    organ: Organ
    needed: bool
    why: str
    case: Case | None
    stage: str
    outcome: str
    promised_days: int
    chip: Chip | None
    holder: str
    steps: tuple[Step, ...]
    documents: tuple[Document, ...]
    has_document: bool


@dataclass(frozen=True)
class Progress:
    """A root case as its applicant sees it; todo are tasks, questions open 核实 questions for the applicant."""

    case: Case
    steps: tuple[Step, ...]
    chip: Chip | None
    members: tuple[MemberProgress, ...]
    documents: tuple[Document, ...]
    todo: tuple[WorkItem, ...]
    questions: tuple[Clarification, ...]
    clarifications: tuple[Clarification, ...]


def progress(session: Session, engine: Engine, case_id: str, *, now: datetime) -> Progress:
    """Return where a root case stands; a matter filed alone has itself as its only member."""
    root = case(session, case_id)
    found = edition(session, root.edition_id)
    handed = filing.submission(session, root.id)
    decided = needed(session, engine, found, handed.answers, region=root.region)
    cases = {one.matter: one for one in family(session, root.id)}
    items = worklist.of_root(session, root.id)
    papers = documents.of_cases(session, [one.id for one in cases.values()])
    delivered = [paper for paper in papers if paper.delivered_at is not None]
    asked = clarifications(session, root.id)
    return Progress(
        case=root,
        steps=_steps(root),
        chip=_chip(root, now),
        members=tuple(
            _member(session, root, member, cases, handed.needed, decided, items, delivered, now)
            for member in found.compiled.members
        ),
        documents=tuple(paper for paper in delivered if paper.case_id == root.id),
        todo=tuple(
            item for item in items if item.account_id is not None and item.state == worklist.OPEN
        ),
        questions=tuple(one for one in asked if one.answered_at is None),
        clarifications=tuple(asked),
    )


def _member(
    session: Session,
    root: Case,
    member: MatterMember,
    cases: Mapping[str, Case],
    codes: Sequence[str],
    decided: Needed,
    items: Sequence[WorkItem],
    delivered: Sequence[Document],
    now: datetime,
) -> MemberProgress:
    own = edition(session, member.edition_id) if member.edition_id else None
    found = cases.get(member.code)
    document = (own or edition(session, root.edition_id)).document
    place = organ(session, found.organ) if found else organ_of(session, document, root.region)
    return MemberProgress(
        code=member.code,
        name=member.name["zh"],
        organ=place,
        needed=member.code in codes,
        why=decided.why.get(member.code, ""),
        case=found,
        stage=_stage(found, member.code in codes),
        outcome=found.outcome_label if found else "",
        promised_days=int(member.limits["promised"]),
        chip=_chip(found, now) if found else None,
        holder=_holder(session, found, items),
        steps=_steps(found) if found else (),
        documents=tuple(paper for paper in delivered if found and paper.case_id == found.id),
        has_document=member.outcome is not None,
    )


def _stage(found: Case | None, is_needed: bool) -> str:
    if not is_needed:
        return words("无需办理")
    return found.stage if found else words("等待受理")


def _holder(session: Session, found: Case | None, items: Sequence[WorkItem]) -> str:
    for item in items:
        if found and item.case_id == found.id and item.state == worklist.OPEN:
            if item.account_id is not None:
                return words("等待您办理")
            name = organ(session, item.organ_code).name if item.organ_code else ""
            return words("{organ} {lane}", organ=name, lane=item.lane) if name else ""
    return ""


def _chip(found: Case, now: datetime) -> Chip | None:
    """The clock that runs: to notify, then the promise; None once the case is decided."""
    for kind in (clocks.NOTIFY, clocks.PROMISED):
        clock = found.clocks.get(kind)
        if clock is not None and clock.stopped_at is None:
            return clocks.chip(clock.due, now, clock.days)
    return None


def _steps(found: Case) -> tuple[Step, ...]:
    """收件 → 受理 → 审查 → 决定 → 送达, as far as the case has come."""
    reached = [
        (words("收件"), found.received_at),
        (words("受理"), found.accepted_at),
        (words("审查决定"), found.decided_at),
        (words("送达办结"), found.closed_at),
    ]
    if found.outcome == NOT_ACCEPTED:
        return (Step(words("收件"), DONE), Step(words("不予受理"), FAILED))
    steps: list[Step] = []
    for label, at in reached:
        before_done = all(step.state in {DONE, FAILED} for step in steps)
        state = DONE if at is not None else CURRENT if before_done else TODO
        if label == "审查决定" and at is not None and found.outcome == REFUSED:
            state = FAILED
        steps.append(Step(label, state))
    return tuple(steps)
