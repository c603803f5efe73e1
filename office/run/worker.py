"""Do jobs: lease one, prepare, call the authority with no transaction open, record in a short one."""

import logging
import threading
import time
from collections.abc import Mapping

from adapters.errors import Misconfigured, Refused, Unavailable
from engine import Job, NotLeased
from office.run.assembly import House
from office.run.sweeps import SWEEPS, Sweeper
from office.verbs import VERBS, Queued

_log = logging.getLogger(__name__)


class Worker:
    """Runs the jobs of one house; any number of threads, processes and machines may run beside it."""

    def __init__(self, house: House, name: str) -> None:
        self.house = house
        self.name = name
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
        """Work until stopped: at once when the bell rings, else every poll interval."""
        while not self._stopping.is_set():
            self._look.clear()
            try:
                self.drain()
                self._sweeper.sweep()
            except Exception:  # noqa: BLE001 - a database that is away comes back; the loop must live
                _log.exception("worker.poll-failed")
                self._stopping.wait(1.0)
            self._look.wait(self.house.settings.poll_seconds)

    def drain(self) -> int:
        """Do all that is due now; return how many jobs and timers were done."""
        done = 0
        while not self._stopping.is_set():
            with self.house.transaction() as session:
                fired = self.house.engine.fire_due(session)
            with self.house.transaction() as session:
                jobs = self.house.engine.lease(session, worker=self.name, limit=1)
            for job in jobs:
                self.perform(job)
            if not jobs and not fired:
                return done
            done += len(jobs) + fired
        return done

    def perform(self, job: Job) -> None:
        """Do one leased job; its failure is written down, never lost."""
        started = time.monotonic()
        verb = VERBS[job.verb]
        assert isinstance(verb, Queued)
        try:
            with self.house.transaction() as session:
                request = verb.prepare(session, self.house.engine, job)
            port = getattr(self.house.ports, verb.port) if verb.port else None
            reply = verb.call(port, request, job.request_id)
            with self.house.transaction() as session:
                if job.instance_id is not None:
                    self.house.engine.hold(session, job.instance_id)
                variables = verb.record(session, self.house.engine, job, reply)
                self.house.engine.finish(session, job.id, job.token, variables)
        except NotLeased:
            _log.warning("job.lease-lost", extra=_about(job, started))
        except Refused as refused:
            self._fail(
                job,
                reason=f"{refused.code}: {refused.reason}",
                retry=False,
                business_code=refused.code,
            )
            _log.warning("job.refused", extra=_about(job, started))
        except Misconfigured as wrong:
            self._fail(job, reason=wrong.reason, retry=False)
            _log.error("job.misconfigured", extra=_about(job, started))
        except Unavailable as away:
            self._fail(job, reason=away.reason, retry=True)
            _log.warning("job.unavailable", extra=_about(job, started))
        except Exception as error:  # noqa: BLE001 - becomes a retry, then an incident that a person sees
            _log.exception("job.failed", extra=_about(job, started))
            self._fail(job, reason=type(error).__name__, retry=True)
        else:
            _log.info("job.done", extra=_about(job, started))

    def _fail(
        self, job: Job, *, reason: str, retry: bool, business_code: str | None = None
    ) -> None:
        try:
            with self.house.transaction() as session:
                if job.instance_id is not None:
                    self.house.engine.hold(session, job.instance_id)
                self.house.engine.fail(
                    session,
                    job.id,
                    job.token,
                    reason=reason,
                    retry=retry,
                    business_code=business_code,
                )
        except NotLeased:
            _log.warning("job.lease-lost", extra={"job": job.id, "verb": job.verb})


def _about(job: Job, started: float) -> Mapping[str, object]:
    return {
        "job": job.id,
        "verb": job.verb,
        "case": job.payload.get("case"),
        "attempts": job.attempts,
        "duration_ms": round((time.monotonic() - started) * 1000, 1),
    }
