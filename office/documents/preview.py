"""Pages of a document as pictures and as words, to be looked at before anything is sealed."""

from dataclasses import dataclass
from io import BytesIO

import pypdfium2  # type: ignore[import-untyped]  # ships no annotations

from office.documents.thumbnails import PDFIUM

WIDTH = 900  # pixels: read without zooming at the width of a page's column
MOST_PAGES = 6


@dataclass(frozen=True)
class PagePicture:
    """One page: a PNG, and its words for who cannot see it."""

    png: bytes
    words: str


def pictures(pdf: bytes, *, width: int = WIDTH) -> tuple[PagePicture, ...]:
    """Return the first pages of a document of ours, drawn by the house itself."""
    with PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return tuple(
                _picture(document[number], width)
                for number in range(min(len(document), MOST_PAGES))
            )
        finally:
            document.close()


def _picture(page: "pypdfium2.PdfPage", width: int) -> PagePicture:
    drawn = page.render(scale=width / page.get_width()).to_pil().convert("P", colors=32)
    written = BytesIO()
    drawn.save(written, "PNG", optimize=True)
    words = page.get_textpage()
    try:
        return PagePicture(written.getvalue(), " ".join(words.get_text_range().split()))
    finally:
        words.close()
