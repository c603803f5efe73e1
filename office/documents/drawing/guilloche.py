"""Fine line ornament: braided border, corner rosettes and the rosette behind the text.

Each figure repeats itself, so one tile is written as a Form XObject and placed many times: the
whole ornament takes about 10 KB of a file.
"""

import math
from collections.abc import Callable

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

from office.documents.drawing.sheet import MM, Sheet

GOLD = HexColor(0xB08D35)
PALE_GOLD = HexColor(0xCDB778)
FAINT = (HexColor(0xE0DDB6), HexColor(0xEBDCB2))
BRAID = HexColor(0xBFA056)
PAPER = HexColor(0xFFFDF6)

Curve = Callable[[float], tuple[float, float]]


def trace(canvas: Canvas, curve: Curve, start: float, stop: float, pieces: int) -> None:
    """Stroke a smooth curve, given by a parameter, as Bézier pieces."""
    path = canvas.beginPath()
    step = (stop - start) / pieces
    here = curve(start)
    path.moveTo(*here)
    for piece in range(pieces):
        t = start + piece * step
        there = curve(t + step)
        (ax, ay), (bx, by) = _slope(curve, t), _slope(curve, t + step)
        third = step / 3
        path.curveTo(
            round(here[0] + ax * third, 2),
            round(here[1] + ay * third, 2),
            round(there[0] - bx * third, 2),
            round(there[1] - by * third, 2),
            round(there[0], 2),
            round(there[1], 2),
        )
        here = there
    canvas.drawPath(path, stroke=1, fill=0)


def _slope(curve: Curve, t: float) -> tuple[float, float]:
    tiny = 1e-4
    (ax, ay), (bx, by) = curve(t - tiny), curve(t + tiny)
    return ((bx - ax) / (2 * tiny), (by - ay) / (2 * tiny))


def border(sheet: Sheet) -> None:
    """Draw the frame: outer rule, fine rules, braids on four sides, inner rule, four rosettes."""
    canvas, outer, inner = sheet.canvas, 7.9, 18.3
    _frame(sheet, outer, 0.75, GOLD)
    _frame(sheet, outer + 2.0, 0.16, PALE_GOLD)
    _frame(sheet, inner - 1.0, 0.16, PALE_GOLD)
    _frame(sheet, inner, 0.5, GOLD)
    middle = (outer + inner) / 2 - 0.1
    _braids(sheet, middle, inner - 1.0)
    _corner_form(canvas)
    for x in (middle, sheet.width - middle):
        for y in (middle, sheet.height - middle):
            canvas.saveState()
            canvas.translate(x * MM, y * MM)
            canvas.doForm("corner")
            canvas.restoreState()


def _frame(sheet: Sheet, margin: float, line: float, color: Color) -> None:
    sheet.canvas.setStrokeColor(color)
    sheet.canvas.setLineWidth(line * MM)
    sheet.canvas.rect(
        margin * MM,
        margin * MM,
        (sheet.width - 2 * margin) * MM,
        (sheet.height - 2 * margin) * MM,
    )


def _braids(sheet: Sheet, middle: float, corner: float) -> None:
    half, canvas = 2.15, sheet.canvas
    for name, length in (("braid-x", sheet.width), ("braid-y", sheet.height)):
        run = length - 2 * corner
        count = round(run / 6.4)
        period = run / count
        _braid_form(canvas, name, period * MM, half * MM)
        for far in (middle, (sheet.height if name == "braid-x" else sheet.width) - middle):
            canvas.saveState()
            if name == "braid-x":
                canvas.translate(corner * MM, far * MM)
            else:
                canvas.translate(far * MM, corner * MM)
                canvas.rotate(90)
            for _ in range(count):
                canvas.doForm(name)
                canvas.translate(period * MM, 0)
            canvas.restoreState()


def _braid_form(canvas: Canvas, name: str, period: float, half: float) -> None:
    """One period of six waves that run through each other, between two rules."""
    _begin_form(canvas, name, (-1, -half - 1, period + 1, half + 1))
    canvas.setStrokeColor(BRAID)
    canvas.setLineWidth(0.36)
    canvas.line(0, half, period, half)
    canvas.line(0, -half, period, -half)
    waves = 6
    for wave in range(waves):
        phase = 2 * math.pi * wave / waves

        def curve(t: float, phase: float = phase) -> tuple[float, float]:
            turn = 2 * math.pi * t / period
            return (t, half * 0.97 * math.sin(turn + phase))

        trace(canvas, curve, 0, period, 6)
    canvas.endForm()


def _corner_form(canvas: Canvas) -> None:
    """A rosette of petals in rings; about 11 mm across."""
    radius = 5.35 * MM
    _begin_form(canvas, "corner", (-radius - 1, -radius - 1, radius + 1, radius + 1))
    canvas.setFillColor(PAPER)
    canvas.setStrokeColor(GOLD)
    canvas.setLineWidth(0.9)
    canvas.circle(0, 0, radius, stroke=1, fill=1)
    canvas.setLineWidth(0.3)
    canvas.circle(0, 0, radius * 0.9, stroke=1, fill=0)
    for _ in range(8):
        for width in (0.05, 0.1, 0.15, 0.2):
            canvas.ellipse(
                0.33 * radius, -width * radius, 0.86 * radius, width * radius, stroke=1, fill=0
            )
        canvas.rotate(45)
    canvas.setFillColor(GOLD)
    canvas.circle(0, 0, radius * 0.24, stroke=0, fill=1)
    canvas.endForm()


def _rose(radius: float, amplitude: float, waves: int, phase: float) -> Curve:
    def curve(t: float) -> tuple[float, float]:
        r = radius + amplitude * math.sin(waves * t + phase)
        return (r * math.cos(t), r * math.sin(t))

    return curve


def rosette(sheet: Sheet, x: float, y: float, radius: float) -> None:
    """Draw the large rosette of twisting rings behind the text, its centre at x, y."""
    canvas, lobes, rings = sheet.canvas, 12, 17
    sector = 2 * math.pi / lobes
    reach = radius * 1.1 * MM
    _begin_form(canvas, "rosette", (-reach, -reach, reach, reach))
    canvas.setLineWidth(0.42)
    for ring in range(rings):
        share = ring / (rings - 1)
        r = radius * MM * (0.31 + 0.69 * share)
        rose = _rose(r, r * (0.05 + 0.055 * share), lobes, share * 5.6 - 0.6)
        canvas.setStrokeColor(FAINT[ring % 2])
        trace(canvas, rose, 0, sector, 6)
    canvas.endForm()
    canvas.saveState()
    canvas.translate(x * MM, sheet.y(y))
    for _ in range(lobes):
        canvas.doForm("rosette")
        canvas.rotate(360 / lobes)
    canvas.restoreState()


def _begin_form(canvas: Canvas, name: str, box: tuple[float, float, float, float]) -> None:
    left, bottom, right, top = box
    canvas.beginForm(name, math.floor(left), math.floor(bottom), math.ceil(right), math.ceil(top))
