"""The embedded population authority: a small register of persons."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session, sessionmaker

from adapters.codes import is_person_number
from adapters.errors import Refused
from adapters.faults import Faults
from adapters.identity.local._rows import PersonRow
from adapters.identity.port import PersonCheck
from adapters.ledger import CHINA, Reply, daily_number, once

_PORT = "identity"


class LocalIdentity:
    """Implements Identity and Register; commits for itself. Its replies keep no name and no number."""

    def __init__(
        self, sessions: sessionmaker[Session], *, clock: Callable[[], datetime], faults: Faults
    ) -> None:
        self._sessions = sessions
        self._clock = clock
        self._faults = faults

    def check_person(self, name: str, id_number: str, request_id: str) -> PersonCheck:
        now = self._clock()
        with self._faults.around(_PORT), self._sessions.begin() as session:
            body = once(
                session,
                "identity.check-person",
                request_id,
                lambda: _check(session, name, id_number, now),
                now=now,
            ).body
        return PersonCheck(
            matches=body["matches"],
            checked_at=datetime.fromisoformat(body["checked_at"]),
            number=body["number"],
        )

    def enter(self, name: str, id_number: str) -> None:
        number = _possible(id_number, self._clock())
        with self._sessions.begin() as session:
            session.merge(PersonRow(id_number=number, name=name.strip()))


def _check(session: Session, name: str, id_number: str, now: datetime) -> Reply:
    row = session.get(PersonRow, _possible(id_number, now))
    return Reply(
        {
            "matches": row is not None and row.name == name.strip(),
            "checked_at": now.isoformat(),
            "number": daily_number(session, "SF", now),
        }
    )


def _possible(id_number: str, now: datetime) -> str:
    number = id_number.strip().upper()
    if not is_person_number(number, now.astimezone(CHINA).date()):
        raise Refused("wrong-number", "公民身份号码的日期或校验码不对。")
    return number
