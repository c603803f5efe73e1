"""Everybody in a rehearsal: applicants and officials made up for it, and the worker who does the jobs."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from adapters.errors import AdapterError
from engine import Job
from office import accounts, documents, worklist
from office.accounts import Account
from office.calls.rendering import Rendered, RenderRequest
from office.documents import Filled, SealPlace
from office.matters import Edition
from office.rehearsal.authorities import DELAY, SLOW
from office.rehearsal.sandbox import Sandbox
from office.run.demo.examples import Actors
from office.run.demo.people import authorise, people
from office.run.demo.scenario import Scenario, Step
from office.run.worker import Worker
from office.verbs import VERBS, Queued
from office.words import words
from office.worklist import NotAllowed, WorkItem

WATERMARK = "试运行"  # across every paper that a rehearsal draws
_MOST_PEOPLE = 3  # in one post, where earlier steps bar somebody from a later one
_GRACE = timedelta(seconds=1)


class Cast(Actors):
    """The actors of a scenario, every one of them made up in the transaction that is taken back."""

    def __init__(self, box: Sandbox) -> None:
        self.house = box.house
        self.worker: Hands = Hands(box)
        self._box = box
        self._made: dict[str, Account] = {}

    def edition(self, session: Session, scenario: Scenario) -> Edition:
        return self._box.edition

    def account(self, session: Session, username: str) -> Account:
        """Return the stand-in of an applicant of the demonstration; of nobody's name, the first one's."""
        known = people()["applicants"]
        one = next((each for each in known if each["username"] == username), known[0])
        if one["username"] not in self._made:
            self._made[one["username"]] = self._applicant(session, one)
            self._authorise(session, one["username"])
        return self._made[one["username"]]

    def _applicant(self, session: Session, one: Mapping[str, Any]) -> Account:
        return accounts.create_account(
            session,
            username=self._name(one["username"]),
            name=one["name"],
            password="",
            hashed="-",
            kind=accounts.APPLICANT,
            region=one["region"],
            identity=accounts.Identity(one["id_number"], one["mobile"], one["enterprise"]),
            now=self._box.clock(),
        )

    def _authorise(self, session: Session, agent: str) -> None:
        """Let the stand-in act for its enterprise, as the demonstration's people may."""
        for given in people()["authorisations"]:
            if given["agent"] == agent:
                principal = self.account(session, given["principal"])
                authorise(session, principal, self._made[agent], self._box.clock())

    def official(self, session: Session, scenario: Scenario, step: Step, item: WorkItem) -> Account:
        """Return somebody of the post that the step names and whom no earlier step bars."""
        organ = accounts.organ_for(session, step.department, scenario.region).code
        return self.holder(session, organ, step.role, item)

    def paper(self, kind: str) -> tuple[str, bytes, str]:
        """Return a sample paper of this rehearsal's own: files are kept by content, and nobody waits for ours."""
        name, content, media = super().paper(kind)
        return name, content + f"\n% {self._name(kind)}\n".encode(), media

    def holder(self, session: Session, organ: str, role: str, item: WorkItem) -> Account:
        """Return a holder of a post who may do the task, else the first, who is told why not."""
        first = self._holder(session, organ, role, 1)
        for number in range(1, _MOST_PEOPLE + 1):
            one = self._holder(session, organ, role, number)
            try:
                worklist.may_act(session, one, item)
            except NotAllowed:
                continue
            return one
        return first

    def _holder(self, session: Session, organ: str, role: str, number: int) -> Account:
        key = f"{organ}:{role}:{number}"
        if key not in self._made:
            made = accounts.create_account(
                session,
                username=self._name(f"{len(self._made)}"),
                name=words("试运行{role}{number}", role=role, number="甲乙丙"[number - 1]),
                password="",
                hashed="-",
                kind=accounts.STAFF,
                now=self._box.clock(),
            )
            self._made[key] = accounts.assign(session, made.id, organ, [role])
        return self._made[key]

    def _name(self, username: str) -> str:
        return f"rehearsal-{self._box.token[:12]}-{username}"


class Hands(Worker):
    """The house's own worker; what a slow authority takes passes on the rehearsal's clock alone."""

    def __init__(self, box: Sandbox) -> None:
        super().__init__(box.house, "rehearsal", lease_seconds=86_400)
        self._box = box
        self._slow: dict[str, tuple[datetime, Job]] = {}
        self.said: dict[str, str] = {}  # what went wrong in words, by job
        self.reasons: dict[str, str] = {}  # why the last try failed, by task

    def drain(self) -> int:
        """Do all that is due now, what slow authorities answer by now first."""
        now = self._box.clock()
        come = [job for until, job in self._slow.values() if until <= now]
        for job in come:
            del self._slow[job.id]
            super().perform(job)
        return len(come) + super().drain()

    def perform(self, job: Job) -> None:
        """Do a job, or wait for its slow authority."""
        if self._box.authorities.modes.get(_port(job)) != SLOW:
            super().perform(job)
            return
        until = self._box.clock() + DELAY
        self._slow[job.id] = (until, job)
        with (
            self.house.transaction() as session
        ):  # nobody else may take it before the answer is here
            self.house.engine.extend(session, job.id, job.token, (DELAY + _GRACE).total_seconds())

    @contextmanager
    def _kept(self, job: Job) -> Iterator[None]:
        """Nobody else can take the job, and its authority answers at once: no lease is to be renewed."""
        yield

    def slow_of(self, task_id: str) -> tuple[datetime, Job] | None:
        """Return the job of a task that a slow authority has, and when it answers."""
        return next((one for one in self._slow.values() if one[1].task_id == task_id), None)

    def waits_until(self) -> datetime | None:
        """Return when the first slow authority answers."""
        return min((until for until, _ in self._slow.values()), default=None)

    def _ask(self, verb: Queued, port: Any, request: Any, job: Job) -> Any:
        if isinstance(request, RenderRequest):
            # Whatever the house is, no paper of a rehearsal may be taken for a real one.
            filled = replace(request.filled, watermark=WATERMARK, demo=True)
            return Rendered(request, *_drawn(_Sheet(repr(filled), filled)))
        return super()._ask(verb, port, request, job)

    def _fail(
        self, job: Job, reason: str, *, retry: bool = True, business_code: str | None = None
    ) -> None:
        self.reasons[job.task_id or ""] = self.said.get(job.id, reason)
        super()._fail(job, reason, retry=retry, business_code=business_code)

    def _do(self, job: Job) -> None:
        try:
            super()._do(job)
        except AdapterError:
            raise
        except Exception as error:
            self.said[job.id] = str(error).partition("\n")[0][:300] or type(error).__name__
            raise


@dataclass(frozen=True)
class _Sheet:
    """A filled layout, known again by its words: what a replay has drawn before is not drawn anew."""

    words: str
    filled: Filled = field(compare=False)


@lru_cache(maxsize=256)
def _drawn(sheet: _Sheet) -> tuple[bytes, SealPlace | None]:
    drawn = documents.draw(sheet.filled)
    return drawn.pdf, drawn.seal


def _port(job: Job) -> str:
    verb = VERBS.get(job.verb)
    return (verb.port or "") if isinstance(verb, Queued) else ""
