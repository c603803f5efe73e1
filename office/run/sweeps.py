"""Periodic work, one table: what, how often."""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from office import accounts, documents, filing, keys, worklist
from office.run.assembly import House

_log = logging.getLogger(__name__)

Sweep = tuple[float, Callable[[Session, House], None]]


def end_stale_sessions(session: Session, house: House) -> None:
    """Delete sign-ins that have expired."""
    accounts.delete_expired_sessions(session, house.clock())


def remove_orphaned_content(session: Session, house: House) -> None:
    """Delete content by hash that no row names and that is older than a day."""
    before = datetime.now(UTC) - timedelta(days=1)  # the store's own clock, not the house's
    orphans = documents.unnamed(session, before)
    if orphans:
        documents.remove(session, orphans - filing.attached(session, orphans), before)


def forget_list_changes(session: Session, house: House) -> None:
    """Delete changes of lists that no open page asks for any more."""
    worklist.forget_changes(session, house.clock())


def forget_replies(session: Session, house: House) -> None:
    """Delete replies to programs that are too old to be asked for again."""
    keys.forget_replies(session, house.clock())


SWEEPS: Mapping[str, Sweep] = {
    "session.expire": (600.0, end_stale_sessions),
    "content.remove-orphans": (3600.0, remove_orphaned_content),
    "worklist.forget-changes": (300.0, forget_list_changes),
    "keys.forget-replies": (3600.0, forget_replies),
}


class Sweeper:
    """Runs each sweep when its interval has passed in this process; sweeps are idempotent."""

    def __init__(self, house: House, sweeps: Mapping[str, Sweep]) -> None:
        self._house = house
        self._sweeps = sweeps
        self._next = {name: time.monotonic() + every for name, (every, _) in sweeps.items()}

    def sweep(self) -> None:
        for name, (every, function) in self._sweeps.items():
            if time.monotonic() >= self._next[name]:
                self._next[name] = time.monotonic() + every
                started = time.monotonic()
                try:
                    with self._house.transaction() as session:
                        function(session, self._house)
                except Exception:  # noqa: BLE001 - one sweep that fails must not stop the others
                    _log.exception("sweep.failed", extra={"verb": name})
                else:
                    took = round((time.monotonic() - started) * 1000, 1)
                    _log.info("sweep.done", extra={"verb": name, "duration_ms": took})
