"""Three-way merge of a draft's files by structure: what two analysts changed apart is joined, the rest is shown.

The second of two writers began with `base`; `theirs` stands now. A merge is the same whoever was first.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from office.studio import trees
from office.studio.lines import merge_lines
from office.words import Words, words

Choices = Mapping[str, str]  # place → "mine" | "theirs"
MINE, THEIRS = "mine", "theirs"
_ABSENT = trees.ABSENT
# What names an entry of a list, so that entries are matched by it and not by their position.
_KEYS = ("#", "id", "element", "name", "field", "value", "code", "question", "law")


@dataclass(frozen=True)
class Clash:
    """One place that both changed differently: values in words ("" where the place is gone)."""

    place: str
    base: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Merged:
    """`content` holds every change that does not clash; clashes that nobody chose stand as theirs."""

    content: bytes | None
    clashes: tuple[Clash, ...] = ()


def merge(
    path: str,
    base: bytes | None,
    mine: bytes | None,
    theirs: bytes | None,
    choices: Choices | None = None,
) -> Merged:
    """Join two changes of one file; None is a file that is not there."""
    if mine == theirs or theirs == base:
        return Merged(mine)
    if mine == base:
        return Merged(theirs)
    if mine is None or theirs is None:
        return _whole(base, mine, theirs, choices or {})
    try:
        form = trees.form_of(path)
        values = [_ABSENT if one is None else form.read(one) for one in (base, mine, theirs)]
    except trees.Unreadable:
        return _by_lines(base, mine, theirs, choices or {})
    joining = _Joining(choices or {})
    joined = joining.join("", *values)
    clashes = tuple(joining.clashes)
    text = merge_lines(base or b"", mine, theirs)
    if text is not None and not clashes and _reads_as(form, text, joined):
        return Merged(text)
    return Merged(form.write(joined, theirs, mine), clashes)


def _reads_as(form: trees.Form, text: bytes, value: object) -> bool:
    try:
        return bool(form.read(text) == value)
    except trees.Unreadable:
        return False


def _whole(
    base: bytes | None, mine: bytes | None, theirs: bytes | None, choices: Choices
) -> Merged:
    """One removed the file that the other changed."""
    clash = Clash("", _told(base), _told(mine), _told(theirs))
    chosen = choices.get("")
    if chosen is not None:
        return Merged(mine if chosen == MINE else theirs)
    return Merged(theirs, (clash,))


def _by_lines(base: bytes | None, mine: bytes, theirs: bytes, choices: Choices) -> Merged:
    text = merge_lines(base or b"", mine, theirs)
    return _whole(base, mine, theirs, choices) if text is None else Merged(text)


def _told(content: bytes | None) -> Words:
    if content is None:
        return words("（删去整个文件）")
    return words("（整个文件，{size} 字节）", size=len(content))


@dataclass
class _Joining:
    """Walks three values at once and gathers the places that clash."""

    choices: Choices
    clashes: list[Clash] = field(default_factory=list)

    def join(self, place: str, base: Any, mine: Any, theirs: Any) -> Any:
        if same(mine, theirs) or same(theirs, base):
            return mine
        if same(mine, base):
            return theirs
        if isinstance(mine, Mapping) and isinstance(theirs, Mapping):
            if not trees.is_atomic(mine):
                return self._mappings(place, _mapping(base), mine, theirs)
        elif isinstance(mine, list) and isinstance(theirs, list):
            return self._lists(place, base if isinstance(base, list) else [], mine, theirs)
        return self._clash(place, base, mine, theirs)

    def _clash(self, place: str, base: Any, mine: Any, theirs: Any) -> Any:
        chosen = self.choices.get(place)
        if chosen is None:
            self.clashes.append(Clash(place, *(trees.said(one) for one in (base, mine, theirs))))
        return mine if chosen == MINE else theirs

    def _mappings(
        self,
        place: str,
        base: Mapping[str, Any],
        mine: Mapping[str, Any],
        theirs: Mapping[str, Any],
    ) -> dict[str, Any]:
        joined: dict[str, Any] = {}
        for key in ordered(list(base), list(mine), list(theirs)):
            values = (one.get(key, _ABSENT) for one in (base, mine, theirs))
            value = self.join(_under(place, key), *values)
            if value is not _ABSENT:
                joined[key] = value
        return joined

    def _lists(self, place: str, base: list[Any], mine: list[Any], theirs: list[Any]) -> Any:
        named = [_named(one) for one in (base, mine, theirs)]
        if any(one is None for one in named):
            return self._sequences(place, base, mine, theirs)
        by_name = [one for one in named if one is not None]
        return list(self._mappings(place, *by_name).values())

    def _sequences(self, place: str, base: list[Any], mine: list[Any], theirs: list[Any]) -> Any:
        """Lists whose entries have no names are joined as lines are."""
        lines = [[_spelt(one) for one in values] for values in (base, mine, theirs)]
        joined = merge_lines(*lines)
        if joined is None:
            return self._clash(place, base, mine, theirs)
        return [json.loads(one) for one in joined]


def same(one: Any, other: Any) -> bool:
    """Say whether two values are equal, order of a mapping's keys included, 1 and true told apart."""
    if one is _ABSENT or other is _ABSENT:
        return one is other
    return _spelt(one) == _spelt(other)


def ordered(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """Return every name once, in an order that keeps both sides' new places and does not ask who was first."""
    joined = merge_lines(list(base), list(mine), list(theirs))
    every = sorted({*mine, *theirs, *base} - set(joined or ()))
    if joined is not None:
        return list(dict.fromkeys([*joined, *every]))
    # Both moved the same names: the base's order, new names behind the ones they were put behind.
    order = list(base)
    for name in sorted({*mine, *theirs} - set(base)):
        homes = [_before(side, name, order) for side in (mine, theirs) if name in side]
        order.insert(max(homes), name)
    return order


def _before(side: Sequence[str], name: str, order: list[str]) -> int:
    known = [order.index(one) for one in side[: side.index(name)] if one in order]
    return max(known) + 1 if known else 0


def _named(values: list[Any]) -> dict[str, Any] | None:
    """Return a list's entries by what names them; None where they have no names or share one."""
    found: dict[str, Any] = {}
    for value in values:
        name = _name_of(value)
        if name is None or name in found:
            return None
        found[name] = value
    return found


def _name_of(value: Any) -> str | None:
    if not isinstance(value, Mapping):
        return None
    for key in _KEYS:
        if key in value:
            said = value[key]
            return f"{key}={said}" if isinstance(said, str) else f"{key}={_spelt(said)}"
    return None


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _under(place: str, key: str) -> str:
    return f"{place}/{key}" if place else key


def _spelt(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
