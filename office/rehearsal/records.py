"""Rehearsals as they are kept: the script of each analyst for each draft."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from office import studio
from office.rehearsal._rows import RehearsalRow
from office.rehearsal.script import Script, script_from_json


@dataclass(frozen=True)
class Rehearsal:
    """A script, and the digest of the draft that its last step was played on."""

    draft_id: str
    script: Script
    digest: str
    touched_at: datetime


def rehearsal(session: Session, draft_id: str, account_id: str) -> Rehearsal | None:
    """Return the account's rehearsal of a draft; none before it has begun one."""
    row = session.get(RehearsalRow, (draft_id, account_id), populate_existing=True)
    if row is None:
        return None
    return Rehearsal(row.draft_id, script_from_json(row.script), row.digest, row.touched_at)


def keep_rehearsal(
    session: Session, draft_id: str, account_id: str, script: Script, digest: str, now: datetime
) -> None:
    """Keep how far a rehearsal has come; those of drafts that are gone are cleared away."""
    row = session.get(RehearsalRow, (draft_id, account_id))
    if row is None:
        there = [one.id for one in studio.drafts(session)]
        session.execute(delete(RehearsalRow).where(RehearsalRow.draft_id.not_in(there)))
        row = RehearsalRow(draft_id=draft_id, account_id=account_id)
        session.add(row)
    row.script, row.digest, row.touched_at = script.to_json(), digest, now
    session.flush()


def drop_rehearsal(session: Session, draft_id: str, account_id: str) -> None:
    """Forget the account's rehearsal of a draft."""
    session.execute(
        delete(RehearsalRow).where(
            RehearsalRow.draft_id == draft_id, RehearsalRow.account_id == account_id
        )
    )
