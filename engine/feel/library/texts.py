"""String functions."""

from decimal import Decimal
from typing import Any

from engine.feel.decimals import whole
from engine.feel.errors import Failed
from engine.feel.evaluation import State
from engine.feel.regex import compile_pattern, replace

MAX_TEXT = 1_000_000


def _look(state: State, text: str) -> None:
    if len(text) > 256:
        state.charge(len(text) // 64)


def substring(state: State, text: str, start: Decimal, length: Decimal | None = None) -> str:
    _look(state, text)
    first = _position(start)
    begin = first - 1 if first > 0 else len(text) + first
    if not 0 <= begin < max(len(text), 1):
        raise Failed("起始位置超出文本", "the start position is outside the text")
    if length is None:
        return text[begin:]
    # The length is cut to a whole number, as the suite wants.
    count = int(length) if length < MAX_TEXT else MAX_TEXT
    if count < 1:
        raise Failed("长度应为正数", "the length must be positive")
    return text[begin : begin + count]


def _position(value: Decimal) -> int:
    position = whole(value) if value.adjusted() < 12 else None
    if position is None or position == 0:
        raise Failed("位置应为非零整数", "a position must be a whole number other than 0")
    return position


def length(state: State, text: str) -> Decimal:
    return Decimal(len(text))


def upper(state: State, text: str) -> str:
    _look(state, text)
    return text.upper()


def lower(state: State, text: str) -> str:
    _look(state, text)
    return text.lower()


def before(state: State, text: str, match: str) -> str:
    _look(state, text)
    head, mark, _ = text.partition(match) if match else ("", "", "")
    return head if mark else ""


def after(state: State, text: str, match: str) -> str:
    _look(state, text)
    if not match:
        return text
    return text.partition(match)[2]


def contains(state: State, text: str, match: str) -> bool:
    _look(state, text)
    return match in text


def starts(state: State, text: str, match: str) -> bool:
    return text.startswith(match)


def ends(state: State, text: str, match: str) -> bool:
    return text.endswith(match)


def matches(state: State, text: str, pattern: str, flags: str | None = None) -> bool:
    return compile_pattern(pattern, flags or "").search(text, 0, state) is not None


def replaced(
    state: State, text: str, pattern: str, replacement: str, flags: str | None = None
) -> str:
    return replace(text, pattern, replacement, flags or "", state)


def split(state: State, text: str, delimiter: str) -> list[str]:
    compiled = compile_pattern(delimiter, "")
    if compiled.search("", 0, state) is not None:
        raise Failed("分隔符不能匹配空文本", "the delimiter matches empty text")
    pieces: list[str] = []
    at = 0
    while True:
        spans = compiled.search(text, at, state)
        if spans is None:
            return [*pieces, text[at:]]
        begin, end = spans[0]
        pieces.append(text[at:begin])
        state.charge(1)
        at = max(end, begin + 1)


def join(state: State, items: list[Any], delimiter: str | None = None) -> str:
    found: list[str] = []
    size = 0
    for item in items:
        state.charge(1)
        if item is None:
            continue
        if not isinstance(item, str):
            raise Failed("列表中有不是文本的项", "an item of the list is not a string")
        found.append(item)
        size += len(item) + len(delimiter or "")
        if size > MAX_TEXT:
            raise Failed("文本过长", "the text is too long")
    state.charge(size // 64)
    return (delimiter or "").join(found)
