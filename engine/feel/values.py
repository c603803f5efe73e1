"""The values the standard library has no class for: ranges and functions."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Range:
    """From low to high; an end that is None is open for ever.

    op is set for what was written without a left side: <, <=, >, >=, = or !=.
    """

    low: Any
    low_included: bool
    high: Any
    high_included: bool
    op: str = ""

    def __str__(self) -> str:
        if self.op:
            return f"{self.op}{self.high if self.op in ('<', '<=') else self.low}"
        left, right = "[" if self.low_included else "(", "]" if self.high_included else ")"
        return f"{left}{self.low}..{self.high}{right}"


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """Something to call: invoke(state, values) with one value a parameter, in order.

    params names the parameters; None means that bind (below) sorts the arguments out.
    """

    name: str
    params: tuple[str, ...]
    invoke: Callable[[Any, list[Any]], Any] = field(repr=False)
    type: Any = None
    bind: Callable[[list[Any], tuple[str, ...] | None], list[Any]] | None = field(
        default=None, repr=False
    )

    def __str__(self) -> str:
        return f"function({', '.join(self.params)})"
