"""The operations of the form's editor: each takes form.json as it is and returns it changed, in a stable order."""

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from office.matters.elements import Elements
from office.studio.editing import EditRefused, hold_when
from office.studio.kinds import (
    KINDS,
    NUMBERS,
    OF_KIND,
    TEXTS,
    Option,
    bilingual,
    kind_of,
    schema_of,
)
from office.studio.order import OTHER, Form, behind, known, listed_field, move, put
from office.words import words

SCHEMA = "https://json-schema.org/draft/2020-12/schema"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")


@dataclass(frozen=True)
class Edit:
    """All that the editor says of one field; empty is not said, a kind only of a private field."""

    title_zh: str = ""
    title_en: str = ""
    section: str = ""
    help_zh: str = ""
    help_en: str = ""
    unit: str = ""
    widget: str = ""
    asked_because: str = ""
    when: str | None = None
    required: bool = False
    kind: str = ""
    options: tuple[Option, ...] = ()
    limits: Mapping[str, float | int | str | None] = field(default_factory=dict)
    sample: Any = None
    source: Mapping[str, Any] | None = None


LIMITS = {
    **dict.fromkeys(NUMBERS, ("minimum", "maximum")),
    **dict.fromkeys(TEXTS, ("minLength", "maxLength", "pattern")),
}


def empty_form(title: str) -> dict[str, Any]:
    """Return a form that asks nothing yet."""
    return {"$schema": SCHEMA, "title": title, "type": "object", "properties": {}, "required": []}


def add_shared(form: Form, elements: Elements, element: str) -> tuple[dict[str, Any], str]:
    """Add a field from the library at the end of its topic; return the form and the field's name."""
    shared = elements.questions.get(element)
    if shared is None:
        raise EditRefused(words("没有登记数据元素 {element}", element=element))
    if any(said.get("x-element") == element for said in form["properties"].values()):
        raise EditRefused(words("表单里已经有“{title}”", title=shared.title["zh"]))
    name = _free(form, element.split(".", 1)[-1].replace(".", "_").replace("-", "_"), element)
    said = {"x-element": element, "x-order": behind(form, elements, shared.topic)}
    return _with(form, name, said, required=shared.known_to is None), name


def add_private(
    form: Form, elements: Elements, *, name: str, title: str, kind: str, section: str
) -> tuple[dict[str, Any], str]:
    """Add a field that only this matter asks; an empty name is made up."""
    if not title:
        raise EditRefused(words("请写字段的名称"))
    if kind not in KINDS:
        raise EditRefused(words("没有这种字段"))
    name = name or _free(form, "field")
    if not _NAME.fullmatch(name):
        raise EditRefused(words("编号“{name}”只能用小写字母、数字和下划线，以字母开头", name=name))
    if name in form["properties"]:
        raise EditRefused(words("编号“{name}”已经用了", name=name))
    section = section or OTHER
    options = (Option("a", "选项一", "Option one"), Option("b", "选项二", "Option two"))
    said = {
        **schema_of(kind, options),
        "title": title,
        "x-section": section,
        "x-order": behind(form, elements, section),
    }
    return _with(form, name, said, required=True), name


def remove(form: Form, name: str) -> dict[str, Any]:
    """Take a field out, with its place among the required and in the rules' messages."""
    known(form, name)
    made = copy.deepcopy(dict(form))
    del made["properties"][name]
    if "required" in made:
        made["required"] = [one for one in made["required"] if one != name]
    rules = []
    for rule in made.get("x-rules", ()):
        fields = [one for one in rule["fields"] if one != name]
        if fields:
            rules.append({**rule, "fields": fields})
    return _with_rules(made, rules)


