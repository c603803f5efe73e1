"""Two decision files: decisions, columns and rules added, removed and changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from office.studio.comparing.values import ADDED, MOVED, REMOVED, RENAMED, Difference, changed
from office.words import words


class DecisionUnreadable(ValueError):
    """The file is no DMN."""


@dataclass(frozen=True)
class _Decision:
    name: str
    policy: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)  # id → label, inputs before outputs
    reads: Mapping[str, str] = field(default_factory=dict)  # input id → expression
    rules: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    text: str = ""


def decision_differences(file: str, before: bytes, after: bytes) -> Iterator[Difference]:
    """Yield what differs; raises DecisionUnreadable."""
    old, new = _read(before), _read(after)
    found: list[Difference] = []
    for one in new.keys() - old.keys():
        found.append(_whole(file, one, ADDED, words("新增决策“{name}”", name=new[one].name)))
    for one in old.keys() - new.keys():
        found.append(_whole(file, one, REMOVED, words("删去决策“{name}”", name=old[one].name)))
    for one in new:
        if one in old:
            found += _decision(file, one, old[one], new[one])
    if not found and before != after:
        found.append(_whole(file, "", MOVED, words("只调整了图形的位置或写法，决策没有变化")))
    yield from found


def _whole(file: str, element: str, kind: str, sentence: Any) -> Difference:
    return Difference(file, element, kind, sentence)


def _decision(file: str, element: str, old: _Decision, new: _Decision) -> Iterator[Difference]:
    name = new.name
    if old.name != name:
        sentence = words("决策“{before}”改名为“{after}”", before=old.name, after=name)
        yield Difference(file, element, RENAMED, sentence)
    if old.policy != new.policy:
        what = words("决策“{name}”的命中规则", name=name)
        yield changed(file, element, what, old.policy, new.policy)
    if old.text != new.text:
        yield changed(file, element, words("决策“{name}”的算式", name=name), old.text, new.text)
    yield from _columns(file, name, old, new)
    yield from _rules(file, name, old, new)


def _columns(file: str, name: str, old: _Decision, new: _Decision) -> Iterator[Difference]:
    for one, label in new.columns.items():
        if one not in old.columns:
            sentence = words("决策“{name}”新增一列“{column}”", name=name, column=label)
            yield Difference(file, one, ADDED, sentence)
        elif old.columns[one] != label:
            what = words("决策“{name}”的列名", name=name)
            yield changed(file, one, what, old.columns[one], label)
        if one in old.reads and old.reads[one] != new.reads.get(one):
            what = words("决策“{name}”的列“{column}”读取的内容", name=name, column=label)
            yield changed(file, one, what, old.reads[one], new.reads.get(one))
    for one, label in old.columns.items():
        if one not in new.columns:
            sentence = words("决策“{name}”删去一列“{column}”", name=name, column=label)
            yield Difference(file, one, REMOVED, sentence)


def _rules(file: str, name: str, old: _Decision, new: _Decision) -> Iterator[Difference]:
    columns = list(new.columns.values())
    numbers = {one: number for number, one in enumerate(new.rules, 1)}
    for one, cells in new.rules.items():
        if one not in old.rules:
            sentence = words(
                "决策“{name}”新增第 {number} 行：{row}",
                name=name,
                number=numbers[one],
                row=_row(cells),
            )
            yield Difference(file, one, ADDED, sentence)
            continue
        for at, (a, b) in enumerate(zip(old.rules[one], cells, strict=False)):
            if a != b:
                what = words(
                    "决策“{name}”第 {number} 行的“{column}”",
                    name=name,
                    number=numbers[one],
                    column=columns[at] if at < len(columns) else at + 1,
                )
                yield changed(file, one, what, a, b)
    for number, (one, cells) in enumerate(old.rules.items(), 1):
        if one not in new.rules:
            sentence = words(
                "决策“{name}”删去原第 {number} 行：{row}", name=name, number=number, row=_row(cells)
            )
            yield Difference(file, one, REMOVED, sentence)
    kept = [[one for one in rules if one in other] for rules, other in _both(old, new)]
    if kept[0] != kept[1]:
        sentence = words("决策“{name}”各行的先后变了", name=name)
        yield Difference(file, "", MOVED, sentence)


def _both(old: _Decision, new: _Decision) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    return (old.rules, new.rules), (new.rules, old.rules)


def _row(cells: tuple[str, ...]) -> str:
    return "，".join(cell or "-" for cell in cells)


def _read(content: bytes) -> dict[str, _Decision]:
    try:
        root = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise DecisionUnreadable(str(error)) from error
    return {one.get("id", ""): _read_one(one) for one in root.iter() if _tag(one) == "decision"}


def _read_one(one: Element) -> _Decision:
    table = next((child for child in one if _tag(child) == "decisionTable"), None)
    name = str(one.get("name") or one.get("id", ""))
    if table is None:
        literal = next((child for child in one if _tag(child) == "literalExpression"), None)
        return _Decision(name, text="" if literal is None else _text(literal))
    parts = {kind: [c for c in table if _tag(c) == kind] for kind in ("input", "output", "rule")}
    columns = {
        child.get("id", ""): child.get("label") or child.get("name") or _text(child)
        for kind in ("input", "output")
        for child in parts[kind]
    }
    return _Decision(
        name,
        policy=table.get("hitPolicy", "UNIQUE"),
        columns=columns,
        reads={child.get("id", ""): _text(child) for child in parts["input"]},
        rules={child.get("id", ""): _cells(child) for child in parts["rule"]},
    )


def _cells(rule: Element) -> tuple[str, ...]:
    return tuple(_text(child) for child in rule if _tag(child) in ("inputEntry", "outputEntry"))


def _text(one: Element) -> str:
    return next(
        (text for c in one.iter() if _tag(c) == "text" and (text := (c.text or "").strip())), ""
    )


def _tag(one: Element) -> str:
    return str(one.tag).rpartition("}")[2]
