"""A difference, and how values are said in one."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from office.words import Words, words

ADDED, REMOVED, CHANGED, MOVED, RENAMED = "added", "removed", "changed", "moved", "renamed"
ABSENT: Any = None
_LONGEST = 80


@dataclass(frozen=True)
class Difference:
    """One thing that differs. `element` is the drawn element's id or the field's name, "" for a whole file."""

    file: str
    element: str
    kind: str
    sentence: Words


def changed(file: str, element: str, what: str, before: Any, after: Any) -> Difference:
    """Return that something of an element is new, gone, or another: `what` is the analyst's word for it."""
    if before in (None, "", [], {}):
        sentence = words("{what}：写上 {after}", what=what, after=shown(after))
    elif after in (None, "", [], {}):
        sentence = words("{what}：删去 {before}", what=what, before=shown(before))
    else:
        sentence = words(
            "{what}：由 {before} 改为 {after}", what=what, before=shown(before), after=shown(after)
        )
    return Difference(file, element, CHANGED, sentence)


def shown(value: Any) -> str:
    """Return a value in few words."""
    if isinstance(value, bool):
        return words("是") if value else words("否")
    if isinstance(value, Mapping) and isinstance(value.get("zh"), str):
        return _short(f"“{value['zh']}”")
    if isinstance(value, str):
        return _short(f"“{value}”")
    if isinstance(value, list) and all(isinstance(one, str | int | float) for one in value):
        return _short("、".join(str(one) for one in value))
    return _short(json.dumps(value, ensure_ascii=False))


def named(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Yield what two mappings hold under each name, None where one of them lacks it; in the newer one's order."""
    for name in dict.fromkeys([*after, *before]):
        yield name, before.get(name), after.get(name)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
