"""Which answers decide whether a member is needed: read from the decision tables and conditions, never written."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from sqlalchemy.orm import Session

from office.matters.diagram import read_diagram
from office.matters.editions import Edition, files
from office.matters.members import decisions

PLACE = "region"  # the question where, that every matter asks
_ANSWER = re.compile(r"\banswers\.(\w+)")
_OUTPUT = re.compile(r"\b(\w+)\.(\w+)")


@dataclass(frozen=True)
class _Decision:
    """What a decision reads: `entries` are the texts behind each of its outputs."""

    requires: tuple[str, ...]
    text: str
    entries: Mapping[str, str]


def deciding(session: Session, edition: Edition) -> Mapping[str, tuple[str, ...]]:
    """Member code → the ids of the questions whose answers decide it, in the order of asking.

    `region` stands last where the place decides, too. A member that is always needed has none.
    """
    content = files(session, edition.id)
    known = _known(content)
    tasks = decisions(read_diagram(content["processes/process.bpmn"]))
    asked = [question["id"] for question in edition.questions]
    found = {}
    for member in edition.compiled.members:
        read: set[str] = set()
        for condition in (*member.conditions, *member.unless):
            read |= _read(condition, tasks, known)
        found[member.code] = tuple(one for one in (*asked, PLACE) if one in read)
    return found


def _read(
    condition: str, tasks: Mapping[str, str], known: Mapping[str, _Decision]
) -> frozenset[str]:
    """What a condition on the diagram reads, itself and through the decisions it names."""
    read = set(_own(condition))
    for task, output in _OUTPUT.findall(condition):
        if task in tasks and tasks[task] in known:
            decision = known[tasks[task]]
            read |= _through(decision, decision.entries.get(output, decision.text), known, ())
    return frozenset(read)


def _through(
    decision: _Decision, text: str, known: Mapping[str, _Decision], seen: tuple[str, ...]
) -> set[str]:
    read = set(_own(text))
    for name in decision.requires:
        if name in known and name not in seen and re.search(rf"\b{re.escape(name)}\b", text):
            below = known[name]
            read |= _through(below, below.text, known, (*seen, name))
    return read


def _own(text: str) -> Iterator[str]:
    yield from _ANSWER.findall(text)
    if re.search(rf"(?<![.\w]){PLACE}\b", text):
        yield PLACE


def _known(content: Mapping[str, bytes]) -> dict[str, _Decision]:
    known: dict[str, _Decision] = {}
    for path, one in content.items():
        if path.endswith(".dmn"):
            known |= _decisions(one)
    return known


def _decisions(content: bytes) -> dict[str, _Decision]:
    try:
        root = fromstring(content)
    except (ParseError, DefusedXmlException):  # the check of the matter has said so
        return {}
    return {
        one.get("id", ""): _Decision(
            tuple(
                each.get("href", "").lstrip("#")
                for each in one.iter()
                if _tag(each) == "requiredDecision"
            ),
            _logic(one),
            _entries(one),
        )
        for one in root.iter()
        if _tag(one) == "decision"
    }


def _logic(decision: Element) -> str:
    """Every expression that the decision evaluates to find its outputs: not its words to people."""
    wanted = {"inputExpression", "inputEntry", "literalExpression"}
    return "\n".join(
        text.text or ""
        for part in decision.iter()
        if _tag(part) in wanted
        for text in part
        if _tag(text) == "text"
    )


def _entries(decision: Element) -> dict[str, str]:
    """The lines of a FEEL context, by name: `fire: fire_needed.needed`."""
    found: dict[str, str] = {}
    for part in decision:
        if _tag(part) == "literalExpression":
            found |= dict(
                re.findall(r"^\s*(\w+)\s*:\s*(.+?),?\s*$", _logic(decision), re.MULTILINE)
            )
    return found


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]
