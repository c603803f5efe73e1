"""Values as text: what string() gives and what a case page shows."""

import json
from decimal import Decimal
from typing import Any

from engine.feel.calendar import Date, DateTime, Time
from engine.feel.decimals import plain
from engine.feel.durations import DayTimeDuration, YearMonthDuration
from engine.feel.errors import FeelBudgetError
from engine.feel.evaluation import State
from engine.feel.values import Range

MAX_DEPTH = 60
_TEMPORAL = (Date, Time, DateTime, DayTimeDuration, YearMonthDuration)


def spell(value: Any, state: State, depth: int = 0) -> str:
    """The value's text; inside lists and contexts, texts are quoted."""
    state.charge(3)
    if depth > MAX_DEPTH:
        raise FeelBudgetError("嵌套深度")
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False) if depth else value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, _TEMPORAL):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(spell(item, state, depth + 1) for item in value)}]"
    if isinstance(value, dict):
        entries = (f"{key}: {spell(item, state, depth + 1)}" for key, item in value.items())
        return f"{{{', '.join(entries)}}}"
    if isinstance(value, Range):
        return _spell_range(value, state, depth)
    return str(value)


def _spell_range(value: Range, state: State, depth: int) -> str:
    low, high = spell(value.low, state, depth + 1), spell(value.high, state, depth + 1)
    if value.op:
        return f"({value.op}{high if value.op in ('<', '<=') else low})"
    left, right = "[" if value.low_included else "(", "]" if value.high_included else ")"
    return f"{left}{low}..{high}{right}"
