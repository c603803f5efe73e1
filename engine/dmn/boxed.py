"""Boxed expressions as FEEL trees: contexts, lists, relations, functions, invocations, iterators."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from engine.dmn.errors import Finding
from engine.dmn.items import Types, argument, coerce
from engine.dmn.markup import Element, attribute, child, children, ident, tag, text
from engine.feel import FeelSyntaxError, tree
from engine.feel.compiler import Closure, Compiler, Frame
from engine.feel.evaluation import Env
from engine.feel.parser import parse, parse_tests
from engine.feel.scope import Scope
from engine.feel.tree import Node
from engine.feel.type_reader import infer
from engine.feel.types import ANY, Type

RESULT = "\0result"
EXPRESSIONS = (
    "literalExpression", "decisionTable", "context", "list", "relation", "functionDefinition",
    "invocation", "conditional", "filter", "for", "some", "every",
)  # fmt: skip
MAX_DEPTH = 60


def broken(reason: str) -> Node:
    """What stands for an expression that cannot be read, where a model is read leniently."""

    def build(compiler: Compiler, frame: Frame) -> Closure:
        return lambda env: env.state.note(reason)

    return tree.Foreign(build)


def typed(node: Node, kind: Type, what: str) -> Node:
    """The node with its value made to fit a type."""
    if kind is ANY:
        return node

    def build(compiler: Compiler, frame: Frame) -> Closure:
        inner = compiler.compile(node, frame)
        return lambda env: coerce(inner(env), kind, what, env.state)

    return tree.Foreign(build, (node,))


@dataclass(slots=True)
class Reader:
    """Reads boxed expressions of one model; faults are gathered in findings."""

    types: Types
    table: Callable[["Reader", Element, Scope, str], Node]
    findings: list[Finding] = field(default_factory=list)
    depth: int = 0
    name: str = ""

    # Text

    def fault(self, code: str, element: Element, reason: str) -> None:
        owner = element
        while owner.get("id") is None and owner.getparent() is not None:
            parent = owner.getparent()
            assert parent is not None
            owner = parent
        self.findings.append(Finding(code, ident(owner), self.name, reason))

    def feel(self, element: Element, scope: Scope, source: str | None = None) -> Node:
        """The tree of an element's text."""
        language = attribute(element, "expressionLanguage")
        if language and "feel" not in language.lower():
            self.fault(
                "DMN-LANGUAGE", element, f"不支持的表达式语言 / expression language {language}"
            )
            return broken("不支持的表达式语言 / unsupported expression language")
        written = text(element) if source is None else source
        try:
            return parse(written, scope)
        except FeelSyntaxError as error:
            self.fault("DMN-FEEL", element, str(error))
            return broken(str(error))

    def tests(self, element: Element, scope: Scope) -> tree.Tests | None:
        written = text(element).strip()
        try:
            return parse_tests(written or "-", scope)
        except FeelSyntaxError as error:
            self.fault("DMN-FEEL", element, str(error))
            return None

    def type(self, element: Element | None, attribute_name: str = "typeRef") -> Type:
        reference = attribute(element, attribute_name)
        found = self.types.find(reference)
        if found is None and element is not None:
            self.fault(
                "DMN-TYPE", element, f"未定义的类型 {reference} / undefined type {reference}"
            )
        return found or ANY

    # Boxes

    def inside(self, element: Element | None, scope: Scope, what: str) -> Node:
        """The one expression among an element's children; null when there is none."""
        found = child(element, *EXPRESSIONS)
        return tree.Literal(None) if found is None else self.expression(found, scope, what)

    def expression(self, element: Element, scope: Scope, what: str) -> Node:
        self.depth += 1
        try:
            if self.depth > MAX_DEPTH:
                self.fault(
                    "DMN-DEPTH", element, "表达式嵌套过深 / boxed expressions nested too deeply"
                )
                return broken("表达式嵌套过深 / nested too deeply")
            node = _BOXES[tag(element)](self, element, scope, what)
        finally:
            self.depth -= 1
        if tag(element) == "functionDefinition":
            return node
        return typed(node, self.type(element), what)

    def literal(self, element: Element, scope: Scope, what: str) -> Node:
        return self.feel(element, scope) if text(element).strip() else tree.Literal(None)

    def decision_table(self, element: Element, scope: Scope, what: str) -> Node:
        return self.table(self, element, scope, what)

    def context(self, element: Element, scope: Scope, what: str) -> Node:
        entries: list[tuple[str, Node]] = []
        inner = scope.child([])
        for entry in children(element, "contextEntry"):
            variable = child(entry, "variable")
            name = attribute(variable, "name") if variable is not None else RESULT
            function = child(entry, "functionDefinition")
            own = inner.child([name]) if function is not None else inner
            node = self.inside(entry, own, name if name != RESULT else what)
            if function is None:
                node = typed(node, self.type(variable), name)
            entries.append((name, node))
            if name != RESULT:
                inner.names.add(name)
                inner.members.add(name)
        literal = tree.ContextLiteral(tuple(entries))
        if entries and entries[-1][0] == RESULT:
            return tree.Path(literal, RESULT)
        return literal

    def listing(self, element: Element, scope: Scope, what: str) -> Node:
        return tree.ListLiteral(
            tuple(self.expression(item, scope, what) for item in children(element, *EXPRESSIONS))
        )

    def relation(self, element: Element, scope: Scope, what: str) -> Node:
        columns = list(children(element, "column"))
        rows: list[Node] = []
        for row in children(element, "row"):
            cells = children(row, *EXPRESSIONS)
            entries = []
            for column, cell in zip(columns, cells, strict=False):
                name = attribute(column, "name")
                node = self.expression(cell, scope, name)
                entries.append((name, typed(node, self.type(column), name)))
                scope.members.add(name)
            rows.append(record(entries))
        return tree.ListLiteral(tuple(rows))

    def function(self, element: Element, scope: Scope, what: str) -> Node:
        params: list[tuple[str, Type]] = []
        for param in children(element, "formalParameter"):
            params.append((attribute(param, "name"), self.type(param)))
        kind = attribute(element, "kind") or "FEEL"
        if kind != "FEEL":
            self.fault(
                "DMN-EXTERNAL", element, f"不支持 {kind} 函数 / {kind} functions are not supported"
            )
            return tree.FunctionLiteral(tuple(params), tree.Literal(None), ANY, what, external=True)
        inner = scope.child([name for name, _ in params])
        body = self.inside(element, inner, what)
        result = self.type(element)
        return checked_function(params, body, result, what)

    def invocation(self, element: Element, scope: Scope, what: str) -> Node:
        callee = self.inside(element, scope, what)
        names: list[str] = []
        values: list[Node] = []
        for binding in children(element, "binding"):
            parameter = child(binding, "parameter")
            name = attribute(parameter, "name")
            names.append(name)
            values.append(typed(self.inside(binding, scope, name), self.type(parameter), name))
        return tree.Call(callee, tuple(values), tuple(names) if names else None)

    def conditional(self, element: Element, scope: Scope, what: str) -> Node:
        parts = [self.inside(child(element, name), scope, what) for name in ("if", "then", "else")]
        return tree.If(parts[0], parts[1], parts[2], strict=True)

    def filter(self, element: Element, scope: Scope, what: str) -> Node:
        base = self.inside(child(element, "in"), scope, what)
        inner = scope.child(["item"], dynamic=True)
        return tree.Filter(base, self.inside(child(element, "match"), inner, what))

    def iteration(self, element: Element, scope: Scope, what: str) -> Node:
        iterator, inner = self._iterator(element, scope, what)
        inner = inner.child(["partial"])
        return tree.For((iterator,), self.inside(child(element, "return"), inner, what))

    def quantified(self, element: Element, scope: Scope, what: str) -> Node:
        iterator, inner = self._iterator(element, scope, what)
        condition = self.inside(child(element, "satisfies"), inner, what)
        return tree.Quantified(tag(element), (iterator,), condition)

    def _iterator(self, element: Element, scope: Scope, what: str) -> tuple[tree.Iterator, Scope]:
        name = attribute(element, "iteratorVariable")
        domain = child(element, "in")
        kind = self.type(domain)
        node = typed(self.inside(domain, scope, what), kind, name)
        return tree.Iterator(name, node, None), scope.child([name])


