"""Whether the files fit processes/schema.json and forms/schema.json, said in Chinese."""

from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from office.matters.checks.surroundings import Checked, Surroundings
from office.matters.fields import snake
from office.matters.findings import Finding

_RULE = "文件合乎格式"
_TYPES = {
    "string": "文字",
    "number": "数字",
    "integer": "整数",
    "boolean": "true 或 false",
    "array": "列表 [ ]",
    "object": "一组“名称: 值”",
}


def shape_findings(matter: Checked, around: Surroundings) -> Iterator[Finding]:
    said = matter.said
    yield from fitting("matter.yaml", said.document, around.schemas["processes"])
    yield from fitting("form.json", said.form, _of(around, _form_kind(matter)))
    if said.questions:
        yield from fitting("questions.json", said.questions, _of(around, "questions"))
    code = said.document.get("code")
    if code is not None and code != matter.folder.code:
        yield Finding(
            "matter.yaml · code",
            "编码与文件夹同名",
            f"编码是 {code}，文件夹名是 {matter.folder.code}",
            "请改成一样的",
        )
    if matter.diagram is not None and matter.diagram.process_id != snake(matter.folder.code):
        yield Finding(
            "process.bpmn",
            "流程编号与事项编码一致",
            f"流程编号是 {matter.diagram.process_id}",
            f"请改为 {snake(matter.folder.code)}",
        )


def _form_kind(matter: Checked) -> str:
    return "resolutions" if matter.one_thing else "form"


def _of(around: Surroundings, part: str) -> Mapping[str, Any]:
    """One part of forms/schema.json, so that a message names the wrong place, not the wrong kind."""
    whole = around.schemas["forms"]
    return {"$schema": whole["$schema"], "$defs": whole["$defs"], "$ref": f"#/$defs/{part}"}


def fitting(file: str, said: object, schema: Mapping[str, Any]) -> Iterator[Finding]:
    """What in a file does not fit its schema."""
    errors = list(Draft202012Validator(dict(schema)).iter_errors(said))
    for error in sorted(errors, key=lambda one: [str(part) for part in one.absolute_path]):
        for leaf in _leaves(error):
            place = " · ".join([file, *(str(part) for part in leaf.absolute_path)])
            message, remedy = _said(leaf)
            yield Finding(place, _RULE, message, remedy)


def _leaves(error: ValidationError) -> Iterator[ValidationError]:
    if error.validator in ("if", "allOf", "$ref") and error.context:
        for inner in error.context:
            yield from _leaves(inner)
    else:
        yield error


def _said(error: ValidationError) -> tuple[str, str]:
    expected: Any = error.validator_value
    schema: Any = error.schema
    instance: Any = error.instance
    match error.validator:
        case "required":
            missing = [name for name in expected if name not in instance]
            return f"缺少 {'、'.join(missing)}", "请补上"
        case "type":
            kinds: list[str] = expected if isinstance(expected, list) else [expected]
            return f"应是{'或'.join(_TYPES.get(kind, kind) for kind in kinds)}", "请改正"
        case "enum":
            return f"“{instance}”不在可选范围内", f"可选：{'、'.join(map(str, expected))}"
        case "const":
            return f"应是 {expected}", "请改正"
        case "pattern":
            return f"“{instance}”的写法不对", f"应符合 {expected}"
        case "additionalProperties" | "unevaluatedProperties":
            known = schema.get("properties", {})
            extra = [str(name) for name in instance if name not in known]
            return f"有不认识的内容：{'、'.join(extra)}", "请删去，或核对拼写"
        case "propertyNames":
            return f"名称“{instance}”的写法不对", "请用小写字母、数字和规定的分隔符"
        case "minItems" | "minLength" | "minProperties":
            return "不能为空", "请填写"
        case "uniqueItems":
            return "有重复的内容", "请删去重复的"
        case "minimum" | "exclusiveMinimum":
            return f"{instance} 太小", f"不得小于 {expected}"
        case None:
            return "这里不应出现这一项", "请删去"
    if expected is False or schema is False:
        return "这里不应出现这一项", "请删去"
    return f"写法不合格式：{error.message}", "请对照 docs/matters.md 改正"
