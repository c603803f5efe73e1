"""A house of its own for each test, and a worker whose steps a test takes one by one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from office.run.assembly import House, build
from office.run.worker import Worker
from tests.houses import Fresh, close, decided, drafted, house, published, settings_of

__all__ = ["decided", "drafted", "house", "published"]


@dataclass
class MovingClock:
    """The present, moved on by a test that does not want to wait."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def pass_by(self, **time: float) -> None:
        self.ahead += timedelta(**time)


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
def granted(fresh_database: Fresh, decided: str, clock: MovingClock) -> Iterator[House]:
    """A house with one case, just granted, whose licence is to be issued; its clock can be moved."""
    made = build(settings_of(fresh_database(decided)), clock=clock)
    yield made
    close(made)


@pytest.fixture
def worker(granted: House) -> Worker:
    return Worker(granted, "test")
