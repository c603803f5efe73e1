"""Which names an expression may use where: names of several words are found by their tokens."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from engine.feel.errors import FeelSyntaxError
from engine.feel.tokens import Token, tokens
from engine.feel.types import Type

Pattern = tuple[str, tuple[str, ...], tuple[bool, ...]]


@lru_cache(maxsize=4096)
def pattern(name: str) -> Pattern | None:
    """A name as the tokens it is written with; None when it cannot be written without quotes."""
    try:
        found = tokens(name)[:-1]
    except FeelSyntaxError:
        return None
    if not found or any(token.kind == "str" for token in found):
        return None
    return name, tuple(t.text for t in found), tuple(t.spaced for t in found)


class Names:
    """Names by their first token, longest first."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by_head: dict[str, list[Pattern]] = {}
        self.all: list[str] = []
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        found = pattern(name)
        if found is None or name in self.all:
            return
        self.all.append(name)
        rivals = self._by_head.setdefault(found[1][0], [])
        rivals.append(found)
        rivals.sort(key=lambda one: -len(one[1]))

    def candidates(self, text: list[Token], at: int) -> Iterator[tuple[str, int, bool]]:
        """(name, number of tokens, written exactly as declared) for each name that begins here."""
        for name, parts, spaces in self._by_head.get(text[at].text, ()):
            size = len(parts)
            if at + size > len(text):
                continue
            here = text[at : at + size]
            if all(token.text == part for token, part in zip(here, parts, strict=True)):
                exact = all(t.spaced == s for t, s in zip(here[1:], spaces[1:], strict=True))
                yield name, size, exact


class Scope:
    """The names in sight, from the inside out.

    strict: a name nobody declared is an error. dynamic: inside a filter, where an item's own
    entries, known only at run time, are in sight too.
    """

    def __init__(
        self,
        names: Iterable[str] = (),
        *,
        parent: "Scope | None" = None,
        strict: bool = False,
        dynamic: bool = False,
        types: Mapping[str, Type] | None = None,
        members: Iterable[str] = (),
    ) -> None:
        self.names = Names(names)
        self.parent = parent
        self.strict: bool = strict or (parent is not None and parent.strict)
        self.dynamic: bool = dynamic or (parent is not None and parent.dynamic)
        self.members: Names = parent.members if parent is not None else Names(members)
        self.types: Mapping[str, Type] = (
            types if types is not None else parent.types if parent is not None else {}
        )

    def child(self, names: Iterable[str], *, dynamic: bool = False) -> "Scope":
        return Scope(names, parent=self, dynamic=dynamic)

    def find(self, text: list[Token], at: int) -> tuple[str, int] | None:
        """The longest declared name that begins at this token, and how many tokens it takes.

        A longer name written with other spacing than declared yields to a shorter declared one:
        with a, b and a-b declared, “a - b” is a difference.
        """
        exact: tuple[str, int] | None = None
        loose: tuple[str, int] | None = None
        scope: Scope | None = self
        while scope is not None:
            for name, size, same in scope.names.candidates(text, at):
                if same and (exact is None or size > exact[1]):
                    exact = name, size
                if not same and (loose is None or size > loose[1]):
                    loose = name, size
            scope = scope.parent
        if self.dynamic and exact is None:
            for name, size, same in self.members.candidates(text, at):
                if same and (exact is None or size > exact[1]):
                    exact = name, size
        return exact or loose

    def has(self, name: str) -> bool:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names.all:
                return True
            scope = scope.parent
        return False

    def everything(self) -> list[str]:
        found = list(self.names.all)
        return found + (self.parent.everything() if self.parent is not None else [])
