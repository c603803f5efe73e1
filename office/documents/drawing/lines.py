"""Break Chinese text into lines: numbers stay whole, no line opens with a closing mark."""

import re
from collections.abc import Callable, Iterator

from office.documents.filled import Text

_PIECE = re.compile(r"[!-~]+|\s+|.", re.DOTALL)
_CLOSING = frozenset("，。；：、！？）》〉」』】〕”’…—％%)]}")
_OPENING = frozenset("（《〈「『【〔“‘([{")

Measure = Callable[[str], float]


def break_lines(text: Text, room: float, measure: Measure, first: float = 0) -> list[str]:
    """Return the lines of a text in `room` points; `first` is what the indent takes of line one."""
    lines: list[str] = []
    line, left = "", room - first
    for token in _tokens(text):
        if token == "\n":
            lines.append(line)
            line, left = "", room
            continue
        length = measure(token)
        if length > left and line:
            lines.append(line)
            line, left = "", room
            token = token.lstrip(" ")
            length = measure(token)
        while length > room:
            head = _head(token, room, measure)
            lines.append(head)
            token = token[len(head) :]
            length = measure(token)
        line, left = line + token, left - length
    if line or not lines:
        lines.append(line)
    return [each.rstrip(" ") for each in lines]


def _tokens(text: Text) -> Iterator[str]:
    """Yield what may not be broken: a mark keeps to the word it closes or opens."""
    held = ""
    for piece in _pieces(text):
        if piece == "\n":
            if held:
                yield held
            yield piece
            held = ""
        elif held and (piece[0] in _CLOSING or held[-1] in _OPENING):
            held += piece
        else:
            if held:
                yield held
            held = piece
    if held:
        yield held


def _pieces(text: Text) -> Iterator[str]:
    for span in text:
        if span.whole:
            yield span.text
        else:
            yield from _PIECE.findall(span.text)


def _head(token: str, room: float, measure: Measure) -> str:
    end = len(token)
    while end > 1 and measure(token[:end]) > room:
        end -= 1
    return token[:end]
