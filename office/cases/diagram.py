"""The live diagram: a case's own process as it was drawn, with what is done, what waits, what is stuck."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import register_namespace, tostring

from defusedxml.ElementTree import fromstring
from sqlalchemy.orm import Session

from engine import Engine, Event, Scope, Wait
from office import worklist
from office.accounts import UnknownAccount, account, organ
from office.cases.lookup import case
from office.cases.values import Case, UnknownCase
from office.matters.diagram import Diagram, Node, read_diagram
from office.words import words
from office.worklist import WorkItem

DONE, CURRENT, FAILED, TODO = "done", "current", "failed", "todo"
_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_SPACES = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
}
# What a reader of the picture does not need: how it is executed.
_UNSEEN = frozenset(
    f"{_BPMN}{tag}" for tag in ("extensionElements", "conditionExpression", "script")
)
_STEPS = frozenset(
    {"userTask", "serviceTask", "manualTask", "receiveTask", "sendTask", "task"}
    | {"businessRuleTask", "callActivity", "subProcess"}
)
_PEOPLES = frozenset({"userTask", "manualTask"})
for _prefix, _uri in _SPACES.items():
    register_namespace(_prefix, _uri)


@dataclass(frozen=True)
class DiagramStep:
    """One named step in words; `at` is when it was done, `note` who has it or had it.

    inside is the path to open a called process with, empty where there is none; steps are those within it.
    """

    element: str
    name: str
    state: str
    note: str = ""
    at: datetime | None = None
    inside: str = ""
    steps: tuple["DiagramStep", ...] = ()


@dataclass(frozen=True)
class LiveDiagram:
    """A diagram and the state of its elements; every id in done, current, failed and notes is drawn in xml.

    path leads from the case's own diagram to this one, as (inside, name); called holds the call activities
    that can be opened, each with its inside. steps says the same in words, in the order of events.
    """

    name: str
    xml: str
    done: tuple[str, ...]
    current: tuple[str, ...]
    failed: tuple[str, ...]
    notes: Mapping[str, str]
    called: Mapping[str, str]
    path: tuple[tuple[str, str], ...]
    steps: tuple[DiagramStep, ...]


def live_diagram(
    session: Session, engine: Engine, case_id: str, *, inside: str = ""
) -> LiveDiagram:
    """Return the diagram of a case: the edition it runs on, by the engine's history and waits.

    inside names call activities from the case's own diagram inwards ("acceptance/receipt"). Raises
    UnknownCase, also where nothing was called there.
    """
    found = case(session, case_id)
    happened = _Happened.of(session, engine, found)
    level = happened.level()
    path = [("", found.title)]
    for element in filter(None, inside.split("/")):
        name = (
            happened.drawn(level).nodes[element].name if happened.is_called(level, element) else ""
        )
        if not name:
            raise UnknownCase(f"{case_id} {inside}")
        level = happened.within(level, element)
        path.append((level.inside, name))
    return happened.diagram(level, path)


@dataclass(frozen=True)
class _Level:
    """One process of the case: reached by these call activities from the root, or (inside) from the case's own."""

    definition_id: int
    process_id: str
    elements: tuple[str, ...]
    inside: str = ""


