"""x-when: one field against literals, with and, or, not; read here, compiled to JSON Schema if/then."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

Literal = str | int | float | bool


class WhenRefused(ValueError):
    """The condition is not of the form that x-when allows."""


@dataclass(frozen=True)
class Is:
    """A field has one of these values (one literal: `=`, several: `in`)."""

    field: str
    values: tuple[Literal, ...]


@dataclass(frozen=True)
class Not:
    part: "When"


@dataclass(frozen=True)
class All:
    parts: tuple["When", ...]


@dataclass(frozen=True)
class Any:
    parts: tuple["When", ...]


When = Is | Not | All | Any

_TOKEN = re.compile(
    r'\s*(?:(?P<text>"(?:[^"\\]|\\["\\nt/])*")|(?P<number>-?\d+(?:\.\d+)?)(?![\w.])'
    r"|(?P<name>[A-Za-z_]\w*)|(?P<mark>!=|[=()\[\],]))"
)
_WORDS = frozenset({"and", "or", "not", "in", "true", "false", "null"})
_DEEPEST = 20  # nobody reads a condition deeper than this


def parse(text: str) -> When:
    """The condition as a tree; raises WhenRefused with a reason in Chinese."""
    reader = _Reader(_tokens(text))
    found = reader.choice(0)
    if reader.peek() is not None:
        raise WhenRefused(f"“{reader.peek()}”处多出内容")
    return found


def fields(when: When) -> frozenset[str]:
    """The names that the condition reads."""
    return frozenset(atom.field for atom in _atoms(when))


def rewrite(when: When, change: Callable[[Is], When]) -> When:
    """The same condition with each comparison replaced."""
    match when:
        case Is():
            return change(when)
        case Not(part):
            return Not(rewrite(part, change))
        case All(parts):
            return All(tuple(rewrite(part, change) for part in parts))
        case Any(parts):
            return Any(tuple(rewrite(part, change) for part in parts))


def any_of(whens: Sequence[When | None]) -> When | None:
    """True when one of them is; None means always."""
    if not whens or any(when is None for when in whens):
        return None
    distinct = tuple(dict.fromkeys(when for when in whens if when is not None))
    return distinct[0] if len(distinct) == 1 else Any(distinct)


def holds(when: When | None, values: Mapping[str, object]) -> bool:
    """Whether the condition holds; a field without a value equals nothing."""
    match when:
        case None:
            return True
        case Is(name, literals):
            return name in values and any(_same(values[name], one) for one in literals)
        case Not(part):
            return not holds(part, values)
        case All(parts):
            return all(holds(part, values) for part in parts)
        case Any(parts):
            return any(holds(part, values) for part in parts)


def schema(when: When) -> dict[str, object]:
    """The JSON Schema that an object fits exactly when the condition holds."""
    match when:
        case Is(name, literals):
            test: dict[str, object] = (
                {"const": literals[0]} if len(literals) == 1 else {"enum": list(literals)}
            )
            return {"properties": {name: test}, "required": [name]}
        case Not(part):
            return {"not": schema(part)}
        case All(parts):
            return {"allOf": [schema(part) for part in parts]}
        case Any(parts):
            return {"anyOf": [schema(part) for part in parts]}


def text(when: When) -> str:
    """The condition written out again, as parse reads it."""
    match when:
        case Is(name, literals) if len(literals) == 1:
            return f"{name} = {_written(literals[0])}"
        case Is(name, literals):
            return f"{name} in [{', '.join(_written(one) for one in literals)}]"
        case Not(part):
            return f"not({text(part)})"
        case All(parts):
            return " and ".join(_bracketed(part) for part in parts)
        case Any(parts):
            return " or ".join(_bracketed(part) for part in parts)


def _bracketed(when: When) -> str:
    return f"({text(when)})" if isinstance(when, All | Any) else text(when)


def _written(literal: Literal) -> str:
    return json.dumps(literal, ensure_ascii=False)


def _same(value: object, literal: Literal) -> bool:
    if isinstance(value, bool) or isinstance(literal, bool):
        return value is literal
    return value == literal


def _atoms(when: When) -> Iterator[Is]:
    match when:
        case Is():
            yield when
        case Not(part):
            yield from _atoms(part)
        case All(parts) | Any(parts):
            for part in parts:
                yield from _atoms(part)


def _tokens(text: str) -> list[str]:
    found: list[str] = []
    place = 0
    while place < len(text.rstrip()):
        match = _TOKEN.match(text, place)
        if match is None:
            raise WhenRefused(f"“{text[place:].strip()[:20]}”不是条件里能用的写法")
        found.append(match.group(match.lastgroup or 0))
        place = match.end()
    return found


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._place = 0

    def peek(self) -> str | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def choice(self, depth: int) -> When:
        parts = self._series("or", self._both, depth)
        return parts[0] if len(parts) == 1 else Any(parts)

    def _both(self, depth: int) -> When:
        parts = self._series("and", self._one, depth)
        return parts[0] if len(parts) == 1 else All(parts)

    def _series(self, word: str, part: Callable[[int], When], depth: int) -> tuple[When, ...]:
        parts = [part(depth)]
        while self.peek() == word:
            self._next()
            parts.append(part(depth))
        return tuple(parts)

    def _one(self, depth: int) -> When:
        if depth > _DEEPEST:
            raise WhenRefused("括号嵌套过深")
        token = self._next()
        if token == "not":
            self._expect("(")
            inner = self.choice(depth + 1)
            self._expect(")")
            return Not(inner)
        if token == "(":
            inner = self.choice(depth + 1)
            self._expect(")")
            return inner
        if not re.fullmatch(r"[A-Za-z_]\w*", token) or token in _WORDS:
            raise WhenRefused(f"“{token}”处应是本表单的字段名")
        return self._comparison(token)

    def _comparison(self, name: str) -> When:
        mark = self._next()
        if mark == "=":
            return Is(name, (self._literal(),))
        if mark == "!=":
            return Not(Is(name, (self._literal(),)))
        if mark != "in":
            raise WhenRefused(f"“{name}”后面只能用 =、!= 或 in")
        closing = {"[": "]", "(": ")"}.get(opening := self._next())
        if closing is None:
            raise WhenRefused(f"in 后面应是 [ … ]，而不是“{opening}”")
        values = [self._literal()]
        while self.peek() == ",":
            self._next()
            values.append(self._literal())
        self._expect(closing)
        return Is(name, tuple(values))

    def _literal(self) -> Literal:
        token = self._next()
        if token in {"true", "false"} or re.fullmatch(r'".*"|-?\d+(\.\d+)?', token, re.S):
            value: Literal = json.loads(token)
            return value
        raise WhenRefused(f"“{token}”处应是固定的值（文字加双引号、数字、true 或 false）")

    def _expect(self, mark: str) -> None:
        token = self._next()
        if token != mark:
            raise WhenRefused(f"“{token}”处应是“{mark}”")

    def _next(self) -> str:
        token = self.peek()
        if token is None:
            raise WhenRefused("条件没有写完")
        self._place += 1
        return token
