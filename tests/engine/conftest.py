"""A house for the engine that answers as told and remembers what it was asked."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from engine import Advance, BusinessError, Call, Done, Engine, Later


class House:
    """Answers service tasks by verb; its clock stands until it is moved."""

    def __init__(self) -> None:
        self.functions: Mapping[str, Callable[..., object]] = {}
        self.time = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
        self.answers: dict[str, Done | Later | BusinessError] = {}
        self.calls: list[Call] = []
        self.advances: list[Advance] = []

    def now(self) -> datetime:
        return self.time

    def wait(self, **duration: float) -> None:
        self.time += timedelta(**duration)

    def perform(self, session: Session, call: Call) -> Done | Later:
        self.calls.append(call)
        answer = self.answers.get(call.verb, Done())
        if isinstance(answer, BusinessError):
            raise answer
        return answer

    def follow(self, session: Session, advance: Advance) -> None:
        self.advances.append(advance)


class Desk:
    """The engine with its house and session, and the words that tests use."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.house = House()
        self.engine = Engine(self.house)

    def deploy(self, files: dict[str, bytes]) -> None:
        self.engine.deploy(self.session, files)

    def start(self, process_id: str, **variables: object) -> str:
        return self.engine.start(self.session, process_id, variables=variables).id

    def open(self, instance_id: str, *kinds: str) -> list[str]:
        """Return the elements that wait, sorted; user tasks where no kind is named."""
        wanted = kinds or ("user",)
        found = self.engine.waits(self.session, instance_id)
        return sorted(w.element for w in found if w.kind in wanted)

    def do(self, instance_id: str, element: str, **result: object) -> None:
        task = next(
            w.task_id
            for w in self.engine.waits(self.session, instance_id)
            if w.element == element and w.kind in ("user", "receive")
        )
        self.engine.complete(self.session, instance_id, task, result)

    def status(self, instance_id: str) -> str:
        return self.engine.instance(self.session, instance_id).status

    def variables(self, instance_id: str) -> dict[str, object]:
        return dict(self.engine.instance(self.session, instance_id).variables)

    def trace(self, instance_id: str) -> list[str]:
        """Return the elements that completed, in order."""
        found = self.engine.history(self.session, instance_id)
        return [e.element for e in found if e.kind == "completed"]

    def reasons(self) -> list[tuple[str | None, str]]:
        return [(i.element, i.reason) for i in self.engine.incidents(self.session)]

    def refusals(self, files: dict[str, bytes]) -> set[tuple[str, str]]:
        return {(r.code, r.element) for r in self.engine.check(files)}


@pytest.fixture
def desk(session: Session) -> Desk:
    return Desk(session)
