"""How the house is: whether it can work at all, and the figures that somebody watches."""

from dataclasses import dataclass
from datetime import datetime

from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.orm import Session

from office.run.assembly import House
from office.run.schema import migrations_config


@dataclass(frozen=True)
class Backlog:
    """Jobs and timers that wait; ages in seconds, 0 where nothing waits."""

    ready: int
    leased: int
    failed: int
    oldest_ready_age: float
    oldest_lease_left: float
    incidents: int


def not_ready(session: Session, house: House) -> str:
    """Return why the house cannot work, "" when it can: the database must answer and have this version's tables."""
    found = session.execute(text("SELECT version_num FROM alembic_version")).scalar()
    wanted = newest_revision()
    return "" if found == wanted else f"schema {found}, this version needs {wanted}"


def newest_revision() -> str:
    """Return the newest migration that came with this version."""
    return str(ScriptDirectory.from_config(migrations_config("")).get_current_head())


def backlog(session: Session, house: House) -> Backlog:
    """Count what waits for machines."""
    counts = house.engine.backlog(session)
    now = house.clock()
    return Backlog(
        ready=counts["ready"],
        leased=counts["leased"],
        failed=counts["failed"],
        oldest_ready_age=_seconds(now, counts["oldest_ready"]),
        oldest_lease_left=-_seconds(now, counts["oldest_lease_until"], late=False),
        incidents=len(house.engine.incidents(session)),
    )


def _seconds(now: datetime, at: datetime | None, *, late: bool = True) -> float:
    if at is None:
        return 0.0
    passed: float = (now - at).total_seconds()
    return max(0.0, passed) if late else passed
