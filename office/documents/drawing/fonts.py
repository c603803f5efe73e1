"""The three typefaces of all documents, embedded as subsets; rare characters keep their text."""

import os
import threading
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

from reportlab.pdfbase import pdfmetrics, ttfonts

import office

SONG = "NotoSerifSC"
SONG_BOLD = "NotoSerifSC-Bold"
HEI = "NotoSansSC"
FILES = {
    SONG: "NotoSerifSC-Regular.ttf",
    SONG_BOLD: "NotoSerifSC-Bold.ttf",
    HEI: "NotoSansSC-Regular.ttf",
}
SETTING = "TONGBAN_FONTS"

_lock = threading.Lock()


class FontsMissing(RuntimeError):
    """找不到文书字体：请先运行 make（由 npm 锁定文件安装），或设置 TONGBAN_FONTS。"""


def fonts_folder() -> Path:
    """Return the folder of the font files: TONGBAN_FONTS, the checkout's build, or the wheel's."""
    house = Path(office.__file__).resolve().parent.parent
    named = os.environ.get(SETTING)
    places = [Path(named)] if named else [house / "build/fonts", house / "web/static/fonts"]
    for place in places:
        if all((place / file).is_file() for file in FILES.values()):
            return place
    raise FontsMissing(", ".join(str(place) for place in places))


def register() -> None:
    """Register the fonts once a process (about 0.2 s); a worker may do so at its start."""
    with _lock:
        if HEI in pdfmetrics.getRegisteredFontNames():
            return
        folder = fonts_folder()
        _keep_rare_characters()
        for name, file in FILES.items():
            # shapable=False: HarfBuzz adds nothing to Chinese and costs time.
            pdfmetrics.registerFont(ttfonts.TTFont(name, str(folder / file), shapable=False))


def width(text: str, font: str, size: float) -> float:
    """Return the length of a line in points."""
    return float(pdfmetrics.stringWidth(text, font, size))


def characters(font: str) -> Collection[int]:
    """Return the code points that a font has."""
    face: Any = pdfmetrics.getFont(font).face  # type: ignore[attr-defined]  # missing in the stub
    known: Collection[int] = face.charToGlyph
    return known


def _keep_rare_characters() -> None:
    """Let characters beyond U+FFFF be copied out of our files as what they are.

    ReportLab writes their code points with %04X; a ToUnicode map wants UTF-16, a surrogate pair.
    Without it 张𬭎 draws right and extracts as 张Ⲵ.
    """
    original: Callable[[str, Sequence[int]], str] = ttfonts.makeToUnicodeCMap

    def make(fontname: str, subset: Any) -> str:
        cmap = original(fontname, subset)
        for code, point in enumerate(subset):
            if point > 0xFFFF:
                pair = chr(point).encode("utf-16-be").hex().upper()
                cmap = cmap.replace(f"<{code:02X}> <{point:04X}>", f"<{code:02X}> <{pair}>")
        return cmap

    ttfonts.makeToUnicodeCMap = make
