"""Documents of the cases: kept by content hash, drawn from layouts, sealed, delivered."""

from office.documents.drawing import Drawn, draw
from office.documents.drawing.fonts import FontsMissing, fonts_folder, register
from office.documents.drawing.sheet import DoesNotFit
from office.documents.filled import Filled
from office.documents.filling import Evaluate, fill, render, written
from office.documents.layouts import (
    RESULT,
    Layout,
    LayoutMissing,
    RightsMissing,
    layout_of,
    rights_of,
)
from office.documents.numbers import serial
from office.documents.preview import (
    NoPicture,
    PagePicture,
    page_count,
    picture_of,
    pictures,
)
from office.documents.records import (
    AlreadySealed,
    Document,
    DocumentMissing,
    SealPlace,
    by_identifier,
    by_number,
    by_sha256,
    deliver,
    document,
    keep,
    newest,
    of_case,
    of_cases,
    seal,
)
from office.documents.store import ContentMissing, get, media, put, remove, unnamed
from office.documents.surroundings import Surroundings, surround, surroundings
from office.documents.thumbnails import (
    keep_thumbnail,
    kept_thumbnail,
    thumbnail,
    with_thumbnail,
)
from office.matters.layouts import check_layout

__all__ = [
    "AlreadySealed",
    "ContentMissing",
    "Document",
    "DocumentMissing",
    "DoesNotFit",
    "Drawn",
    "Evaluate",
    "Filled",
    "FontsMissing",
    "Layout",
    "LayoutMissing",
    "NoPicture",
    "PagePicture",
    "RESULT",
    "RightsMissing",
    "SealPlace",
    "Surroundings",
    "by_identifier",
    "by_number",
    "by_sha256",
    "check_layout",
    "deliver",
    "document",
    "draw",
    "fill",
    "fonts_folder",
    "get",
    "keep",
    "keep_thumbnail",
    "kept_thumbnail",
    "layout_of",
    "media",
    "newest",
    "of_case",
    "of_cases",
    "page_count",
    "picture_of",
    "pictures",
    "put",
    "register",
    "remove",
    "render",
    "rights_of",
    "seal",
    "serial",
    "surround",
    "surroundings",
    "thumbnail",
    "unnamed",
    "with_thumbnail",
    "written",
]
