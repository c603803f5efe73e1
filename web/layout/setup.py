"""Hang the layout into an application: templates, static files, filters, globals, headers."""

from pathlib import Path

from flask import Flask, Response, g, get_flashed_messages, request, send_from_directory
from jinja2 import StrictUndefined

from web.layout import navigation
from web.layout.fields import control, question_control
from web.layout.filters import FILTERS
from web.layout.headers import protect
from web.layout.language import set_up_language
from web.layout.static import STATIC, Assets

TEMPLATES = Path(__file__).parent / "templates"


class Page(Flask):
    """A Flask application whose templates may use no undefined name."""

    jinja_options = {
        **Flask.jinja_options,
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }


def set_up(app: Flask, *, demo: bool, assets: Assets | None = None) -> None:
    """Give the application the layout's globals, filters and headers."""
    built = assets or Assets()
    set_up_language(app)
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(
        asset=built.url,
        icon=built.icon,
        control=control,
        question_control=question_control,
        flashed=lambda: get_flashed_messages(with_categories=True),
        tabs=navigation.TABS,
        tab_now=lambda: navigation.current(request.path, navigation.TABS),
        rail_now=_rail_now,
        demo=demo,
        here=_here,
        request_id=lambda: g.request_id,
    )

    @app.after_request
    def _headers(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.request_id
        return protect(response, secure=not demo)


def send_static(name: str) -> Response:
    """Answer a built file; its name changes with its content, so a browser may keep it for a year."""
    response = send_from_directory(STATIC, name, max_age=31_536_000)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _here() -> str:
    """Where the language switch leads back to: this page, or the room's start after a POST."""
    return request.full_path.rstrip("?") if request.method == "GET" else request.path


def _rail_now(groups: tuple[navigation.RailGroup, ...]) -> str:
    here = [item for group in groups for item in group.items]
    exact = [item.url for item in here if item.url in {request.full_path.rstrip("?"), request.path}]
    return max(exact, key=len, default="") or navigation.current(request.path, here)
