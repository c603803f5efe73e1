"""From XML to a graph of compiled decisions; every fault is a finding with the element's id."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.dmn.boxed import EXPRESSIONS, Reader, broken, checked_function, typed
from engine.dmn.errors import DmnError, Finding
from engine.dmn.graph import DecisionNode, InputData, Knowledge, Node, Service
from engine.dmn.items import Check, Item, Types, structure
from engine.dmn.markup import Element, attribute, child, children, ident, root, tag
from engine.dmn.tables import Table, compile_table, read_table
from engine.feel import tree
from engine.feel.calls import function_literal
from engine.feel.compiler import OUTSIDE, Closure, Compiler, Frame
from engine.feel.constants import constant
from engine.feel.expression import host_function
from engine.feel.library import BUILTINS
from engine.feel.scope import Scope
from engine.feel.types import ANY, FunctionType
from engine.feel.values import Function

MAX_IMPORTS = 50


@dataclass(slots=True)
class Parsed:
    """One model's nodes by id, with its namespace and those of the models it imports by prefix."""

    namespace: str
    name: str
    nodes: dict[str, Node] = field(default_factory=dict)
    types: Types = field(default_factory=Types)
    imports: dict[str, "Parsed"] = field(default_factory=dict)
    prefixes: dict[int, tuple[str, ...]] = field(default_factory=dict)


