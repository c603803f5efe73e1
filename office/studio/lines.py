"""Three-way merge of sequences: what both sides changed apart, in one order whoever was first."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import TypeVar, overload

Lines = TypeVar("Lines", bytes, list[str])


@overload
def merge_lines(base: bytes, mine: bytes, theirs: bytes) -> bytes | None: ...
@overload
def merge_lines(base: list[str], mine: list[str], theirs: list[str]) -> list[str] | None: ...
def merge_lines(
    base: bytes | list[str], mine: bytes | list[str], theirs: bytes | list[str]
) -> bytes | list[str] | None:
    """Return the joined lines of a text, or the joined entries of lists; None where changes overlap.

    Insertions of both at one place stand in alphabetical order, so that the result is the same either way round.
    """
    if isinstance(base, bytes) and isinstance(mine, bytes) and isinstance(theirs, bytes):
        parts = [
            one.decode("utf-8", "surrogateescape").splitlines(True) for one in (base, mine, theirs)
        ]
        joined = _merge(*parts)
        return None if joined is None else "".join(joined).encode("utf-8", "surrogateescape")
    return _merge(list(base), list(mine), list(theirs))  # type: ignore[arg-type]  # lists, all three


Change = tuple[int, int, list[str]]  # lines start to end of the base become these


def _merge(base: list[str], mine: list[str], theirs: list[str]) -> list[str] | None:
    changes = _joined(_changes(base, mine), _changes(base, theirs))
    if changes is None:
        return None
    joined: list[str] = []
    at = 0
    for start, end, lines in changes:
        joined += base[at:start] + lines
        at = end
    return joined + base[at:]


def _changes(base: Sequence[str], other: Sequence[str]) -> list[Change]:
    matcher = SequenceMatcher(None, base, other, autojunk=False)
    return [
        (start, end, list(other[a:b]))
        for tag, start, end, a, b in matcher.get_opcodes()
        if tag != "equal"
    ]


def _joined(mine: list[Change], theirs: list[Change]) -> list[Change] | None:
    """Return both sides' changes in the base's order; None where two touch the same lines differently."""
    every = sorted([*mine, *theirs])
    joined: list[Change] = []
    for change in every:
        if joined and change == joined[-1]:
            continue  # both did the same
        if joined and _touch(joined[-1], change):
            return None
        joined.append(change)
    return joined


def _touch(before: Change, after: Change) -> bool:
    """Say whether two changes overlap; two insertions at one place do not, they follow each other."""
    both_insert = before[0] == before[1] == after[0] == after[1]
    return not both_insert and (after[0] < before[1] or after[0] == before[0])
