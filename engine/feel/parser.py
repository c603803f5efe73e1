"""Reads an expression or unary tests into a tree; every error says where and what was expected."""

from collections.abc import Callable
from typing import TypeVar

from engine.feel import tree
from engine.feel.cursor import MAX_NESTING
from engine.feel.decimals import number
from engine.feel.errors import Failed, FeelSyntaxError
from engine.feel.literals import at_literal
from engine.feel.name_reader import KEYWORDS
from engine.feel.scope import Scope
from engine.feel.tokens import Token, unescape
from engine.feel.tree import Node
from engine.feel.type_reader import TypeReader, infer
from engine.feel.types import ANY, Type

MAX_CHAIN = 200
MAX_BRANCHES = 100

_COMPARISONS = frozenset(["<", "<=", ">", ">=", "=", "!="])


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


class Parser(TypeReader):
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

    # Calls, functions, contexts

    def call(self, callee: Node) -> Node:
        self.need("(")
        closing, self.closing = self.closing, False
        names: list[str] = []
        values: list[Node] = []
        if not self.sees(")"):
            while True:
                name = self.argument_name()
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
