"""Glyphs of a TrueType font as paths: a seal is drawn, so its words do not mix with the page's text."""

import os
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from reportlab.pdfbase.ttfonts import TTFontFile

import adapters
from adapters.errors import Misconfigured

SONG_BOLD, HEI = "NotoSerifSC-Bold.ttf", "NotoSansSC-Regular.ttf"
SETTING = "TONGBAN_FONTS"  # the folder, where neither the checkout's nor the wheel's is wanted

_ON_CURVE, _X_SHORT, _Y_SHORT, _REPEAT, _X_SAME, _Y_SAME = 1, 2, 4, 8, 16, 32
_WORDS, _OFFSETS, _SCALE, _MORE, _SCALE_XY, _MATRIX = 1, 2, 8, 32, 64, 128

Point = tuple[float, float]


@dataclass(frozen=True)
class Vertex:
    """A point of a contour; off-curve points are control points of quadratic curves."""

    x: float
    y: float
    on: bool


@dataclass(frozen=True)
class Glyph:
    """Contours and advance in ems."""

    contours: tuple[tuple[Vertex, ...], ...]
    advance: float


class Font:
    """Reads outlines from the glyf table (OpenType specification, chapter glyf)."""

    def __init__(self, path: Path) -> None:
        self._file = TTFontFile(str(path))
        self._glyphs: bytes = self._file.get_table("glyf")  # type: ignore[no-untyped-call]
        self._em: float = self._file.unitsPerEm

    def glyph(self, character: str) -> Glyph:
        """Return the character's outline; one the font does not have is drawn as its box."""
        index = self._file.charToGlyph.get(ord(character), 0)
        advance = self._file.hmetrics[min(index, len(self._file.hmetrics) - 1)][0]
        contours = tuple(
            tuple(Vertex(v.x / self._em, v.y / self._em, v.on) for v in contour)
            for contour in self._contours(index)
        )
        return Glyph(contours, advance / self._em)

    def _contours(self, index: int) -> list[list[Vertex]]:
        start, end = self._file.glyphPos[index], self._file.glyphPos[index + 1]
        if start == end:
            return []
        data = self._glyphs[start:end]
        (count,) = struct.unpack_from(">h", data)
        return list(_simple(data, count)) if count >= 0 else list(self._composite(data))

    def _composite(self, data: bytes) -> Iterator[list[Vertex]]:
        at, flags = 10, _MORE
        while flags & _MORE:
            flags, index = struct.unpack_from(">HH", data, at)
            at += 4
            dx, dy = struct.unpack_from(">hh" if flags & _WORDS else ">bb", data, at)
            at += 4 if flags & _WORDS else 2
            numbers = (
                4 if flags & _MATRIX else 2 if flags & _SCALE_XY else 1 if flags & _SCALE else 0
            )
            given = [n / 16384 for n in struct.unpack_from(f">{numbers}h", data, at)]
            at += 2 * numbers
            a, b, c, d = _matrix(given)
            if not flags & _OFFSETS:
                dx = dy = 0  # placed by matching points: no glyph of our fonts does so
            for contour in self._contours(index):
                yield [
                    Vertex(a * v.x + c * v.y + dx, b * v.x + d * v.y + dy, v.on) for v in contour
                ]


def curves(contour: Sequence[Vertex]) -> Iterator[tuple[Point, ...]]:
    """Yield a closed contour as its first point, then lines (1 point) and cubic curves (3 points)."""
    points = list(_with_midpoints(contour))
    first = next(i for i, vertex in enumerate(points) if vertex.on)
    points = points[first:] + points[: first + 1]
    here = points[0]
    yield ((here.x, here.y),)
    control: Vertex | None = None
    for vertex in points[1:]:
        if not vertex.on:
            control = vertex
        elif control is None:
            yield ((vertex.x, vertex.y),)
            here = vertex
        else:
            yield (_third(here, control), _third(vertex, control), (vertex.x, vertex.y))
            here, control = vertex, None


@lru_cache(maxsize=4)
def font(name: str) -> Font:
    """Return a font of the build by its file name; raises Misconfigured where it is missing."""
    house = Path(adapters.__file__).resolve().parent.parent
    named = os.environ.get(SETTING)
    for folder in [Path(named)] if named else [house / "build/fonts", house / "web/static/fonts"]:
        if (folder / name).is_file():
            return Font(folder / name)
    raise Misconfigured(
        "找不到印章字体：请先运行 make（由 npm 锁定文件安装），或设置 TONGBAN_FONTS。"
    )


def _simple(data: bytes, count: int) -> Iterator[list[Vertex]]:
    ends = struct.unpack_from(f">{count}H", data, 10)
    at = 10 + 2 * count
    at += 2 + struct.unpack_from(">H", data, at)[0]
    total = ends[-1] + 1 if ends else 0
    flags: list[int] = []
    while len(flags) < total:
        flag = data[at]
        at += 1
        times = 1
        if flag & _REPEAT:
            times += data[at]
            at += 1
        flags += [flag] * times
    xs, at = _coordinates(data, at, flags, _X_SHORT, _X_SAME)
    ys, at = _coordinates(data, at, flags, _Y_SHORT, _Y_SAME)
    start = 0
    for end in ends:
        yield [Vertex(xs[i], ys[i], bool(flags[i] & _ON_CURVE)) for i in range(start, end + 1)]
        start = end + 1


def _coordinates(
    data: bytes, at: int, flags: Sequence[int], short: int, same: int
) -> tuple[list[int], int]:
    values, value = [], 0
    for flag in flags:
        if flag & short:
            value += data[at] if flag & same else -data[at]
            at += 1
        elif not flag & same:
            value += struct.unpack_from(">h", data, at)[0]
            at += 2
        values.append(value)
    return values, at


def _matrix(given: Sequence[float]) -> tuple[float, float, float, float]:
    if len(given) == 4:
        return given[0], given[1], given[2], given[3]
    if not given:
        return 1.0, 0.0, 0.0, 1.0
    return given[0], 0.0, 0.0, given[-1]


def _with_midpoints(contour: Sequence[Vertex]) -> Iterator[Vertex]:
    """Between two control points stands a point that the font leaves out."""
    before = contour[-1]
    for vertex in contour:
        if not before.on and not vertex.on:
            yield Vertex((before.x + vertex.x) / 2, (before.y + vertex.y) / 2, True)
        yield vertex
        before = vertex


def _third(end: Vertex, control: Vertex) -> Point:
    return end.x + (control.x - end.x) * 2 / 3, end.y + (control.y - end.y) * 2 / 3
