"""Check the layouts of documents: shape, every FEEL in them, the fields they name, the seal's place."""

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import jsonschema

import office
from office.matters.findings import Finding
from office.matters.templates import Expression, TemplateError, parts

# The names that the context of every document has: docs/documents.md.
NAMES = frozenset(
    {
        "case",
        "matter",
        "applicant",
        "organ",
        "given",
        "fields",
        "shown",
        "outcome",
        "licence",
        "items",
        "points",
        "materials",
        "members",
        "rights",
        "today",
        "year",
    }
)
SCHEMA = Path(office.__file__).resolve().parent.parent / "forms/result.schema.json"
_FIELD = re.compile(r"\b(?:fields|shown)\.([A-Za-z_]\w*)")
_SIZES = {"portrait": (210, 297), "landscape": (297, 210)}


class Refused(Protocol):
    """What a checker of FEEL says against an expression (engine.Refusal has this shape)."""

    @property
    def reason(self) -> str: ...

    @property
    def remedy(self) -> str: ...


Check = Callable[[str, Collection[str]], Sequence[Refused]]


def check_layout(
    layout: Mapping[str, Any],
    check: Check,
    *,
    place: str = "result.json",
    fields: Collection[str] | None = None,
) -> tuple[Finding, ...]:
    """Return what stands against a layout; `fields` are the names of the matter's own form.

    check is the engine's: whatever is not FEEL is refused, so nothing of Python is reachable.
    """
    wrong = tuple(_shape(layout, place))
    return wrong or (
        *_feel(layout, check, place),
        *_named(layout, fields, place),
        *_seal(layout, place),
    )


def expressions(layout: Mapping[str, Any]) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Yield every FEEL of a layout of right shape: its place, its text, the names it may use.

    Raises TemplateError where braces do not match.
    """
    number = layout["number"]
    serial = NAMES | {"serial"} if "series" in number else NAMES
    yield "number", number["value"], frozenset(serial)
    if "identifier" in layout:
        yield "identifier", layout["identifier"], NAMES
    signature = layout.get("signature", {})
    for name in ("organ", "date"):
        if name in signature:
            yield f"signature.{name}", signature[name], NAMES
    for name in ("title", "header", "salutation"):
        yield from _in_text(name, layout.get(name, ""), NAMES)
    for at, text in enumerate(layout.get("foot", ()), 1):
        yield from _in_text(f"foot.{at}", text, NAMES)
    for at, field in enumerate(layout.get("fields", ()), 1):
        yield from _in_block(f"fields.{at}", field, ("value", "when"), NAMES)
    for at, block in enumerate(layout.get("body", ()), 1):
        yield from _in_body(f"body.{at}", block)


def _in_body(
    place: str, block: str | Mapping[str, Any]
) -> Iterator[tuple[str, str, frozenset[str]]]:
    if isinstance(block, str):
        yield from _in_text(place, block, NAMES)
        return
    yield from _in_block(place, block, ("when", "each", "table"), NAMES)
    repeated = "each" in block or "table" in block
    names = NAMES | {"item", "index"} if repeated else NAMES
    yield from _in_text(place, block.get("text", ""), names)
    for at, column in enumerate(block.get("columns", ()), 1):
        yield from _in_block(f"{place}.columns.{at}", column, ("value",), names)


def _in_block(
    place: str, block: Mapping[str, Any], keys: Sequence[str], names: frozenset[str]
) -> Iterator[tuple[str, str, frozenset[str]]]:
    for key in keys:
        if key in block:
            yield f"{place}.{key}", block[key], names


def _in_text(
    place: str, template: str, names: frozenset[str]
) -> Iterator[tuple[str, str, frozenset[str]]]:
    for part in parts(template):
        if isinstance(part, Expression):
            yield place, part.text, names


def _shape(layout: Mapping[str, Any], place: str) -> Iterator[Finding]:
    validator = jsonschema.Draft202012Validator(_schema())
    for error in validator.iter_errors(layout):
        path = ".".join(str(step) for step in error.absolute_path)
        yield Finding(
            f"{place} · {path}" if path else place,
            "版式符合 forms/result.schema.json",
            error.message,
            "请按 docs/documents.md 改正",
        )


def _feel(layout: Mapping[str, Any], check: Check, place: str) -> Iterator[Finding]:
    try:
        found = list(expressions(layout))
    except TemplateError as error:
        yield Finding(
            place, "花括号成对，里面是 FEEL", f"这段文字的花括号有误：{error}", "请改正花括号"
        )
        return
    for where, text, names in found:
        for refusal in check(text, names):
            yield Finding(
                f"{place} · {where}",
                "版式中的表达式须是可用的 FEEL",
                refusal.reason,
                refusal.remedy or "请用 FEEL 改写，可用的名称见 docs/documents.md",
            )


def _named(
    layout: Mapping[str, Any], fields: Collection[str] | None, place: str
) -> Iterator[Finding]:
    if fields is None:
        return
    try:
        found = list(expressions(layout))
    except TemplateError:
        return  # _feel has said so
    for where, text, _ in found:
        for name in _FIELD.findall(text):
            if name not in fields:
                yield Finding(
                    f"{place} · {where}",
                    "版式只用本事项表单的字段",
                    f"表单里没有字段 {name}",
                    "请改用 form.json 中的字段名",
                )


def _seal(layout: Mapping[str, Any], place: str) -> Iterator[Finding]:
    box = layout.get("seal", {}).get("box")  # a paper that the applicant signs bears no seal
    if box is None:
        return
    width, height = _SIZES[layout.get("page", {}).get("orientation", "portrait")]
    x, y, side = box
    if x + side > width or y + side > height:
        yield Finding(
            f"{place} · seal.box",
            "印章在页面之内",
            f"印章超出 {width}×{height} 毫米的页面",
            "请移动印章",
        )


@cache
def _schema() -> Mapping[str, Any]:
    schema: Mapping[str, Any] = json.loads(SCHEMA.read_bytes())
    return schema
