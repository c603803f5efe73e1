"""Replaces every match, with $0 to $99 standing for what was captured."""

from engine.feel.errors import Failed
from engine.feel.evaluation import State
from engine.feel.regex.machine import Pattern, compile_pattern

MAX_TEXT = 1_000_000
Parts = list[str | int]


def replace(text: str, pattern: str, replacement: str, flags: str, state: State) -> str:
    """The text with every match replaced. Raises Failed as XPath's fn:replace does."""
    compiled = compile_pattern(pattern, flags)
    parts: Parts = [replacement] if "q" in flags else _parts(replacement, compiled)
    if compiled.search("", 0, state) is not None:
        raise Failed("正则表达式不能匹配空文本", "the pattern matches empty text")
    pieces: list[str] = []
    size = at = 0
    while True:
        spans = compiled.search(text, at, state)
        if spans is None:
            pieces.append(text[at:])
            return "".join(pieces)
        begin, end = spans[0]
        filled = "".join(
            part if isinstance(part, str) else text[slice(*spans[part])] for part in parts
        )
        pieces += [text[at:begin], filled]
        size += len(filled)
        if size > MAX_TEXT:
            raise Failed("文本过长", "the text is too long")
        state.charge(1 + len(filled) // 64)
        if end == begin:
            pieces.append(text[begin : begin + 1])
            end += 1
            if end > len(text):
                return "".join(pieces)
        at = end


def _parts(replacement: str, pattern: Pattern) -> Parts:
    """Text and group numbers by turns."""
    parts: Parts = []
    at = 0
    while at < len(replacement):
        char = replacement[at]
        if char == "\\":
            if replacement[at + 1 : at + 2] not in ("\\", "$"):
                raise Failed("替换文本中的 \\ 有误", "bad escape in the replacement")
            parts.append(replacement[at + 1])
            at += 2
        elif char == "$":
            number, at = _group(replacement, at + 1, pattern.groups)
            if number <= pattern.groups:
                parts.append(number)
        else:
            parts.append(char)
            at += 1
    return parts


def _group(replacement: str, at: int, groups: int) -> tuple[int, int]:
    digit = replacement[at : at + 1]
    if not (digit.isascii() and digit.isdigit()):
        raise Failed("替换文本中的 $ 有误", "bad $ in the replacement")
    number, at = int(digit), at + 1
    while at < len(replacement) and replacement[at] in "0123456789":
        longer = number * 10 + int(replacement[at])
        if longer > groups:
            break
        number, at = longer, at + 1
    return number, at
