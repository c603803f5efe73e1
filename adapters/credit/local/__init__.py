"""The embedded credit platform: answers from a list of its own."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session, sessionmaker

from adapters.credit.local._rows import CreditQueryRow, DiscreditRow
from adapters.credit.port import LISTED, NOT_LISTED, CreditAnswer
from adapters.errors import Misconfigured
from adapters.faults import Faults
from adapters.ledger import Reply, daily_number, once

SOURCE = "信用平台（演示）"
_PORT = "credit"


class LocalCredit:
    """Implements Credit and Register; commits for itself."""

    def __init__(
        self, sessions: sessionmaker[Session], *, clock: Callable[[], datetime], faults: Faults
    ) -> None:
        self._sessions = sessions
        self._clock = clock
        self._faults = faults

    def query(self, holder_code: str, purpose: str, request_id: str) -> CreditAnswer:
        if not purpose.strip():
            raise Misconfigured("查询信用记录必须写明用途。")
        now = self._clock()
        with self._faults.around(_PORT), self._sessions.begin() as session:
            body = once(
                session,
                "credit.query",
                request_id,
                lambda: _answer(session, holder_code, purpose, now),
                now=now,
            ).body
        return CreditAnswer(
            listed=body["listed"],
            statement=LISTED if body["listed"] else NOT_LISTED,
            source=body["source"],
            queried_at=datetime.fromisoformat(body["queried_at"]),
            number=body["number"],
        )

    def enter(self, holder_code: str, cause: str) -> None:
        with self._sessions.begin() as session:
            session.merge(
                DiscreditRow(
                    holder_code=holder_code, cause=cause, entered_at=self._clock(), struck_at=None
                )
            )

    def strike(self, holder_code: str) -> None:
        with self._sessions.begin() as session:
            row = session.get(DiscreditRow, holder_code, with_for_update=True)
            if row is not None and row.struck_at is None:
                row.struck_at = self._clock()


def _answer(session: Session, holder_code: str, purpose: str, now: datetime) -> Reply:
    row = session.get(DiscreditRow, holder_code)
    listed = row is not None and row.struck_at is None
    number = daily_number(session, "XY", now)
    session.add(
        CreditQueryRow(
            number=number, holder_code=holder_code, purpose=purpose[:200], listed=listed, at=now
        )
    )
    session.flush()
    return Reply(
        {"listed": listed, "source": SOURCE, "queried_at": now.isoformat(), "number": number}
    )
