"""Fill a layout: evaluate its FEEL over the context and write the values as people read them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from office import clocks
from office.documents.drawing import draw
from office.documents.filled import (
    Filled,
    Labelled,
    Paragraph,
    SealWish,
    Signature,
    Span,
    Table,
    Text,
    plain,
)
from office.documents.surroundings import Surroundings, surroundings
from office.matters.templates import Words, parts

Evaluate = Callable[[str, Mapping[str, Any]], object]
Context = Mapping[str, Any]

SIZES = {"A4": (210.0, 297.0), "A3": (297.0, 420.0)}
ORGAN_SEAL = 42.0  # mm; departments' seals are at most 4.5 cm (国发〔1999〕25号)
NOTHING = "／"
_WHOLE = 40  # characters; a longer value is a sentence and may be broken
_MARKS = frozenset("，。；：、！？ ")


def fill(
    layout: Mapping[str, Any],
    evaluate: Evaluate,
    context: Context,
    around: Surroundings,
    at: datetime | None = None,
) -> Filled:
    """Return the layout with its values; `at` dates the file."""
    filler = _Filler(evaluate, context)
    number, identifier = layout["number"], layout.get("identifier")
    identified = filler.word(identifier) if identifier else ""
    return Filled(
        style=layout["style"],
        size=_size(layout.get("page", {})),
        title=filler.line(layout["title"]),
        header=filler.line(layout.get("header", "")),
        number_label=number.get("label", ""),
        number=filler.word(number["value"]),
        identifier=identified,
        fields=tuple(filler.fields(layout.get("fields", ()))),
        salutation=filler.line(layout.get("salutation", "")),
        body=tuple(filler.body(layout.get("body", ()))),
        signature=filler.signature(layout.get("signature")),
        seal=_seal(layout.get("seal")),
        qr=around.verification(identified) if layout.get("qr") and identified else "",
        qr_caption=_caption(layout.get("qr")),
        watermark=layout.get("watermark", "") or ("样本" if around.demo else ""),
        demo=around.demo,
        foot=tuple(filler.line(text) for text in layout.get("foot", ())),
        at=at,
    )


def render(
    layout: Mapping[str, Any],
    context: Context,
    evaluate: Evaluate,
    around: Surroundings | None = None,
) -> bytes:
    """Return the PDF of a layout over a context, unsealed; pure."""
    return draw(fill(layout, evaluate, context, around or surroundings())).pdf


def written(value: object) -> str:
    """Write a FEEL value in Chinese: dates, yes and no, lists, numbers, nothing."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return _day(clocks.local(value).date() if value.tzinfo else value.date())
    if isinstance(value, date):
        return _day(value)
    if hasattr(value, "year") and hasattr(value, "month"):
        return _day(value)  # FEEL's own date, where the standard library has none
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "；".join(written(entry) for entry in value) or NOTHING
    return str(value)


class _Filler:
    def __init__(self, evaluate: Evaluate, context: Context) -> None:
        self._evaluate = evaluate
        self._context = context

    def value(self, expression: str) -> object:
        return self._evaluate(expression, self._context)

    def word(self, expression: str) -> str:
        return written(self.value(expression))

    def text(self, template: str) -> Text:
        return tuple(self._spans(template))

    def line(self, template: str) -> str:
        return plain(self.text(template))

    def _spans(self, template: str) -> Iterator[Span]:
        for part in parts(template):
            if isinstance(part, Words):
                yield Span(part.text)
            else:
                value = self.value(part.text)
                yield _span("" if value == "" else written(value))

    def fields(self, rows: Sequence[Mapping[str, Any]]) -> Iterator[Labelled]:
        for row in rows:
            if self._applies(row):
                yield Labelled(
                    label=row["label"],
                    text=(_span(self.word(row["value"])),),
                    column=row.get("column", 1),
                    strong=row.get("strong", False),
                )

    def body(self, blocks: Sequence[Any]) -> Iterator[Paragraph | Table]:
        for block in blocks:
            if isinstance(block, str):
                yield Paragraph(self.text(block))
            elif self._applies(block):
                yield from self._block(block)

    def _block(self, block: Mapping[str, Any]) -> Iterator[Paragraph | Table]:
        if "table" in block:
            yield self._table(block)
        elif "each" in block:
            for within in self._within(block["each"]):
                yield within._paragraph(block)
        else:
            yield self._paragraph(block)

    def _paragraph(self, block: Mapping[str, Any]) -> Paragraph:
        return Paragraph(
            text=self.text(block["text"]),
            indent=block.get("indent", True),
            strong=block.get("strong", False),
            align=block.get("align", "left"),
        )

    def _table(self, block: Mapping[str, Any]) -> Table:
        columns = block["columns"]
        return Table(
            columns=tuple(column["label"] for column in columns),
            widths=tuple(float(column["width"]) for column in columns),
            rows=tuple(
                tuple((_span(within.word(column["value"])),) for column in columns)
                for within in self._within(block["table"])
            ),
        )

    def _within(self, expression: str) -> Iterator["_Filler"]:
        entries = self.value(expression)
        if not isinstance(entries, Sequence) or isinstance(entries, str):
            return
        for number, entry in enumerate(entries, start=1):
            yield _Filler(self._evaluate, {**self._context, "item": entry, "index": number})

    def signature(self, block: Mapping[str, Any] | None) -> Signature | None:
        if block is None:
            return None
        return Signature(
            label=block.get("label", ""),
            organ=self.word(block["organ"]),
            date_label=block.get("date_label", ""),
            date=self.word(block["date"]),
        )

    def _applies(self, block: Mapping[str, Any]) -> bool:
        condition = block.get("when")
        return condition is None or self.value(condition) is True


def _span(text: str) -> Span:
    numbered = any(character.isdigit() for character in text)
    return Span(text, whole=numbered and len(text) <= _WHOLE and not _MARKS & set(text))


def _day(day: Any) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _size(page: Mapping[str, Any]) -> tuple[float, float]:
    width, height = SIZES[page.get("size", "A4")]
    return (height, width) if page.get("orientation") == "landscape" else (width, height)


def _seal(block: Mapping[str, Any] | None) -> SealWish | None:
    if block is None:
        return None
    box = block.get("box")
    if box is None:
        return SealWish(role=block["role"], size=ORGAN_SEAL, page=block.get("page", -1))
    return SealWish(
        role=block["role"],
        size=float(box[2]),
        page=block.get("page", -1),
        corner=(float(box[0]), float(box[1])),
    )


def _caption(qr: object) -> str:
    caption = qr.get("caption") if isinstance(qr, Mapping) else None
    return str(caption or "扫码核验真伪与状态")
