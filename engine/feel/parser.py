"""Reads an expression or unary tests into a tree; every error says where and what was expected."""

import difflib
from collections.abc import Callable
from typing import TypeVar

from engine.feel import tree
from engine.feel.decimals import number
from engine.feel.errors import Failed, FeelNameError, FeelSyntaxError
from engine.feel.literals import at_literal
from engine.feel.scope import Names, Scope
from engine.feel.signatures import BUILTIN_NAMES
from engine.feel.tokens import Token, place, tokens, unescape
from engine.feel.tree import Node
from engine.feel.types import (
    ANY,
    BY_NAME,
    ContextType,
    FunctionType,
    ListType,
    RangeType,
    Type,
)

MAX_NESTING = 50
MAX_CHAIN = 200
MAX_RETURNS = 200
MAX_BRANCHES = 100

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
        "instance",
        "function",
        "external",
        "null",
        "true",
        "false",
    ]
)
_COMPARISONS = frozenset(["<", "<=", ">", ">=", "=", "!="])
_NAME_SYMBOLS = frozenset([".", "/", "-", "'", "+", "*", "**"])
_BUILTINS = Names(BUILTIN_NAMES)
_PROPERTIES = Names(["start included", "end included", "time offset"])


Tree = TypeVar("Tree")


def parse(text: str, scope: Scope) -> Node:
    """The tree of an expression. Raises FeelSyntaxError."""
    return _whole(Parser(text, scope), Parser.expression)


def parse_tests(text: str, scope: Scope) -> tree.Tests:
    """The tree of unary tests, as in a cell of a decision table. Raises FeelSyntaxError."""
    return _whole(Parser(text, scope.child(["?"])), Parser.unary_tests)


def _whole(parser: "Parser", read: Callable[["Parser"], Tree]) -> Tree:
    try:
        node = read(parser)
    except RecursionError:
        # The caller's own stack left too little room.
        raise parser.error("较浅的嵌套", "less nesting") from None
    parser.finish()
    return node


