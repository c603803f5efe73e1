"""Job rows: the only outbox. Leased with a token, tried again later, at last an incident."""

import random
import uuid
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Text, cast, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from engine.store.tables import job
from engine.values import JOBS_ADDED, Job, NotLeased

MAX_TRIES = 8
FIRST_WAIT = 5.0  # seconds
LONGEST_WAIT = 3600.0

_J = job.c


def add(
    session: Session,
    rows: list[dict[str, Any]],
) -> None:
    if rows:
        session.execute(insert(job), rows)
        session.info[JOBS_ADDED] = True


def new(
    verb: str,
    payload: Any,
    now: datetime,
    *,
    instance_id: str | None = None,
    task_id: str | None = None,
    element: str | None = None,
    key: str | None = None,
) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "verb": verb,
        "payload": payload,
        "instance_id": instance_id,
        "task_id": task_id,
        "element": element,
        "key": key,
        "state": "ready",
        "attempts": 0,
        "created_at": now,
        "due_at": now,
    }


def add_once(session: Session, row: dict[str, Any]) -> str:
    """Add a job unless one with its key exists; return the id of the one that stands."""
    made = session.execute(
        insert(job).values(**row).on_conflict_do_nothing(index_elements=["key"]).returning(_J.id)
    ).scalar()
    if made is not None:
        session.info[JOBS_ADDED] = True
        return str(made)
    found = session.execute(select(_J.id).where(_J.key == row["key"])).scalar_one()
    return str(found)


def lease(
    session: Session,
    *,
    worker: str,
    limit: int,
    seconds: float,
    now: datetime,
    only: Collection[str] | None = None,
) -> list[Any]:
    """Take due jobs, those of lapsed leases too; nobody else gets them meanwhile.

    only: ids of jobs, or of instances whose jobs may be taken.
    """
    due = (
        select(_J.id)
        .where(_J.state.in_(("ready", "leased")), _J.due_at <= now, *_among(only))
        .order_by(_J.due_at, _J.created_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = list(session.execute(due).scalars())
    if not ids:
        return []
    rows = session.execute(
        update(job)
        .where(_J.id.in_(ids))
        .values(
            state="leased",
            token=cast(func.gen_random_uuid(), Text),
            worker=worker,
            attempts=_J.attempts + 1,
            due_at=now + timedelta(seconds=seconds),
        )
        .returning(
            _J.id,
            _J.verb,
            _J.payload,
            _J.instance_id,
            _J.task_id,
            _J.token,
            _J.attempts,
            _J.created_at,
        )
    )
    return sorted(rows, key=lambda row: (row.created_at, row.id))


def find(session: Session, job_id: str) -> Any:
    row = session.execute(
        select(_J.id, _J.verb, _J.instance_id, _J.task_id, _J.element, _J.attempts, _J.state).where(
            _J.id == job_id
        )
    ).first()
    if row is None:
        raise NotLeased(job_id)
    return row


def close(session: Session, job_id: str, token: str, state: str, error: str | None = None) -> None:
    """End a lease with a result; raise NotLeased where the token is not the lease's."""
    _change(session, job_id, token, {"state": state, "error": error, "token": None})


def longest_wait(attempts: int) -> timedelta:
    """Return how long a job waits at most after so many tries: exponential, capped."""
    return timedelta(seconds=min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** (attempts - 1)))


def random_spread() -> float:
    """Return what share of the longest wait one job waits, so that not all come back at once."""
    return random.uniform(0.5, 1.0)  # only spreads retries; no secret depends on it


def put_off(session: Session, job_id: str, token: str, error: str, later: datetime) -> None:
    """End a lease; the job comes back later."""
    values = {"state": "ready", "error": error, "token": None, "due_at": later}
    _change(session, job_id, token, values)


def wait(session: Session, job_id: str, token: str, error: str, until: datetime) -> None:
    """End a lease that came to nothing: the job comes back then, its try is given back."""
    values = {"state": "ready", "error": error, "token": None, "due_at": until}
    _change(session, job_id, token, {**values, "attempts": _J.attempts - 1})


def hurry(session: Session, verbs: Collection[str], now: datetime) -> int:
    """Make the waiting jobs of these verbs due now; return how many."""
    hurried = session.execute(
        update(job)
        .where(_J.state == "ready", _J.due_at > now, _J.verb.in_(verbs))
        .values(due_at=now)
        .returning(_J.id)
    ).all()
    if hurried:
        session.info[JOBS_ADDED] = True
    return len(hurried)


def extend(session: Session, job_id: str, token: str, until: datetime) -> None:
    _change(session, job_id, token, {"due_at": until})


def again(session: Session, job_id: str, now: datetime) -> None:
    """Give a failed job a new life."""
    session.execute(
        update(job)
        .where(_J.id == job_id, _J.state == "failed")
        .values(state="ready", attempts=0, due_at=now, token=None)
    )


def recall(session: Session, instance_id: str, task_ids: list[str]) -> None:
    """The tasks of these jobs are gone."""
    session.execute(
        update(job)
        .where(
            _J.instance_id == instance_id,
            _J.task_id.in_(task_ids),
            _J.state.in_(("ready", "leased", "failed")),
        )
        .values(state="recalled", token=None)
    )


def backlog(session: Session, now: datetime) -> dict[str, Any]:
    counts: dict[str, Any] = {"ready": 0, "leased": 0, "failed": 0, "done": 0, "recalled": 0}
    for state, number in session.execute(select(_J.state, func.count()).group_by(_J.state)):
        counts[state] = number
    counts["oldest_ready"] = session.execute(
        select(func.min(_J.due_at)).where(_J.state == "ready")
    ).scalar()
    counts["oldest_lease_until"] = session.execute(
        select(func.min(_J.due_at)).where(_J.state == "leased")
    ).scalar()
    return counts


def next_due(session: Session, only: Collection[str] | None = None) -> datetime | None:
    return session.execute(
        select(func.min(_J.due_at)).where(_J.state.in_(("ready", "leased")), *_among(only))
    ).scalar()


def leased(row: Any, payload: Mapping[str, Any]) -> Job:
    return Job(
        row.id,
        row.verb,
        payload,
        row.instance_id,
        row.task_id,
        row.id,
        row.token,
        row.attempts,
    )


def _among(only: Collection[str] | None) -> list[Any]:
    return [] if only is None else [or_(_J.id.in_(only), _J.instance_id.in_(only))]


def _change(session: Session, job_id: str, token: str, values: dict[str, Any]) -> None:
    changed = session.execute(
        update(job)
        .where(_J.id == job_id, _J.state == "leased", _J.token == token)
        .values(**values)
        .returning(_J.id)
    ).first()
    if changed is None:
        raise NotLeased(job_id)
