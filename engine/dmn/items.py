"""Item definitions: types with allowed values, and how a value is made to fit its type."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.dmn.markup import Element, attribute, child, children, text
from engine.feel.calendar import Date, DateTime, Time
from engine.feel.errors import Failed
from engine.feel.evaluation import Env, State
from engine.feel.types import (
    ANY,
    BY_NAME,
    AnyType,
    ContextType,
    FunctionType,
    ListType,
    Type,
    describe,
)

Check = Callable[[Env], Any]
MAX_DEPTH = 60


@dataclass(eq=False, slots=True)
class Item(Type):
    """A type a model defines: of is its structure; allowed and constraint test values of it.

    allowed tests each item of a collection, constraint (DMN 1.5) the whole.
    """

    name: str
    of: Type = field(default_factory=AnyType)
    element: Type | None = None
    allowed: Check | None = None
    constraint: Check | None = None
    allowed_text: str = ""

    def accepts(self, value: object) -> bool:
        return self.of.accepts(value)

    def __str__(self) -> str:
        return self.name


def structure(kind: Type) -> Type:
    """The type behind names."""
    for _ in range(MAX_DEPTH):
        if not isinstance(kind, Item):
            break
        kind = kind.of
    return kind


def allows(kind: Type, value: Any, state: State, depth: int = 0) -> bool:
    """Whether the allowed values hold for a value that has the structure."""
    if value is None and not isinstance(kind, Item):
        return True
    if depth > MAX_DEPTH:
        return True
    if isinstance(kind, Item):
        return _item_allows(kind, value, state, depth)
    if isinstance(kind, ListType) and isinstance(value, list):
        state.charge(len(value))
        return all(allows(kind.element, item, state, depth + 1) for item in value)
    if isinstance(kind, ContextType) and isinstance(value, dict):
        return all(allows(inner, value.get(name), state, depth + 1) for name, inner in kind.entries)
    return True


def _item_allows(kind: Item, value: Any, state: State, depth: int) -> bool:
    if value is None:
        return True
    if kind.constraint is not None and not _holds(kind.constraint, value, state):
        return False
    if kind.allowed is not None:
        values = value if isinstance(value, list) and kind.element is not None else [value]
        if not all(_holds(kind.allowed, one, state) for one in values if one is not None):
            return False
    return allows(kind.of, value, state, depth + 1)


def _holds(check: Check, value: Any, state: State) -> bool:
    reasons = len(state.reasons)
    found = check(Env({}, state, {"?": value}))
    del state.reasons[reasons:]
    return found is True


def coerce(value: Any, kind: Type, what: str, state: State) -> Any:
    """The value as its declared type wants it, or null with a reason."""
    if value is None or kind is ANY:
        return value
    fitted = _fit(value, kind)
    if fitted is _NONE:
        zh, en = describe(value)
        state.fail(f"“{what}”的类型应为 {kind}，得到{zh}", f'"{what}" should be {kind}, got {en}')
        return None
    if not allows(kind, fitted, state):
        state.fail(f"“{what}”的值不在允许范围内", f'the value of "{what}" is not allowed')
        return None
    return fitted


def argument(value: Any, kind: Type, what: str, state: State) -> Any:
    """Like coerce, but a value that does not fit makes the whole call null. Raises Failed."""
    fitted = coerce(value, kind, what, state)
    if fitted is None and value is not None:
        raise Failed(f"参数“{what}”不符合类型", f'argument "{what}" does not fit its type')
    return fitted


_NONE = object()


def _fit(value: Any, kind: Type) -> Any:
    if kind.accepts(value):
        return value
    shape = structure(kind)
    if isinstance(value, list) and len(value) == 1 and not isinstance(shape, ListType):
        return _fit(value[0], kind) if not isinstance(value[0], list) else _NONE
    if not isinstance(value, list) and isinstance(shape, ListType):
        inner = _fit(value, shape.element)
        return _NONE if inner is _NONE else [inner]
    if isinstance(value, Date) and shape == BY_NAME["date and time"]:
        return DateTime(value, Time(0, 0))
    return _NONE


class Types:
    """The types a model knows: FEEL's, its own, and those of imported models (prefix.name)."""

    def __init__(self) -> None:
        self.items: dict[str, Item] = {}
        self.members: set[str] = set()

    def find(self, name: str) -> Type | None:
        """The type of a typeRef; None when nobody defined it. No name at all is Any."""
        name = " ".join(name.split())
        for one in (name, name.rpartition(":")[2]):
            if not one:
                return ANY
            if one in self.items:
                return self.items[one]
            if one in BY_NAME:
                return BY_NAME[one]
        return None

    @property
    def by_name(self) -> Mapping[str, Type]:
        return self.items

    def declare(self, definitions: Element) -> list[tuple[Item, Element]]:
        """Names first, structures after: definitions may use each other in any order."""
        found = []
        for element in children(definitions, "itemDefinition"):
            item = Item(attribute(element, "name"))
            self.items[item.name] = item
            found.append((item, element))
        return found

    def shape(
        self, item: Item, element: Element, tests: Callable[[Element], Check | None]
    ) -> list[str]:
        """Fills a declared item in; gives the typeRefs that nobody defined."""
        unknown: list[str] = []
        inner = self._inner(item.name, element, tests, unknown)
        item.allowed = tests_of(element, "allowedValues", tests)
        item.constraint = tests_of(element, "typeConstraint", tests)
        item.allowed_text = text(child(element, "allowedValues")).strip()
        if attribute(element, "isCollection") == "true":
            item.of, item.element = ListType(inner), inner
        else:
            item.of = inner
        return unknown

    def _inner(
        self,
        name: str,
        element: Element,
        tests: Callable[[Element], Check | None],
        unknown: list[str],
    ) -> Type:
        components = list(children(element, "itemComponent"))
        if components:
            return self._context(name, components, tests, unknown)
        function = child(element, "functionItem")
        if function is not None:
            params = [
                self._of(attribute(one, "typeRef"), unknown)
                for one in children(function, "parameters")
            ]
            return FunctionType(
                tuple(params), self._of(attribute(function, "outputTypeRef"), unknown)
            )
        return self._of(_reference(element), unknown)

    def _context(
        self,
        name: str,
        components: list[Element],
        tests: Callable[[Element], Check | None],
        unknown: list[str],
    ) -> Type:
        entries: list[tuple[str, Type]] = []
        for component in components:
            own = attribute(component, "name")
            self.members.add(own)
            item = Item(f"{name}.{own}")
            unknown += self.shape(item, component, tests)
            entries.append((own, item))
        return ContextType(tuple(entries))

    def _of(self, reference: str, unknown: list[str]) -> Type:
        found = self.find(reference)
        if found is None:
            unknown.append(reference)
            return ANY
        return found


def tests_of(element: Element, name: str, tests: Callable[[Element], Check | None]) -> Check | None:
    found = child(element, name)
    return None if found is None or not text(found).strip() else tests(found)


def _reference(element: Element) -> str:
    """A typeRef, an element in item definitions and an attribute elsewhere."""
    found = child(element, "typeRef")
    return text(found).strip() if found is not None else attribute(element, "typeRef")
