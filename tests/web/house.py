"""A house for tests of the web: a real database, a clock that stands, ports given by the test."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from office.run.settings import Settings
from office.run.transaction import Transaction

NOW = datetime(2026, 11, 24, 1, 12, tzinfo=UTC)  # 09:12 in Shanghai


@dataclass
class StandingClock:
    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class WebHouse:
    """What create_app reads of office.run.assembly.House."""

    settings: Settings
    transaction: Transaction
    clock: Callable[[], datetime] = field(default_factory=StandingClock)
    engine: Any = None
    ports: Any = None


def settings_for(database_url: str, *, mode: str = "demo") -> Settings:
    return Settings(
        home=Path("/nonexistent"),
        mode=mode,
        database_url=database_url,
        adapters_database_url=database_url,
        broker_url="",
        secret="a secret of the tests alone, long enough",  # noqa: S106
        public_url="http://127.0.0.1:8000",
        host="127.0.0.1",
        port=8000,
        poll_seconds=1.0,
        faults="",
    )
