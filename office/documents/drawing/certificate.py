"""Draw a licence as a bordered certificate: landscape, two columns of fields, room for the seal."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.colors import HexColor

from office.documents.drawing import fonts, guilloche
from office.documents.drawing.lines import break_lines
from office.documents.drawing.sheet import DEMO, GREY, INK, MM, RED, VOID, DoesNotFit, Drawn, Sheet
from office.documents.filled import Filled, Labelled, Signature
from office.documents.records import SealPlace

WATERMARK = HexColor(0xF6EFDC)
TOP, BOTTOM = 73.0, 136.0  # mm: where the fields begin, and where the issuer's lines begin
SIZES = (13.0, 12.0, 11.0, 10.0, 9.0)
LEFT, RIGHT = (30.0, 155.0), (163.0, 267.0)


def draw_certificate(filled: Filled) -> Drawn:
    """Return the certificate; raises DoesNotFit where even small type leaves no room."""
    sheet = Sheet(filled)
    _ground(sheet, filled)
    guilloche.border(sheet)
    _head(sheet, filled)
    _fields(sheet, filled.fields)
    if filled.signature:
        _issuer(sheet, filled.signature)
    _foot(sheet, filled)
    sheet.canvas.showPage()
    return sheet.finish(_seal(filled))


def _ground(sheet: Sheet, filled: Filled) -> None:
    sheet.canvas.setFillColor(guilloche.PAPER)
    sheet.canvas.rect(0, 0, sheet.width * MM, sheet.height * MM, stroke=0, fill=1)
    if filled.watermark:
        sheet.watermark(filled.watermark, 152, 111, 212, WATERMARK)
    guilloche.rosette(sheet, sheet.width / 2, 113, 71)


def _head(sheet: Sheet, filled: Filled) -> None:
    middle = sheet.width / 2
    size, spacing = _title_size(filled.title)
    title = (fonts.width(filled.title, fonts.SONG_BOLD, size) + spacing * len(filled.title)) / MM
    sheet.text(27, 32.2, filled.number_label, fonts.HEI, 10.5, color=GREY)
    number = _number_size(filled.number, middle - title / 2 - 27 - 3)
    sheet.text(27, 38.2, filled.number, fonts.SONG_BOLD, number)
    sheet.text(middle, 44, filled.title, fonts.SONG_BOLD, size, align="center", spacing=spacing)
    if filled.demo:
        sheet.text(middle, 52.8, "（样　本）", fonts.SONG, 14.5, align="center")
    if filled.qr:
        sheet.qr(filled.qr, 242, 26, 27.3)
        sheet.text(255.7, 57.6, filled.qr_caption, fonts.HEI, 7.6, color=GREY, align="center")


def _title_size(title: str) -> tuple[float, float]:
    size = 38.0
    while size > 16:
        spacing = size * 0.22
        if fonts.width(title, fonts.SONG_BOLD, size) + spacing * (len(title) - 1) <= 134 * MM:
            break
        size -= 1
    return size, size * 0.22


def _number_size(number: str, room: float) -> float:
    """Return the size at which a number keeps clear of the title; room in mm."""
    size = 14.5
    while size > 7 and fonts.width(number, fonts.SONG_BOLD, size) > room * MM:
        size -= 0.5
    return size


@dataclass(frozen=True)
class _Cell:
    label: str
    lines: list[str]
    font: str


def _fields(sheet: Sheet, fields: Sequence[Labelled]) -> None:
    for size in SIZES:
        rows = _grid(fields, size)
        bottom = TOP + sum(_height(row, size) for row in rows)
        if bottom <= BOTTOM + _height(rows[-1], size) - size * 0.36 if rows else True:
            _write(sheet, fields, rows, size)
            return
    raise DoesNotFit


def _grid(fields: Sequence[Labelled], size: float) -> list[tuple[_Cell | None, _Cell | None]]:
    left = [_cell(field, fields, size) for field in fields if field.column == 1]
    right = [_cell(field, fields, size) for field in fields if field.column == 2]
    count = max(len(left), len(right))
    padded = ([*cells, *[None] * (count - len(cells))] for cells in (left, right))
    return list(zip(*padded, strict=True))


def _cell(field: Labelled, fields: Sequence[Labelled], size: float) -> _Cell:
    font = fonts.SONG_BOLD if field.strong else fonts.SONG
    start, stop = LEFT if field.column == 1 else RIGHT
    room = (stop - start - _label_width(fields, field.column, size)) * MM - size * 1.2
    return _Cell(
        field.label,
        break_lines(field.text, room, lambda text: fonts.width(text, font, size)),
        font,
    )


def _label_width(fields: Sequence[Labelled], column: int, size: float) -> float:
    """The longest label of the column; the others are spread to its width."""
    labels = [field.label for field in fields if field.column == column]
    longest = max((fonts.width(label, fonts.SONG, size) for label in labels), default=0)
    return max(longest, size * 4.25) / MM


def _height(row: Sequence[_Cell | None], size: float) -> float:
    lines = max(len(cell.lines) for cell in row if cell)
    return (lines - 1) * size * 0.5 + size * 0.855


def _write(
    sheet: Sheet,
    fields: Sequence[Labelled],
    rows: Sequence[tuple[_Cell | None, _Cell | None]],
    size: float,
) -> None:
    y = TOP
    for row in rows:
        for column, cell in enumerate(row, start=1):
            if cell is None:
                continue
            x = (LEFT if column == 1 else RIGHT)[0]
            width = _label_width(fields, column, size)
            sheet.spread(x, y, cell.label, width, fonts.SONG, size)
            for number, line in enumerate(cell.lines):
                below = y + number * size * 0.5
                sheet.text(x + width + size * 1.2 / MM, below, line, cell.font, size, color=INK)
        y += _height(row, size)


def _issuer(sheet: Sheet, signature: Signature) -> None:
    size, organ_size = 13.0, 13.0
    while fonts.width(signature.organ, fonts.SONG_BOLD, organ_size) > 88 * MM and organ_size > 8:
        organ_size -= 0.5
    for y, label, text, font_size in (
        (143.4, signature.label, signature.organ, organ_size),
        (155.1, signature.date_label, signature.date, size),
    ):
        sheet.spread(155, y, label, 20.3, fonts.SONG, size)
        sheet.text(181, y, text, fonts.SONG_BOLD, font_size)


def _foot(sheet: Sheet, filled: Filled) -> None:
    y = 187.2
    if filled.demo:
        sheet.text(27, y, VOID, fonts.HEI, 9.6, color=RED, heavy=True)
        after = 27 + fonts.width(VOID, fonts.HEI, 9.6) / MM + 0.8
        sheet.text(after, y, f"{DEMO}；机关、企业、编号均为虚构。", fonts.HEI, 8.2, color=GREY)
        y -= 5.3
    for line in reversed(filled.foot):
        sheet.text(27, y, line, fonts.HEI, 8.2, color=GREY)
        y -= 5.0
    if filled.identifier:
        line = f"电子证照标识：{filled.identifier}"
        sheet.text(27, y, line, fonts.HEI, 8.2, color=GREY)


def _seal(filled: Filled) -> SealPlace | None:
    wish = filled.seal
    if wish is None:
        return None
    x, y = wish.corner or (236.6 - wish.size / 2, 210 - 149.9 - wish.size / 2)
    return SealPlace(wish.role, wish.page, x, y, wish.size)