class _Happened:
    """What an instance did and waits for, read once; a level's part of it is asked for by its path."""

    def __init__(
        self,
        session: Session,
        engine: Engine,
        found: Case,
        events: Sequence[Event],
        waits: Sequence[Wait],
    ) -> None:
        self._session, self._engine, self._case = session, engine, found
        self._events, self._waits = events, waits
        self._stuck = [
            place
            for place in engine.stuck(session, found.instance_id)
            if _belongs(found, place.scopes)
        ]
        self._items = {one.task_id: one for one in worklist.of_root(session, found.root_id)}
        self._organs: dict[str, str] = {}
        self._drawn: dict[tuple[int, str], tuple[bytes, Diagram]] = {}

    @classmethod
    def of(cls, session: Session, engine: Engine, found: Case) -> "_Happened":
        events = engine.history(session, found.instance_id)
        waits = engine.waits(session, found.instance_id)
        return cls(
            session,
            engine,
            found,
            [one for one in events if _belongs(found, one.scopes)],
            [one for one in waits if _belongs(found, one.scopes)],
        )

    def level(self) -> _Level:
        """The case's own process: the instance's, or the one that a member's call activity called."""
        if self._case.call_task_id is None:
            instance = self._engine.instance(self._session, self._case.instance_id)
            return _Level(instance.definition_id, instance.process_id, ())
        for scopes in self._scopes():
            return _of_scope(scopes[0], (scopes[0].element,), "")
        raise UnknownCase(self._case.id)

    def within(self, level: _Level, element: str) -> _Level:
        """The process that a call activity of a level has called last."""
        path = (*level.elements, element)
        inside = f"{level.inside}/{element}".lstrip("/")
        found = [one for one in self._scopes() if _elements(one)[: len(path)] == path]
        return _of_scope(found[-1][len(path) - 1], path, inside)

    def is_called(self, level: _Level, element: str) -> bool:
        path = (*level.elements, element)
        return any(_elements(one)[: len(path)] == path for one in self._scopes())

    def drawn(self, level: _Level) -> Diagram:
        return self._read(level)[1]

    def diagram(self, level: _Level, path: Sequence[tuple[str, str]]) -> LiveDiagram:
        drawn = self.drawn(level)
        failed = self._failed(level)
        current = tuple(
            one for one in dict.fromkeys(self._current(level)) if one not in set(failed)
        )
        resting = {*failed, *current}
        done = tuple(one for one in self._done(level) if one in drawn.nodes and one not in resting)
        steps = self.steps(level)
        return LiveDiagram(
            name=path[-1][1],
            xml=_picture(self._read(level)[0]),
            done=done,
            current=current,
            failed=failed,
            notes={one.element: one.note for one in steps if one.note},
            called={one.element: one.inside for one in steps if one.inside},
            path=tuple(path),
            steps=steps,
        )

    def steps(self, level: _Level) -> tuple[DiagramStep, ...]:
        """The named steps in words: done in their order, then what waits, then what has not come yet."""
        drawn = self.drawn(level)
        done, failed = self._done(level), self._failed(level)
        current = dict.fromkeys(self._current(level))
        ended = self._case.closed_at is not None
        over = [one for one in done if one not in current and one not in failed]
        order = [*over, *failed, *current, *(() if ended else _in_order(drawn))]
        found: dict[str, DiagramStep] = {}
        for element in order:
            node = drawn.nodes.get(element)
            if node is None or not node.name or node.kind not in _STEPS:
                continue
            state = self._state(element, done, current, failed)
            if element not in found:
                found[element] = self._step(level, node, state, done.get(element))
        return tuple(found.values())

    @staticmethod
    def _state(
        element: str,
        done: Mapping[str, Event],
        current: Mapping[str, None],
        failed: Sequence[str],
    ) -> str:
        if element in failed:
            return FAILED
        if element in current:
            return CURRENT
        return DONE if element in done else TODO

    def _step(self, level: _Level, node: Node, state: str, last: Event | None) -> DiagramStep:
        called = self.is_called(level, node.id)
        inner = self.within(level, node.id) if called else None
        return DiagramStep(
            element=node.id,
            name=node.name,
            state=state,
            note=self._note(level, node, state, last),
            at=last.at if last is not None and state == DONE else None,
            inside=inner.inside if inner else "",
            steps=self.steps(inner) if inner else (),
        )

    def _done(self, level: _Level) -> dict[str, Event]:
        """Elements that were completed, in the order of their last time."""
        found: dict[str, Event] = {}
        for event in self._events:
            if (
                event.kind in {"completed", "finished"}
                and _elements(event.scopes) == level.elements
            ):
                found.pop(event.element, None)
                found[event.element] = event
        return found

    def _current(self, level: _Level) -> Iterator[str]:
        """Where it waits: a task of this level, or the call activity that the wait lies within."""
        depth = len(level.elements)
        for wait in self._waits:
            path = _elements(wait.scopes)
            if path[:depth] == level.elements:
                yield path[depth] if len(path) > depth else wait.element

    def _failed(self, level: _Level) -> tuple[str, ...]:
        depth = len(level.elements)
        found = []
        for place in self._stuck:
            path = _elements(place.scopes)
            if path[:depth] == level.elements:
                found.append(path[depth] if len(path) > depth else place.element)
        return tuple(dict.fromkeys(found))

    def _note(self, level: _Level, node: Node, state: str, last: Event | None) -> str:
        if state == FAILED:
            return words("系统在处理，请稍候")
        if state == CURRENT:
            return next(filter(None, self._holders(level, node.id)), "")
        if state == DONE and node.kind in _PEOPLES and last and last.actor:
            return self._organ_of(last.actor)
        return ""

    def _holders(self, level: _Level, element: str) -> Iterator[str]:
        for wait in self._waits:
            if wait.element == element and _elements(wait.scopes) == level.elements:
                item = self._items.get(wait.task_id)
                if item is not None:
                    yield self._holder(item)
                elif wait.kind == "job":
                    yield words("系统正在办理")
                elif wait.due is not None:
                    yield words("到 {day} 继续", day=f"{wait.due:%Y-%m-%d}")

    def _holder(self, item: WorkItem) -> str:
        if item.account_id is not None:
            return words("等待申请人办理")
        name = organ(self._session, item.organ_code).name if item.organ_code else ""
        if item.due is None:
            return words("由{organ}办理", organ=name)
        return words("由{organ}办理，{day} 到期", organ=name, day=item.due.day.isoformat())

    def _organ_of(self, actor: str) -> str:
        """An organ or the applicant, never a person's name."""
        if actor not in self._organs:
            self._organs[actor] = _organ_name(self._session, actor, self._case)
        return self._organs[actor]

    def _scopes(self) -> Iterator[tuple[Scope, ...]]:
        for event in self._events:
            if event.scopes:
                yield event.scopes
        for wait in self._waits:
            if wait.scopes:
                yield wait.scopes

    def _read(self, level: _Level) -> tuple[bytes, Diagram]:
        key = (level.definition_id, level.process_id)
        if key not in self._drawn:
            files = self._engine.source(self._session, level.definition_id)
            drawings = [one for name, one in sorted(files.items()) if not name.endswith(".dmn")]
            read = [(one, read_diagram(one)) for one in drawings]
            self._drawn[key] = next(
                (one for one in read if one[1].process_id == level.process_id), read[0]
            )
        return self._drawn[key]


