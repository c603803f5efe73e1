"""A sheet of paper: places in mm from the upper left corner, text in our own fonts, the QR code, the foot."""

import io
from dataclasses import dataclass
from datetime import UTC, datetime

import segno
from reportlab import rl_config
from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

from office.documents.drawing import fonts
from office.documents.filled import Filled
from office.documents.records import SealPlace

MM = 72 / 25.4
INK = HexColor(0x1C1A17)
GREY = HexColor(0x4A4438)
RED = HexColor(0xC01920)
DEMO = "演示系统（非政府网站，数据均为虚构）"
VOID = "样本，无法律效力。"
MISSING = "〓"  # the printer's mark for a character that the typeface does not have


@dataclass(frozen=True)
class Drawn:
    """A drawn document: the file, how many pages it has, and where the seal belongs."""

    pdf: bytes
    pages: int
    seal: SealPlace | None


class DoesNotFit(RuntimeError):
    """文书的内容在版面里放不下。"""


class Sheet:
    """One PDF being drawn; its bytes depend on the filled layout alone."""

    def __init__(self, filled: Filled) -> None:
        fonts.register()
        rl_config.useA85 = 0  # pure-Python ASCII85 takes longer than all the drawing
        self.width, self.height = filled.size
        self._file = io.BytesIO()
        self.canvas = Canvas(
            self._file,
            pagesize=(self.width * MM, self.height * MM),
            pageCompression=1,
            invariant=1,
            initialFontName=fonts.HEI,  # type: ignore[arg-type]  # the stub says float, it is a name
            lang="zh-CN",
        )
        _describe(self.canvas, filled)

    def y(self, mm: float) -> float:
        """Turn mm from the top into PDF points."""
        return (self.height - mm) * MM

    def text(
        self,
        x: float,
        y: float,
        text: str,
        font: str,
        size: float,
        *,
        color: Color = INK,
        align: str = "left",
        spacing: float = 0,
        heavy: bool = False,
    ) -> None:
        """Write one line with its baseline at y; spacing is in points between characters."""
        text = _drawable(text, font)
        length = fonts.width(text, font, size) + spacing * max(0, len(text) - 1)
        start = x * MM - {"left": 0, "center": length / 2, "right": length}[align]
        line = self.canvas.beginText(start, self.y(y))
        line.setFont(font, size)
        line.setFillColor(color)
        line.setCharSpace(spacing)
        if heavy:  # there is no bold sans: its outline is drawn too
            self.canvas.setStrokeColor(color)
            self.canvas.setLineWidth(size * 0.035)
            line.setTextRenderMode(2)
        line.textOut(text)
        if heavy:
            line.setTextRenderMode(0)
        line.setCharSpace(0)  # else it stays in the graphics state of the page
        self.canvas.drawText(line)

    def spread(self, x: float, y: float, text: str, width: float, font: str, size: float) -> None:
        """Write a label with its characters spread over `width` mm."""
        slack = width * MM - fonts.width(text, font, size)
        spacing = slack / (len(text) - 1) if len(text) > 1 else 0
        self.text(x, y, text, font, size, color=GREY, spacing=max(0, spacing))

    def qr(self, content: str, x: float, y: float, side: float) -> None:
        """Draw a QR code with its upper left corner at x, y."""
        # A fixed mask takes a fifth of the time that trying all eight takes; every reader copes.
        rows = [bytes(row) for row in segno.make(content, error="m", micro=False, mask=3).matrix]
        module = side / len(rows)
        self.canvas.setFillColor(INK)
        path = self.canvas.beginPath()
        for down, row in enumerate(rows):
            for start, stop in _runs(row):
                path.rect(
                    (x + start * module) * MM,
                    self.y(y + (down + 1) * module),
                    (stop - start) * module * MM,
                    module * MM,
                )
        self.canvas.drawPath(path, stroke=0, fill=1)

    def watermark(self, text: str, x: float, y: float, size: float, color: Color) -> None:
        """Write pale characters askew around a centre; drawn first, so that all else lies above."""
        self.canvas.saveState()
        # An ornament, not words: nobody who copies the text should get it between two numbers.
        self._mark("/Span << /ActualText <FEFF> >> BDC")
        self.canvas.translate(x * MM, self.y(y))
        self.canvas.rotate(16)
        self.canvas.setFillColor(color)
        self.canvas.setFont(fonts.SONG_BOLD, size)
        pitch = size * 1.42
        for place, character in enumerate(text):
            offset = (place - (len(text) - 1) / 2) * pitch
            self.canvas.drawCentredString(offset, -size * 0.36, character)
        self._mark("EMC")
        self.canvas.restoreState()

    def _mark(self, operator: str) -> None:
        # ReportLab's canvas has no public way to mark content.
        self.canvas._code.append(operator)  # type: ignore[attr-defined]

    def finish(self, seal: SealPlace | None) -> Drawn:
        """Close the file."""
        pages = self.canvas.getPageNumber() - 1
        self.canvas.save()
        if seal is not None and seal.page < 0:
            seal = SealPlace(seal.role, pages + seal.page, seal.x, seal.y, seal.size)
        return Drawn(self._file.getvalue(), pages, seal)


def _describe(canvas: Canvas, filled: Filled) -> None:
    at = (filled.at or datetime(2000, 1, 1, tzinfo=UTC)).astimezone(UTC)
    # invariant=1 would date every file 2000-01-01; the document's own time keeps it repeatable.
    canvas.setDateFormatter(lambda *_: at.strftime("D:%Y%m%d%H%M%SZ"))
    canvas.setTitle(filled.title)
    canvas.setSubject(filled.number)
    canvas.setAuthor(filled.signature.organ if filled.signature else filled.header)
    canvas.setCreator("Tongban")
    canvas.setProducer("Tongban")


def _drawable(text: str, font: str) -> str:
    known = fonts.characters(font)
    return "".join(c if ord(c) in known or c == "\xa0" else MISSING for c in text)


def _runs(row: bytes) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    start = None
    for at, dark in enumerate((*row, 0)):
        if dark and start is None:
            start = at
        elif not dark and start is not None:
            runs.append((start, at))
            start = None
    return runs
