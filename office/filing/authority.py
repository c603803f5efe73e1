"""In whose name a draft is filed: for oneself, as legal representative, or as 经办人 with an authorisation."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from office import accounts
from office.filing.attachments import AUTHORISATION_SLOT
from office.filing.authorisations import authorisation_for, authorisations_of
from office.filing.values import Draft, Problem
from office.words import words

OWN, LEGAL, AGENT = "own", "legal", "agent"
ONLINE, PAPER, NONE = "online", "paper", ""


@dataclass(frozen=True)
class Authority:
    """kind: own | legal | agent. An agent's way is online, paper (授权委托书, checked at acceptance) or nothing yet."""

    kind: str
    enterprise: str = ""
    enterprise_name: str = ""
    principal: str = ""
    agent: str = ""
    agent_id: str = ""
    way: str = NONE
    authorisation: str = ""
    valid_until: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def authority_of(session: Session, draft: Draft, today: date) -> Authority:
    """Return in whose name the draft's account acts, by what the register says of the enterprise."""
    known: Mapping[str, Any] = draft.fetched.get("registration", {}).get("data", {})
    agent = accounts.account(session, draft.account_id)
    representative = str(known.get("legal_representative_id") or "")
    if not representative:
        return Authority(OWN, agent=agent.name, agent_id=agent.id)
    kind = LEGAL if accounts.identity_of(session, agent.id).id_number == representative else AGENT
    found = Authority(
        kind,
        enterprise=str(known.get("uscc") or draft.acting_for),
        enterprise_name=str(known.get("name") or ""),
        principal=str(known.get("legal_representative") or ""),
        agent=agent.name,
        agent_id=agent.id,
    )
    return found if kind == LEGAL else _with_authorisation(session, found, draft, today)


def problem_of_authority(session: Session, draft: Draft, today: date) -> Problem | None:
    """An agent without authorisation cannot submit: it is given online or brought as a signed paper."""
    found = authority_of(session, draft, today)
    if found.kind != AGENT or found.way:
        return None
    return Problem(
        f"material:{AUTHORISATION_SLOT}",
        words("您是经办人，请由法定代表人在线授权，或者上传签字盖章的授权委托书"),
    )


def enterprises_of(session: Session, account_id: str, matter: str, today: date) -> list[str]:
    """Return the enterprises (USCC) that the account may file a matter for: its own first."""
    own = accounts.identity_of(session, account_id).enterprise
    given = [
        one.enterprise
        for one in authorisations_of(session, accounts.account(session, account_id))
        if one.agent_id == account_id and one.covers(matter, today)
    ]
    return list(dict.fromkeys([*([own] if own else []), *given]))


def _with_authorisation(session: Session, found: Authority, draft: Draft, today: date) -> Authority:
    online = authorisation_for(session, draft.account_id, found.enterprise, draft.matter, today)
    if online is not None:
        return Authority(
            **{
                **asdict(found),
                "way": ONLINE,
                "authorisation": online.id,
                "valid_until": online.valid_until.isoformat(),
            }
        )
    paper = any(one.slot == AUTHORISATION_SLOT for one in draft.attachments)
    return Authority(**{**asdict(found), "way": PAPER if paper else NONE})
