"""News of the lists as server-sent events: one light poller a process, while somebody listens."""

import json
import queue
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, g
from sqlalchemy.exc import SQLAlchemyError

from office import worklist
from office.accounts import groups_of, within
from office.worklist import Change
from web import guard

if TYPE_CHECKING:
    from office.run.assembly import House

MOST = 100  # streams a process; each holds a thread and nothing else
LASTS = (
    60.0  # seconds, then the browser opens it anew: a sign-in that has ended ends its stream too
)
EVERY = 1.5  # seconds between two looks at the changes, while somebody listens
BREATH = 15.0  # seconds of silence after which a comment keeps proxies from closing the stream
SETTLED = 20.0  # seconds after which no earlier change can still be on its way
SLOW_DOWN = 30  # seconds that a browser waits where all streams are taken


@dataclass(eq=False)
class _Listener:
    groups: frozenset[str]
    regions: frozenset[str]
    heard: "queue.SimpleQueue[Change]" = field(default_factory=queue.SimpleQueue)

    def concerns(self, change: Change) -> bool:
        return change.group in self.groups and change.region in self.regions


class Newsroom:
    """Reads the changes of the lists once for all streams of this process, and only while there are any."""

    def __init__(self, house: "House") -> None:
        self._house = house
        self._listeners: set[_Listener] = set()
        self._lock = threading.Lock()
        self._poller: threading.Thread | None = None

    @property
    def full(self) -> bool:
        return len(self._listeners) >= MOST

    def stream(self, groups: frozenset[str], regions: frozenset[str]) -> Iterator[str]:
        """Yield events for a minute: how many tasks came, and that lists have changed."""
        listener = _Listener(groups, regions)
        until = time.monotonic() + LASTS
        self._join(listener)
        try:
            yield f"retry: {int(EVERY * 1000)}\n\n"
            while (left := until - time.monotonic()) > 0:
                changes = _hear(listener, min(left, BREATH))
                yield _event(changes) if changes else ": \n\n"
        finally:
            with self._lock:
                self._listeners.discard(listener)

    def _join(self, listener: _Listener) -> None:
        with self._lock:
            self._listeners.add(listener)
            if self._poller is None:
                self._poller = threading.Thread(target=self._poll, name="news", daemon=True)
                self._poller.start()

    def _poll(self) -> None:
        """Tell every listener what concerns it; end when the last has gone."""
        reading = _Reading()
        while True:
            with self._lock:
                listeners = tuple(self._listeners)
                if not listeners:
                    self._poller = None
                    return
            try:
                for change in reading.fresh(self._house, listeners):
                    for one in listeners:
                        if one.concerns(change):
                            one.heard.put(change)
            except SQLAlchemyError:
                pass  # a database that is away comes back; pages say so meanwhile
            time.sleep(EVERY)


class _Reading:
    """Which changes have been told. A number may be committed after a higher one, so recent ones are read again."""

    def __init__(self) -> None:
        self._floor: int | None = None
        self._told: dict[int, float] = {}

    def fresh(self, house: "House", listeners: tuple[_Listener, ...]) -> list[Change]:
        groups = frozenset().union(*(one.groups for one in listeners))
        with house.transaction() as session:
            if self._floor is None:
                self._floor = worklist.last_change(session)
            found = worklist.changes(session, self._floor, groups)
        now = time.monotonic()
        fresh = [one for one in found if one.id not in self._told]
        self._told.update((one.id, now) for one in fresh)
        settled = [one for one, at in self._told.items() if at < now - SETTLED]
        if settled:
            self._floor = max(self._floor, *settled)
            self._told = {one: at for one, at in self._told.items() if one > self._floor}
        return fresh


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/inbox/news", "news", news)


@guard.streams
@guard.staff()
def news() -> Response:
    """The stream of one open page; no database session is held while it lasts."""
    room = _newsroom()
    if room.full:
        return Response(status=503, headers={"Retry-After": str(SLOW_DOWN)})
    account = g.account.account
    groups = frozenset(groups_of(account))
    regions = frozenset(within(account.region)) if account.region else frozenset()
    return Response(
        room.stream(groups, regions),
        mimetype="text/event-stream",
        headers={"X-Accel-Buffering": "no"},
    )


def _newsroom() -> Newsroom:
    room: Newsroom = current_app.extensions.setdefault(
        "inbox-news", Newsroom(current_app.extensions["house"])
    )
    return room


def _hear(listener: _Listener, seconds: float) -> list[Change]:
    """What has come, all of it at once; nothing after so many seconds."""
    try:
        found = [listener.heard.get(timeout=seconds)]
    except queue.Empty:
        return []
    while not listener.heard.empty():
        found.append(listener.heard.get())
    return found


def _event(changes: list[Change]) -> str:
    told = {"opened": sum(one.kind == "opened" for one in changes), "changed": len(changes)}
    return f"event: news\ndata: {json.dumps(told)}\n\n"
