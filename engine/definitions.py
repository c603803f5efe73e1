"""From files to what runs: check, compile, deploy, find; compiled once a process by content."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from sqlalchemy.orm import Session

from engine import dmn, feel
from engine.host import Host
from engine.model import xml
from engine.model.elements import Diagram, Element
from engine.model.normalise import normalise
from engine.model.read import read
from engine.model.rules.branches import branches
from engine.model.rules.constructs import constructs
from engine.model.rules.expressions import expressions
from engine.model.rules.grammar import grammar
from engine.model.rules.instances import instances
from engine.model.rules.loops import loops
from engine.model.rules.structure import ids, shape
from engine.model.trees import entries
from engine.model.uses import locals_of, uses, writes
from engine.spiff.parse import parse
from engine.spiff.scopes import ScopeSpec
from engine.store import definitions as store
from engine.values import Deployment, DeploymentRefused, Refusal, UnknownProcess

Files = Mapping[str, bytes]
# Findings after which a diagram cannot be walked any further.
UNREADABLE = frozenset({"duplicate-id", "missing-id", "flow"})
_REMEMBERED = 24  # drafts that somebody edits now are asked for again and again


@dataclass(frozen=True)
class Compiled:
    """The specifications and decisions of one set of files."""

    digest: str
    diagram: Diagram
    specs: Mapping[str, ScopeSpec]
    decisions: Mapping[str, Any]  # decision id → engine.dmn model
    refusals: tuple[Refusal, ...] = ()
    facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


class Definitions:
    """What is deployed; keeps compiled files and known definitions of this process's life."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self._compiled: dict[str, Compiled] = {}
        self._known: dict[int, Deployment] = {}
        self._checked: dict[str, Compiled] = {}

    def anew(self, host: Host) -> "Definitions":
        """Share what is compiled, known by its content, and nothing that is known by its row's id."""
        fresh = Definitions(host)
        fresh._compiled, fresh._checked = self._compiled, self._checked
        return fresh

    def check(self, files: Files) -> tuple[Refusal, ...]:
        """Return all that keeps these files from running exactly as drawn."""
        return self.checked(files).refusals

    def checked(self, files: Files) -> Compiled:
        """Compile and check files that need not be deployed; the last ones asked for are remembered."""
        digest = digest_of(files)
        found = self._checked.pop(digest, None) or self.compile(files, checked=True)
        while len(self._checked) >= _REMEMBERED:
            self._checked.pop(next(iter(self._checked)), None)
        self._checked[digest] = found
        return found

    def deploy(self, session: Session, files: Files, name: str) -> Deployment:
        """Store the files and return their first process's definition; the same for the same."""
        digest = digest_of(files)
        found = store.by_digest(session, digest)
        if not found:
            compiled = self.checked(files)
            if compiled.refusals:
                raise DeploymentRefused(compiled.refusals)
            store.add(session, digest, files, name, compiled.facts, self.host.now())
            self._compiled[digest] = compiled
            found = store.by_digest(session, digest)
        main = found[0].processes[0]
        return next(d for d in found if d.process_id == main)

    def known(self, session: Session, definition_id: int) -> Deployment:
        if definition_id not in self._known:
            found = store.by_id(session, definition_id)
            if found is None:
                raise UnknownProcess(str(definition_id))
            self._known[definition_id] = found
        return self._known[definition_id]

    def find(self, session: Session, process_id: str) -> Deployment | None:
        return store.latest(session, process_id)

    def latest(self, session: Session, process_id: str) -> Deployment:
        found = self.find(session, process_id)
        if found is None:
            raise UnknownProcess(process_id)
        return found

    def started_by(self, session: Session, kind: str, name: str) -> list[Deployment]:
        return store.started_by(session, kind, name)

    def compiled(self, session: Session, definition_id: int) -> Compiled:
        digest = self.known(session, definition_id).digest
        if digest not in self._compiled:
            files = store.files_of(session, digest)
            self._compiled[digest] = self.compile(files, checked=False)
        return self._compiled[digest]

    def source(self, session: Session, definition_id: int) -> dict[str, bytes]:
        """Return the files that a definition was deployed with, by name."""
        return store.files_of(session, self.known(session, definition_id).digest)

    def spec(self, session: Session, definition_id: int, process_id: str) -> ScopeSpec:
        return self.compiled(session, definition_id).specs[process_id]

    def pins(self, session: Session, definition_id: int) -> dict[str, int]:
        """Return the newest definition of every process that this one calls, directly or not."""
        pins: dict[str, int] = {}
        pending = set(self.known(session, definition_id).calls)
        while pending:
            found = store.latest_of(session, pending)
            pins.update({d.process_id: d.id for d in found})
            pending = {call for d in found for call in d.calls} - pins.keys()
        return pins

    def compile(self, files: Files, *, checked: bool) -> Compiled:
        """Read, normalise, parse and, where asked, check."""
        digest = digest_of(files)
        roots, refusals = _roots(files)
        decisions, wrong = self._decisions(files)
        refusals += wrong if checked else ()
        if refusals:
            return Compiled(digest, Diagram({}, {}), {}, {}, refusals)
        diagram = read(roots)
        if checked:
            refusals = self._refusals(roots, diagram, decisions)
        if refusals:
            return Compiled(digest, diagram, {}, decisions, refusals)
        specs, refusals = parse(roots, diagram)
        facts = {process_id: self._facts(diagram, process_id, decisions) for process_id in specs}
        return Compiled(digest, diagram, specs, decisions, refusals, facts)

    def expression(self, text: str) -> feel.Expression:
        return feel.compile_expression(text, functions=self.host.functions)

    def _refusals(
        self, roots: list[etree._Element], diagram: Diagram, decisions: Mapping[str, Any]
    ) -> tuple[Refusal, ...]:
        found = [*ids(roots), *shape(diagram), *grammar(roots)]
        if any(r.code in UNREADABLE for r in found):
            return tuple(found)
        found += constructs(diagram, roots)
        found += loops(diagram)
        found += expressions(diagram, self.expression)
        if not found:
            found += branches(diagram, self._entries)
            found += instances(diagram, self.expression, self._entries)
            found += self._missing_decisions(diagram, decisions)
        return tuple(found)

    def _missing_decisions(
        self, diagram: Diagram, decisions: Mapping[str, Any]
    ) -> Iterator[Refusal]:
        calls = any(e.tag == "callActivity" for e in diagram.elements.values())
        for element in diagram.elements.values():
            if element.decision and element.decision not in decisions and not calls:
                reason = f"决策 {element.decision} 不在这些文件里 (no such decision)"
                yield Refusal("decision", element.id, element.name, reason, "加入 DMN 文件")

    def _decisions(self, files: Files) -> tuple[dict[str, Any], tuple[Refusal, ...]]:
        found: dict[str, Any] = {}
        refusals: list[Refusal] = []
        for name, content in sorted(files.items()):
            if not name.endswith(".dmn"):
                continue
            findings = dmn.check(content, functions=self.host.functions)
            refusals += [_of_finding(name, finding) for finding in findings]
            if not findings:
                model = dmn.read(content, functions=self.host.functions)
                found.update(dict.fromkeys(model.decisions, model))
        return found, tuple(refusals)

    def _entries(self, text: str) -> frozenset[str]:
        return entries(self.expression(text)) or frozenset()

    def _facts(
        self, diagram: Diagram, process_id: str, decisions: Mapping[str, Any]
    ) -> dict[str, Any]:
        elements = list(diagram.inside(process_id))
        written = frozenset().union(*(writes(e, self._entries) for e in elements))
        reads: set[str] = set()
        for element in elements:
            own = locals_of(diagram, element)
            for path in self._paths(element, decisions):
                head = path.split(".", 1)[0]
                if head not in written and head not in own:
                    reads.add(path)
        operators = [e.operator.verb for e in elements if e.operator is not None]
        starts = [
            [e.event.kind, e.event.name]
            for e in elements
            if e.tag == "startEvent" and e.scope == process_id and e.event.kind != "none"
        ]
        return {
            "processes": [p.id for p in diagram.processes()],
            "reads": sorted(reads),
            "verbs": sorted(set(operators)),
            "calls": sorted({e.called for e in elements if e.called}),
            "lanes": sorted({e.lane for e in elements if e.lane}),
            "forms": sorted({e.properties["form"] for e in elements if "form" in e.properties}),
            "decisions": sorted({e.decision for e in elements if e.decision}),
            "starts": starts,
        }

    def _paths(self, element: Element, decisions: Mapping[str, Any]) -> Iterator[str]:
        for use in uses(element):
            if not use.inner:
                yield from self.expression(use.text).paths
        if element.decision and element.decision in decisions:
            yield from decisions[element.decision].reads(element.decision)


def digest_of(files: Files) -> str:
    """Return the content hash of a set of files."""
    whole = hashlib.sha256()
    for name, content in sorted(files.items()):
        whole.update(f"{name}\0{len(content)}\0".encode())
        whole.update(content)
    return whole.hexdigest()


def _roots(files: Files) -> tuple[list[etree._Element], tuple[Refusal, ...]]:
    roots: list[etree._Element] = []
    refusals: tuple[Refusal, ...] = ()
    for name, content in sorted(files.items()):
        if name.endswith(".dmn"):
            continue
        root, wrong = xml.parse(name, content)
        refusals += wrong
        if root is not None:
            normalise(root)
            roots.append(root)
    if not roots and not refusals:
        refusals = (Refusal("xml", "", "", "没有 BPMN 文件 (no BPMN file)"),)
    return roots, refusals


def _of_finding(name: str, finding: dmn.Finding) -> Refusal:
    reason = f"决策有误 (the decision is wrong): {finding.reason}"
    return Refusal("dmn", finding.element or name, finding.name or name, reason, "改正决策")
