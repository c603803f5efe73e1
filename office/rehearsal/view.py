"""What a rehearsal shows: who waits for what, by when, and what has come of it; values alone, no session."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from adapters.notification.port import Message
from engine import Taken
from office import accounts, cases, clocks, documents
from office.cases import Case
from office.cases.diagram import LiveDiagram, live_diagram
from office.clocks import Chip
from office.filing import Draft
from office.matters import Edition, Finding, ReviewPoint
from office.rehearsal.play import Moment, Player
from office.rehearsal.script import Script
from office.run.demo.scenario import APPLICANT
from office.worklist import OPEN, WorkItem, of_root


@dataclass(frozen=True)
class Task:
    """A task that waits for somebody; `by` is who would do it, as a step of a scenario names them."""

    item: WorkItem
    by: str
    organ: str
    chip: Chip
    points: tuple[ReviewPoint, ...] = ()
    supplement: Draft | None = None
    asked: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.item.matter}.{self.item.element}"


@dataclass(frozen=True)
class Timer:
    element: str
    name: str
    due: datetime | None


@dataclass(frozen=True)
class Call:
    """A call to another authority that is not done: slow, tried again later, or stopped for a person."""

    element: str
    name: str
    verb: str
    state: str  # "slow", "retry", "stopped"
    due: datetime | None = None
    attempts: int = 0
    reason: str = ""


@dataclass(frozen=True)
class Paper:
    """A document that came to be; place counts them from 1, in the order in which they came."""

    place: int
    title: str
    kind: str
    number: str
    matter: str
    sealed: bool
    delivered: bool


@dataclass(frozen=True)
class Stop:
    """The step (counted from 0) that could not be taken, and why."""

    at: int
    reason: str
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class View:
    """Everything that a page of a rehearsal shows."""

    script: Script
    now: datetime
    edition: Edition
    findings: tuple[Finding, ...]
    modes: Mapping[str, str]
    moments: tuple[Moment, ...]
    stop: Stop | None
    draft: Draft | None
    root: Case | None
    family: tuple[Case, ...] = ()
    chips: Mapping[str, Chip] = field(default_factory=dict)
    tasks: tuple[Task, ...] = ()
    timers: tuple[Timer, ...] = ()
    calls: tuple[Call, ...] = ()
    next_due: datetime | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    papers: tuple[Paper, ...] = ()
    messages: tuple[Message, ...] = ()
    diagram: LiveDiagram | None = None
    taken: frozenset[Taken] = frozenset()

    @property
    def ended(self) -> bool:
        return self.root is not None and self.root.closed_at is not None


def view_of(
    player: Player, stop: Stop | None = None, *, matter: str = "", inside: str = ""
) -> View:
    """Return what there is to see now; matter and inside choose the diagram."""
    box = player.box
    base = View(
        script=player.script,
        now=box.clock(),
        edition=box.edition,
        findings=box.findings,
        modes=dict(box.authorities.modes),
        moments=tuple(player.moments),
        stop=stop,
        draft=player.draft(),
        root=player.root(),
    )
    return base if base.root is None else _with_case(base, player, base.root, matter, inside)


def papers_of(player: Player) -> list[documents.Document]:
    """Return the documents of the case and its members, in the order in which they came."""
    root = player.root()
    if root is None:
        return []
    ids = [one.id for one in cases.family(player.box.session, root.id)]
    found = documents.of_cases(player.box.session, ids)
    return sorted(found, key=lambda one: (one.created_at, one.kind, one.title))


def _with_case(base: View, player: Player, root: Case, matter: str, inside: str) -> View:
    box = player.box
    session, engine = box.session, box.engine
    family = tuple(cases.family(session, root.id))
    shown = next((one for one in family if one.matter == matter), root)
    return View(
        **{
            **base.__dict__,
            "family": family,
            "chips": {one.id: _chip_of(one, box.clock()) for one in family},
            "tasks": _tasks(player, root),
            "timers": _timers(player, root),
            "calls": _calls(player, root),
            "next_due": player.next_due(),
            "variables": dict(engine.instance(session, root.instance_id).variables),
            "papers": _papers(player, family),
            "messages": tuple(box.authorities.messages),
            "diagram": live_diagram(session, engine, shown.id, inside=inside),
            "taken": box.taken(),
        }
    )


def _chip_of(case: Case, now: datetime) -> Chip:
    running = [
        one for kind, one in case.clocks.items() if one.stopped_at is None and kind != "statutory"
    ]
    if not running:
        return clocks.chip(None, now, 0)
    first = min(running, key=lambda one: one.due.day)
    return clocks.chip(first.due, now, first.days)


def _tasks(player: Player, root: Case) -> tuple[Task, ...]:
    found = [one for one in of_root(player.box.session, root.id) if one.state == OPEN]
    return tuple(_task(player, one) for one in found)


def _task(player: Player, item: WorkItem) -> Task:
    session, now = player.box.session, player.box.clock()
    chip = clocks.chip(item.due, now, item.total_days)
    if item.account_id is not None:
        return Task(item, APPLICANT, "", chip, supplement=_supplement(player, item))
    organ = accounts.organ(session, str(item.organ_code))
    points = cases.review_points(session, item)
    return Task(item, f"{item.lane}@{organ.department}", organ.name, chip, points)


def _supplement(player: Player, item: WorkItem) -> Draft | None:
    applicant = player.cast.account(player.box.session, player.script.applicant)
    if item.form != "supplement":
        return None
    return cases.open_supplement(player.box.session, item.id, applicant, now=player.box.clock())


def _timers(player: Player, root: Case) -> tuple[Timer, ...]:
    waits = player.box.engine.waits(player.box.session, root.instance_id)
    return tuple(
        Timer(one.element, one.name or one.element, one.due) for one in waits if one.kind == "timer"
    )


def _calls(player: Player, root: Case) -> tuple[Call, ...]:
    engine, session = player.box.engine, player.box.session
    stopped = {one.element: one for one in engine.incidents(session)}
    waits = engine.waits(session, root.instance_id)
    names = {one.element: one.name for one in waits}
    found = [
        Call(
            one.element or "",
            names.get(one.element or "") or one.element or "",
            one.verb or "",
            "stopped",
            attempts=one.attempts,
            reason=player.cast.worker.said.get(one.job_id or "", one.reason),
        )
        for one in stopped.values()
    ]
    for wait in waits:
        if wait.kind == "job" and wait.element not in stopped:
            found.append(_call(player, wait.task_id, wait.element, wait.name))
    return tuple(found)


def _call(player: Player, task_id: str, element: str, name: str) -> Call:
    slow = player.cast.worker.slow_of(task_id)
    if slow is not None:
        return Call(element, name, slow[1].verb, "slow", slow[0], slow[1].attempts)
    due = player.box.engine.due_soon(player.box.session)
    return Call(element, name, "", "retry", due, reason=player.cast.worker.reasons.get(task_id, ""))


def _papers(player: Player, family: Sequence[Case]) -> tuple[Paper, ...]:
    matters = {one.id: one.matter for one in family}
    return tuple(
        Paper(
            place,
            one.title,
            one.kind,
            one.number or "",
            matters[one.case_id],
            one.sealed,
            one.delivered_at is not None,
        )
        for place, one in enumerate(papers_of(player), 1)
    )
