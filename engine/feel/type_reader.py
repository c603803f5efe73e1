"""Reads types after “instance of”, in function literals and in contexts of types."""

import difflib

from engine.feel import tree
from engine.feel.cursor import MAX_NESTING
from engine.feel.name_reader import NameReader
from engine.feel.scope import Names
from engine.feel.tree import Node
from engine.feel.types import ANY, BY_NAME, ContextType, FunctionType, ListType, RangeType, Type


class TypeReader(NameReader):
    def type(self) -> Type:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise self.error("较浅的类型", "a less nested type")
        kind = self._type()
        self.depth -= 1
        return kind

    def _type(self) -> Type:
        token = self.here
        if token.kind != "name":
            raise self.error("类型名称", "a type's name")
        if self.tokens[self.at + 1].text == "<" and token.text in (
            "list", "range", "context", "function",
        ):  # fmt: skip
            self.at += 2
            if token.text == "function":
                return self._function_type()
            if token.text == "context":
                return self._context_type()
            element = self.type()
            self.need(">")
            return ListType(element) if token.text == "list" else RangeType(element)
        return self._named_type()

    def _context_type(self) -> Type:
        entries: list[tuple[str, Type]] = []
        while not self.sees(">"):
            name = self.bound_name(":")
            self.need(":")
            entries.append((name, self.type()))
            if not self.take(","):
                break
        self.need(">")
        return ContextType(tuple(entries))

    def _function_type(self) -> Type:
        params: list[Type] = []
        while not self.sees(">"):
            params.append(self.type())
            if not self.take(","):
                break
        self.need(">")
        self.need("->")
        return FunctionType(tuple(params), self.type())

    def _named_type(self) -> Type:
        known = Names([*BY_NAME, *self.scope.types])
        found = [(name, size) for name, size, _ in known.candidates(self.tokens, self.at)]
        if not found:
            near = difflib.get_close_matches(self.here.text, known.all, n=1, cutoff=0.4)
            hint = f"，例如 {near[0]}" if near else ""
            raise self.error(
                f"已知类型{hint}", f"a known type{hint.replace('，例如', ', such as')}"
            )
        name, size = max(found, key=lambda one: one[1])
        self.at += size
        return self.scope.types.get(name) or BY_NAME[name]


def infer(node: Node) -> Type:
    """The type an expression plainly has, or Any."""
    if isinstance(node, tree.Literal) and node.value is not None:
        from_value = {"str": "string", "bool": "boolean", "Decimal": "number", "Date": "date"}
        return BY_NAME.get(from_value.get(type(node.value).__name__, "Any"), ANY)
    if isinstance(node, tree.ContextLiteral):
        return ContextType(tuple((name, infer(value)) for name, value in node.entries))
    if isinstance(node, tree.ListLiteral):
        kinds = {infer(item) for item in node.items}
        return ListType(kinds.pop() if len(kinds) == 1 else ANY)
    return ANY
