"""Reads a pattern into a tree; whatever XPath does not allow is refused."""

from dataclasses import dataclass

from engine.feel.errors import Failed
from engine.feel.regex.classes import CharClass, Test, escape, prop

MAX_PATTERN = 1000
MAX_GROUPS = 50
MAX_NESTING = 50
_SINGLE = {"n": "\n", "r": "\r", "t": "\t"}
_LITERAL = frozenset("\\|.?*+(){}-[]^$")


@dataclass(frozen=True, slots=True)
class Chars:
    chars: CharClass


@dataclass(frozen=True, slots=True)
class Edge:
    """^ or $."""

    start: bool


@dataclass(frozen=True, slots=True)
class Back:
    group: int


@dataclass(frozen=True, slots=True)
class Group:
    """number is 0 for one that does not capture."""

    number: int
    body: "Branches"


@dataclass(frozen=True, slots=True)
class Repeat:
    piece: "Piece"
    low: int
    high: int | None
    greedy: bool


Piece = Chars | Edge | Back | Group | Repeat
Branches = tuple[tuple[Piece, ...], ...]


def refuse(zh: str, en: str) -> Failed:
    return Failed(f"正则表达式有误：{zh}", f"bad pattern: {en}")


class Reader:
    def __init__(self, pattern: str, flags: str) -> None:
        if len(pattern) > MAX_PATTERN:
            raise refuse("过长", "too long")
        self.any_case = "i" in flags
        self.dot_all = "s" in flags
        self.text = _without_space(pattern) if "x" in flags else pattern
        self.at = 0
        self.groups = 0
        self.open: set[int] = set()
        self.depth = 0

    def read(self) -> Branches:
        found = self._branches()
        if self.at < len(self.text):
            raise refuse("多余的 )", "unbalanced )")
        return found

    def _peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def _next(self) -> str:
        if self.at >= len(self.text):
            raise refuse("不完整", "unexpected end")
        self.at += 1
        return self.text[self.at - 1]

    def _branches(self) -> Branches:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise refuse("嵌套过深", "nested too deeply")
        found = [self._branch()]
        while self._peek() == "|":
            self.at += 1
            found.append(self._branch())
        self.depth -= 1
        return tuple(found)

    def _branch(self) -> tuple[Piece, ...]:
        pieces: list[Piece] = []
        while self._peek() not in ("", "|", ")"):
            pieces.append(self._piece())
        return tuple(pieces)

    def _piece(self) -> Piece:
        atom = self._atom()
        char = self._peek()
        if char not in ("?", "*", "+", "{") or not char:
            return atom
        self.at += 1
        low, high = {"?": (0, 1), "*": (0, None), "+": (1, None)}.get(char) or self._count()
        greedy = self._peek() != "?"
        self.at += not greedy
        if self._peek() in ("?", "*", "+", "{") and self._peek():
            raise refuse("连续的量词", "two quantifiers in a row")
        return Repeat(atom, low, high, greedy)

    def _count(self) -> tuple[int, int | None]:
        end = self.text.find("}", self.at)
        body = self.text[self.at : end] if end >= 0 else ""
        self.at = end + 1
        low, comma, high = body.partition(",")
        if not _digits(low) or (high and not _digits(high)):
            raise refuse("次数无效", "not a valid count")
        first = int(low)
        last = first if not comma else int(high) if high else None
        if last is not None and last < first:
            raise refuse("次数颠倒", "counts out of order")
        return first, last

    def _atom(self) -> Piece:
        char = self._next()
        if char == "(":
            return self._group()
        if char == "[":
            return Chars(self._class())
        if char == ".":
            excluded = [] if self.dot_all else [("\n", "\n"), ("\r", "\r")]
            return Chars(CharClass(ranges=excluded, negated=True))
        if char == "^" or char == "$":
            return Edge(char == "^")
        if char == "\\":
            return self._escape()
        if char in "?*+{}]":
            raise refuse(f"多余的 {char}", f"unexpected {char}")
        return Chars(self._one(char))

    def _one(self, char: str) -> CharClass:
        return CharClass(ranges=[(char, char)], any_case=self.any_case)

    def _group(self) -> Piece:
        number = 0
        if self.text.startswith("?:", self.at):
            self.at += 2
        else:
            self.groups += 1
            number = self.groups
            self.open.add(number)
            if number > MAX_GROUPS:
                raise refuse("分组过多", "too many groups")
        body = self._branches()
        if self._next() != ")":
            raise refuse("缺少 )", "missing )")
        self.open.discard(number)
        return Group(number, body)

    def _escape(self) -> Piece:
        char = self._peek()
        if char.isascii() and char.isdigit() and char != "0":
            return self._back()
        return Chars(self._set_or_char())

    def _set_or_char(self) -> CharClass:
        char = self._next()
        if char in _LITERAL or char in _SINGLE:
            return self._one(_SINGLE.get(char, char))
        return CharClass(tests=[self._set(char)], any_case=self.any_case and char in "pP")

    def _set(self, char: str) -> Test:
        if char in ("p", "P"):
            return self._property(char == "P")
        test = escape(char)
        if test is None:
            raise refuse("转义无效", "unknown escape")
        return test

    def _property(self, negated: bool) -> Test:
        if self._next() != "{":
            raise refuse("缺少 {", "missing {")
        end = self.text.find("}", self.at)
        if end < 0:
            raise refuse("缺少 }", "missing }")
        name = self.text[self.at : end]
        self.at = end + 1
        return prop(name, negated=negated)

    def _back(self) -> Back:
        number = int(self._next())
        while self._peek().isdigit() and number * 10 + int(self._peek()) <= self.groups:
            number = number * 10 + int(self._next())
        if number > self.groups or number in self.open:
            raise refuse("引用了不存在的分组", "reference to a group that is not there")
        return Back(number)

    def _class(self) -> CharClass:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise refuse("嵌套过深", "nested too deeply")
        found = CharClass(any_case=self.any_case)
        if self._peek() == "^":
            self.at += 1
            found.negated = True
        first = True
        while self._peek() != "]" or first:
            if self._peek() == "-" and self.text.startswith("[", self.at + 1):
                self.at += 2
                found.minus = self._class()
                if self._peek() != "]":
                    raise refuse("字符组的差集之后应为 ]", "] wanted after a subtraction")
                break
            self._member(found, first)
            first = False
        self.at += 1
        self.depth -= 1
        return found

    def _member(self, found: CharClass, first: bool) -> None:
        low = self._class_char(found, first)
        if low is None:
            return
        if self._peek() == "-" and not self.text.startswith(("-]", "-["), self.at):
            self.at += 1
            high = self._class_char(None, False)
            if high is None or high < low:
                raise refuse("字符范围无效", "bad range of characters")
            found.ranges.append((low, high))
        else:
            found.ranges.append((low, low))

    def _class_char(self, found: CharClass | None, first: bool) -> str | None:
        """A single character, or None after adding a whole set."""
        char = self._next()
        if char == "\\":
            return self._class_escape(found)
        if char in "[]":
            raise refuse("字符组中的括号要转义", "a bracket in a set must be escaped")
        if char == "-" and not first and self._peek() != "]":
            raise refuse("字符组中的 - 要转义", "a hyphen within a set must be escaped")
        return char

    def _class_escape(self, found: CharClass | None) -> str | None:
        char = self._next()
        if char in _LITERAL or char in _SINGLE:
            return _SINGLE.get(char, char)
        test = self._set(char)
        if found is None:
            raise refuse("字符范围无效", "bad range of characters")
        found.tests.append(test)
        return None


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 5


def _without_space(pattern: str) -> str:
    """The pattern without white space outside sets of characters (flag x)."""
    kept: list[str] = []
    depth = 0
    escaped = False
    for char in pattern:
        if char in " \t\n\r" and depth == 0:
            continue
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif char == "[":
            depth += 1
        elif char == "]" and depth:
            depth -= 1
        kept.append(char)
    return "".join(kept)
