"""A circuit breaker a line, kept in a row that all processes share and operators see.

Closed: calls pass. After `threshold` failures in a row it opens: calls fail at once with LineDown, the cases wait,
their jobs come back when the pause is over and use up no try. Then one call may try (half open): its success closes
the circuit, its failure opens it for twice as long, at most ten minutes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, sessionmaker

from adapters.errors import LineDown
from adapters.tables import CircuitRow

CLOSED, OPEN, HALF_OPEN = "closed", "open", "half-open"
THRESHOLD = 5
FIRST_PAUSE, LONGEST_PAUSE = 30.0, 600.0  # seconds
_REASON = 300


@dataclass(frozen=True)
class CircuitState:
    """The line to one authority as an operator sees it."""

    port: str
    state: str
    failures: int = 0
    open_until: datetime | None = None
    last_error: str = ""
    last_failure_at: datetime | None = None
    last_success_at: datetime | None = None


class Circuit:
    """The breaker of one port."""

    def __init__(
        self,
        port: str,
        sessions: sessionmaker[Session],
        *,
        clock: Callable[[], datetime],
        threshold: int = THRESHOLD,
    ) -> None:
        self._port = port
        self._sessions = sessions
        self._clock = clock
        self._threshold = threshold

    def state(self) -> CircuitState:
        """Return how the line does now."""
        with self._sessions() as session:
            row = session.get(CircuitRow, self._port)
            if row is None:
                return CircuitState(self._port, CLOSED)
            return CircuitState(
                port=self._port,
                state=_state(row, self._clock()),
                failures=row.failures,
                open_until=row.open_until,
                last_error=row.last_error,
                last_failure_at=row.last_failure_at,
                last_success_at=row.last_success_at,
            )

    def enter(self) -> None:
        """Let a call pass; raises LineDown while the circuit is open or another call is trying it."""
        now = self._clock()
        with self._sessions.begin() as session:
            row = session.get(CircuitRow, self._port)
            if row is None or row.open_until is None:
                return
            if row.open_until > now:
                raise LineDown(row.open_until, "对方系统多次没有回应，暂停呼叫，稍后自动再试。")
            # One caller tries; the others see the circuit open for another pause.
            until = now + timedelta(seconds=row.pause_seconds)
            mine = session.execute(
                update(CircuitRow)
                .where(CircuitRow.port == self._port, CircuitRow.open_until <= now)
                .values(open_until=until)
                .returning(CircuitRow.port)
            ).scalar_one_or_none()
            if mine is None:
                raise LineDown(until, "对方系统正在恢复，稍后自动再试。")

    def succeeded(self) -> None:
        """The authority answered, if only to refuse: the line works."""
        now = self._clock()
        with self._sessions.begin() as session:
            values = {
                "failures": 0,
                "opened_at": None,
                "open_until": None,
                "pause_seconds": FIRST_PAUSE,
                "last_success_at": now,
            }
            session.execute(
                insert(CircuitRow)
                .values(port=self._port, last_error="", **values)
                .on_conflict_do_update(index_elements=["port"], set_=values)
            )

    def failed(self, reason: str) -> datetime | None:
        """The authority gave no answer that can be used; return until when the circuit is open now."""
        now = self._clock()
        with self._sessions.begin() as session:
            session.execute(
                insert(CircuitRow)
                .values(
                    port=self._port,
                    failures=1,
                    pause_seconds=FIRST_PAUSE,
                    last_error=reason[:_REASON],
                    last_failure_at=now,
                )
                .on_conflict_do_update(
                    index_elements=["port"],
                    set_={
                        "failures": CircuitRow.failures + 1,
                        "last_error": reason[:_REASON],
                        "last_failure_at": now,
                    },
                )
            )
            row = session.get_one(CircuitRow, self._port, with_for_update=True)
            if row.failures >= self._threshold:
                again = row.opened_at is not None
                row.pause_seconds = (
                    min(row.pause_seconds * 2, LONGEST_PAUSE) if again else FIRST_PAUSE
                )
                row.opened_at = row.opened_at or now
                row.open_until = now + timedelta(seconds=row.pause_seconds)
            return row.open_until

    def reset(self) -> None:
        """Close the circuit by hand: an operator knows that the authority is back."""
        with self._sessions.begin() as session:
            session.execute(
                update(CircuitRow)
                .where(CircuitRow.port == self._port)
                .values(failures=0, opened_at=None, open_until=None, pause_seconds=FIRST_PAUSE)
            )


def _state(row: CircuitRow, now: datetime) -> str:
    if row.open_until is None:
        return CLOSED
    return OPEN if row.open_until > now else HALF_OPEN
