"""A house of its own for one rehearsal: the same engine and rooms in one transaction of which nothing is kept.

docs/decisions/0007-rehearsals.md says why it is so.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from threading import Lock

from sqlalchemy import event
from sqlalchemy.orm import Session

from engine import Advance, Engine, Taken
from office import accounts, matters
from office.matters import Edition, Finding, Folder
from office.matters._rows import EditionRow
from office.rehearsal.authorities import Authorities
from office.run.assembly import House
from office.run.host import HouseHost
from office.run.transaction import Transaction
from office.verbs import VERBS

_TAKEN = "rehearsal.taken"
_USES = 500  # drafts are compiled again and again: now and then what was compiled is forgotten
_now: ContextVar[datetime] = ContextVar("rehearsal.now")


class Clock:
    """The rehearsal's time; it stands until it is moved, and never goes back."""

    def __init__(self, start: datetime) -> None:
        _now.set(start)

    def __call__(self) -> datetime:
        return _now.get()

    def move(self, to: datetime) -> None:
        _now.set(max(to, _now.get()))


@dataclass(frozen=True)
class Sandbox:
    """The draft, staged in a transaction that is taken back; findings would stop its publication."""

    house: House
    session: Session
    clock: Clock
    authorities: Authorities
    edition: Edition
    findings: tuple[Finding, ...]
    token: str

    @property
    def engine(self) -> Engine:
        return self.house.engine

    def taken(self) -> frozenset[Taken]:
        """Return the flows that tokens went along so far."""
        return frozenset(self.session.info.get(_TAKEN, ()))


@contextmanager
def sandbox(house: House, folder: Folder, start: datetime, *, key: str = "") -> Iterator[Sandbox]:
    """Stage the folder and let it be played with; whatever happens, nothing of it stays.

    key tells rehearsals apart that run at the same time: numbers are the same in each replay of one. Raises matters.Stopped where the folder cannot run at all.
    """
    with house.transaction.undone() as session:
        event.listen(session, "loaded_as_persistent", _Kept())
        clock = Clock(start)
        token = sha256(f"{folder.code} {key}".encode()).hexdigest()
        session.info[accounts.NUMBERED_AS] = f"REHEARSAL{token[:9].upper()}"
        engine = _engines.engine()
        staged = matters.stage(session, engine, folder, frozenset(VERBS), now=start)
        authorities = Authorities(clock)
        own = House(
            settings=house.settings,
            engine=engine,
            ports=authorities.ports(),
            transaction=_Within(session),
            adapters=house.adapters,  # never asked: the ports above are in its place
            clock=clock,
        )
        yield Sandbox(own, session, clock, authorities, staged.edition, staged.findings, token)


class _Kept:
    """Holds the editions that a session has read, so that it need not read them at every step."""

    def __init__(self) -> None:
        self._rows: list[object] = []

    def __call__(self, session: Session, row: object) -> None:
        if isinstance(row, EditionRow):
            self._rows.append(row)


class _Within(Transaction):
    """Transactions inside the one that is taken back: an error undoes its own part, as in the real house."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @contextmanager
    def __call__(self) -> Iterator[Session]:
        with self._session.begin_nested():
            yield self._session


class _Host(HouseHost):
    """The house as the engine sees it, remembering the flows that were taken."""

    def follow(self, session: Session, advance: Advance) -> None:
        session.info.setdefault(_TAKEN, set()).update(advance.taken)
        super().follow(session, advance)


class _Engines:
    """Engines that share what they have compiled; each rehearsal has its own, as its rows are taken back."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._first: Engine | None = None
        self._uses = 0

    def engine(self) -> Engine:
        with self._lock:
            if self._first is None or self._uses >= _USES:
                self._first, self._uses = Engine(_Host(_now.get), fenced=True, spread=_all), 0
            self._uses += 1
            first = self._first
        host = _Host(_now.get)
        host.engine = first.anew(host)
        return host.engine


def _all() -> float:
    """No jitter between retries: the same script gives the same end."""
    return 1.0


_engines = _Engines()
