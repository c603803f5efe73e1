"""Cells of ruled tables: lines that fit, in smaller type where a number would be broken."""

from dataclasses import dataclass

from office.documents.drawing import fonts
from office.documents.drawing.lines import break_lines
from office.documents.drawing.sheet import INK, MM, Sheet
from office.documents.filled import Text

PAD = 1.4  # mm on every side
SMALLEST = 6.0  # points


@dataclass(frozen=True)
class Cell:
    """Lines of one cell; leading is mm."""

    lines: tuple[str, ...]
    font: str
    size: float
    leading: float

    @property
    def height(self) -> float:
        return len(self.lines) * self.leading + 2 * PAD

    def draw(self, sheet: Sheet, x: float, top: float, height: float) -> None:
        """Write the lines, centred in the height of the row."""
        inset = (height - len(self.lines) * self.leading) / 2
        for number, line in enumerate(self.lines):
            y = top + inset + number * self.leading + self.leading / 2 + self.size / MM * 0.36
            sheet.text(x + PAD, y, line, self.font, self.size, color=INK)


def fit_cell(text: Text, font: str, width: float, size: float, leading: float) -> Cell:
    """Return a cell of `width` mm; type shrinks until no number need be broken."""
    room = (width - 2 * PAD) * MM
    longest = max((fonts.width(span.text, font, 1) for span in text if span.whole), default=0)
    if longest:
        size = max(SMALLEST, min(size, room / longest - 0.01))
    lines = break_lines(text, room, lambda piece: fonts.width(piece, font, size))
    return Cell(tuple(lines), font, size, leading)
