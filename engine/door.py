"""The engine's door: everything that a house may ask of it."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from engine.decisions import DecisionFile, read_decisions
from engine.definitions import Definitions
from engine.feel import from_json, plain, to_json
from engine.fence import Fence
from engine.host import Host
from engine.spiff.run import Run, Thrown
from engine.spiff.tokens import Case, Token, path_of
from engine.store import history, incidents, instances, jobs, messages, waits
from engine.store.instances import Row
from engine.values import (
    Deployment,
    EngineError,
    Event,
    Incident,
    Instance,
    Job,
    NotWaiting,
    Place,
    Refusal,
    Scope,
    Variables,
    Wait,
)
from engine.work import Work, active, lock_message, new_row

DEFAULT_ROUNDS = 10_000


class Engine:
    """Runs diagrams in the caller's transaction; it never commits."""

    def __init__(
        self,
        host: Host,
        *,
        max_rounds: int = DEFAULT_ROUNDS,
        max_tries: int = jobs.MAX_TRIES,
        fenced: bool = False,
        spread: Callable[[], float] = jobs.random_spread,
    ) -> None:
        """Return an engine; a fenced one meets nothing but what the session at hand began.

        spread is the share of the longest wait that a failed job waits for.
        """
        self.host = host
        self._fence = Fence(fenced)
        self._spread = spread
        self.max_rounds = max_rounds
        self.max_tries = max_tries
        self._definitions = Definitions(host)

    def anew(self, host: Host) -> "Engine":
        """Return an engine like this one for another host with the same functions.

        It compiles nothing again, and knows no definition yet: the rows of a transaction that is taken back
        may come again with other contents.
        """
        fresh = Engine(
            host,
            max_rounds=self.max_rounds,
            max_tries=self.max_tries,
            fenced=self._fence.up,
            spread=self._spread,
        )
        fresh._definitions = self._definitions.anew(host)
        return fresh

    def now(self) -> datetime:
        """Return the present by the host's clock."""
        return self.host.now()

    # definitions

    def check(self, files: Mapping[str, bytes]) -> tuple[Refusal, ...]:
        """Return all that keeps these files from running exactly as drawn; nothing is stored."""
        return self._definitions.check(files)

    def reads(self, files: Mapping[str, bytes]) -> frozenset[str]:
        """Return the variable paths that the first process reads and nothing in it writes.

        Empty where the files would not run: `check` says why. Nothing is stored.
        """
        facts = self._definitions.checked(files).facts
        first = next(iter(facts.values()), None)
        main = None if first is None else facts.get(first["processes"][0])
        return frozenset(main["reads"]) if main is not None else frozenset()

    def deploy(self, session: Session, files: Mapping[str, bytes], *, name: str = "") -> Deployment:
        """Store the files by content hash; the same files give the same deployment.

        Raises DeploymentRefused with every reason.
        """
        return self._definitions.deploy(session, files, name)

    def deployment(self, session: Session, definition_id: int) -> Deployment:
        """Return a deployed process; raise UnknownProcess."""
        return self._definitions.known(session, definition_id)

    def source(self, session: Session, definition_id: int) -> Mapping[str, bytes]:
        """Return the files of a deployed process as they were deployed, by name; raise UnknownProcess."""
        return self._definitions.source(session, definition_id)

    def decide(
        self,
        session: Session,
        process: str | int,
        decision_id: str,
        context: Variables,
    ) -> Any:
        """Return engine.dmn's Decision (value, reasons, matched) of a deployed decision."""
        definition_id = (
            process if isinstance(process, int) else self._definitions.latest(session, process).id
        )
        model = self._definitions.compiled(session, definition_id).decisions[decision_id]
        return model.decide(decision_id, dict(context), now=self.host.now())

    def decisions(self, content: bytes) -> DecisionFile:
        """Return a decision file on its own, with its faults; nothing is stored."""
        return read_decisions(content, self.host.functions, self.host.now)

    def evaluate(self, text: str, context: Variables) -> Any:
        """Return the value of a FEEL expression."""
        return self._definitions.expression(text).evaluate(context, now=self.host.now()).plain

    # instances

    def start(
        self,
        session: Session,
        process_id: str,
        *,
        variables: Variables | None = None,
        business_key: str = "",
        definition_id: int | None = None,
        actor: str | None = None,
    ) -> Instance:
        """Start a process and run to its first waits; called processes are pinned now."""
        if definition_id is None:
            definition_id = self._definitions.latest(session, process_id).id
        work = self._new(session, process_id, definition_id, business_key, variables or {})
        if not work.case.spec.starts:
            raise EngineError(f"{process_id} 没有无类型的开始事件 (no plain start event)")
        work.actor = actor
        return self._do(work, lambda run: run.start())

    def hold(self, session: Session, instance_id: str) -> Instance:
        """Lock an instance, waiting for whoever has it: the first statement of every write."""
        running = active(session, instance_id)
        if running is not None:
            return running.instance()
        return self._work(session, instances.hold(session, instance_id)).instance()

    def complete(
        self,
        session: Session,
        instance_id: str,
        task_id: str,
        variables: Variables,
        *,
        actor: str | None = None,
        on_behalf: str | None = None,
    ) -> Instance:
        """Finish a user or receive task; its result is the variable named by the element's id."""
        work = self._held(session, instance_id)
        work.actor, work.on_behalf = actor, on_behalf
        token = work.waiting(task_id, "user", "receive")
        return self._do(work, lambda run: run.complete(token, variables))

    def set(self, session: Session, instance_id: str, variables: Variables) -> None:
        """Set variables of the root process."""
        running = active(session, instance_id)
        if running is not None:
            running.case.variables.update(variables)
            return
        work = self._held(session, instance_id)
        self._do(work, lambda run: run.set(variables))

    def waits(self, session: Session, instance_id: str) -> list[Wait]:
        """Return what an instance waits for."""
        work = self._seen(session, instance_id)
        return [work.wait_of(t) for t in work.case.tokens() if "wait" in t.notes]

    def stuck(self, session: Session, instance_id: str) -> list[Place]:
        """Return where an instance cannot run on before a person has looked: its incidents' places."""
        work = self._seen(session, instance_id)
        return [
            Place(
                token.key,
                token.task_spec.drawn.id,
                token.scope.spec.process_id,
                path_of(token.scope),
            )
            for token in work.case.tokens()
            if token.notes.get("stuck") or token.notes.get("failed")
        ]

    def instances(
        self, session: Session, *, business_key: str | None = None, status: str | None = None
    ) -> list[Instance]:
        rows = instances.find(session, business_key, status)
        return [self._work(session, row).instance() for row in rows]

    def instance(self, session: Session, instance_id: str) -> Instance:
        """Return an instance without locking it."""
        return self._seen(session, instance_id).instance()

    def history(self, session: Session, instance_id: str) -> list[Event]:
        """Return what happened, oldest first."""
        return [_event(row) for row in history.of(session, instance_id)]

    # messages

    def message(
        self,
        session: Session,
        name: str,
        *,
        correlation: str | None = None,
        variables: Variables | None = None,
        message_id: str | None = None,
    ) -> bool:
        """Give a message to the one receiver that waits longest; keep it where none waits.

        Returns whether somebody has received it; a message id that came before changes nothing.
        """
        lock_message(session, name, correlation)
        row_id = messages.keep(
            session,
            name=name,
            correlation=correlation,
            variables=to_json(dict(variables or {})),
            message_id=message_id,
            now=self.host.now(),
        )
        if row_id is None:
            assert message_id is not None
            return messages.was_delivered(session, message_id)
        self._fence.note(session, row_id)
        for instance_id, task_id in self._receivers(session, "message", name, correlation):
            if self._deliver(session, instance_id, task_id, name, dict(variables or {}), row_id):
                return True
        for started in self._begin_by(session, "message", name, dict(variables or {})):
            messages.delivered(session, row_id, started, self.host.now())
            return True
        return False

    def signal(self, session: Session, name: str, variables: Variables | None = None) -> int:
        """Give a signal to everybody who waits for it; return how many did."""
        return self._signal(session, name, variables, but=None)

    def _signal(
        self, session: Session, name: str, variables: Variables | None, *, but: str | None
    ) -> int:
        found = [r for r in self._receivers(session, "signal", name, None) if r[0] != but]
        started = self._begin_by(session, "signal", name, dict(variables or {}))
        return len(started) + sum(
            self._deliver(session, instance_id, task_id, name, dict(variables or {}), None)
            for instance_id, task_id in sorted(found)
        )

    # jobs

    def enqueue(
        self, session: Session, verb: str, payload: Variables, *, key: str | None = None
    ) -> str:
        """Add a job without a diagram; a key that stands already gives the job that stands."""
        row = jobs.new(verb, to_json(dict(payload)), self.host.now(), key=key)
        job_id = jobs.add_once(session, row)
        self._fence.note(session, job_id)
        return job_id

    def lease(
        self, session: Session, *, worker: str, limit: int = 1, seconds: float = 300
    ) -> list[Job]:
        """Take due jobs for some seconds; the token must come back with the result."""
        rows = jobs.lease(
            session,
            worker=worker,
            limit=limit,
            seconds=seconds,
            now=self.host.now(),
            only=self._fence.texts(session),
        )
        return [jobs.leased(row, plain(from_json(row.payload))) for row in rows]

    def extend(self, session: Session, job_id: str, token: str, seconds: float = 300) -> None:
        """Keep a lease for longer."""
        jobs.extend(session, job_id, token, self.host.now() + timedelta(seconds=seconds))

    def finish(
        self, session: Session, job_id: str, token: str, variables: Variables | None = None
    ) -> None:
        """Give a job's result; its instance runs on."""
        row = jobs.find(session, job_id)
        if row.instance_id is None:
            jobs.close(session, job_id, token, "done")
            return
        work = self._held(session, row.instance_id)
        jobs.close(session, job_id, token, "done")
        task = work.waiting(row.task_id, "job")
        self._do(work, lambda run: run.job_done(task, variables or {}))

    def fail(
        self,
        session: Session,
        job_id: str,
        token: str,
        *,
        reason: str,
        retry: bool = True,
        business_code: str | None = None,
    ) -> None:
        """Say that a job failed: tried again later, at last an incident.

        A business code goes to the error boundary that is drawn for it, else it is an incident.
        """
        row = jobs.find(session, job_id)
        held = None if row.instance_id is None else self._held(session, row.instance_id)
        if business_code is None and retry and row.attempts < self.max_tries:
            wait = jobs.longest_wait(row.attempts) * self._spread()
            jobs.put_off(session, job_id, token, reason, self.host.now() + wait)
            return
        task = None if held is None else held.case.find(int(row.task_id))
        if held is not None and task is not None and business_code is not None:
            caught = task
            if held.run.catches(caught, business_code):
                jobs.close(session, job_id, token, "done", reason)
                self._do(held, lambda run: run.job_error(caught, business_code, reason))
                return
        jobs.close(session, job_id, token, "failed", reason)
        incidents.open_one(
            session,
            reason=reason,
            now=self.host.now(),
            instance_id=row.instance_id,
            task_id=row.task_id,
            job_id=job_id,
            element=row.element,
            verb=row.verb,
            attempts=row.attempts,
        )
        if held is not None and task is not None:
            failed = task
            self._do(held, lambda run: run.job_failed(failed, reason))

    def wait(
        self, session: Session, job_id: str, token: str, *, reason: str, until: datetime
    ) -> None:
        """Put a leased job off until the line to its authority may be tried again; this is no failure."""
        spread = timedelta(seconds=jobs.FIRST_WAIT) * self._spread()  # not all at the same moment
        jobs.wait(session, job_id, token, reason, max(until, self.host.now()) + spread)

    def hurry(self, session: Session, verbs: Collection[str]) -> int:
        """Make the jobs of these verbs that wait for a later try due now; return how many."""
        return jobs.hurry(session, verbs, self.host.now())

    def backlog(self, session: Session) -> dict[str, Any]:
        """Count jobs by state; oldest_ready and oldest_lease_until are times or None."""
        return jobs.backlog(session, self.host.now())

    # time

    def fire_due(self, session: Session, *, limit: int = 100) -> int:
        """Fire what is due, oldest first, in instances that nobody else holds; return how many."""
        now = self.host.now()
        found = waits.due_instances(session, now, limit, self._fence.texts(session))
        fired = 0
        for row in instances.hold_free(session, found):
            fired += self._fire_due(session, row, now)
        return fired

    def reschedule(
        self, session: Session, instance_id: str, task_id: str, due: datetime | None
    ) -> None:
        """Move a waiting timer; None suspends it."""
        work = self._held(session, instance_id)
        token = work.waiting(task_id, "timer")
        self._do(work, lambda run: run.reschedule(token, due))

    def due_soon(self, session: Session) -> datetime | None:
        """Return when the next job or timer is due."""
        only = self._fence.texts(session)
        found = [jobs.next_due(session, only), waits.next_due(session, only)]
        return min((t for t in found if t is not None), default=None)

    # incidents

    def incidents(self, session: Session) -> list[Incident]:
        """Return the open incidents, oldest first."""
        return [
            Incident(
                row.id,
                row.instance_id,
                row.job_id,
                row.element,
                row.verb,
                row.reason,
                row.opened_at,
                row.attempts,
            )
            for row in incidents.listed(session, self._fence.texts(session))
        ]

    def retry(self, session: Session, incident_id: str, *, actor: str | None) -> None:
        """Try again what an incident is about: its job, or the step that could not run."""
        found = incidents.read(session, incident_id)
        work = None if found.instance_id is None else self._held(session, found.instance_id)
        found = incidents.hold(session, incident_id)
        incidents.close(session, incident_id, self.host.now(), actor)
        if found.job_id is not None:
            jobs.again(session, found.job_id, self.host.now())
        if work is None:
            return
        work.actor = actor
        token = work.case.find(int(found.task_id))
        if token is None:
            return
        if found.job_id is not None:
            self._do(work, lambda run: run.job_again(token))
        else:
            self._do(work, lambda run: run.again(token))

    # within

    def _new(
        self,
        session: Session,
        process_id: str,
        definition_id: int,
        business_key: str,
        variables: Variables,
    ) -> Work:
        spec = self._definitions.spec(session, definition_id, process_id)
        case = Case(spec, definition_id, dict(variables))
        case.pins = self._definitions.pins(session, definition_id)
        row = new_row(process_id, definition_id, business_key, self.host.now())
        self._fence.note(session, row.id)
        return self._work(session, row, case)

    def _begin_by(self, session: Session, kind: str, name: str, variables: Variables) -> list[str]:
        """Start the processes that begin with this message or signal; a message starts one."""
        started = []
        for found in self._definitions.started_by(session, kind, name):
            work = self._new(session, found.process_id, found.id, "", {})
            at = next(
                spec.name
                for spec in work.case.spec.task_specs.values()
                if spec.drawn.tag == "startEvent"
                and (spec.drawn.event.kind, spec.drawn.event.name) == (kind, name)
            )
            self._do(work, lambda run, at=at: run.start(at, variables))
            started.append(work.instance_id)
            if kind == "message":
                break
        return started

    def _work(self, session: Session, row: Row, case: Case | None = None) -> Work:
        return Work(session, self.host, self._definitions, self.max_rounds, row, case)

    def _seen(self, session: Session, instance_id: str) -> Work:
        """Return an instance as it is now, in the middle of its run too."""
        running = active(session, instance_id)
        return running or self._work(session, instances.read(session, instance_id))

    def _held(self, session: Session, instance_id: str) -> Work:
        return self._work(session, instances.hold(session, instance_id))

    def _do(self, work: Work, act: Any) -> Instance:
        work.do(act)
        moved = self._receive_early(work)
        for thrown in work.run.thrown:
            self._send(work.session, thrown, work.instance_id)
        if moved or work.run.thrown:  # what came of it may have moved this instance on
            return self.instance(work.session, work.instance_id)
        return work.instance()

    def _send(self, session: Session, thrown: Thrown, sender: str) -> None:
        if thrown.kind == "signal":  # the sender's own waits have had it
            self._signal(session, thrown.name, thrown.variables, but=sender)
        else:
            self.message(
                session,
                thrown.name,
                correlation=thrown.correlation,
                variables=thrown.variables,
            )

    def _receivers(
        self, session: Session, kind: str, name: str, correlation: str | None
    ) -> list[tuple[str, str]]:
        met = self._fence.texts(session)
        found = waits.receivers(session, kind, name, correlation)
        return found if met is None else [one for one in found if one[0] in met]

    def _receive_early(self, work: Work) -> bool:
        """Give new receivers the messages that came before them; tell whether any did."""
        moved = False
        for token in [*work.run.opened.values(), *work.run.rearmed.values()]:
            if "catches" not in token.notes or token.notes["wait"] == "signal":
                continue
            name, key = token.notes["catches"], token.notes["key"]
            lock_message(work.session, name, key)
            found = messages.waiting(work.session, name, key, self._fence.numbers(work.session))
            if found is not None:
                variables = from_json(found.variables)
                moved |= self._deliver(
                    work.session, work.instance_id, token.key, name, variables, found.id
                )
        return moved

    def _deliver(
        self,
        session: Session,
        instance_id: str,
        task_id: str,
        name: str,
        variables: dict[str, Any],
        row_id: int | None,
    ) -> bool:
        work = self._held(session, instance_id)
        try:
            token: Token = work.waiting(task_id, "message", "receive", "signal")
        except NotWaiting:
            return False
        if token.notes.get("catches") != name:
            return False
        if row_id is not None:
            messages.delivered(session, row_id, instance_id, self.host.now())
        self._do(work, lambda run: run.fire(token, variables))
        return True

    def _fire_due(self, session: Session, row: Row, now: datetime) -> int:
        work = self._work(session, row)
        due = sorted(
            (t for t in work.case.tokens() if _is_due(t, now)),
            key=lambda t: (t.notes["due"], t.id),
        )
        fired = 0

        def fire(run: Run) -> None:
            nonlocal fired
            for token in due:
                if token.scope.tasks.get(token.id) is token and _is_due(token, now):
                    run.fire(token, {})
                    fired += 1

        self._do(work, fire)
        return fired


def _is_due(token: Token, now: datetime) -> bool:
    due = token.notes.get("due")
    return due is not None and token.notes.get("wait") == "timer" and due <= now


def _event(row: Any) -> Event:
    return Event(
        row.id,
        row.instance_id,
        row.at,
        row.kind,
        row.element,
        row.name,
        row.process_id,
        tuple(Scope(*scope) for scope in row.scopes),
        row.actor,
        row.on_behalf,
        plain(from_json(row.data)),
    )
