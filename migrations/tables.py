"""The metadata of every room's tables, for alembic's comparison."""

from sqlalchemy import MetaData

from adapters import tables as adapters
from engine.store import tables as engine
from office.accounts import _rows as accounts
from office.audit import _rows as audit
from office.cases import _rows as cases
from office.clocks import _rows as clocks
from office.documents import _rows as documents
from office.filing import _rows as filing
from office.matters import _rows as matters
from office.worklist import _rows as worklist


def metadatas() -> list[MetaData]:
    """Return what the migrations must amount to."""
    rooms = (accounts, audit, cases, clocks, documents, filing, matters, worklist)
    return [engine.metadata, adapters.Rows.metadata, *(room.Rows.metadata for room in rooms)]
