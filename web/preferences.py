"""The visitor's language and letter size, kept in two cookies for a year."""

from flask import Blueprint, abort, redirect, request
from werkzeug.wrappers import Response

from web import guard
from web.layout.language import LANGUAGE_COOKIE, LANGUAGES, SIZE_COOKIE

_YEAR = 365 * 24 * 3600
SIZES = ("normal", "large")

blueprint = Blueprint("preferences", __name__)


@blueprint.post("/preferences")
@guard.open_to_all
def choose() -> Response:
    """Keep what was chosen and go back to the page; 400 for a choice that does not exist."""
    response = redirect(guard.local_page(request.form.get("back", "")) or "/", 303)
    for name, cookie, known in (
        ("language", LANGUAGE_COOKIE, tuple(LANGUAGES)),
        ("size", SIZE_COOKIE, SIZES),
    ):
        chosen = request.form.get(name)
        if chosen is None:
            continue
        if chosen not in known:
            abort(400)
        guard.keep_cookie(response, cookie, chosen, _YEAR)
    return response
