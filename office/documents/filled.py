"""A layout with its values: all that the drawing needs, and nothing that it would have to look up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Span:
    """A run of text; whole ones (numbers, codes) are never broken over two lines."""

    text: str
    whole: bool = False


Text = tuple[Span, ...]


def plain(text: Text) -> str:
    """Return the words of a text."""
    return "".join(span.text for span in text)


@dataclass(frozen=True)
class Labelled:
    """A field of the document: label and value; column 1 is left, 2 right."""

    label: str
    text: Text
    column: int = 1
    strong: bool = False


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of a letter."""

    text: Text
    indent: bool = True
    strong: bool = False
    align: str = "left"


@dataclass(frozen=True)
class Table:
    """A table of a letter; widths are shares of the line."""

    columns: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[Text, ...], ...]


@dataclass(frozen=True)
class Signature:
    """Who issues the document and when."""

    label: str
    organ: str
    date_label: str
    date: str


@dataclass(frozen=True)
class SealWish:
    """The seal's role; its box (x, y, size in mm from the lower left), or None: over the signature."""

    role: str
    size: float
    page: int = -1
    corner: tuple[float, float] | None = None


@dataclass(frozen=True)
class Filled:
    """A document ready to be drawn; lengths are mm."""

    style: str
    size: tuple[float, float]
    title: str
    header: str = ""
    number_label: str = ""
    number: str = ""
    identifier: str = ""
    fields: tuple[Labelled, ...] = ()
    salutation: str = ""
    body: tuple[Paragraph | Table, ...] = ()
    signature: Signature | None = None
    seal: SealWish | None = None
    qr: str = ""
    qr_caption: str = ""
    watermark: str = ""
    demo: bool = False
    foot: tuple[str, ...] = ()
    at: datetime | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
