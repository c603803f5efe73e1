"""Decision tables: read from XML, compiled to closures, explained by the rules that matched."""

from dataclasses import dataclass
from typing import Any

from engine.dmn.boxed import Reader, typed
from engine.dmn.hits import POLICIES, Outcome, Output
from engine.dmn.items import Item, coerce
from engine.dmn.markup import Element, attribute, child, children, ident, text
from engine.feel import tree
from engine.feel.compiler import Closure, Compiler, Frame
from engine.feel.errors import FeelSyntaxError
from engine.feel.evaluation import Env
from engine.feel.parser import parse_tests
from engine.feel.scope import Scope
from engine.feel.tree import Node
from engine.feel.types import ANY, Type


@dataclass(frozen=True, slots=True)
class RuleMatch:
    """A rule that held: its place in the table from 1 and its annotations."""

    table_id: str
    rule_id: str
    index: int
    annotations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Input:
    label: str
    expression: Node
    type: Type
    values: tree.Tests | None


@dataclass(frozen=True, slots=True)
class Column:
    """An output: its values in order of priority (trees, as far as they are literals)."""

    name: str
    type: Type
    values: tree.Tests | None
    default: Node | None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    tests: tuple[tree.Tests, ...]
    outputs: tuple[Node, ...]
    annotations: tuple[str, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    id: str
    name: str
    policy: str
    inputs: tuple[Input, ...]
    outputs: tuple[Column, ...]
    rules: tuple[Rule, ...]

    @property
    def parts(self) -> tuple[Node, ...]:
        found: list[Node] = [one.expression for one in self.inputs]
        for rule in self.rules:
            found += [*rule.tests, *rule.outputs]
        return tuple(found)


_LETTERS = {
    "UNIQUE": "U",
    "FIRST": "F",
    "PRIORITY": "P",
    "ANY": "A",
    "COLLECT": "C",
    "RULE ORDER": "R",
    "OUTPUT ORDER": "O",
}
_AGGREGATIONS = {"SUM": "+", "MIN": "<", "MAX": ">", "COUNT": "#"}


def read_table(reader: Reader, element: Element, scope: Scope, what: str) -> Table:
    policy = _policy(reader, element)
    inputs = tuple(_input(reader, one, scope) for one in children(element, "input"))
    outputs = tuple(
        _column(reader, one, scope, what, index)
        for index, one in enumerate(children(element, "output"))
    )
    rules = []
    for one in children(element, "rule"):
        rule = _rule(reader, one, scope)
        if len(rule.tests) != len(inputs) or len(rule.outputs) != len(outputs):
            reader.fault(
                "DMN-TABLE",
                one,
                "规则的单元格数与列数不符 / the rule has too many or too few cells",
            )
            continue
        rules.append(rule)
    if not outputs:
        reader.fault("DMN-TABLE", element, "决策表没有输出列 / the table has no output")
    return Table(ident(element), what, policy, inputs, outputs, tuple(rules))


def _policy(reader: Reader, element: Element) -> str:
    name = attribute(element, "hitPolicy") or "UNIQUE"
    letter = _LETTERS.get(name, name)
    if letter == "C":
        letter += _AGGREGATIONS.get(attribute(element, "aggregation"), "")
    if letter not in POLICIES:
        reader.fault("DMN-TABLE", element, f"未知的命中策略 {name} / unknown hit policy {name}")
        return "U"
    return letter


def _input(reader: Reader, element: Element, scope: Scope) -> Input:
    expression = child(element, "inputExpression")
    label = attribute(element, "label") or text(expression).strip()
    node: Node = tree.Literal(None)
    if expression is not None:
        node = reader.feel(expression, scope)
    values = child(element, "inputValues")
    tests = None
    if values is not None and text(values).strip():
        tests = reader.tests(values, scope)
    return Input(label, node, reader.type(expression), tests)


def _column(reader: Reader, element: Element, scope: Scope, what: str, index: int) -> Column:
    values = child(element, "outputValues")
    tests = None
    if values is not None and text(values).strip():
        tests = reader.tests(values, scope)
    default = child(element, "defaultOutputEntry")
    node = None
    if default is not None and text(default).strip():
        node = reader.feel(default, scope)
    name = attribute(element, "name") or what
    return Column(name, reader.type(element), tests, node, attribute(element, "label"))


def _rule(reader: Reader, element: Element, scope: Scope) -> Rule:
    tests: list[tree.Tests] = []
    texts: list[str] = []
    for cell in children(element, "inputEntry"):
        found = reader.tests(cell, scope)
        # A cell that cannot be read never holds.
        tests.append(found if found is not None else tree.Tests((), negated=True))
        texts.append(text(cell).strip() or "-")
    outputs: list[Node] = []
    for cell in children(element, "outputEntry"):
        written = text(cell).strip()
        outputs.append(reader.feel(cell, scope) if written not in ("", "-") else tree.Literal(None))
        texts.append(written)
    annotations = tuple(text(one).strip() for one in children(element, "annotationEntry"))
    if not annotations and child(element, "description") is not None:
        annotations = (text(child(element, "description")).strip(),)
    return Rule(ident(element), tuple(tests), tuple(outputs), annotations, tuple(texts))


def compile_table(table: Table, compiler: Compiler, frame: Frame) -> Closure:
    """A closure that gives the table's value and notes the rules that matched."""
    inputs = [
        (compiler.compile(typed(one.expression, one.type, one.label), frame), one.label,
         None if one.values is None else compiler.compile(one.values, frame))
        for one in table.inputs
    ]  # fmt: skip
    rules = [
        (
            [
                (index, compiler.compile(test, frame))
                for index, test in enumerate(rule.tests)
                if test.items or test.negated
            ],
            [compiler.compile(node, frame) for node in rule.outputs],
            RuleMatch(table.id, rule.id, number + 1, rule.annotations),
        )
        for number, rule in enumerate(table.rules)
    ]
    outputs = [_output(column, compiler, frame) for column in table.outputs]
    policy = POLICIES[table.policy]
    first_only = table.policy == "F"

    def run(env: Env) -> Any:
        state = env.state
        state.charge(len(rules))
        columns: list[Env] = []
        for value, label, allowed in inputs:
            column = env.bind("?", value(env))
            if allowed is not None and column.values["?"] is not None and not allowed(column):
                state.fail(
                    f"“{label}”的值不在输入值之列",
                    f'the value of "{label}" is not among the input values',
                )
                return None
            columns.append(column)
        matched: list[Outcome] = []
        for tests, cells, match in rules:
            for index, test in tests:
                if not test(columns[index]):
                    break
            else:
                matched.append(Outcome(match.index, [cell(env) for cell in cells]))
                state.traces.append(match)
                if first_only:
                    break
        return policy(matched, outputs, env)

    return run


def _output(column: Column, compiler: Compiler, frame: Frame) -> Output:
    default = None if column.default is None else compiler.compile(column.default, frame)
    allowed = None if column.values is None else compiler.compile(column.values, frame)
    order: list[Closure] = []
    items: tuple[Any, ...] = () if column.values is None else column.values.items
    if column.values is None and isinstance(column.type, Item):
        items = _ordered(column.type)
    for item in items:
        order.append(compiler.compile(item, frame))
    kind, name = column.type, column.name

    def fit(value: Any, env: Env) -> Any:
        fitted = value if kind is ANY else coerce(value, kind, name, env.state)
        if fitted is not None and allowed is not None and not allowed(env.bind("?", fitted)):
            env.state.fail(
                f"“{name}”的值不在输出值之列",
                f'the value of "{name}" is not among the output values',
            )
            return None
        return fitted

    return Output(name, fit, default, order)


def _ordered(kind: Item) -> tuple[Any, ...]:
    """The allowed values of a type, in their order, for tables that rank by output."""
    if not kind.allowed_text:
        return ()
    try:
        return parse_tests(kind.allowed_text, Scope()).items
    except FeelSyntaxError:
        return ()
