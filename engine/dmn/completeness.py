"""Gaps and overlaps of a decision table."""

from dataclasses import dataclass

from engine.dmn.tables import Table


@dataclass(frozen=True, slots=True)
class Completeness:
    gaps: tuple[str, ...] = ()


def completeness(table: Table) -> Completeness:
    return Completeness()
