"""Small pictures of papers: a picture made smaller, the first page of a PDF; what cannot be drawn has none."""

import threading
from collections.abc import Collection
from datetime import datetime
from io import BytesIO

import pypdfium2  # type: ignore[import-untyped]  # ships no annotations
from PIL import Image, ImageOps
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from office.documents._rows import ThumbnailRow

SIDE = 240  # pixels: sharp at the 120 that pages show
MOST_PIXELS = 60_000_000  # a picture that claims more is a bomb, not a plan
PDFIUM = threading.Lock()  # pdfium draws for one thread at a time


def thumbnail(content: bytes, media: str) -> bytes | None:
    """Return a JPEG of at most SIDE pixels a side, or None where the file cannot be drawn."""
    try:
        drawn = _first_page(content) if media == "application/pdf" else _picture(content)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    except pypdfium2.PdfiumError:
        return None
    small = BytesIO()
    drawn.save(small, "JPEG", quality=78)
    return small.getvalue()


def keep_thumbnail(
    session: Session, sha256: str, content: bytes, media: str, now: datetime
) -> None:
    """Make the small picture of a file that has just come in and keep it under the file's hash."""
    small = thumbnail(content, media)
    if small is not None:
        session.execute(
            insert(ThumbnailRow)
            .values(sha256=sha256, content=small, made_at=now)
            .on_conflict_do_nothing(index_elements=["sha256"])
        )


def kept_thumbnail(session: Session, sha256: str) -> bytes | None:
    """Return the small picture kept under a hash, if there is one."""
    row = session.get(ThumbnailRow, sha256)
    return bytes(row.content) if row else None


def with_thumbnail(session: Session, hashes: Collection[str]) -> frozenset[str]:
    """Return those of the hashes that a small picture is kept for."""
    query = select(ThumbnailRow.sha256).where(ThumbnailRow.sha256.in_(hashes))
    return frozenset(session.scalars(query)) if hashes else frozenset()


def _picture(content: bytes) -> Image.Image:
    with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise ValueError(opened.size)
        opened.draft("RGB", (SIDE * 2, SIDE * 2))
        turned = ImageOps.exif_transpose(opened)
        turned.thumbnail((SIDE, SIDE))
        return _on_white(turned)


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in {"RGBA", "LA", "P", "PA"}:
        seen = picture.convert("RGBA")
        white = Image.new("RGB", seen.size, "white")
        white.paste(seen, mask=seen.getchannel("A"))
        return white
    return picture.convert("RGB")


def _first_page(content: bytes) -> Image.Image:
    with PDFIUM:
        document = pypdfium2.PdfDocument(content)
        try:
            page = document[0]
            width, height = page.get_size()
            if min(width, height) <= 0:
                raise ValueError(width)
            drawn = page.render(scale=SIDE / max(width, height)).to_pil()
            return _on_white(drawn)
        finally:
            document.close()
