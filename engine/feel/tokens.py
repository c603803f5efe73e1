"""Cuts an expression's text into tokens; a name is put together from them by the parser."""

import re
from dataclasses import dataclass

from engine.feel.errors import FeelSyntaxError

MAX_TEXT = 20_000

# The standard's name characters without those it calls white space.
_START = (
    "?A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u167f\u1681-\u180d"
    "\u180f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe"
    "\uff00-\ufffd\U00010000-\U000effff"
)
_PART = _START + "0-9\u00b7\u0300-\u036f\u203f-\u2040"
_SPACE = "\t\n\x0b\x0c\r \u0085\u00a0\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"

_TOKEN = re.compile(
    rf"""(?P<space>[{_SPACE}]+|//[^\n]*|/\*[\s\S]*?\*/)
    |(?P<num>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
    |(?P<name>[{_START}][{_PART}]*)
    |(?P<str>"(?:[^"\\]|\\[\s\S])*")
    |(?P<op>\.\.|\*\*|->|<=|>=|!=|[-+*/=<>(){{}}\[\],:.@'])""".replace("\n    |", "|"),
    re.ASCII,
)

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|([\s\S]))")
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}
_SURROGATES = re.compile("([\ud800-\udbff])([\udc00-\udfff])")
_LONE = re.compile("[\ud800-\udfff]")


@dataclass(slots=True)
class Token:
    """kind is num, name, str, op or end; spaced says that white space stands before it."""

    kind: str
    text: str
    at: int
    spaced: bool


def tokens(text: str) -> list[Token]:
    if len(text) > MAX_TEXT:
        raise FeelSyntaxError(
            1, 1, "过长的文本", f"至多 {MAX_TEXT} 个字符", f"at most {MAX_TEXT} characters"
        )
    found: list[Token] = []
    at, spaced, size = 0, False, len(text)
    while at < size:
        match = _TOKEN.match(text, at)
        if match is None:
            raise _unreadable(text, at)
        kind = match.lastgroup or ""
        if kind == "space":
            spaced = True
        else:
            found.append(Token(kind, match.group(), at, spaced))
            spaced = False
        at = match.end()
    found.append(Token("end", "", size, spaced))
    return found


def place(text: str, at: int) -> tuple[int, int]:
    """Line and column, both from 1."""
    line = text.count("\n", 0, at) + 1
    return line, at - (text.rfind("\n", 0, at) + 1) + 1


def unescape(quoted: str) -> str:
    """The string a literal stands for; an unknown escape stays as it is written."""
    body = quoted[1:-1]
    if "\\" not in body:
        return body
    body = _ESCAPE.sub(_unescape_one, body)
    return _LONE.sub("\ufffd", _SURROGATES.sub(_join, body))


def _unescape_one(match: re.Match[str]) -> str:
    four, six, char = match.groups()
    if four:
        return chr(int(four, 16))
    if six:
        code = int(six, 16)
        return chr(code) if code <= 0x10FFFF else match.group()
    return _SIMPLE.get(char, "\\" + char)


def _join(match: re.Match[str]) -> str:
    high, low = ord(match[1]), ord(match[2])
    return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def _unreadable(text: str, at: int) -> FeelSyntaxError:
    line, column = place(text, at)
    if text[at] == '"':
        return FeelSyntaxError(line, column, '"', "成对的引号", "a closing quote")
    if text.startswith("/*", at):
        return FeelSyntaxError(line, column, "/*", "注释的结尾 */", "the comment's end */")
    if text[at] in "“”＂":
        return FeelSyntaxError(line, column, text[at], '半角引号 "', 'a straight quote "')
    return FeelSyntaxError(line, column, text[at], "表达式", "an expression")
