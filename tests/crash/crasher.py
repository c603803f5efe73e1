"""A process of the house that kills itself at a named point; the product knows nothing of it.

The points are put around the house's parts from outside: verbs, transactions, the authorities' commits.
"""

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.orm import Session

from office import accounts, cases, documents
from office.run.assembly import House, build
from office.run.worker import Worker
from office.verbs import VERBS, Inline, Queued
from tests.houses import settings_of

Table = dict[str, Inline | Queued]


class Point:
    """Where to die: the marker is on the disk before the process is gone."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def reached(self) -> None:
        self.marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)


def work(url: str, point: str, marker: Path) -> None:
    """Be a worker until the point is reached; point is "verb.moment"."""
    house = build(settings_of(url))
    verb, _, moment = point.rpartition(".")
    POINTS[moment](house, verb, Point(marker).reached)
    Worker(house, "doomed", lease_seconds=1.0).drain()


def submit(url: str, point: str, marker: Path) -> None:
    """Submit the one draft, and die just before or just after the commit."""
    house = build(settings_of(url))
    listener = {"before": "before_commit", "after": "after_commit"}[point]
    with house.transaction() as session:
        submit_in(session, house)
        event.listen(session, listener, lambda _: Point(marker).reached())


def submit_in(session: Session, house: House) -> str:
    """Let the draft's owner submit it; return the case's number."""
    draft = session.execute(text("SELECT id, account_id FROM office.drafts")).one()
    account = accounts.account(session, str(draft.account_id))
    return cases.submit(session, house.engine, str(draft.id), account, house.clock()).number


def when_leased(house: House, verb: str, die: Callable[[], None]) -> None:
    """After the lease was committed, before anything was done."""
    _change(verb, prepare=lambda session, engine, job: die())


def when_drawn(house: House, verb: str, die: Callable[[], None]) -> None:
    """While our own part of the work is done: the document is drawn, and nobody has it."""
    draw = documents.draw

    def draw_and_die(filled: Any) -> Any:
        draw(filled)
        die()

    documents.draw = draw_and_die


def when_in_effect(house: House, verb: str, die: Callable[[], None]) -> None:
    """While the authority works: the effect is written, and not yet committed."""

    def before_commit(session: Session) -> None:
        if session.get_bind() is house.adapters:
            die()

    original = _queued(verb).call

    def call(port: Any, request: Any, request_id: str) -> Any:
        event.listen(Session, "before_commit", before_commit)
        return original(port, request, request_id)

    _change(verb, call=call)


def when_answered(house: House, verb: str, die: Callable[[], None]) -> None:
    """After the authority's effect was committed, before its reply is recorded."""
    original = _queued(verb).call

    def call(port: Any, request: Any, request_id: str) -> Any:
        original(port, request, request_id)
        die()

    _change(verb, call=call)


def when_recorded(house: House, verb: str, die: Callable[[], None]) -> None:
    """After the reply was recorded and the diagram went on, before that is committed."""
    _at_commit_of(verb, "before_commit", die)


def when_done(house: House, verb: str, die: Callable[[], None]) -> None:
    """Just after the commit that completes the job."""
    _at_commit_of(verb, "after_commit", die)


def when_performed(house: House, verb: str, die: Callable[[], None]) -> None:
    """After an inline verb, in the transaction of the job that led there."""
    found = VERBS[verb]
    assert isinstance(found, Inline)

    def perform(session: Session, engine: Any, call: Any) -> Any:
        found.perform(session, engine, call)
        die()

    _table()[verb] = Inline(perform)


POINTS: dict[str, Callable[[House, str, Callable[[], None]], None]] = {
    "leased": when_leased,
    "drawn": when_drawn,
    "in-effect": when_in_effect,
    "answered": when_answered,
    "recorded": when_recorded,
    "done": when_done,
    "performed": when_performed,
}


def _at_commit_of(verb: str, listener: str, die: Callable[[], None]) -> None:
    original = _queued(verb).record

    def record(session: Session, engine: Any, job: Any, reply: Any) -> Any:
        event.listen(session, listener, lambda _: die())
        return original(session, engine, job, reply)

    _change(verb, record=record)


def _change(verb: str, **parts: Any) -> None:
    _table()[verb] = replace(_queued(verb), **parts)


def _queued(verb: str) -> Queued:
    found = VERBS[verb]
    assert isinstance(found, Queued)
    return found


def _table() -> Table:
    assert isinstance(VERBS, dict)
    return VERBS
