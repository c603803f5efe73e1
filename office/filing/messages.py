"""What the form's schema found wrong, as a sentence to the person who fills it in."""

from collections.abc import Callable, Mapping
from typing import Any

from jsonschema import ValidationError

from office.matters import Field

_TYPES = {
    "number": "请填写数字",
    "integer": "请填写整数",
    "boolean": "请选择是或否",
    "array": "请选择",
    "string": "请填写文字",
}


def missing(field: Field) -> str:
    """Ask for a required answer."""
    verb = "选择" if field.widget in {"select", "radio", "checkbox", "checkboxes"} else "填写"
    return f"请{verb}“{field.label['zh']}”"


def wrong(error: ValidationError, field: Field) -> str:
    """Say what is wrong with one value and what would be right."""
    say = _WRONG.get(str(error.validator))
    text = say(error.validator_value, field) if say else "不符合要求，请核对"
    return f"“{field.label['zh']}”{text}"


def _options(_: Any, __: Field) -> str:
    return "请从给出的选项中选择"


def _bound(words: str) -> Callable[[Any, Field], str]:
    return lambda limit, field: f"{words} {limit}{' ' + field.unit if field.unit else ''}"


_WRONG: Mapping[str, Callable[[Any, Field], str]] = {
    "type": lambda kind, _: _TYPES.get(str(kind), "格式不正确"),
    "enum": _options,
    "const": _options,
    "minimum": _bound("不能小于"),
    "maximum": _bound("不能大于"),
    "exclusiveMinimum": _bound("应大于"),
    "exclusiveMaximum": _bound("应小于"),
    "multipleOf": lambda step, _: f"应为 {step} 的倍数",
    "minLength": lambda count, _: f"至少填写 {count} 个字",
    "maxLength": lambda count, _: f"最多填写 {count} 个字",
    "pattern": lambda _, __: "格式不正确，请对照示例填写",
    "minItems": lambda count, _: f"至少选择 {count} 项",
    "maxItems": lambda count, _: f"最多选择 {count} 项",
    "uniqueItems": lambda _, __: "有重复的选项",
}