class ModelReader:
    """Reads a model and those it imports."""

    def __init__(
        self, imports: Mapping[str, bytes], functions: Mapping[str, Callable[..., Any]]
    ) -> None:
        self.sources = imports
        self.functions: dict[str, Function] = {
            name: host_function(name, one) for name, one in functions.items()
        }
        self.findings: list[Finding] = []
        self.tables: list[Table] = []
        self._roots: dict[str, Element] = {}
        self._done: dict[str, Parsed] = {}
        self._open: set[str] = set()

    # Models

    def read(self, xml: bytes) -> Parsed:
        return self._model(root(xml))

    def _model(self, definitions: Element) -> Parsed:
        namespace = attribute(definitions, "namespace")
        parsed = Parsed(namespace, attribute(definitions, "name"))
        self._open.add(namespace)
        reader = Reader(parsed.types, self._table)
        for element in children(definitions, "import"):
            self._import(parsed, element)
        self._types(parsed, definitions, reader)
        self._declare(parsed, definitions, reader)
        self._link(parsed, definitions)
        self._check_cycles(parsed)
        self._compile(parsed, definitions, reader)
        self.findings += reader.findings
        self._open.discard(namespace)
        self._done[namespace] = parsed
        return parsed

    def _fault(self, code: str, element: Element, reason: str) -> None:
        self.findings.append(Finding(code, ident(element), attribute(element, "name"), reason))

    def _import(self, parsed: Parsed, element: Element) -> None:
        namespace, name = attribute(element, "namespace"), attribute(element, "name")
        kind = attribute(element, "importType")
        if "DMN" not in kind:
            return
        if namespace in self._done:
            parsed.imports[name] = self._done[namespace]
        elif namespace in self._open or len(self._done) > MAX_IMPORTS:
            self._fault("DMN-IMPORT", element, "模型相互导入 / the models import each other")
            return
        else:
            found = self._source(namespace, attribute(element, "locationURI"))
            if found is None:
                self._fault(
                    "DMN-IMPORT",
                    element,
                    f"找不到导入的模型 / imported model not found: {namespace}",
                )
                return
            parsed.imports[name] = self._model(found)
        for one, item in parsed.imports[name].types.items.items():
            parsed.types.items.setdefault(f"{name}.{one}" if name else one, item)
        parsed.types.members |= parsed.imports[name].types.members

    def _source(self, namespace: str, location: str) -> Element | None:
        """The imported model: by namespace, or by file name, or by what the files say."""
        if namespace in self.sources:
            return root(self.sources[namespace])
        if location in self.sources:
            found = root(self.sources[location])
            if attribute(found, "namespace") == namespace:
                return found
        for key, xml in self.sources.items():
            if key not in self._roots:
                try:
                    self._roots[key] = root(xml)
                except DmnError:
                    continue
            if attribute(self._roots[key], "namespace") == namespace:
                return self._roots[key]
        return None

    # Types

    def _types(self, parsed: Parsed, definitions: Element, reader: Reader) -> None:
        scope = self._scope(parsed, [])

        def tests(element: Element) -> Check | None:
            found = reader.tests(element, scope)
            if found is None:
                return None
            return Compiler(self.functions, BUILTINS, fold=constant).compile(found, OUTSIDE)

        for item, element in parsed.types.declare(definitions):
            for reference in parsed.types.shape(item, element, tests):
                self._fault("DMN-TYPE", element, f"未定义的类型 / undefined type {reference}")
        self._check_types(parsed, definitions)

    def _check_types(self, parsed: Parsed, definitions: Element) -> None:
        """A type that is itself all the way down holds no value."""
        for element in children(definitions, "itemDefinition"):
            item: Any = parsed.types.items.get(attribute(element, "name"))
            seen: set[int] = set()
            here = item
            while isinstance(here, Item):
                if id(here) in seen:
                    self._fault(
                        "DMN-TYPE", element, "类型由自身定义 / the type is defined by itself"
                    )
                    item.of = ANY
                    break
                seen.add(id(here))
                here = here.of

    # Nodes

    def _declare(self, parsed: Parsed, definitions: Element, reader: Reader) -> None:
        kinds = {
            "inputData": InputData,
            "decision": DecisionNode,
            "businessKnowledgeModel": Knowledge,
            "decisionService": Service,
        }
        names: set[str] = set()
        for element in children(definitions, *kinds):
            reader.name = attribute(element, "name")
            variable = child(element, "variable")
            name = attribute(variable, "name") or attribute(element, "name")
            kind = reader.type(variable) if variable is not None else ANY
            key = ident(element)
            if key in parsed.nodes:
                self._fault("DMN-ID", element, "编号重复 / the id is used twice")
            if name in names:
                self._fault("DMN-NAME", element, f"名称重复：{name} / the name is used twice")
            names.add(name)
            parsed.nodes[key] = kinds[tag(element)](key, name, kind, attribute(element, "name"))

    def _link(self, parsed: Parsed, definitions: Element) -> None:
        for element in children(definitions, "decision", "businessKnowledgeModel"):
            node = parsed.nodes[ident(element)]
            assert isinstance(node, DecisionNode | Knowledge)
            for requirement in children(element, "informationRequirement", "knowledgeRequirement"):
                for one in children(
                    requirement, "requiredInput", "requiredDecision", "requiredKnowledge"
                ):
                    found = self._target(parsed, one, element)
                    if found is not None:
                        node.needs[found[0]] = found[1]
        for element in children(definitions, "decisionService"):
            self._link_service(parsed, element)

    def _link_service(self, parsed: Parsed, element: Element) -> None:
        service = parsed.nodes[ident(element)]
        assert isinstance(service, Service)
        for name in ("inputData", "inputDecision"):
            for one in children(element, name):
                found = self._target(parsed, one, element)
                if found is not None and isinstance(found[1], InputData | DecisionNode):
                    service.inputs.append(found[1])
        for one in children(element, "outputDecision"):
            found = self._target(parsed, one, element)
            if found is not None and isinstance(found[1], DecisionNode):
                service.outputs.append(found[1])
        if not service.outputs:
            self._fault(
                "DMN-SERVICE", element, "决策服务没有输出决策 / the service has no output decision"
            )

    def _target(
        self, parsed: Parsed, reference: Element, owner: Element
    ) -> tuple[tuple[str, ...], Node] | None:
        """The node an href means, and the path by which expressions name it."""
        href = attribute(reference, "href")
        namespace, _, key = href.rpartition("#")
        if namespace in ("", parsed.namespace):
            if key in parsed.nodes:
                return (parsed.nodes[key].name,), parsed.nodes[key]
        else:
            for prefix, other in parsed.imports.items():
                if other.namespace == namespace and key in other.nodes:
                    node = other.nodes[key]
                    return ((prefix, node.name) if prefix else (node.name,)), node
        self._fault("DMN-REF", owner, f"引用的元素不存在 / no such element: {href}")
        return None

    def _check_cycles(self, parsed: Parsed) -> None:
        done: set[int] = set()

        def visit(node: Node, open_: tuple[int, ...]) -> None:
            if id(node) in open_:
                self.findings.append(
                    Finding(
                        "DMN-CYCLE", node.id, node.name, "决策相互依赖 / decisions need each other"
                    )
                )
                if isinstance(node, DecisionNode):
                    node.needs = {}
                return
            if id(node) in done or len(open_) > 300:
                return
            if isinstance(node, DecisionNode):
                for other in list(node.needs.values()):
                    if isinstance(other, DecisionNode):
                        visit(other, (*open_, id(node)))
            done.add(id(node))

        for node in parsed.nodes.values():
            visit(node, ())

    # Expressions

    def _scope(self, parsed: Parsed, paths: list[tuple[str, ...]]) -> Scope:
        members = set(parsed.types.members)
        for path in paths:
            members |= set(path[1:])
        return Scope(
            [*self.functions, *(path[0] for path in paths)],
            strict=True,
            types=parsed.types.by_name,
            members=members,
        )

    def _compile(self, parsed: Parsed, definitions: Element, reader: Reader) -> None:
        for element in children(definitions, "decision"):
            node = parsed.nodes[ident(element)]
            assert isinstance(node, DecisionNode)
            reader.name = attribute(element, "name")
            scope = self._scope(parsed, list(node.needs))
            self.tables.clear()
            body = typed(reader.inside(element, scope, node.name), node.type, node.name)
            if child(element, *EXPRESSIONS) is None:
                body = broken("决策没有逻辑 / the decision has no logic")
            if child(element, "decisionTable") is not None and self.tables:
                node.table = self.tables[0]
            compiler, frame = self._compiler(node)
            node.run = compiler.compile(body, frame)
        for element in children(definitions, "businessKnowledgeModel"):
            self._compile_knowledge(parsed, element, reader)

    def _compile_knowledge(self, parsed: Parsed, element: Element, reader: Reader) -> None:
        node = parsed.nodes[ident(element)]
        assert isinstance(node, Knowledge)
        reader.name = attribute(element, "name")
        scope = self._scope(parsed, [*node.needs, (node.name,)])
        logic = child(element, "encapsulatedLogic")
        self.tables.clear()
        if logic is None:
            literal: tree.Node = checked_function(
                [], broken("业务知识没有逻辑 / no logic"), ANY, node.name
            )
        else:
            literal = reader.function(logic, scope, node.name)
        if self.tables:
            node.table = self.tables[0]
        compiler, frame = self._compiler(node)
        assert isinstance(literal, tree.FunctionLiteral)
        literal = _with_result(literal, node)
        node.make = function_literal(compiler, literal, frame.child(node.name))

    def _compiler(self, node: DecisionNode | Knowledge) -> tuple[Compiler, Frame]:
        return Compiler(self.functions, BUILTINS, fold=constant), OUTSIDE.child(
            *(path[0] for path in node.needs)
        )

    def _table(self, reader: Reader, element: Element, scope: Scope, what: str) -> tree.Node:
        table = read_table(reader, element, scope, what)
        self.tables.append(table)

        def build(compiler: Compiler, frame: Frame) -> Closure:
            return compile_table(table, compiler, frame)

        return tree.Foreign(build, table.parts)


def _with_result(literal: tree.FunctionLiteral, node: Knowledge) -> tree.FunctionLiteral:
    """The variable of a knowledge model may tell the result's type, or the function's."""
    if node.type is ANY or isinstance(structure(node.type), FunctionType):
        return literal
    body = typed(literal.body, node.type, node.name)
    return tree.FunctionLiteral(literal.params, body, node.type, literal.name, literal.external)
