"""What came of the one case of a database: its outcome, its papers, its licences, what is left to do."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from office.run.assembly import House


@dataclass(frozen=True)
class End:
    """Everything that must be the same however often somebody died on the way."""

    outcomes: tuple[str, ...]
    papers: tuple[Any, ...]  # kind, number, identifier; sealed and delivered all
    licences: tuple[Any, ...]  # number, identifier in the authority's register
    signatures: int
    steps: tuple[Any, ...]  # the engine's history: what happened where
    jobs: tuple[str, ...]  # verbs that are not done
    incidents: tuple[str, ...]


def end_of(house: House) -> End:
    """Read the end back from our records and from the authorities' own."""
    with house.transaction() as session:

        def rows(query: str) -> tuple[Any, ...]:
            return tuple(tuple(row) for row in session.execute(text(query)))

        return End(
            outcomes=tuple(
                row[0]
                for row in rows("SELECT outcome FROM office.cases WHERE closed_at IS NOT NULL")
            ),
            papers=rows(
                "SELECT kind, number, identifier FROM office.documents"
                " WHERE sealed_at IS NOT NULL AND delivered_at IS NOT NULL ORDER BY kind, number"
            ),
            licences=rows(
                "SELECT number, identifier FROM adapters.licences"
                " WHERE issued_at IS NOT NULL AND case_id IS NOT NULL ORDER BY number"
            ),
            signatures=rows("SELECT count(*) FROM adapters.seal_signatures")[0][0],
            steps=rows(
                "SELECT kind, element, count(*) FROM engine.history"
                " GROUP BY kind, element ORDER BY kind, element"
            ),
            jobs=tuple(
                row[0]
                for row in rows("SELECT verb FROM engine.job WHERE state <> 'done' ORDER BY verb")
            ),
            incidents=tuple(one.reason for one in house.engine.incidents(session)),
        )
