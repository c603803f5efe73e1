"""What one evaluation carries: its budget, its clock, and the reasons why something was null."""

import datetime
from dataclasses import dataclass
from typing import Any

from engine.feel.errors import FeelBudgetError

# Reasons are for people: after this many no one reads on.
MAX_REASONS = 100


@dataclass(frozen=True, slots=True)
class Budget:
    """steps: loop rounds, calls, list items and text looked at; depth: calls within calls."""

    steps: int = 300_000
    depth: int = 80


DEFAULT = Budget()


class State:
    __slots__ = ("_now", "depth", "limit", "reasons", "steps", "traces")

    def __init__(self, budget: Budget, now: datetime.datetime | None) -> None:
        self.steps = budget.steps
        self.depth = 0
        self.limit = budget.depth
        self._now = now
        self.reasons: list[str] = []
        self.traces: list[Any] = []

    @property
    def now(self) -> datetime.datetime:
        """One moment for the whole evaluation."""
        if self._now is None:
            self._now = datetime.datetime.now().astimezone()
        return self._now

    def charge(self, steps: int) -> None:
        self.steps -= steps
        if self.steps < 0:
            raise FeelBudgetError("步数")

    def enter(self) -> None:
        self.steps -= 2
        if self.steps < 0:
            raise FeelBudgetError("步数")
        self.depth += 1
        if self.depth > self.limit:
            raise FeelBudgetError("调用深度")

    def fail(self, zh: str, en: str) -> None:
        """Notes why the value is null, and is that null."""
        if len(self.reasons) < MAX_REASONS:
            self.reasons.append(f"{zh} / {en}")

    def note(self, reason: str) -> None:
        if len(self.reasons) < MAX_REASONS:
            self.reasons.append(reason)


class Env:
    """Where a closure finds its names: root is the caller's context, values those bound inside."""

    __slots__ = ("root", "state", "values")

    def __init__(self, root: Any, state: State, values: dict[str, Any]) -> None:
        self.root = root
        self.state = state
        self.values = values

    def bind(self, name: str, value: Any) -> "Env":
        return Env(self.root, self.state, {**self.values, name: value})
