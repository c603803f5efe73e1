"""The metadata of every room's tables, for alembic's comparison."""

from sqlalchemy import MetaData

from adapters.credit.local import _rows as credit
from adapters.identity.local import _rows as identity
from adapters.licence.local import _rows as licence
from adapters.notification.local import _rows as notification
from adapters.seal.local import _rows as seal
from engine.store import tables as engine
from office.accounts import _rows as accounts
from office.audit import _rows as audit
from office.cases import _rows as cases
from office.clocks import _rows as clocks
from office.documents import _rows as documents
from office.filing import _rows as filing
from office.keys import _rows as keys
from office.matters import _rows as matters
from office.rehearsal import _rows as rehearsal
from office.studio import _rows as studio
from office.worklist import _rows as worklist


def metadatas() -> list[MetaData]:
    """Return what the migrations must amount to."""
    rooms = (
        accounts,
        audit,
        cases,
        clocks,
        documents,
        filing,
        keys,
        matters,
        rehearsal,
        studio,
        worklist,
    )
    authorities = {one.Rows.metadata for one in (credit, identity, licence, notification, seal)}
    return [engine.metadata, *authorities, *(room.Rows.metadata for room in rooms)]