def _belongs(found: Case, scopes: Sequence[Scope]) -> bool:
    """A member sees what its own call activity called, and nothing of its neighbours."""
    return found.call_task_id is None or (bool(scopes) and scopes[0].task_id == found.call_task_id)


def _elements(scopes: Sequence[Scope]) -> tuple[str, ...]:
    return tuple(scope.element for scope in scopes)


def _of_scope(scope: Scope, elements: tuple[str, ...], inside: str) -> _Level:
    return _Level(scope.definition_id, scope.process_id, elements, inside)


def _in_order(drawn: Diagram) -> Iterator[str]:
    """The nodes as one meets them from the starts on."""
    following: dict[str, list[str]] = {}
    for flow in drawn.flows:
        following.setdefault(flow.source, []).append(flow.target)
    pending = [node.id for node in drawn.of_kind("startEvent")]
    seen = set(pending)
    while pending:
        node_id = pending.pop(0)
        yield node_id
        fresh = [one for one in following.get(node_id, ()) if one not in seen]
        seen.update(fresh)
        pending.extend(fresh)


def _picture(content: bytes) -> str:
    """The drawing without what only the engine reads."""
    root = fromstring(content)
    for parent in list(root.iter()):
        for child in [one for one in parent if one.tag in _UNSEEN]:
            parent.remove(child)
    return str(tostring(root, encoding="unicode"))


def _organ_name(session: Session, actor: str, found: Case) -> str:
    if actor == found.applicant_id:
        return words("申请人")
    try:
        place = account(session, actor).organ
    except UnknownAccount:
        return ""
    return place.name if place else words("申请人")
