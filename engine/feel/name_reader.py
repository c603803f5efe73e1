"""Reads names: declared ones of any shape, words side by side, members after a dot."""

import difflib

from engine.feel import tree
from engine.feel.cursor import Cursor
from engine.feel.errors import FeelNameError
from engine.feel.scope import Names
from engine.feel.signatures import BUILTIN_NAMES
from engine.feel.tokens import place
from engine.feel.tree import Node

# Words that end a name nobody declared.
KEYWORDS = frozenset(
    [
        "for",
        "return",
        "if",
        "then",
        "else",
        "some",
        "every",
        "satisfies",
        "in",
        "and",
        "or",
        "between",
    ]
    + ["instance", "function", "external", "null", "true", "false"]
)
_NAME_SYMBOLS = frozenset([".", "/", "-", "'", "+", "*", "**"])
_BUILTINS = Names(BUILTIN_NAMES)
_PROPERTIES = Names(["start included", "end included", "time offset"])


class NameReader(Cursor):
    def name(self) -> Node:
        start = self.at
        name, size = self._name_here()
        self.at += size
        known = name in BUILTIN_NAMES or self.scope.has(name)
        if not known and self.scope.strict and not (self.scope.dynamic and not self.sees("(")):
            raise self._unknown(name, start)
        return tree.Name(name)

    def _name_here(self) -> tuple[str, int]:
        """The name that begins here and its number of tokens."""
        declared = self.scope.find(self.tokens, self.at)
        builtin = self._builtin_here()
        words = self._words(self.at)
        best = declared
        if builtin is not None and (best is None or builtin[1] > best[1]):
            best = builtin
        if words[1] and (best is None or words[1] > best[1]):
            best = words
        if best is None:
            raise self.error("名称", "a name")
        return best

    def _builtin_here(self) -> tuple[str, int] | None:
        found = [
            (name, size)
            for name, size, _ in _BUILTINS.candidates(self.tokens, self.at)
            if self.tokens[self.at + size].text == "("
        ]
        return max(found, key=lambda one: one[1]) if found else None

    def _words(self, at: int) -> tuple[str, int]:
        """Words and numbers side by side: they can only be one name."""
        parts: list[str] = []
        index = at
        while True:
            token = self.tokens[index]
            if (
                token.kind == "name"
                and token.text not in KEYWORDS
                or token.kind == "num"
                and parts
                and token.spaced
                and token.text.isdigit()
            ):
                parts.append(token.text)
            else:
                return " ".join(parts), index - at
            index += 1

    def member(self) -> str:
        """The name after a dot."""
        token = self.here
        if token.kind != "name":
            raise self.error("名称", "a name")
        found = [
            (name, size) for name, size, _ in self.scope.members.candidates(self.tokens, self.at)
        ]
        found += [(name, size) for name, size, _ in _PROPERTIES.candidates(self.tokens, self.at)]
        words, size = self._words(self.at + 1)
        found.append((f"{token.text} {words}" if words else token.text, size + 1))
        name, size = max(found, key=lambda one: one[1])
        self.at += size
        return name

    def _unknown(self, name: str, at: int) -> FeelNameError:
        known = [*self.scope.everything(), *BUILTIN_NAMES]
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
        line, column = place(self.text, self.tokens[at].at)
        return FeelNameError(line, column, name, near[0] if near else None)

    def bound_name(self, *ends: str) -> str:
        """A name that is being given to something: everything up to one of these tokens."""
        start = self.at
        while self.here.kind in ("name", "num") or self.here.text in _NAME_SYMBOLS:
            if self.at > start and self.sees(*ends):
                break
            self.at += 1
        if self.tokens[start].kind != "name":
            raise self.error("名称", "a name", start)
        if not self.sees(*ends):
            raise self.error("“" + "”或“".join(ends) + "”", " or ".join(f'"{e}"' for e in ends))
        return self.spelled(start, self.at)

    def spelled(self, start: int, end: int) -> str:
        """The name these tokens spell: single spaces where there was white space."""
        parts = [self.tokens[start].text]
        for token in self.tokens[start + 1 : end]:
            parts.append((" " if token.spaced else "") + token.text)
        return "".join(parts)

    def argument_name(self) -> str | None:
        index = self.at
        while self.tokens[index].kind in ("name", "num") or (
            index > self.at and self.tokens[index].text in _NAME_SYMBOLS
        ):
            index += 1
        if index == self.at or self.tokens[index].text != ":":
            return None
        name = self.spelled(self.at, index)
        self.at = index + 1
        return name