class Parser:
    def __init__(self, text: str, scope: Scope) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.at = 0
        self.scope = scope
        self.depth = 0
        self.returns = 0
        self.closing = False  # whether “[” may close a range that is open to the right

    # What the tokens say

    @property
    def here(self) -> Token:
        return self.tokens[self.at]

    def sees(self, *texts: str) -> bool:
        token = self.tokens[self.at]
        return token.text in texts and token.kind in ("op", "name")

    def take(self, text: str) -> bool:
        if self.sees(text):
            self.at += 1
            return True
        return False

    def need(self, text: str) -> None:
        if not self.take(text):
            raise self.error(f"“{text}”", f'"{text}"')

    def finish(self) -> None:
        if self.here.kind != "end":
            raise self.error("运算符或表达式结尾", "an operator or the end of the expression")

    def error(self, expected: str, expected_en: str, at: int | None = None) -> FeelSyntaxError:
        token = self.tokens[self.at if at is None else at]
        line, column = place(self.text, token.at)
        return FeelSyntaxError(line, column, token.text[:40], expected, expected_en)

    # Expressions, loosest operator first

    def expression(self) -> Node:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise self.error(
                f"至多 {MAX_NESTING} 层嵌套", f"at most {MAX_NESTING} levels of nesting"
            )
        node = self._statement()
        self.depth -= 1
        return node

    def _statement(self) -> Node:
        if self.sees("for", "if", "some", "every") and not self._longer_name():
            if self.sees("for"):
                return self.for_expression()
            if self.sees("if"):
                return self.if_expression()
            return self.quantified()
        return self.disjunction()

    def disjunction(self) -> Node:
        items = [self.conjunction()]
        while self.take("or"):
            items.append(self.conjunction())
        return items[0] if len(items) == 1 else tree.Or(tuple(items))

    def conjunction(self) -> Node:
        items = [self.comparison()]
        while self.take("and"):
            items.append(self.comparison())
        return items[0] if len(items) == 1 else tree.And(tuple(items))

    def comparison(self) -> Node:
        node = self.additive()
        for _ in range(MAX_CHAIN):
            if self.here.kind == "op" and self.here.text in _COMPARISONS:
                op = self.here.text
                self.at += 1
                node = tree.Compare(op, node, self.additive())
            elif self.take("between"):
                low = self.additive()
                self.need("and")
                node = tree.Between(node, low, self.additive())
            elif self.take("in"):
                node = tree.In(node, self.in_tests())
            elif self.sees("instance"):
                self.at += 1
                self.need("of")
                node = tree.InstanceOf(node, self.type())
            else:
                return node
        raise self.error("较短的比较", "a shorter chain of comparisons")

    def additive(self) -> Node:
        first = self.multiplicative()
        rest = []
        while self.sees("+", "-"):
            op = self.here.text
            self.at += 1
            rest.append((op, self.multiplicative()))
        return tree.Arithmetic(first, tuple(rest)) if rest else first

    def multiplicative(self) -> Node:
        first = self.power()
        rest = []
        while self.sees("*", "/"):
            op = self.here.text
            self.at += 1
            rest.append((op, self.power()))
        return tree.Arithmetic(first, tuple(rest)) if rest else first

    def power(self) -> Node:
        first = self.negation()
        rest = []
        while self.take("**"):
            rest.append(("**", self.negation()))
        return tree.Arithmetic(first, tuple(rest)) if rest else first

    def negation(self) -> Node:
        signs = 0
        while self.take("-"):
            signs += 1
        if signs > MAX_CHAIN:
            raise self.error("较少的负号", "fewer minus signs")
        node = self.postfix()
        for _ in range(signs):
            node = tree.Negate(node)
        return node

    def postfix(self) -> Node:
        node = self.primary()
        for _ in range(MAX_CHAIN):
            if self.sees("."):
                self.at += 1
                node = tree.Path(node, self.member())
            elif self.sees("(") and not isinstance(node, tree.Literal):
                node = self.call(node)
            elif self.sees("["):
                start = self.at
                try:
                    node = self.filter(node)
                except FeelSyntaxError:
                    if not self.closing or not self.may_return():
                        raise
                    self.at = start
                    return node
            else:
                return node
        raise self.error("较短的路径", "a shorter path")

    def may_return(self) -> bool:
        """Reading again in another way is allowed so many times only: nested, it would double."""
        self.returns += 1
        return self.returns <= MAX_RETURNS

    def filter(self, base: Node) -> Node:
        self.need("[")
        outer, self.scope = self.scope, self.scope.child(["item"], dynamic=True)
        closing, self.closing = self.closing, False
        depth = self.depth
        try:
            condition = self.expression()
        finally:
            self.scope, self.closing, self.depth = outer, closing, depth
        self.need("]")
        return tree.Filter(base, condition)

    # The smallest parts

    def primary(self) -> Node:
        token = self.here
        if token.kind == "num":
            self.at += 1
            return tree.Literal(self._number(token))
        if token.kind == "str":
            self.at += 1
            return tree.Literal(unescape(token.text))
        if token.kind == "name":
            return self._word(token)
        if token.text == "@":
            return self._at_literal()
        if token.text == "{":
            return self.context()
        if token.text == "(":
            return self._parenthesis()
        if token.text == "[":
            return self._bracket()
        if token.text == "]":
            self.at += 1
            return self._range_from(self._end(), included=False)
        raise self.error("表达式", "an expression")

    def _number(self, token: Token) -> object:
        try:
            return number(token.text)
        except Failed:
            raise self.error("34 位以内的数字", "a number within range", self.at - 1) from None

    def _word(self, token: Token) -> Node:
        if token.text in ("null", "true", "false") and not self._longer_name():
            self.at += 1
            return tree.Literal({"null": None, "true": True, "false": False}[token.text])
        if token.text == "function" and self.tokens[self.at + 1].text == "(":
            return self.function()
        if token.text in KEYWORDS and not self._longer_name():
            if token.text in ("for", "if", "some", "every"):
                return self.expression()
            raise self.error("表达式", "an expression")
        return self.name()

    def _longer_name(self) -> bool:
        return self.scope.find(self.tokens, self.at) is not None

    def _at_literal(self) -> Node:
        self.at += 1
        token = self.here
        if token.kind != "str":
            raise self.error("日期、时间或时长的文本", "a date, time or duration in quotes")
        found = at_literal(unescape(token.text))
        if found is None:
            raise self.error("有效的日期、时间或时长", "a valid date, time or duration")
        self.at += 1
        return tree.Literal(found)

    def _parenthesis(self) -> Node:
        if self.tokens[self.at + 1].text in _COMPARISONS:
            self.at += 1
            node = self.unary_range()
            self.need(")")
            return node
        self.at += 1
        closing, self.closing = self.closing, False
        node = self._nested()
        self.closing = closing
        if self.sees(".."):
            return self._range_from(node, included=False)
        self.need(")")
        return node

    def _nested(self) -> Node:
        depth = self.depth
        try:
            return self.expression()
        finally:
            self.depth = depth

    def _bracket(self) -> Node:
        self.at += 1
        closing, self.closing = self.closing, False
        items: list[Node] = []
        while not self.sees("]"):
            items.append(self.list_item())
            if len(items) == 1 and self.sees(".."):
                self.closing = closing
                return self._range_from(items[0], included=True)
            if not self.take(","):
                break
        self.need("]")
        self.closing = closing
        return tree.ListLiteral(tuple(items))

    def list_item(self) -> Node:
        if self.here.kind == "op" and self.here.text in _COMPARISONS:
            return self.unary_range()
        return self._nested()

    def _range_from(self, low: Node, *, included: bool) -> Node:
        self.need("..")
        closing, self.closing = self.closing, True
        high = self._end()
        self.closing = closing
        if not self.sees("]", ")", "["):
            raise self.error("区间的结尾 ]、) 或 [", "the range's end ], ) or [")
        high_included = self.here.text == "]"
        self.at += 1
        return tree.RangeLiteral(low, included, high, high_included)

    def _end(self) -> Node:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise self.error(
                f"至多 {MAX_NESTING} 层嵌套", f"at most {MAX_NESTING} levels of nesting"
            )
        node = self.additive()
        self.depth -= 1
        return node

    def unary_range(self) -> Node:
        op = self.here.text
        self.at += 1
        return tree.UnaryRange(op, self._end())

    # Names

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

    # Calls, functions, contexts

    def call(self, callee: Node) -> Node:
        self.need("(")
        closing, self.closing = self.closing, False
        names: list[str] = []
        values: list[Node] = []
        if not self.sees(")"):
            while True:
                name = self._argument_name()
                if name is not None:
                    names.append(name)
                elif names:
                    raise self.error("参数名", "a parameter's name")
                values.append(self.list_item())
                if not self.take(","):
                    break
        self.need(")")
        self.closing = closing
        if names and len(names) != len(values):
            raise self.error("全部参数都带名称", "names for all arguments")
        return tree.Call(callee, tuple(values), tuple(names) if names else None)

    def _argument_name(self) -> str | None:
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

    def function(self) -> Node:
        self.need("function")
        self.need("(")
        params: list[tuple[str, Type]] = []
        while not self.sees(")"):
            name = self.bound_name(":", ",", ")")
            kind = self.type() if self.take(":") else ANY
            params.append((name, kind))
            if not self.take(","):
                break
        self.need(")")
        external = self.take("external")
        body = self._inside([name for name, _ in params])
        return tree.FunctionLiteral(tuple(params), body, infer(body), external=external)

    def _inside(self, names: list[str]) -> Node:
        outer, self.scope = self.scope, self.scope.child(names)
        try:
            return self._nested()
        finally:
            self.scope = outer

    def context(self) -> Node:
        self.need("{")
        outer, self.scope = self.scope, self.scope.child([])
        closing, self.closing = self.closing, False
        entries: list[tuple[str, Node]] = []
        while not self.sees("}"):
            if self.here.kind == "str":
                key = unescape(self.here.text)
                self.at += 1
            else:
                key = self._key()
            self.need(":")
            entries.append((key, self.list_item()))
            self.scope.names.add(key)
            self.scope.members.add(key)
            if not self.take(","):
                break
        self.need("}")
        self.scope, self.closing = outer, closing
        return tree.ContextLiteral(tuple(entries))

    def _key(self) -> str:
        return self.bound_name(":")

    # Loops and choices

    def if_expression(self) -> Node:
        branches: list[tuple[Node, Node]] = []
        while self.take("if"):
            condition = self._nested()
            self.need("then")
            branches.append((condition, self._nested()))
            self.need("else")
            if len(branches) > MAX_BRANCHES:
                raise self.error("较少的分支", "fewer branches")
        node = self.expression()
        for condition, then in reversed(branches):
            node = tree.If(condition, then, node)
        return node

    def for_expression(self) -> Node:
        self.need("for")
        outer = self.scope
        iterators = self._iterators()
        self.need("return")
        self.scope = self.scope.child(["partial"])
        body = self.expression()
        self.scope = outer
        return tree.For(iterators, body)

    def quantified(self) -> Node:
        kind = self.here.text
        self.at += 1
        outer = self.scope
        iterators = self._iterators()
        self.need("satisfies")
        condition = self.expression()
        self.scope = outer
        return tree.Quantified(kind, iterators, condition)

    def _iterators(self) -> tuple[tree.Iterator, ...]:
        found: list[tree.Iterator] = []
        while True:
            name = self.bound_name("in")
            self.need("in")
            domain = self._nested()
            end = self._nested() if self.take("..") else None
            found.append(tree.Iterator(name, domain, end))
            self.scope = self.scope.child([name])
            if not self.take(","):
                return tuple(found)

    # Tests

    def in_tests(self) -> tuple[Node, ...]:
        if self.here.kind == "op" and self.here.text in _COMPARISONS:
            return (self.unary_range(),)
        if not self.sees("("):
            return (self.additive(),)
        start, depth, closing = self.at, self.depth, self.closing
        try:
            self.at += 1
            self.closing = False
            items = [self.list_item()]
            while self.take(","):
                items.append(self.list_item())
            if self.take(")") and not self.sees(".", "[", "(", "+", "-", "*", "/", "**"):
                self.closing = closing
                return tuple(items)
        except FeelSyntaxError:
            if not self.may_return():
                raise
        self.at, self.depth, self.closing = start, depth, closing
        return (self.additive(),)

    def unary_tests(self) -> tree.Tests:
        if self.sees("-") and self.tokens[self.at + 1].kind == "end":
            self.at += 1
            return tree.Tests((), negated=False)
        if self.sees("not") and self.tokens[self.at + 1].text == "(":
            start = self.at
            self.at += 2
            try:
                items = self._test_list()
                self.need(")")
                self.finish()
                return tree.Tests(tuple(items), negated=True)
            except FeelSyntaxError as error:
                self.at = start
                try:
                    items = self._test_list()
                    self.finish()
                except FeelSyntaxError:
                    raise error from None
                return tree.Tests(tuple(items), negated=False)
        return tree.Tests(tuple(self._test_list()), negated=False)

    def _test_list(self) -> list[Node]:
        items = [self.list_item()]
        while self.take(","):
            items.append(self.list_item())
        return items

    # Types

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
