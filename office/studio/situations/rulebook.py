"""The decisions of a draft, read once: what each tests, on what it depends, what its diagram asks of it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from engine import DecisionFile, Engine
from office.matters import Folder
from office.matters.diagram import Diagram
from office.matters.members import decisions

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])")
_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_ENTRY = re.compile(r"(\w+)\s*:\s*([^,{}]+)")


@dataclass(frozen=True)
class Column:
    """An input of a table: what it reads and the cells that test it."""

    reads: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Logic:
    """One decision as written: `outputs` are the texts of what it says, `requires` the decisions it reads."""

    id: str
    variable: str
    columns: tuple[Column, ...]
    outputs: tuple[str, ...]
    expression: str
    requires: tuple[str, ...]

    @property
    def texts(self) -> str:
        cells = [cell for column in self.columns for cell in (column.reads, *column.cells)]
        return "\n".join((*cells, *self.outputs, self.expression))


@dataclass(frozen=True)
class Rulebook:
    """`tasks`: business rule task → decision; `scripts`: what script tasks write; `conditions` of the flows."""

    files: Mapping[str, DecisionFile] = field(default_factory=dict)
    logic: Mapping[str, Logic] = field(default_factory=dict)
    where: Mapping[str, str] = field(default_factory=dict)  # decision → path of its file
    tasks: Mapping[str, str] = field(default_factory=dict)
    scripts: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()

    def file_of(self, decision: str) -> DecisionFile:
        return self.files[self.where[decision]]

    def below(self, decision: str) -> tuple[Logic, ...]:
        """A decision and all that it is made of."""
        found: dict[str, Logic] = {}
        pending = [decision]
        while pending:
            one = self.logic.get(pending.pop())
            if one is not None and one.id not in found:
                found[one.id] = one
                pending.extend(one.requires)
        return tuple(found.values())

    def numbers(self, paths: frozenset[str]) -> Iterator[float]:
        """The numbers that anything here compares these values with, also where a decision works them out."""
        for one in self.logic.values():
            for column in one.columns:
                if mentions(column.reads, paths):
                    for cell in column.cells:
                        yield from self._resolved(cell)
            if mentions(one.expression, paths):
                yield from self._resolved(one.expression)
        for text in self.conditions:
            if mentions(text, paths):
                yield from numbers_in(text)

    def texts(self, path: str) -> tuple[tuple[str, ...], ...]:
        """The text values that cells compare a value with, as each cell names them."""
        return tuple(
            tuple(one[1:-1] for one in _QUOTED.findall(cell))
            for one in self.logic.values()
            for column in one.columns
            if mentions(column.reads, frozenset({path}))
            for cell in column.cells
        )

    def derived(self, paths: frozenset[str]) -> frozenset[str]:
        """These values, and those that scripts and expressions work out of them."""
        found = set(paths)
        written = [pair for text in self.scripts for pair in _ENTRY.findall(text)]
        written += [(one.variable, one.expression) for one in self.logic.values() if one.expression]
        while True:
            more = {name for name, text in written if mentions(text, frozenset(found))} - found
            if not more:
                return frozenset(found)
            found |= more

    def _resolved(self, text: str) -> Iterator[float]:
        yield from numbers_in(text)
        for one in self.logic.values():
            if re.search(rf"(?<![.\w]){re.escape(one.variable)}\b", _QUOTED.sub("", text)):
                for output in (*one.outputs, one.expression):
                    yield from numbers_in(output)


def rulebook(engine: Engine, folder: Folder, diagram: Diagram) -> Rulebook:
    """Return what a draft's decisions and its diagram say; a file that cannot be read says nothing."""
    contents = {
        path: content
        for path, content in sorted(folder.files.items())
        if path.startswith("processes/") and path.endswith(".dmn")
    }
    logic = {path: _logic(content) for path, content in contents.items()}
    return Rulebook(
        files={path: engine.decisions(content) for path, content in contents.items()},
        logic={one.id: one for found in logic.values() for one in found},
        where={one.id: path for path, found in logic.items() for one in found},
        tasks=decisions(diagram),
        scripts=_scripts(folder.files.get("processes/process.bpmn", b"")),
        conditions=tuple(flow.condition for flow in diagram.flows if flow.condition),
    )


def mentions(text: str, paths: frozenset[str]) -> bool:
    """Whether an expression reads one of these values (`answers.area`, `fields.sign_width`, a variable)."""
    plain = _QUOTED.sub("", text)
    return any(re.search(rf"(?<![.\w]){re.escape(path)}(?!\w)", plain) for path in paths)


def numbers_in(text: str) -> Iterator[float]:
    """The numbers that an expression writes, those in quotes left out."""
    for found in _NUMBER.findall(_QUOTED.sub('""', text)):
        yield float(found)


def _logic(content: bytes) -> tuple[Logic, ...]:
    try:
        root = fromstring(content)
    except (ParseError, DefusedXmlException):
        return ()
    return tuple(_decision(one) for one in root.iter() if _tag(one) == "decision")


def _decision(one: Element) -> Logic:
    inputs = [part for part in one.iter() if _tag(part) == "input"]
    rules = [part for part in one.iter() if _tag(part) == "rule"]
    cells = [[_text(cell) for cell in rule if _tag(cell) == "inputEntry"] for rule in rules]
    reads = [
        next((_text(part) for part in each if _tag(part) == "inputExpression"), "")
        for each in inputs
    ]
    named = next((part.get("name", "") for part in one if _tag(part) == "variable"), "")
    return Logic(
        id=one.get("id", ""),
        variable=named or one.get("name", ""),
        columns=tuple(
            Column(text, tuple(row[at] for row in cells if at < len(row)))
            for at, text in enumerate(reads)
        ),
        outputs=tuple(
            _text(cell) for rule in rules for cell in rule if _tag(cell) == "outputEntry"
        ),
        expression="\n".join(
            _text(part) for part in one.iter() if _tag(part) == "literalExpression"
        ),
        requires=tuple(
            part.get("href", "").lstrip("#")
            for part in one.iter()
            if _tag(part) == "requiredDecision"
        ),
    )


def _scripts(content: bytes) -> tuple[str, ...]:
    """The scripts of the diagram in the order of the file; the diagram has been read before."""
    tasks = fromstring(content).iter(f"{_BPMN}scriptTask")
    return tuple(one.findtext(f"{_BPMN}script") or "" for one in tasks)


def _text(element: Element) -> str:
    return "".join(element.itertext()).strip()


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]
