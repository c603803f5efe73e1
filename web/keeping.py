"""What somebody typed is kept when the sign-in or the page's token has run out: shown again, sent by their own press.

Kept only for a form of this very site (Sec-Fetch-Site, Origin): a foreign page's form gets nothing shown again.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app, render_template, request
from itsdangerous import BadData, URLSafeTimedSerializer

LONGEST_SECONDS = 3600
LARGEST = 256 * 1024  # characters of all fields together
_NEVER = frozenset({"csrf_token", "password", "kept"})


@dataclass(frozen=True)
class Kept:
    """A form that was sent too late: where to, its fields in order, the names of files that must be chosen anew."""

    path: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...]


def kept_form() -> Kept | None:
    """Return what this request's form holds, if it came from a page of ours and a person can send it again."""
    if request.method != "POST" or not _from_here() or "X-CSRF-Token" in request.headers:
        return None
    fields = tuple(
        (name, value)
        for name, values in request.form.lists()
        if name not in _NEVER
        for value in values
    )
    if not fields or sum(len(name) + len(value) for name, value in fields) > LARGEST:
        return None
    files = tuple(one.filename for one in request.files.values() if one.filename)
    return Kept(request.full_path.rstrip("?"), fields, files)


def sealed(kept: Kept) -> str:
    """Return the form as a text that only this house can have written; it travels in the sign-in page."""
    return str(_serializer().dumps([kept.path, kept.fields, kept.files]))


def opened(text: str) -> Kept | None:
    """Return the form of a sealed text; None for one that is not ours or too old."""
    if not text:
        return None
    try:
        path, fields, files = _serializer().loads(text, max_age=LONGEST_SECONDS)
    except BadData:
        return None
    return Kept(path, tuple((name, value) for name, value in fields), tuple(files))


def kept_page(kept: Kept) -> str:
    """Return the page that shows a kept form with a fresh token, to be sent by its own button."""
    return render_template("layout/kept.html", kept=kept)


def _from_here() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return bool(origin) and urlsplit(origin).netloc == request.host


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="kept-form")
