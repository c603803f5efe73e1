"""Make a local backend slow, refuse, be down or lose its reply: set by a row or by TONGBAN_FAULTS."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, sessionmaker

from adapters.errors import Misconfigured, Refused, Unavailable
from adapters.tables import FaultRow

SLOW, LATE, REFUSE, DOWN, LOST = "slow", "late", "refuse", "down", "lost"
MODES = frozenset({SLOW, LATE, REFUSE, DOWN, LOST})
PORTS = frozenset({"seal", "licence", "credit", "identity", "notification"})


@dataclass(frozen=True)
class Fault:
    """What a backend is told to do.

    slow: wait `seconds`, then work. late: work and commit, wait `seconds`, then reply.
    refuse: raise Refused. down: raise Unavailable before any effect.
    lost: work and commit, then raise Unavailable, as if the line broke before the reply came.
    """

    mode: str
    seconds: float = 0.0


class Faults:
    """The faults of all local backends; a row that any process wrote comes before the setting."""

    def __init__(
        self,
        sessions: sessionmaker[Session],
        setting: str = "",
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._sessions = sessions
        self._settled = read_faults(setting)
        self._sleep = sleep

    def set(self, port: str, mode: str, seconds: float = 0.0) -> None:
        """Tell a backend to misbehave until cleared; every process on this database sees it."""
        _check(port, mode)
        row = {"mode": mode, "seconds": seconds}
        with self._sessions.begin() as session:
            session.execute(
                insert(FaultRow)
                .values(port=port, **row)
                .on_conflict_do_update(index_elements=["port"], set_=row)
            )

    def clear(self, port: str | None = None) -> None:
        """Take back what `set` told one backend, or all of them."""
        with self._sessions.begin() as session:
            session.execute(
                delete(FaultRow).where(FaultRow.port == port) if port else delete(FaultRow)
            )

    def of(self, port: str) -> Fault | None:
        """Return what the backend is told to do now."""
        with self._sessions() as session:
            row = session.execute(
                select(FaultRow.mode, FaultRow.seconds).where(FaultRow.port == port)
            ).one_or_none()
        return Fault(*row) if row else self._settled.get(port)

    @contextmanager
    def around(self, port: str, *, reading: bool = False) -> Iterator[None]:
        """Let a backend's whole call, its commit included, happen under its fault.

        A call that only reads for the public is not refused, and loses no effect.
        """
        fault = self.of(port)
        if fault is None or (reading and fault.mode in (REFUSE, LOST)):
            yield
            return
        self._before(fault)
        yield
        self._after(fault)

    def _before(self, fault: Fault) -> None:
        if fault.mode == SLOW:
            self._sleep(fault.seconds)
        elif fault.mode == REFUSE:
            raise Refused("refused", "演示故障：对方拒绝办理。")
        elif fault.mode == DOWN:
            raise Unavailable("演示故障：对方系统不可用。")

    def _after(self, fault: Fault) -> None:
        if fault.mode == LATE:
            self._sleep(fault.seconds)
        elif fault.mode == LOST:
            raise Unavailable("演示故障：对方已办理，但答复丢失。")


def read_faults(setting: str) -> Mapping[str, Fault]:
    """Read `seal=down,licence=slow:2`."""
    faults: dict[str, Fault] = {}
    for part in filter(None, (part.strip() for part in setting.split(","))):
        port, _, told = part.partition("=")
        mode, _, seconds = told.partition(":")
        _check(port, mode)
        faults[port] = Fault(mode, _seconds(seconds))
    return faults


def _seconds(text: str) -> float:
    try:
        return float(text or 0)
    except ValueError:
        raise Misconfigured("TONGBAN_FAULTS 的秒数必须是数字。") from None


def _check(port: str, mode: str) -> None:
    if port not in PORTS or mode not in MODES:
        raise Misconfigured(
            f"故障设置不认识“{port}={mode}”：接口有 {'、'.join(sorted(PORTS))}，"
            f"方式有 {'、'.join(sorted(MODES))}。"
        )