def edit(form: Form, elements: Elements, name: str, said: Edit) -> dict[str, Any]:
    """Put what the editor says of a field in place of what the form said."""
    before = known(form, name)
    hold_when(said.when)
    made = copy.deepcopy(dict(form))
    one: dict[str, Any] = made["properties"][name]
    shared = "x-element" in before
    same_kind = shared or said.kind in ("", kind_of(one))
    if not shared:
        _set_kind(one, said)
    if same_kind:
        _limit(one, listed_field(form, name, elements).kind, said)
    put(one, "title", said.title_zh or (None if shared else before.get("title")))
    put(one, "x-title-en", said.title_en)
    put(one, "x-help", bilingual(said.help_zh, said.help_en) if said.help_zh else None)
    put(one, "x-asked-because", said.asked_because)
    put(one, "x-when", said.when)
    put(one, "x-source", said.source)
    required = [each for each in made.get("required", ()) if each != name]
    made["required"] = [*required, name] if said.required else required
    if said.required and name in form.get("required", ()):
        made["required"] = list(form["required"])
    section = said.section or listed_field(form, name, elements).section
    if section != listed_field(form, name, elements).section:
        return move(made, elements, name, section=section)
    return made


def put_rule(
    form: Form, at: int, *, rule: str, fields: Sequence[str], zh: str, en: str
) -> dict[str, Any]:
    """Say a rule over several fields at a place of the list; behind the last it is a new one."""
    if not rule or not fields or not zh or not en:
        raise EditRefused(words("规则要有条件、显示提示的字段，以及中英文提示"))
    rules = list(form.get("x-rules", ()))
    said = {"rule": rule, "fields": list(fields), "message": {"zh": zh, "en": en}}
    if at < len(rules) and "format" in rules[at]:
        raise EditRefused(words("这是按格式核对的规则，不能改成条件"))
    rules[at : at + 1] = [said]
    return _with_rules(form, rules)


def drop_rule(form: Form, at: int) -> dict[str, Any]:
    """Take a rule out."""
    return _with_rules(form, [one for i, one in enumerate(form.get("x-rules", ())) if i != at])


def _free(form: Form, wanted: str, element: str = "") -> str:
    taken = form["properties"]
    longer = element.replace(".", "_").replace("-", "_")
    for name in (wanted, longer):
        if _NAME.fullmatch(name) and name not in taken and name != "field":
            return name
    return next(f"{wanted}_{n}" for n in range(1, 10_000) if f"{wanted}_{n}" not in taken)


def _with(form: Form, name: str, said: Mapping[str, Any], *, required: bool) -> dict[str, Any]:
    made = copy.deepcopy(dict(form))
    made["properties"] = {**made["properties"], name: dict(said)}
    if required:
        made["required"] = [*made.get("required", ()), name]
    return made


def _with_rules(form: Form, rules: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    made = {key: value for key, value in form.items() if key != "x-rules"}
    return {**made, "x-rules": list(rules)} if rules else made


def _set_kind(one: dict[str, Any], said: Edit) -> None:
    """Constraints stay while the kind stays; a choice's options are always those of the editor."""
    before = kind_of(one)
    kind = said.kind or before
    if kind not in KINDS:
        raise EditRefused(words("没有这种字段"))
    options = said.options
    if kind in ("choice", "choices"):
        if not options and before != kind:
            options = (Option("a", "选项一", "Option one"), Option("b", "选项二", "Option two"))
        _hold_options(options)
    if kind != before:
        for key in OF_KIND & one.keys():
            del one[key]
        one.update(schema_of(kind, options))
    elif kind in ("choice", "choices") and options:
        one.update(schema_of(kind, options))


def _limit(one: dict[str, Any], kind: str, said: Edit) -> None:
    """What the editor says of values; when the kind changes, what was said of the old kind's goes."""
    put(one, "x-unit", said.unit)
    put(one, "x-sample", said.sample)
    put(one, "x-widget", said.widget or ("textarea" if kind == "long" else None))
    for limit in LIMITS.get(kind, ()):
        if limit in said.limits:
            put(one, limit, said.limits[limit])


def _hold_options(options: Sequence[Option]) -> None:
    values = [one.value for one in options]
    if not values:
        raise EditRefused(words("单选和多选要有选项"))
    if len(values) != len(set(values)):
        raise EditRefused(words("选项的值不得重复"))
