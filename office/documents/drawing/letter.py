"""Draw a letter: A4 official document with red head, 文号, text, organ, date and the seal's place."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from reportlab.lib.colors import HexColor

from office.documents.drawing import fonts
from office.documents.drawing.cells import PAD, fit_cell
from office.documents.drawing.lines import break_lines
from office.documents.drawing.sheet import DEMO, GREY, MM, RED, VOID, Drawn, Sheet
from office.documents.filled import Filled, Labelled, Paragraph, Signature, Span, Table, Text
from office.documents.records import SealPlace

WATERMARK = HexColor(0xF6F2E6)
RULE = HexColor(0x8F897C)
LEFT, RIGHT, BOTTOM = 28.0, 26.0, 26.0  # mm, margins near those of GB/T 9704
TOP, NEXT_TOP = 27.0, 30.0
SIGNATURE = 51.0  # mm of height: 42 for the seal, which must not lie on the text above


@dataclass(frozen=True)
class _Type:
    """Type sizes in points, line heights in mm: of the text and of table cells."""

    size: float
    leading: float
    cell: float
    cell_leading: float


# From generous to dense: the first that keeps the letter on one page is taken.
TYPES = (_Type(15.0, 9.4, 10.5, 5.8), _Type(14.0, 8.5, 10.5, 5.6), _Type(13.0, 7.6, 10.0, 5.2))


@dataclass(frozen=True)
class _Block:
    """Something of a known height that stays on one page; draw takes its upper edge in mm."""

    height: float
    draw: Callable[[float], None]


def draw_letter(filled: Filled) -> Drawn:
    """Return the letter, on as many pages as it needs."""
    letter = _Letter(filled)
    letter.draw()
    return letter.sheet.finish(letter.seal)


class _Letter:
    def __init__(self, filled: Filled) -> None:
        self.sheet = Sheet(filled)
        self.filled = filled
        self.room = self.sheet.width - LEFT - RIGHT
        self.type = TYPES[0]
        self.seal: SealPlace | None = None

    def draw(self) -> None:
        pages = self._fitting_pages()
        for number, blocks in enumerate(pages, start=1):
            self._paper(number, len(pages))
            top = TOP if number == 1 else NEXT_TOP
            for block in blocks:
                block.draw(top)
                top += block.height
            self.sheet.canvas.showPage()

    def _fitting_pages(self) -> list[list[_Block]]:
        """One page in a denser type if that is enough; else as many as the first type takes."""
        for self.type in TYPES:
            pages = self._pages()
            if len(pages) == 1:
                return pages
        self.type = TYPES[0]
        return self._pages()

    def _pages(self) -> list[list[_Block]]:
        """Spread the blocks over pages; the last two lines go with the signature."""
        blocks = list(self._blocks())
        if self.filled.signature:
            *blocks, before, last = blocks
            signed = _joined(last, self._sign_block(self.filled.signature))
            blocks.append(_joined(before, signed))
        pages: list[list[_Block]] = [[]]
        left = self.sheet.height - TOP - BOTTOM
        for block in blocks:
            if block.height > left and pages[-1]:
                pages.append([])
                left = self.sheet.height - NEXT_TOP - BOTTOM
            pages[-1].append(block)
            left -= block.height
        return pages

    def _paper(self, number: int, count: int) -> None:
        sheet, filled = self.sheet, self.filled
        if filled.watermark:
            sheet.watermark(filled.watermark, sheet.width / 2, 160, 150, WATERMARK)
        y = sheet.height - 15
        if filled.demo:
            length = fonts.width(VOID, fonts.HEI, 9) / MM
            sheet.text(LEFT, y, VOID, fonts.HEI, 9, color=RED, heavy=True)
            sheet.text(LEFT + length + 1, y, DEMO, fonts.HEI, 8, color=GREY)
        if count > 1:
            middle = f"— {number} —"
            sheet.text(sheet.width - RIGHT, y, middle, fonts.SONG, 10.5, align="right")
        for line in reversed(self._foot()):
            y -= 4.6
            sheet.text(LEFT, y, line, fonts.HEI, 8, color=GREY)

    def _foot(self) -> list[str]:
        identifier = self.filled.identifier
        return [*([f"电子证照标识：{identifier}"] if identifier else []), *self.filled.foot]

    def _blocks(self) -> Iterator[_Block]:
        filled = self.filled
        yield self._head_block()
        yield from self._title_blocks(filled.title)
        if filled.fields:
            yield from self._particulars(filled.fields)
        if filled.salutation:
            yield from self._paragraph(Paragraph((Span(filled.salutation),), indent=False))
        for block in filled.body:
            yield from self._table(block) if isinstance(block, Table) else self._paragraph(block)

    def _head_block(self) -> _Block:
        """The organ's name in red, the number below, a red rule."""
        sheet, filled = self.sheet, self.filled
        size = min(33.0, 0.97 * self._fitting(filled.header, fonts.SONG_BOLD, 0.16))

        def draw(top: float) -> None:
            middle = sheet.width / 2
            sheet.text(
                middle,
                top + 11,
                filled.header,
                fonts.SONG_BOLD,
                size,
                color=RED,
                align="center",
                spacing=size * 0.16,
            )
            number = f"{filled.number_label}{filled.number}"
            sheet.text(middle, top + 24.5, number, fonts.SONG, 14, align="center")
            sheet.canvas.setStrokeColor(RED)
            sheet.canvas.setLineWidth(0.5 * MM)
            y = sheet.y(top + 28.5)
            sheet.canvas.line(LEFT * MM, y, (sheet.width - RIGHT) * MM, y)

        return _Block(40.0, draw)

    def _fitting(self, text: str, font: str, spacing: float) -> float:
        """Return the largest size at which a spaced line fits between the margins."""
        natural = fonts.width(text, font, 1) + spacing * max(0, len(text) - 1)
        return self.room * MM / natural if natural else 33.0

    def _title_blocks(self, title: str) -> Iterator[_Block]:
        size = 21.0
        lines = _balanced(title, self.room * MM, size)
        for number, line in enumerate(lines):
            last = number == len(lines) - 1
            yield self._line(line, fonts.SONG_BOLD, size, 11 + (6 if last else 0), align="center")

    def _paragraph(self, paragraph: Paragraph) -> Iterator[_Block]:
        font = fonts.SONG_BOLD if paragraph.strong else fonts.SONG
        indent = 2 * self.type.size if paragraph.indent and paragraph.align == "left" else 0
        lines = break_lines(
            paragraph.text,
            self.room * MM,
            lambda text: fonts.width(text, font, self.type.size),
            indent,
        )
        for number, line in enumerate(lines):
            shift = indent / MM if number == 0 else 0
            yield self._line(
                line, font, self.type.size, self.type.leading, align=paragraph.align, shift=shift
            )

    def _line(
        self, text: str, font: str, size: float, height: float, *, align: str, shift: float = 0
    ) -> _Block:
        sheet = self.sheet
        x = {"left": LEFT, "center": sheet.width / 2, "right": sheet.width - RIGHT}[align] + shift
        drop = size / MM * 0.92 + 0.8

        def draw(top: float) -> None:
            sheet.text(x, top + drop, text, font, size, align=align)

        return _Block(height, draw)

    def _particulars(self, fields: Sequence[Labelled]) -> Iterator[_Block]:
        """Fields as a ruled table: label left, value right."""
        longest = max(fonts.width(field.label, fonts.SONG, self.type.cell) for field in fields) / MM
        label = max(30.0, longest + 2 * PAD + 2)
        widths = (label, self.room - label)
        for number, field in enumerate(fields):
            cells = ((Span(field.label),), field.text)
            strong = (False, field.strong)
            yield self._row(cells, widths, strong, first=number == 0)
        yield _Block(4.0, _nothing)

    def _table(self, table: Table) -> Iterator[_Block]:
        total = sum(table.widths)
        widths = tuple(self.room * width / total for width in table.widths)
        heads = tuple((Span(label),) for label in table.columns)
        yield _Block(2.0, _nothing)
        yield self._row(heads, widths, (True,) * len(widths), first=True)
        for row in table.rows:
            yield self._row(row, widths, (False,) * len(widths), first=False)
        yield _Block(4.0, _nothing)

    def _row(
        self,
        cells: Sequence[Text],
        widths: Sequence[float],
        strong: Sequence[bool],
        *,
        first: bool,
    ) -> _Block:
        fitted = [
            fit_cell(
                cell,
                fonts.SONG_BOLD if bold else fonts.SONG,
                width,
                self.type.cell,
                self.type.cell_leading,
            )
            for cell, bold, width in zip(cells, strong, widths, strict=True)
        ]
        height = max(cell.height for cell in fitted)

        def draw(top: float) -> None:
            self._rules(top, height, widths, first=first)
            x = LEFT
            for cell, width in zip(fitted, widths, strict=True):
                cell.draw(self.sheet, x, top, height)
                x += width

        return _Block(height, draw)

    def _rules(self, top: float, height: float, widths: Sequence[float], *, first: bool) -> None:
        canvas, sheet = self.sheet.canvas, self.sheet
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.5)
        edges = [top, top + height] if first else [top + height]
        for edge in edges:
            canvas.line(LEFT * MM, sheet.y(edge), (LEFT + sum(widths)) * MM, sheet.y(edge))
        x = LEFT
        for width in (0.0, *widths):
            x += width
            canvas.line(x * MM, sheet.y(top), x * MM, sheet.y(top + height))

    def _sign_block(self, signature: Signature) -> _Block:
        def draw(top: float) -> None:
            self._sign(signature, top)

        return _Block(SIGNATURE, draw)

    def _sign(self, signature: Signature, top: float) -> None:
        """Organ above date, centred on each other; the seal's middle between the two (骑年盖月)."""
        sheet = self.sheet
        size = min(self.type.size, 96 * MM / max(1.0, fonts.width(signature.organ, fonts.SONG, 1)))
        half = max(fonts.width(signature.organ, fonts.SONG, size) / MM / 2, 22.0)
        x = sheet.width - RIGHT - half - 4
        middle = top + 28.0
        sheet.text(x, middle - 3.0, signature.organ, fonts.SONG, size, align="center")
        sheet.text(x, middle + 6.6, signature.date, fonts.SONG, self.type.size, align="center")
        if self.filled.qr:
            sheet.qr(self.filled.qr, LEFT, middle - 14, 25)
            caption = self.filled.qr_caption
            sheet.text(
                LEFT + 12.5, middle + 15, caption, fonts.HEI, 7.4, color=GREY, align="center"
            )
        self.seal = self._seal(x, middle + 0.8)

    def _seal(self, x: float, middle: float) -> SealPlace | None:
        wish = self.filled.seal
        if wish is None:
            return None
        left = min(x - wish.size / 2, self.sheet.width - 8 - wish.size)
        corner = wish.corner or (left, self.sheet.height - middle - wish.size / 2)
        return SealPlace(wish.role, wish.page, *corner, wish.size)


def _joined(first: _Block, second: _Block) -> _Block:
    def draw(top: float) -> None:
        first.draw(top)
        second.draw(top + first.height)

    return _Block(first.height + second.height, draw)


def _nothing(top: float) -> None:
    """Draw a gap."""


def _balanced(title: str, room: float, size: float) -> list[str]:
    """Break a long title into lines of like length."""

    def measure(text: str) -> float:
        return fonts.width(text, fonts.SONG_BOLD, size)

    count = -(-measure(title) // room)
    return break_lines((Span(title),), min(room, measure(title) / count + 2 * size), measure)
