"""Who may act for an enterprise: given by its legal representative online, checked with the register, withdrawn."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine import Engine
from office import accounts, audit, clocks
from office.accounts import APPLICANT, Account
from office.filing._rows import AuthorisationRow
from office.words import words

CHECKING, VALID, REFUSED, WITHDRAWN = "checking", "valid", "refused", "withdrawn"
CHECK_AUTHORISATION = "authorisation.check"
LONGEST_YEARS = 1


@dataclass(frozen=True)
class Authorisation:
    """The principal (法定代表人) lets the agent (经办人) act for the enterprise; no matters means all of them."""

    id: str
    enterprise: str
    enterprise_name: str
    principal_id: str
    principal_name: str
    agent_id: str
    agent_name: str
    matters: tuple[str, ...]
    valid_until: date
    state: str
    given_at: datetime
    withdrawn_at: datetime | None

    def covers(self, matter: str, today: date) -> bool:
        """Say whether the agent may file this matter today."""
        return (
            self.state == VALID
            and self.valid_until >= today
            and (not self.matters or matter in self.matters)
        )


class NotAuthorised(Exception):
    """The authorisation cannot be given so; reason is a sentence for the person, field where it belongs."""

    def __init__(self, reason: str, field: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field


def give_authorisation(
    session: Session,
    engine: Engine,
    principal: Account,
    *,
    agent_name: str,
    agent_number: str,
    matters: Collection[str] = (),
    valid_until: date | None,
    now: datetime,
) -> Authorisation:
    """Keep an authorisation; it holds once the register says that the principal is the legal representative.

    Raises NotAuthorised.
    """
    enterprise = accounts.identity_of(session, principal.id).enterprise
    if not enterprise:
        raise NotAuthorised(words("您的账号没有关联企业，不能授权。"))
    agent = accounts.account_proved(session, agent_name, agent_number)
    if agent is None or agent.kind != APPLICANT:
        raise NotAuthorised(
            words("没有找到姓名和证件号码都相符的账号，请核对；对方要先注册。"), "agent_number"
        )
    if agent.id == principal.id:
        raise NotAuthorised(words("不用给自己授权。"), "agent_number")
    today = clocks.today(now)
    if valid_until is None or not today <= valid_until <= _latest(today):
        raise NotAuthorised(words("请选择今天以后、一年以内的截止日期。"), "valid_until")
    kept = keep_authorisation(
        session,
        principal,
        agent,
        enterprise=enterprise,
        matters=matters,
        valid_until=valid_until,
        now=now,
    )
    engine.enqueue(
        session,
        CHECK_AUTHORISATION,
        {"authorisation": kept.id, "code": enterprise},
        key=f"{CHECK_AUTHORISATION}:{kept.id}",
    )
    return kept


def keep_authorisation(
    session: Session,
    principal: Account,
    agent: Account,
    *,
    enterprise: str,
    matters: Collection[str] = (),
    valid_until: date,
    now: datetime,
) -> Authorisation:
    """Keep an authorisation that waits for the register (settle_authorisation)."""
    row = AuthorisationRow(
        id=str(uuid.uuid4()),
        enterprise=enterprise,
        enterprise_name="",
        principal_id=principal.id,
        principal_name=principal.name,
        agent_id=agent.id,
        agent_name=agent.name,
        matters=sorted(set(matters)),
        valid_until=valid_until,
        state=CHECKING,
        given_at=now,
        settled_at=None,
        withdrawn_at=None,
    )
    session.add(row)
    session.flush()
    _note(session, "authorisation.give", row, principal, now)
    return _value(row)


def settle_authorisation(
    session: Session,
    authorisation_id: str,
    *,
    enterprise_name: str,
    representative_id: str,
    now: datetime,
) -> Authorisation:
    """Let the authorisation hold if the register names the principal as legal representative, else refuse it."""
    row = _row(session, authorisation_id)
    if row.state == CHECKING:
        proved = accounts.identity_of(session, row.principal_id)
        right = bool(proved.id_number) and proved.id_number == representative_id
        row.enterprise_name = enterprise_name
        row.state, row.settled_at = (VALID if right else REFUSED), now
        session.flush()
    return _value(row)


def withdraw_authorisation(
    session: Session, authorisation_id: str, principal: Account, *, now: datetime
) -> Authorisation:
    """End an authorisation at once; cases filed with it go on. Raises NotAuthorised."""
    row = session.get(AuthorisationRow, authorisation_id, with_for_update=True)
    if row is None or row.principal_id != principal.id:
        raise NotAuthorised(words("没有这份授权。"))
    if row.state in {CHECKING, VALID}:
        row.state, row.withdrawn_at = WITHDRAWN, now
        session.flush()
        _note(session, "authorisation.withdraw", row, principal, now)
    return _value(row)


def authorisations_of(session: Session, account: Account) -> list[Authorisation]:
    """Return the authorisations that the account has given or been given, the latest first."""
    rows = session.scalars(
        select(AuthorisationRow)
        .where(
            or_(
                AuthorisationRow.principal_id == account.id, AuthorisationRow.agent_id == account.id
            )
        )
        .order_by(AuthorisationRow.given_at.desc(), AuthorisationRow.id)
    )
    return [_value(row) for row in rows]


def authorisation_for(
    session: Session, agent_id: str, enterprise: str, matter: str, today: date
) -> Authorisation | None:
    """Return the authorisation that covers a matter and lasts longest, if there is one."""
    rows = session.scalars(
        select(AuthorisationRow)
        .where(
            AuthorisationRow.agent_id == agent_id,
            AuthorisationRow.enterprise == enterprise,
            AuthorisationRow.state == VALID,
        )
        .order_by(AuthorisationRow.valid_until.desc())
    )
    return next((one for row in rows if (one := _value(row)).covers(matter, today)), None)


def authorisation(session: Session, authorisation_id: str) -> Authorisation:
    """Return one authorisation; raises NotAuthorised."""
    return _value(_row(session, authorisation_id))


def latest_end(now: datetime) -> date:
    """Return the last day that an authorisation given now may last."""
    return _latest(clocks.today(now))


def _latest(today: date) -> date:
    leap = (today.month, today.day) == (2, 29)
    return today.replace(year=today.year + LONGEST_YEARS, day=28 if leap else today.day)


def _row(session: Session, authorisation_id: str) -> AuthorisationRow:
    row = session.get(AuthorisationRow, authorisation_id, with_for_update=True)
    if row is None:
        raise NotAuthorised(words("没有这份授权。"))
    return row


def _note(
    session: Session, verb: str, row: AuthorisationRow, actor: Account, now: datetime
) -> None:
    audit.record(
        session,
        actor=actor.id,
        verb=verb,
        subject=row.id,
        data={"agent": row.agent_id, "enterprise": row.enterprise, "matters": list(row.matters)},
        now=now,
    )


def _value(row: AuthorisationRow) -> Authorisation:
    return Authorisation(
        id=row.id,
        enterprise=row.enterprise,
        enterprise_name=row.enterprise_name,
        principal_id=row.principal_id,
        principal_name=row.principal_name,
        agent_id=row.agent_id,
        agent_name=row.agent_name,
        matters=tuple(row.matters),
        valid_until=row.valid_until,
        state=row.state,
        given_at=row.given_at,
        withdrawn_at=row.withdrawn_at,
    )
