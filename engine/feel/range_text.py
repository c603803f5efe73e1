"""The function range(): a range's text with literal ends."""

from typing import Any

from engine.feel import tree
from engine.feel.arithmetic import negate
from engine.feel.calendar import parse_date, parse_date_time, parse_time
from engine.feel.durations import parse_duration
from engine.feel.equality import less
from engine.feel.errors import Failed
from engine.feel.evaluation import State
from engine.feel.parser import parse
from engine.feel.scope import Scope
from engine.feel.values import Range

_READERS: dict[str, Any] = {
    "date": parse_date,
    "date and time": parse_date_time,
    "time": parse_time,
    "duration": parse_duration,
}


def read_range(text: str, state: State) -> Range:
    """The range; both ends literal, or calls like date("…"). Raises Failed or FeelSyntaxError."""
    state.charge(1 + len(text) // 8)
    node = parse(text, Scope())
    if not isinstance(node, tree.RangeLiteral):
        raise Failed("不是有效的区间", "not a valid range")
    low, high = _end(node.low), _end(node.high)
    if type(low) is not type(high) or not less("<=", low, high, state):
        raise Failed("区间的端点无效", "the ends of the range are not valid")
    return Range(low, node.low_included, high, node.high_included)


def _end(node: tree.Node) -> Any:
    if isinstance(node, tree.Literal):
        return node.value
    if isinstance(node, tree.Negate):
        return negate(_end(node.value))
    if isinstance(node, tree.Call) and isinstance(node.callee, tree.Name):
        reader = _READERS.get(node.callee.name)
        values = node.values
        if reader is not None and len(values) == 1 and isinstance(values[0], tree.Literal):
            text = values[0].value
            if isinstance(text, str):
                return reader(text)
    raise Failed("区间的端点应为字面量", "the ends of the range must be literals")
