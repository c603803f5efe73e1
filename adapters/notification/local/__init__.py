"""The embedded operator of messages: keeps them in the account's inbox."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from adapters.faults import Faults
from adapters.ledger import Reply, daily_number, once
from adapters.notification.local._rows import MessageRow
from adapters.notification.port import Message, Notice, Sent

_PORT = "notification"


class LocalNotification:
    """Implements Notification; commits for itself."""

    def __init__(
        self, sessions: sessionmaker[Session], *, clock: Callable[[], datetime], faults: Faults
    ) -> None:
        self._sessions = sessions
        self._clock = clock
        self._faults = faults

    def send(self, notice: Notice, request_id: str) -> Sent:
        now = self._clock()
        with self._faults.around(_PORT), self._sessions.begin() as session:
            body = once(
                session,
                "notification.send",
                request_id,
                lambda: _send(session, notice, now),
                now=now,
            ).body
        return Sent(at=datetime.fromisoformat(body["at"]), number=body["number"])

    def inbox(self, account: str) -> list[Message]:
        with self._faults.around(_PORT, reading=True), self._sessions() as session:
            rows = session.scalars(
                select(MessageRow)
                .where(MessageRow.account_id == account)
                .order_by(MessageRow.at.desc(), MessageRow.number.desc())
            )
            return [_message(row) for row in rows]


def _send(session: Session, notice: Notice, now: datetime) -> Reply:
    number = daily_number(session, "TZ", now)
    session.add(
        MessageRow(
            number=number,
            account_id=notice.to,
            title=notice.title,
            body=notice.body,
            case_id=notice.case,
            at=now,
        )
    )
    session.flush()
    return Reply({"at": now.isoformat(), "number": number})


def _message(row: MessageRow) -> Message:
    return Message(
        number=row.number,
        to=row.account_id,
        title=row.title,
        body=row.body,
        case=row.case_id,
        at=row.at,
    )
