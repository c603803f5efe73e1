"""The decisions of a draft: which there are, what test data they need, what they leave out, and a new one to begin with."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from engine import DecisionFile, DrawnDecision, Hole
from office.studio.drafts import Draft
from office.studio.editing import EditRefused
from office.words import words

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_OTHER = "其他"  # what the engine writes of all values that no cell names
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True)
class Asked:
    """A value that a decision needs: its path in the process, its type, the values its cells name."""

    path: str
    label: str
    type: str  # string | number | boolean
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Given:
    """A value that a new decision reads: `answers.area` or `fields.sign_width`, with its words and type."""

    path: str
    label: str
    type: str


def decision_paths(draft: Draft) -> tuple[str, ...]:
    """Return the DMN files of a draft."""
    return tuple(
        path for path in draft.files if path.startswith("processes/") and path.endswith(".dmn")
    )


def asked_of(file: DecisionFile, content: bytes, decision: str) -> tuple[Asked, ...]:
    """Return what a decision needs to be told, also for the decisions that it reads."""
    drawn = next((one for one in file.decisions if one.id == decision), None)
    if drawn is None:
        return ()
    columns = {column.name: column for one in file.decisions for column in _inputs(one)}
    paths = [path for need in drawn.needs for path in _below(need, columns, content)]
    own = [column.name for column in _inputs(drawn)]
    paths.sort(key=lambda path: own.index(path) if path in own else len(own))
    return tuple(
        _asked(path, columns[path]) if path in columns else Asked(path, path, "string")
        for path in paths
    )


def rule_for(file: DecisionFile, decision: str, hole: Hole) -> tuple[str, ...]:
    """Return the cells of a rule that would close a gap."""
    drawn = next(one for one in file.decisions if one.id == decision)
    assert drawn.table is not None  # a hole is one of a table
    return tuple(
        _negation(column.cells) if cell == _OTHER else cell
        for column, (_, cell) in zip(drawn.table.inputs, hole.cells, strict=True)
    )


def new_decision(
    id: str, name: str, given: Sequence[Given], outputs: Sequence[tuple[str, str]]
) -> bytes:
    """Return a DMN file with one table of these inputs and outputs (name, label), and no rule but the last resort.

    Raises EditRefused.
    """
    if not _NAME.fullmatch(id):
        raise EditRefused(words("编号“{name}”只能用小写字母、数字和下划线，以字母开头", name=id))
    if not name or not given or not outputs:
        raise EditRefused(words("决策要有名称、至少一个输入和一个输出"))
    if not all(_NAME.fullmatch(one) for one, _ in outputs):
        raise EditRefused(words("输出的编号只能用小写字母、数字和下划线，以字母开头"))
    roots = list(dict.fromkeys(one.path.split(".", 1)[0] for one in given))
    return _XML.format(
        id=id,
        name=quoteattr(name),
        data="".join(_data(id, root) for root in roots),
        needs="".join(_need(id, root) for root in roots),
        inputs="".join(_input(id, at, one) for at, one in enumerate(given, 1)),
        outputs="".join(_output(id, at, *one) for at, one in enumerate(outputs, 1)),
        cells="".join(
            f'\n        <inputEntry id="{id}_rule_1_in_{at}"><text>-</text></inputEntry>'
            for at in range(1, len(given) + 1)
        )
        + "".join(
            f'\n        <outputEntry id="{id}_rule_1_out_{at}"><text>null</text></outputEntry>'
            for at in range(1, len(outputs) + 1)
        ),
        shapes="".join(_shape(id, root, at) for at, root in enumerate(roots)),
    ).encode()


def _inputs(drawn: DrawnDecision) -> Iterator[Any]:
    if drawn.table is not None:
        yield from (column for column in drawn.table.inputs if column.name)


def _below(need: str, columns: Mapping[str, Any], content: bytes) -> list[str]:
    """The paths under an input: those that tables test, and those that expressions write."""
    if need in columns:
        return [need]
    written = re.findall(
        rf"\b{re.escape(need)}\.([A-Za-z_]\w*)", content.decode("utf-8", "replace")
    )
    return [f"{need}.{name}" for name in dict.fromkeys(written)] or [need]


def _asked(path: str, column: Any) -> Asked:
    texts = [cell for cell in column.cells if cell != "-"]
    choices = dict.fromkeys(found for cell in texts for found in _QUOTED.findall(cell))
    if column.type in ("number", "boolean", "string"):
        kind = column.type
    elif choices:
        kind = "string"
    elif any(cell in ("true", "false") for cell in texts):
        kind = "boolean"
    else:
        kind = "number" if any(_NUMBER.search(cell) for cell in texts) else "string"
    return Asked(path, column.label or path, kind, tuple(choices) if kind == "string" else ())


def _negation(cells: Sequence[str]) -> str:
    named = list(dict.fromkeys(cell for cell in cells if cell != "-"))
    return f"not({', '.join(named)})" if named else "-"


def _data(id: str, root: str) -> str:
    return (
        f'\n  <inputData id="{id}_{root}" name="{root}">'
        f'\n    <variable id="{id}_{root}_variable" name="{root}" />\n  </inputData>'
    )


def _need(id: str, root: str) -> str:
    return (
        f'\n    <informationRequirement id="{id}_reads_{root}">'
        f'\n      <requiredInput href="#{id}_{root}" />\n    </informationRequirement>'
    )


def _input(id: str, at: int, one: Given) -> str:
    return (
        f'\n      <input id="{id}_input_{at}" label={quoteattr(one.label)}>'
        f'\n        <inputExpression id="{id}_input_{at}_expression" typeRef="{one.type}">'
        f"\n          <text>{escape(one.path)}</text>\n        </inputExpression>\n      </input>"
    )


def _output(id: str, at: int, name: str, label: str) -> str:
    return (
        f'\n      <output id="{id}_output_{at}" label={quoteattr(label or name)} name="{name}" />'
    )


def _shape(id: str, root: str, at: int) -> str:
    return (
        f'\n      <dmndi:DMNShape id="{id}_{root}_di" dmnElementRef="{id}_{root}">'
        f'<dc:Bounds height="45" width="125" x="{160 + 160 * at}" y="320" /></dmndi:DMNShape>'
        f'\n      <dmndi:DMNEdge id="{id}_reads_{root}_di" dmnElementRef="{id}_reads_{root}">'
        f'<di:waypoint x="{222 + 160 * at}" y="320" /><di:waypoint x="250" y="180" /></dmndi:DMNEdge>'
    )


_XML = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" \
xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" \
xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" xmlns:di="http://www.omg.org/spec/DMN/20180521/DI/" \
id="definitions_{id}" name={name} namespace="https://tongban.example/decisions">{data}
  <decision id="{id}" name={name}>
    <variable id="{id}_variable" name="{id}" />{needs}
    <decisionTable id="{id}_table" hitPolicy="FIRST">{inputs}{outputs}
      <annotation name="说明" />
      <rule id="{id}_rule_1">{cells}
        <annotationEntry><text>其他情形</text></annotationEntry>
      </rule>
    </decisionTable>
  </decision>
  <dmndi:DMNDI>
    <dmndi:DMNDiagram id="diagram_{id}">
      <dmndi:DMNShape id="{id}_di" dmnElementRef="{id}"><dc:Bounds height="80" width="180" x="160" y="100" /></dmndi:DMNShape>{shapes}
    </dmndi:DMNDiagram>
  </dmndi:DMNDI>
</definitions>
"""