def record(entries: list[tuple[str, Node]]) -> Node:
    """A context whose entries do not see each other, as the row of a relation."""

    def build(compiler: Compiler, frame: Frame) -> Closure:
        cells = [(name, compiler.compile(node, frame)) for name, node in entries]
        return lambda env: {name: cell(env) for name, cell in cells}

    return tree.Foreign(build, tuple(node for _, node in entries))


def checked_function(
    params: list[tuple[str, Type]], body: Node, result: Type, name: str
) -> tree.FunctionLiteral:
    """A function whose arguments and result are made to fit the declared types."""
    inner: Node = typed(body, result, name)
    for param, kind in reversed(params):
        inner = _checking(param, kind, inner)
    shown = result if result is not ANY else infer(body)
    plain = tuple((param, ANY) for param, _ in params)
    return tree.FunctionLiteral(plain, inner, shown, name)


def _checking(param: str, kind: Type, body: Node) -> Node:
    if kind is ANY:
        return body

    def build(compiler: Compiler, frame: Frame) -> Closure:
        inner = compiler.compile(body, frame)

        def run(env: Env) -> Any:
            env.values[param] = argument(env.values[param], kind, param, env.state)
            return inner(env)

        return run

    return tree.Foreign(build, (body,))


_BOXES: dict[str, Callable[[Reader, Element, Scope, str], Node]] = {
    "literalExpression": Reader.literal,
    "decisionTable": Reader.decision_table,
    "context": Reader.context,
    "list": Reader.listing,
    "relation": Reader.relation,
    "functionDefinition": Reader.function,
    "invocation": Reader.invocation,
    "conditional": Reader.conditional,
    "filter": Reader.filter,
    "for": Reader.iteration,
    "some": Reader.quantified,
    "every": Reader.quantified,
}
