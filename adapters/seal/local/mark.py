"""The visible round seal as PDF operators: circle, organ on an arc, star, purpose, 13-digit code.

No national emblem is drawn: departments and internal bodies bear a star (国发〔1999〕25号).
"""

import math
from collections.abc import Iterator

from adapters.seal.local.outlines import HEI, SONG_BOLD, Font, curves, font

NOMINAL = 42.0  # mm across; all measures below are for this size and grow with the seal
RED = (0.82, 0.125, 0.157)
_RADIUS, _LINE = 20.4, 1.05
_NAME_BASE, _NAME_HEIGHT, _NAME_SWEEP, _NAME_PITCH = 12.7, 4.9, 232.0, 25.0
_STAR, _LONE_STAR = 5.4, 6.6
_TITLE_Y, _TITLE_HEIGHT, _TITLE_WIDTH = -11.6, 3.3, 24.0
_CODE_BASE, _CODE_HEIGHT, _CODE_PITCH = 18.4, 2.1, 5.9
_LONG = 16  # an organ's name longer than this is drawn in lower characters

Matrix = tuple[float, float, float, float, float, float]


def draw_mark(organ_name: str, title: str, code: str, size: float) -> bytes:
    """Return the content stream of a seal `size` points across, its lower left corner at 0, 0.

    title is the purpose under the star, empty for an organ's general seal. /Multiply must name a
    graphics state that lets the text under the seal show through.
    """
    song, hei = font(SONG_BOLD), font(HEI)
    scale = size / NOMINAL
    red = " ".join(f"{part:g}" for part in RED)
    parts = [
        f"q /Multiply gs {red} rg {red} RG",
        f"{scale:.5f} 0 0 {scale:.5f} {size / 2:.4f} {size / 2:.4f} cm",
        f"{_LINE} w",
        _circle(_RADIUS),
        *_arc_above(song, organ_name),
        _star(_STAR if title else _LONE_STAR),
        *(_line(song, title) if title else ()),
        *_arc_below(hei, code),
        "Q",
    ]
    return "\n".join(parts).encode("ascii")


def _arc_above(song: Font, text: str) -> Iterator[str]:
    count = len(text)
    pitch = min(_NAME_PITCH, _NAME_SWEEP / max(count - 1, 1))
    height = _NAME_HEIGHT if count <= _LONG else _NAME_HEIGHT * (_LONG / count) ** 0.5
    room = math.radians(pitch) * (_NAME_BASE + height * 0.45)
    width = min(height * 0.82, room * 0.98)
    for place, character in enumerate(text):
        angle = math.radians(pitch * ((count - 1) / 2 - place))
        yield _drawn(song, character, _upright(angle, _NAME_BASE, width, height))


def _arc_below(hei: Font, text: str) -> Iterator[str]:
    count = len(text)
    for place, character in enumerate(text):
        angle = math.radians(_CODE_PITCH * (place - (count - 1) / 2))
        yield _drawn(hei, character, _hanging(angle, _CODE_BASE, _CODE_HEIGHT))


def _line(song: Font, text: str) -> Iterator[str]:
    width = min(_TITLE_HEIGHT * 0.96, _TITLE_WIDTH / len(text))
    left = -width * len(text) / 2
    for place, character in enumerate(text):
        x = left + width * place
        yield _drawn(song, character, (width, 0, 0, _TITLE_HEIGHT, x, _TITLE_Y))


def _upright(angle: float, radius: float, width: float, height: float) -> Matrix:
    """Place a full-width character with its foot towards the centre, `angle` left of the top."""
    cos, sin = math.cos(angle), math.sin(angle)
    # The em box reaches from -0.12 to 0.88; its middle stands on the ray.
    x, y = -width / 2, radius + 0.12 * height
    return (width * cos, width * sin, -height * sin, height * cos, *_turned(x, y, cos, sin))


def _hanging(angle: float, radius: float, height: float) -> Matrix:
    """Place a digit with its head towards the centre, `angle` right of the bottom."""
    cos, sin = math.cos(angle), math.sin(angle)
    x, y = -height * 0.28, -radius
    return (height * cos, height * sin, -height * sin, height * cos, *_turned(x, y, cos, sin))


def _turned(x: float, y: float, cos: float, sin: float) -> tuple[float, float]:
    return x * cos - y * sin, x * sin + y * cos


def _drawn(typeface: Font, character: str, matrix: Matrix) -> str:
    a, b, c, d, e, f = matrix

    def point(x: float, y: float) -> str:
        return f"{a * x + c * y + e:.2f} {b * x + d * y + f:.2f}"

    steps = []
    for contour in typeface.glyph(character).contours:
        if not contour:
            continue
        for number, points in enumerate(curves(contour)):
            operator = "m" if number == 0 else "l" if len(points) == 1 else "c"
            steps.append(f"{' '.join(point(*p) for p in points)} {operator}")
        steps.append("h")
    return " ".join([*steps, "f"]) if steps else ""


def _circle(radius: float) -> str:
    k = radius * 0.5522847498
    r = radius
    return (
        f"{r} 0 m {r} {k:.4f} {k:.4f} {r} 0 {r} c {-k:.4f} {r} {-r} {k:.4f} {-r} 0 c"
        f" {-r} {-k:.4f} {-k:.4f} {-r} 0 {-r} c {k:.4f} {-r} {r} {-k:.4f} {r} 0 c h S"
    )


def _star(radius: float) -> str:
    inner = radius * 0.381966  # a pentagram's inner corners
    corners = []
    for number in range(10):
        reach = radius if number % 2 == 0 else inner
        angle = math.pi / 2 + number * math.pi / 5
        corners.append(f"{reach * math.cos(angle):.3f} {reach * math.sin(angle):.3f}")
    return f"{corners[0]} m {' l '.join(corners[1:])} l h f"
