"""Drives the engine's door with a fresh database: deploy, start, do, wait, read the trace."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, NamedTuple

from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

from engine import (
    Advance,
    BusinessError,
    Call,
    DeploymentRefused,
    Done,
    Engine,
    Later,
    NotWaiting,
    Wait,
)
from tests.conformance.dialects import THROW, adapt, refusals, together
from tests.conformance.server import give_back, make_database
from tests.conformance.vendors import ADDED

STEPS = 10_000  # timers fired within one wait(), before a diagram is taken to have no end


class Refused(NamedTuple):
    """Why a file is not deployed."""

    code: str
    element: str
    name: str
    reason: str


class House:
    """Every service task passes; the betsy token THROW_ERROR is a business error."""

    functions: Mapping[str, Any] = {}

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def perform(self, session: Session, call: Call) -> Done | Later:
        if call.verb == THROW:
            raise BusinessError("ERR_CODE")
        return Done()

    def follow(self, session: Session, advance: Advance) -> None:
        """Nobody keeps records here."""


class Driver:
    """One fresh database; dialect is plain, betsy, camunda or flowable."""

    def __init__(self, dialect: str = "plain") -> None:
        self.dialect = dialect
        self.house = House()
        self.engine = Engine(self.house)
        self.logs: dict[str, str] = {}
        self._url = make_database()
        self._database = create_engine(self._url)
        self._sessions = sessionmaker(self._database)

    def __enter__(self) -> "Driver":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._database.dispose()
        give_back(self._url)

    def session(self) -> Any:
        """Return a context manager of a session that commits at its end."""
        return self._sessions.begin()

    def deploy(self, files: Mapping[str, bytes]) -> list[Refused]:
        """Deploy files; return why they are refused, nothing where they are accepted."""
        found = [
            refusal
            for name, content in files.items()
            if not name.endswith(".dmn")
            for refusal in refusals(self.dialect, content)
        ]
        if found:
            return [Refused(r.code, r.element, r.name, r.reason) for r in found]
        adapted = {
            name: content if name.endswith(".dmn") else adapt(self.dialect, content, self.logs)
            for name, content in files.items()
        }
        groups = together(adapted)
        found = [refusal for group in groups for refusal in self.engine.check(group)]
        if found:
            return [Refused(r.code, r.element, r.name, r.reason) for r in found]
        try:
            with self.session() as session:
                for group in groups:
                    self.engine.deploy(session, group)
        except DeploymentRefused as refused:
            return [Refused(r.code, r.element, r.name, r.reason) for r in refused.refusals]
        return []

    def start(self, process_id: str, **variables: Any) -> "Case":
        with self.session() as session:
            return Case(self, self.engine.start(session, process_id, variables=variables).id)

    def cases(self) -> list["Case"]:
        """Return all cases, the oldest first."""
        with self.session() as session:
            return [Case(self, i.id) for i in self.engine.instances(session)]

    def message(self, name: str, correlation: str | None = None, **data: Any) -> bool:
        with self.session() as session:
            return self.engine.message(session, name, correlation=correlation, variables=data)

    def signal(self, name: str, **data: Any) -> None:
        with self.session() as session:
            self.engine.signal(session, name, data)

    def wait(self, seconds: float) -> None:
        """Move the clock and fire what is due on the way, in its order."""
        until = self.house.time + timedelta(seconds=seconds)
        for _ in range(STEPS):
            with self.session() as session:
                due = self.engine.due_soon(session)
            if due is None or due > until:
                break
            self.house.time = max(self.house.time, due)
            with self.session() as session:
                self.engine.fire_due(session)
        self.house.time = until


class Case:
    """One instance."""

    def __init__(self, driver: Driver, instance_id: str) -> None:
        self.driver = driver
        self.id = instance_id

    def ready(self) -> list[str]:
        """Return the drawn ids of open user and receive tasks, sorted, one an open instance."""
        return sorted(w.element for w in self._waits() if w.kind in ("user", "receive"))

    def do(self, element: str, nth: int = 0, **data: Any) -> None:
        """Complete an open task."""
        open_tasks = [
            w for w in self._waits() if w.element == element and w.kind in ("user", "receive")
        ]
        if nth >= len(open_tasks):
            raise NotWaiting(f"{element}: {len(open_tasks)} open, not {nth + 1}")
        with self.driver.session() as session:
            self.driver.engine.complete(session, self.id, open_tasks[nth].task_id, data)

    def set(self, **data: Any) -> None:
        with self.driver.session() as session:
            self.driver.engine.set(session, self.id, data)

    def migrate(self, process_id: str) -> None:
        """Running cases cannot be moved to another version yet."""
        raise NotImplementedError("migration is not part of the engine yet")

    @property
    def trace(self) -> list[str]:
        """Return what completed, in order: drawn ids, or the corpus' log lines."""
        with self.driver.session() as session:
            events = self.driver.engine.history(session, self.id)
        completed = [e.element for e in events if e.kind == "completed"]
        done = [element for element in completed if not element.startswith(ADDED)]
        if self.driver.dialect != "betsy":
            return done
        lines = [self._line(element) for element in done]
        return [line for line in lines if line] + self._uncaught()

    @property
    def done(self) -> bool:
        return self._status() == "ended"

    @property
    def failed(self) -> list[str]:
        """Return the elements of open incidents."""
        with self.driver.session() as session:
            found = self.driver.engine.incidents(session)
        return sorted(i.element or "" for i in found if i.instance_id == self.id)

    @property
    def variables(self) -> Mapping[str, Any]:
        with self.driver.session() as session:
            return self.driver.engine.instance(session, self.id).variables

    def _line(self, element: str) -> str | None:
        line = self.driver.logs.get(element)
        if line is not None and line.startswith("DATA "):
            correct = self.variables.get(line.removeprefix("DATA ")) == "String"
            return "DATA_correct" if correct else "DATA_wrong"
        return line

    def _uncaught(self) -> list[str]:
        with self.driver.session() as session:
            found = self.driver.engine.incidents(session)
        mine = [i for i in found if i.instance_id == self.id]
        return ["ERROR_thrownErrorEvent" for i in mine if "is not caught" in i.reason]

    def _waits(self) -> list[Wait]:
        with self.driver.session() as session:
            return self.driver.engine.waits(session, self.id)

    def _status(self) -> str:
        with self.driver.session() as session:
            return self.driver.engine.instance(session, self.id).status
