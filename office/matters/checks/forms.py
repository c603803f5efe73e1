"""The form: known elements, conditions and rules that only read the form's own fields."""

from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator, SchemaError

from office.matters import when as conditions
from office.matters.checks.expressions import Checker, checker, feel_findings
from office.matters.checks.surroundings import Checked, Surroundings
from office.matters.findings import Finding

_ANSWERS = "answers"


def form_findings(matter: Checked, around: Surroundings) -> Iterator[Finding]:
    if matter.one_thing:
        return
    form = matter.said.form
    properties: Mapping[str, Any] = form["properties"]
    check = checker(around.engine)
    yield from _elements(properties, around)
    yield from _patterns(properties)
    for name in form.get("required", ()):
        if name not in properties:
            yield _unknown("form.json · required", "必填的须是本表单的字段", name)
    yield from when_findings("form.json", {k: v.get("x-when") for k, v in properties.items()})
    yield from _rules(form, properties, check)
    yield from _material_conditions(matter, properties, check)


def _elements(properties: Mapping[str, Any], around: Surroundings) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for name, said in properties.items():
        element = said.get("x-element")
        if element is None:
            continue
        if element not in around.elements.questions:
            yield Finding(
                f"form.json · {name}",
                "共用字段须是登记过的数据元素",
                f"没有登记数据元素“{element}”",
                "请从共用数据元素里另选一个，或改成本事项自己的字段",
            )
        if element in seen:
            yield Finding(
                f"form.json · {name}",
                "一个数据元素在一张表单里只填一次",
                f"“{seen[element]}”和“{name}”都是“{element}”",
                "请删去一个，或改用另一个数据元素",
            )
        seen[element] = name


def _patterns(properties: Mapping[str, Any]) -> Iterator[Finding]:
    for name, said in properties.items():
        try:
            Draft202012Validator.check_schema({k: said[k] for k in ("pattern",) if k in said})
        except SchemaError:
            yield Finding(
                f"form.json · {name}",
                "正则可用",
                "格式要求的写法不对",
                "请改正，或删去这条格式要求",
            )


def when_findings(file: str, whens: Mapping[str, str | None]) -> Iterator[Finding]:
    """x-when of each field: readable, over fields of the same file, not in a circle."""
    reads: dict[str, frozenset[str]] = {}
    for name, text in whens.items():
        if text is None:
            continue
        place = f"{file} · {name} · x-when"
        try:
            reads[name] = conditions.fields(conditions.parse(text))
        except conditions.WhenRefused as reason:
            yield Finding(
                place,
                "显示条件只能拿字段与固定的值比较",
                str(reason),
                "请写成 字段 = 值、字段 in [值, 值]，可用 and、or、not(…) 连起来；更复杂的写成校验规则",
            )
            continue
        for other in sorted(reads[name] - whens.keys()):
            yield _unknown(place, "显示条件只能用本表单的字段", other)
    for name in _circular(reads):
        yield Finding(
            f"{file} · {name} · x-when",
            "显示条件不得循环",
            f"“{name}”是否显示最终取决于它自己",
            "请去掉其中一个条件",
        )


def _circular(reads: Mapping[str, frozenset[str]]) -> list[str]:
    def reaches(start: str) -> bool:
        ahead, seen = list(reads[start]), set()
        while ahead:
            name = ahead.pop()
            if name == start:
                return True
            if name not in seen:
                seen.add(name)
                ahead.extend(reads.get(name, ()))
        return False

    return [name for name in reads if reaches(name)]


def _rules(
    form: Mapping[str, Any], properties: Mapping[str, Any], check: Checker
) -> Iterator[Finding]:
    for place, rule in enumerate(form.get("x-rules", ()), 1):
        where = f"form.json · x-rules 第{place}条"
        for name in rule["fields"]:
            if name not in properties:
                yield _unknown(where, "规则提示须落在本表单的字段上", name)
        if "rule" in rule:
            yield from feel_findings(
                where, "校验规则须是可用的 FEEL", rule["rule"], properties, check
            )


def _material_conditions(
    matter: Checked, properties: Mapping[str, Any], check: Checker
) -> Iterator[Finding]:
    names = {*properties, _ANSWERS}
    for row in matter.said.document["materials"]:
        where = f"matter.yaml · 材料“{row['name']['zh']}”"
        yield from feel_findings(where, "材料的条件须是可用的 FEEL", row["required"], names, check)
        if "owable" in row:
            yield from feel_findings(
                where, "容缺期限须是可用的 FEEL", row["owable"]["due"], names, check
            )


def _unknown(place: str, rule: str, name: str) -> Finding:
    return Finding(place, rule, f"没有字段“{name}”", "请核对名称，或把这个字段加进表单")
