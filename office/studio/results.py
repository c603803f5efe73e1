"""The operations of the result's editor: each takes result.json as it is and returns the layout changed."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from office.studio.editing import EditRefused
from office.words import words

Layout = Mapping[str, Any]
CERTIFICATE, LETTER = "certificate", "letter"
STYLES = (CERTIFICATE, LETTER)
ROLES = ("organ", "acceptance", "licence")
SIZES = {CERTIFICATE: (297, 210), LETTER: (210, 297)}  # mm


@dataclass(frozen=True)
class HeadEdit:
    """What stands above and below the content; empty is not said."""

    title: str
    header: str = ""
    number: str = ""
    number_label: str = ""
    series: str = ""
    identifier: str = ""
    salutation: str = ""
    organ: str = ""
    organ_label: str = ""
    date: str = ""
    date_label: str = ""
    qr: str = ""
    watermark: str = ""
    foot: tuple[str, ...] = ()


@dataclass(frozen=True)
class RowEdit:
    """A field of the document: label and FEEL value."""

    label: str
    value: str
    column: int = 0
    strong: bool = False
    when: str = ""


@dataclass(frozen=True)
class BlockEdit:
    """A paragraph, one paragraph an entry (`each`), or a table of a list."""

    text: str = ""
    when: str = ""
    each: str = ""
    table: str = ""
    columns: tuple[tuple[str, str, float], ...] = ()
    indent: bool = True
    strong: bool = False
    align: str = "left"


def new_layout(style: str, name: str, role: str) -> dict[str, Any]:
    """Return a layout that can be drawn at once."""
    said: dict[str, Any] = {
        "style": LETTER,
        "title": name,
        "number": {"value": "licence.number"},
        "identifier": "licence.identifier",
        "fields": [{"label": "申请人", "value": "applicant.name", "strong": True}],
        "signature": {"organ": "organ.name", "date": "case.decided_at"},
        "seal": {"role": role},
        "qr": {"caption": "扫码核验真伪与状态"},
    }
    return restyle(said, style)


def restyle(layout: Layout, style: str) -> dict[str, Any]:
    """Draw the same content in the other style; what that style has no place for goes."""
    if style not in STYLES:
        raise EditRefused(words("没有这种版式"))
    made = copy.deepcopy(dict(layout))
    made["style"] = style
    made.setdefault("signature", {"organ": "organ.name", "date": "case.decided_at"})
    made["seal"] = {key: value for key, value in made["seal"].items() if key != "box"}
    if style == CERTIFICATE:
        for key in ("header", "salutation", "body"):
            made.pop(key, None)
        made["page"] = {"size": "A4", "orientation": "landscape"}
        if not made.get("fields"):
            made["fields"] = [{"label": "申请人", "value": "applicant.name", "strong": True}]
        return made
    made.pop("page", None)
    made.setdefault("header", "{organ.name}")
    made.setdefault("salutation", "{applicant.name}：")
    made.setdefault("body", ["经审查，你（单位）提出的{matter.name}申请符合规定，准予办理。"])
    made["fields"] = [
        {key: value for key, value in one.items() if key != "column"}
        for one in made.get("fields", ())
    ]
    return made


def edit_head(layout: Layout, said: HeadEdit) -> dict[str, Any]:
    """Change title, number, signature and foot."""
    made = copy.deepcopy(dict(layout))
    letter = made.get("style") == LETTER
    if not said.title:
        raise EditRefused(words("请写标题"))
    made["title"] = said.title
    _put(made, "header", (said.header or "{organ.name}") if letter else "")
    _put(made, "salutation", said.salutation if letter else "")
    made["number"] = _said(
        {
            "label": said.number_label,
            "value": said.number or "licence.number",
            "series": said.series,
        }
    )
    _put(made, "identifier", said.identifier)
    made["signature"] = _said(
        {
            "label": said.organ_label,
            "organ": said.organ or "organ.name",
            "date_label": said.date_label,
            "date": said.date or "case.decided_at",
        }
    )
    _put(made, "qr", {"caption": said.qr} if said.qr else "")
    _put(made, "watermark", said.watermark)
    _put(made, "foot", list(said.foot))
    return made


def put_row(layout: Layout, at: int, said: RowEdit) -> dict[str, Any]:
    """Say a field at a place; behind the last it is a new one."""
    if not said.label or not said.value:
        raise EditRefused(words("字段要有名称和值"))
    row: dict[str, Any] = {"label": said.label, "value": said.value}
    if said.column and layout.get("style") == CERTIFICATE:
        row["column"] = said.column
    if said.strong:
        row["strong"] = True
    _put(row, "when", said.when)
    return _with(layout, "fields", at, [row])


def put_block(layout: Layout, at: int, said: BlockEdit) -> dict[str, Any]:
    """Say a paragraph or a table at a place; behind the last it is a new one."""
    return _with(layout, "body", at, [_block(said)])


def drop(layout: Layout, part: str, at: int) -> dict[str, Any]:
    """Take out a field ("fields") or a block ("body"); a certificate keeps its last field."""
    if part == "fields" and layout.get("style") == CERTIFICATE and len(_part(layout, part)) == 1:
        raise EditRefused(words("证照至少要有一个字段"))
    return _with(layout, part, at, [])


def move(layout: Layout, part: str, at: int, to: int) -> dict[str, Any]:
    """Put a field or a block at another place of its list."""
    entries = list(_part(layout, part))
    if not 0 <= at < len(entries):
        raise EditRefused(words("这一段可能刚被同事删去"))
    entries.insert(max(0, min(to, len(entries) - 1)), entries.pop(at))
    return {**layout, part: entries}


def seal(
    layout: Layout, role: str, box: tuple[float, float, float] | None, page: int | None = None
) -> dict[str, Any]:
    """Say whose seal, and where: x, y of its lower left corner and its side in mm; None lays it over the signature."""
    if role not in ROLES:
        raise EditRefused(words("没有这种印章"))
    said: dict[str, Any] = {"role": role}
    kept = layout.get("seal", {}).get("page") if page is None else page
    if box is not None:
        width, height = SIZES[str(layout["style"])]
        x, y, side = box
        side = max(10.0, min(side, 60.0))
        x, y = min(max(0.0, x), width - side), min(max(0.0, y), height - side)
        said["box"] = [_plain(x), _plain(y), _plain(side)]
    if kept is not None:
        said["page"] = kept
    return {**layout, "seal": said}


def as_block(block: str | Mapping[str, Any]) -> BlockEdit:
    """Return a block of the body as the editor shows it."""
    if isinstance(block, str):
        return BlockEdit(text=block)
    return BlockEdit(
        text=block.get("text", ""),
        when=block.get("when", ""),
        each=block.get("each", ""),
        table=block.get("table", ""),
        columns=tuple(
            (one["label"], one["value"], float(one["width"])) for one in block.get("columns", ())
        ),
        indent=block.get("indent", True),
        strong=block.get("strong", False),
        align=block.get("align", "left"),
    )


def _block(said: BlockEdit) -> str | dict[str, Any]:
    if said.table:
        if not said.columns:
            raise EditRefused(words("表格要有列"))
        columns = [{"label": one, "value": two, "width": three} for one, two, three in said.columns]
        made: dict[str, Any] = {"table": said.table, "columns": columns}
        _put(made, "when", said.when)
        return made
    if not said.text:
        raise EditRefused(words("请写这一段的文字"))
    made = {"text": said.text}
    _put(made, "when", said.when)
    _put(made, "each", said.each)
    if not said.indent:
        made["indent"] = False
    if said.strong:
        made["strong"] = True
    if said.align != "left":
        made["align"] = said.align
    return said.text if made.keys() == {"text"} else made


def _with(layout: Layout, part: str, at: int, entries: Sequence[Any]) -> dict[str, Any]:
    if part not in ("fields", "body") or (part == "body" and layout.get("style") == CERTIFICATE):
        raise EditRefused(words("这种版式没有这一部分"))
    kept = list(_part(layout, part))
    kept[at : at + 1] = entries
    made = {key: value for key, value in layout.items() if key != part}
    return {**made, part: kept} if kept or part == "fields" else made


def _part(layout: Layout, part: str) -> Sequence[Any]:
    found: Sequence[Any] = layout.get(part, ())
    return found


def _said(values: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in values.items() if value}


def _plain(number: float) -> float | int:
    rounded = round(float(number), 1)
    return int(rounded) if rounded.is_integer() else rounded


def _put(said: dict[str, Any], key: str, value: Any) -> None:
    if value:
        said[key] = value
    else:
        said.pop(key, None)
