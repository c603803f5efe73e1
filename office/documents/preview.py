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


class NoPicture(ValueError):
    """这个文件没有这一页，或者画不出来。"""


def picture_of(pdf: bytes, number: int, *, width: int = WIDTH) -> bytes:
    """Return one page of a PDF that somebody has sent as a PNG (the first is 0); raises NoPicture."""
    try:
        with PDFIUM:
            document = pypdfium2.PdfDocument(pdf)
            try:
                if not 0 <= number < min(len(document), MOST_PAGES):
                    raise NoPicture(number)
                return _picture(document[number], width).png
            finally:
                document.close()
    except (pypdfium2.PdfiumError, OSError) as error:
        raise NoPicture(str(error)) from error


def page_count(pdf: bytes) -> int:
    """Return how many pages of a PDF can be looked at; none where it cannot be read."""
    try:
        with PDFIUM:
            document = pypdfium2.PdfDocument(pdf)
            try:
                return min(len(document), MOST_PAGES)
            finally:
                document.close()
    except (pypdfium2.PdfiumError, OSError):
        return 0


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
    if min(page.get_size()) <= 0 or page.get_height() > 4 * page.get_width():
        raise NoPicture("strange sheet")
    drawn = page.render(scale=width / page.get_width()).to_pil().convert("P", colors=64)
    written = BytesIO()
    drawn.save(written, "PNG", optimize=True)
    words = page.get_textpage()
    try:
        return PagePicture(written.getvalue(), " ".join(words.get_text_range().split()))
    finally:
        words.close()
