"""Draw a filled layout to PDF; pure: the same values give the same bytes."""

from office.documents.drawing.certificate import draw_certificate
from office.documents.drawing.letter import draw_letter
from office.documents.drawing.sheet import Drawn
from office.documents.filled import Filled

STYLES = {"certificate": draw_certificate, "letter": draw_letter}

__all__ = ["STYLES", "Drawn", "draw"]


def draw(filled: Filled) -> Drawn:
    """Return the PDF and the place that the seal is to take on it."""
    return STYLES[filled.style](filled)
