"""The checked tree of an expression: what the parser makes and the compiler reads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.feel.types import Type


@dataclass(frozen=True, slots=True)
class Literal:
    value: object


@dataclass(frozen=True, slots=True)
class Name:
    name: str


@dataclass(frozen=True, slots=True)
class Path:
    base: "Node"
    name: str


@dataclass(frozen=True, slots=True)
class Filter:
    base: "Node"
    condition: "Node"


@dataclass(frozen=True, slots=True)
class Call:
    """names is None for positional arguments, else one a value."""

    callee: "Node"
    values: tuple["Node", ...]
    names: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """first op1 value1 op2 value2 …, all of one precedence, from left to right."""

    first: "Node"
    rest: tuple[tuple[str, "Node"], ...]


@dataclass(frozen=True, slots=True)
class Negate:
    value: "Node"


@dataclass(frozen=True, slots=True)
class And:
    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Compare:
    op: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Between:
    value: "Node"
    low: "Node"
    high: "Node"


@dataclass(frozen=True, slots=True)
class In:
    value: "Node"
    tests: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class InstanceOf:
    value: "Node"
    type: Type


@dataclass(frozen=True, slots=True)
class If:
    condition: "Node"
    then: "Node"
    otherwise: "Node"
    # Boxed: a condition that is no boolean gives null, not the other branch.
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Iterator:
    """name in domain, or name in domain..end."""

    name: str
    domain: "Node"
    end: "Node | None" = None


@dataclass(frozen=True, slots=True)
class For:
    iterators: tuple[Iterator, ...]
    body: "Node"


@dataclass(frozen=True, slots=True)
class Quantified:
    """kind is some or every."""

    kind: str
    iterators: tuple[Iterator, ...]
    condition: "Node"


@dataclass(frozen=True, slots=True)
class FunctionLiteral:
    params: tuple[tuple[str, Type], ...]
    body: "Node"
    result: Type
    name: str = ""
    external: bool = False


@dataclass(frozen=True, slots=True)
class ListLiteral:
    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class ContextLiteral:
    entries: tuple[tuple[str, "Node"], ...]


@dataclass(frozen=True, slots=True)
class RangeLiteral:
    low: "Node"
    low_included: bool
    high: "Node"
    high_included: bool


@dataclass(frozen=True, slots=True)
class UnaryRange:
    """op value: <, <=, >, >=, = or != without a left side."""

    op: str
    value: "Node"


@dataclass(frozen=True, slots=True)
class Tests:
    """Unary tests on the value named ?; none at all is “-”, which holds for anything."""

    items: tuple["Node", ...]
    negated: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """A value made to fit a declared type, or null; used by decision models."""

    value: "Node"
    type: Type
    what: str


@dataclass(frozen=True, slots=True)
class Foreign:
    """A node of another language (a decision table): build makes its closure."""

    build: Callable[[Any, Any], Callable[[Any], object]]
    parts: tuple["Node", ...] = ()


Node = (
    Literal
    | Name
    | Path
    | Filter
    | Call
    | Arithmetic
    | Negate
    | And
    | Or
    | Compare
    | Between
    | In
    | InstanceOf
    | If
    | For
    | Quantified
    | FunctionLiteral
    | ListLiteral
    | ContextLiteral
    | RangeLiteral
    | UnaryRange
    | Tests
    | Typed
    | Foreign
)
