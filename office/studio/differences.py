"""What differs between two states of a matter, in sentences that an analyst and the second person can judge by."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from office.matters.diagram import DiagramUnreadable
from office.matters.shared import elements_of
from office.studio import trees
from office.studio.comparing.decisions import DecisionUnreadable, decision_differences
from office.studio.comparing.diagrams import diagram_differences
from office.studio.comparing.entries import entry_differences
from office.studio.comparing.forms import Titles, form_differences, question_differences
from office.studio.comparing.scenarios import scenario_differences
from office.studio.comparing.values import ADDED, CHANGED, REMOVED, Difference
from office.studio.presence import part_of
from office.words import words

_ORDER = ("matter.yaml", "process.bpmn", ".dmn", "form.json", "questions.json", "result.json")


def differences(
    before: Mapping[str, bytes], after: Mapping[str, bytes], titles: Titles | None = None
) -> tuple[Difference, ...]:
    """Return everything that differs, file by file; titles are what shared elements are called, by their name."""
    found: list[Difference] = []
    for path in sorted({*before, *after}, key=_place):
        found += _file(path, before.get(path), after.get(path), titles or {})
    return tuple(found)


def titles_of(session: Session) -> Titles:
    """Return what the shared elements are called."""
    known = elements_of(session).questions
    return {name: element.title["zh"] for name, element in known.items()}


def _place(path: str) -> tuple[int, str]:
    at = next((at for at, ending in enumerate(_ORDER) if path.endswith(ending)), len(_ORDER))
    return at, path


def _file(
    path: str, before: bytes | None, after: bytes | None, titles: Titles
) -> Iterator[Difference]:
    if before == after:
        return
    if before is None:
        yield Difference(
            path, "", ADDED, words("新增 {part}（{path}）", part=part_of(path), path=path)
        )
    elif after is None:
        yield Difference(
            path, "", REMOVED, words("删去 {part}（{path}）", part=part_of(path), path=path)
        )
    else:
        try:
            yield from list(_inside(path, before, after, titles))
        except (trees.Unreadable, DiagramUnreadable, DecisionUnreadable, _Odd):
            sentence = words("{part} 有改动，但读不懂，说不出改了什么", part=part_of(path))
            yield Difference(path, "", CHANGED, sentence)


class _Odd(ValueError):
    """The file says something that is no mapping."""


def _inside(path: str, before: bytes, after: bytes, titles: Titles) -> Iterator[Difference]:
    if path.endswith(".bpmn"):
        yield from diagram_differences(path, before, after)
        return
    if path.endswith(".dmn"):
        yield from decision_differences(path, before, after)
        return
    old, new = _mapping(path, before), _mapping(path, after)
    if path.endswith("/form.json"):
        found = list(form_differences(path, old, new, titles))
    elif path.startswith("processes/scenarios/"):
        found = list(scenario_differences(path, old, new))
    elif path.endswith("/questions.json"):
        found = list(question_differences(path, old, new))
    else:
        found = list(entry_differences(path, old, new))
    if not found:
        sentence = words("{part} 只改了写法，内容没有变化", part=part_of(path))
        found = [Difference(path, "", CHANGED, sentence)]
    yield from found


def _mapping(path: str, content: bytes) -> dict[str, Any]:
    said = trees.form_of(path).read(content)
    if not isinstance(said, dict):
        raise _Odd(path)
    try:
        json.dumps(said)
    except (TypeError, ValueError) as error:
        raise _Odd(path) from error
    return said
