"""Do jobs: lease one, prepare, call the authority with no transaction open, record in a short one."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import InterfaceError, OperationalError

from adapters.errors import LineDown, Misconfigured, Refused, Unavailable
from engine import Job, NotLeased
from office.run.assembly import House
from office.run.sweeps import SWEEPS, Sweeper
from office.verbs import VERBS, Queued

DATABASE_AWAY = (OperationalError, InterfaceError)
_log = logging.getLogger(__name__)


class Worker:
    """Runs the jobs of one house; any number of threads, processes and machines may run beside it.

    A job is leased for `lease_seconds` (default: the settings') and kept while the authority is called;
    the jobs of a worker that was killed are free for others when its leases have run out.
    """

    def __init__(self, house: House, name: str, *, lease_seconds: float | None = None) -> None:
        self.house = house
        self.name = name
        self._lease = lease_seconds or house.settings.lease_seconds
        self._sweeper = Sweeper(house, SWEEPS)
        self._look = threading.Event()
        self._stopping = threading.Event()

    def look(self) -> None:
        """Wake the poll now; called by the bell."""
        self._look.set()

    def stop(self) -> None:
        self._stopping.set()
        self._look.set()

    def poll(self) -> None:
        """Work until stopped: at once when the bell rings, when something is due, at least every interval."""
        while not self._stopping.is_set():
            self._look.clear()
            pause = self.house.settings.poll_seconds
            try:
                self.drain()
                self._sweeper.sweep()
                pause = min(pause, self._until_due())
            except Exception:  # noqa: BLE001 - a database that is away comes back; the loop must live
                _log.exception("worker.poll-failed")
                self._stopping.wait(1.0)
            self._look.wait(pause)

    def drain(self) -> int:
        """Do all that is due now; return how many jobs and timers were done."""
        done = 0
        while not self._stopping.is_set():
            with self.house.transaction() as session:
                fired = self.house.engine.fire_due(session)
            with self.house.transaction() as session:
                jobs = self.house.engine.lease(
                    session, worker=self.name, limit=1, seconds=self._lease
                )
            for job in jobs:
                self.perform(job)
            if not jobs and not fired:
                return done
            done += len(jobs) + fired
        return done

    def perform(self, job: Job) -> None:
        """Do one leased job; its failure is written down, never lost."""
        started = time.monotonic()
        try:
            self._do(job)
        except NotLeased:
            _log.warning("job.lease-lost", extra=_about(job, started))
        except Refused as refused:
            self._fail(job, f"{refused.code}: {refused.reason}", business_code=refused.code)
            _log.warning("job.refused", extra=_about(job, started))
        except Misconfigured as wrong:
            self._fail(job, wrong.reason, retry=False)
            _log.error("job.misconfigured", extra=_about(job, started))
        except LineDown as down:
            self._wait(job, down)
            _log.warning("job.line-down", extra=_about(job, started))
        except Unavailable as away:
            self._fail(job, away.reason)
            _log.warning("job.unavailable", extra=_about(job, started))
        except Exception as error:  # noqa: BLE001 - becomes a retry, then an incident that a person sees
            _log.exception("job.failed", extra=_about(job, started))
            self._fail(job, type(error).__name__)
        else:
            _log.info("job.done", extra=_about(job, started))

    def _do(self, job: Job) -> None:
        house = self.house
        if job.attempts > house.engine.max_tries:  # each try took its worker along: no more victims
            raise Misconfigured("后台任务多次中断而没有结果，已停止自动重试。")
        verb = VERBS.get(job.verb)
        if not isinstance(verb, Queued):
            raise Misconfigured(f"这个版本不认识后台任务“{job.verb}”。")
        with house.transaction() as session:
            request = verb.prepare(session, house.engine, job)
        port = getattr(house.ports, verb.port) if verb.port else None
        with self._kept(job):
            reply = self._ask(verb, port, request, job)
        with house.transaction() as session:
            if job.instance_id is not None:
                house.engine.hold(session, job.instance_id)
            variables = verb.record(session, house.engine, job, reply)
            house.engine.finish(session, job.id, job.token, variables)

    def _ask(self, verb: Queued, port: Any, request: Any, job: Job) -> Any:
        """Call the authority; no transaction is open."""
        return verb.call(port, request, job.request_id)

    @contextmanager
    def _kept(self, job: Job) -> Iterator[None]:
        """Renew the lease while the block runs, so that a slow authority is not asked by two workers."""
        over = threading.Event()
        keeper = threading.Thread(target=self._keep, args=(job, over), name="lease", daemon=True)
        keeper.start()
        try:
            yield
        finally:
            over.set()

    def _keep(self, job: Job, over: threading.Event) -> None:
        while not over.wait(self._lease / 3):
            try:
                with self.house.transaction() as session:
                    self.house.engine.extend(session, job.id, job.token, self._lease)
            except NotLeased:
                return
            except DATABASE_AWAY:
                _log.warning("lease.not-renewed", extra={"job": job.id, "verb": job.verb})

    def _fail(
        self, job: Job, reason: str, *, retry: bool = True, business_code: str | None = None
    ) -> None:
        self._write_down(job, lambda: self._write_failure(job, reason, retry, business_code))

    def _wait(self, job: Job, down: LineDown) -> None:
        def write() -> None:
            with self.house.transaction() as session:
                self.house.engine.wait(
                    session, job.id, job.token, reason=down.reason, until=down.until
                )

        self._write_down(job, write)

    def _write_down(self, job: Job, write: Callable[[], None]) -> None:
        """Write how a job went, also when the database itself was what failed: wait until it is back."""
        patience = time.monotonic() + self._lease  # after that another worker has the job anyhow
        while True:
            try:
                write()
            except NotLeased:
                _log.warning("job.lease-lost", extra={"job": job.id, "verb": job.verb})
            except DATABASE_AWAY:
                if time.monotonic() < patience and not self._stopping.wait(0.5):
                    continue
                _log.warning("job.left-to-its-lease", extra={"job": job.id, "verb": job.verb})
            return

    def _write_failure(self, job: Job, reason: str, retry: bool, business_code: str | None) -> None:
        with self.house.transaction() as session:
            if job.instance_id is not None:
                self.house.engine.hold(session, job.instance_id)
            self.house.engine.fail(
                session,
                job.id,
                job.token,
                reason=reason,
                retry=retry and business_code is None,
                business_code=business_code,
            )

    def _until_due(self) -> float:
        """Return the seconds until the next job or timer is due; a bell may come before."""
        with self.house.transaction() as session:
            due = self.house.engine.due_soon(session)
        seconds = (due - self.house.clock()).total_seconds() if due is not None else 0.0
        # What is due and was not taken is in somebody's hands: look again at the next interval.
        return seconds if seconds > 0 else self.house.settings.poll_seconds


def _about(job: Job, started: float) -> Mapping[str, object]:
    return {
        "job": job.id,
        "verb": job.verb,
        "instance": job.instance_id,
        "case": job.payload.get("case"),
        "attempts": job.attempts,
        "duration_ms": round((time.monotonic() - started) * 1000, 1),
    }
