"""The operations of the questions' editor: each takes questions.json as it is and returns it changed."""

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from office.matters.elements import Elements
from office.studio.editing import EditRefused, hold_when
from office.studio.kinds import Option, bilingual
from office.words import words

Questions = Mapping[str, Any]
TYPES = ("boolean", "number", "choice", "choices")
_CHOICES = frozenset({"choice", "choices"})
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")


@dataclass(frozen=True)
class OptionEdit:
    """An option with the sentence that explains it."""

    value: str
    zh: str
    en: str = ""
    help_zh: str = ""
    help_en: str = ""


@dataclass(frozen=True)
class QuestionEdit:
    """All that the editor says of one question; `element` or `input` says what the answer is for."""

    text_zh: str
    text_en: str = ""
    help_zh: str = ""
    help_en: str = ""
    type: str = "boolean"
    options: tuple[OptionEdit, ...] = ()
    unit: str = ""
    minimum: int | float | None = None
    maximum: int | float | None = None
    element: str = ""
    input: bool = True
    when: str | None = None
    optional: bool = False
    asked_because: str = ""


def asked(said: Questions) -> Sequence[Mapping[str, Any]]:
    """Return the questions in the order of asking."""
    found: Sequence[Mapping[str, Any]] = said.get("questions", ())
    return found


def add(said: Questions, *, id: str, text: str, type: str) -> tuple[dict[str, Any], str]:
    """Ask one more question at the end, for a decision until it is bound to an element."""
    if not text:
        raise EditRefused(words("请写问题"))
    if type not in TYPES:
        raise EditRefused(words("没有这种问题"))
    taken = {one["id"] for one in asked(said)}
    id = id or next(f"q{n}" for n in range(1, 10_000) if f"q{n}" not in taken)
    if not _NAME.fullmatch(id):
        raise EditRefused(words("编号“{name}”只能用小写字母、数字和下划线，以字母开头", name=id))
    if id in taken:
        raise EditRefused(words("编号“{name}”已经用了", name=id))
    question: dict[str, Any] = {"id": id, "text": {"zh": text}, "type": type, "input": True}
    if type in _CHOICES:
        question["options"] = _options(_TWO)
    return {**said, "questions": [*asked(said), question]}, id


def add_bound(said: Questions, elements: Elements, element: str) -> tuple[dict[str, Any], str]:
    """Ask for an element of the library in its own words; the answer fills it in the form."""
    known = elements.questions.get(element)
    if known is None:
        raise EditRefused(words("没有登记数据元素 {element}", element=element))
    if any(one.get("element") == element for one in asked(said)):
        raise EditRefused(words("已经问了“{title}”", title=known.title["zh"]))
    taken = {one["id"] for one in asked(said)}
    id = element.split(".", 1)[-1].replace(".", "_").replace("-", "_")
    id = id if id not in taken else element.replace(".", "_").replace("-", "_")
    question: dict[str, Any] = {
        "id": id,
        "text": {
            "zh": f"{known.title['zh']}是什么？",
            "en": f"What is the {known.title['en'].lower()}?",
        },
        "type": _type_of(known.schema),
        "element": element,
    }
    if question["type"] in _CHOICES:
        question["options"] = _options(_known_options(known.schema, known.labels))
    if known.unit and question["type"] == "number":
        question["unit"] = known.unit
    for limit in ("minimum", "maximum"):
        if limit in known.schema:
            question[limit] = known.schema[limit]
    return {**said, "questions": [*asked(said), question]}, id


def edit(said: Questions, id: str, edit: QuestionEdit) -> dict[str, Any]:
    """Put what the editor says of a question in place of what stood there; its default stays while it fits."""
    at = _place(said, id)
    hold_when(edit.when)
    before = asked(said)[at]
    options = edit.options
    if edit.type in _CHOICES and not options:
        options = _TWO
    if len({one.value for one in options}) != len(options):
        raise EditRefused(words("选项的值不得重复"))
    number = edit.type == "number"
    made = {
        "id": id,
        "text": bilingual(edit.text_zh or before["text"]["zh"], edit.text_en),
        "help": bilingual(edit.help_zh, edit.help_en) if edit.help_zh else None,
        "type": edit.type,
        "options": _options(options) if edit.type in _CHOICES else None,
        "unit": edit.unit if number else None,
        "minimum": edit.minimum if number else None,
        "maximum": edit.maximum if number else None,
        "default": before.get("default") if edit.type == before["type"] else None,
        "element": edit.element,
        "input": True if edit.input or not edit.element else None,
        "when": edit.when,
        "optional": edit.optional or None,
        "asked_because": edit.asked_because,
    }
    question = {key: value for key, value in made.items() if value is not None and value != ""}
    return _replaced(said, at, [question])


def remove(said: Questions, id: str) -> dict[str, Any]:
    """Ask one question less."""
    return _replaced(said, _place(said, id), [])


def move(said: Questions, id: str, before: str = "") -> dict[str, Any]:
    """Ask a question before another, or last."""
    question = asked(said)[_place(said, id)]
    rest = [one for one in asked(said) if one["id"] != id]
    at = next((i for i, one in enumerate(rest) if one["id"] == before), len(rest))
    return {**said, "questions": [*rest[:at], question, *rest[at:]]}


def step(said: Questions, id: str, by: int) -> dict[str, Any]:
    """Ask a question one place earlier (-1) or later (1)."""
    ids = [one["id"] for one in asked(said)]
    at = _place(said, id) + by
    if not 0 <= at < len(ids):
        return dict(said)
    behind = at + 1 if by > 0 else at
    return move(said, id, ids[behind] if behind < len(ids) else "")


def decide_by(said: Questions, decision: str) -> dict[str, Any]:
    """Name the decision that says which members are needed; none takes the name away."""
    made = {key: value for key, value in said.items() if key != "decision"}
    return {"decision": decision, **made} if decision else made


_TWO = (OptionEdit("a", "选项一", "Option one"), OptionEdit("b", "选项二", "Option two"))


def _options(options: Sequence[OptionEdit]) -> list[dict[str, Any]]:
    if len(options) < 2:
        raise EditRefused(words("至少要有两个选项"))
    return [
        {
            "value": one.value,
            "label": bilingual(one.zh or one.value, one.en),
            **({"help": bilingual(one.help_zh, one.help_en)} if one.help_zh else {}),
        }
        for one in options
    ]


def _known_options(
    schema: Mapping[str, Any], labels: Mapping[str, Mapping[str, str]]
) -> tuple[OptionEdit, ...]:
    described = schema.get("items", schema) if schema.get("type") == "array" else schema
    found = [
        Option(str(value), labels.get(str(value), {}).get("zh", "")) for value in described["enum"]
    ]
    return tuple(
        OptionEdit(one.value, one.zh, labels.get(one.value, {}).get("en", "")) for one in found
    )


def _type_of(schema: Mapping[str, Any]) -> str:
    match schema.get("type"):
        case "boolean":
            return "boolean"
        case "number" | "integer":
            return "number"
        case "array":
            return "choices"
    if "enum" in schema:
        return "choice"
    raise EditRefused(words("文字不能在提问里填，请放在表单里"))


def _place(said: Questions, id: str) -> int:
    for at, one in enumerate(asked(said)):
        if one["id"] == id:
            return at
    raise EditRefused(words("没有问题 {name}，可能刚被同事删去", name=id))


def _replaced(said: Questions, at: int, by: list[dict[str, Any]]) -> dict[str, Any]:
    questions = [copy.deepcopy(dict(one)) for one in asked(said)]
    return {**said, "questions": [*questions[:at], *by, *questions[at + 1 :]]}
