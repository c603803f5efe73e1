"""What officers see of who applied and of what the applicant calls wrong: both identities, both values."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from office import filing
from office.cases.lookup import submission_of
from office.cases.values import Case
from office.filing import Authority, Commitment
from office.matters import Field, edition


@dataclass(frozen=True)
class Dispute:
    """A prefilled answer that the applicant calls wrong: what the source said, what they say, and why."""

    field: Field
    was: Any
    now: Any
    reason: str


def authority(session: Session, case: Case) -> Authority:
    """Return in whose name a case was filed, as it stood at submission."""
    said = filing.submission(session, case.root_id, 1).authority
    return Authority(**said) if said else Authority("own", agent=case.applicant_name)


def disputes(session: Session, case: Case) -> list[Dispute]:
    """Return what the applicant corrected of the prefilled answers, in the order of the form."""
    handed = submission_of(session, case)
    compiled = edition(session, handed.edition_id).compiled
    own = {case.matter} if not case.is_root else set(handed.needed)
    return [
        Dispute(field, said["was"], handed.values.get(field.name), said["reason"])
        for field in compiled.fields
        if own & set(field.members) and (said := handed.disputes.get(field.name))
    ]


def commitments(session: Session, case: Case) -> list[Commitment]:
    """Return the commitments signed for a case: a member's own, of a root all of them."""
    signed = filing.signed_for(session, case.root_id)
    return [one for matter, one in signed.items() if case.is_root or matter == case.matter]
