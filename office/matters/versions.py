"""The editions of a matter that were in force or are: what a draft can be compared with."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from office.matters._rows import EditionRow
from office.matters.editions import PUBLISHED, REPLACED, Edition, edition_of


def versions(session: Session, code: str) -> tuple[Edition, ...]:
    """Return the published edition and those that it replaced, the newest first."""
    rows = session.scalars(
        select(EditionRow)
        .where(EditionRow.code == code, EditionRow.state.in_((PUBLISHED, REPLACED)))
        .order_by(EditionRow.version.desc())
    )
    return tuple(edition_of(row) for row in rows)
