"""The description itself: OpenAPI 3.1, and a page that lists operations and problems for people."""

from typing import Any

from flask import Blueprint, Response, current_app, json, render_template

from web import guard
from web.api.blueprint import PREFIX
from web.api.problems import KINDS

INFO = {
    "description": (
        "Start, list, read and decide cases and fetch their documents. A key acts as one account and can do what"
        " that account may, never more. Failures are problem documents (RFC 9457), in Chinese, or in English by"
        " Accept-Language. Times are ISO 8601 with offset."
    ),
    "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
}
KEY = {
    "type": "http",
    "scheme": "bearer",
    "description": "A key made at /admin/keys: tb_<id>_<secret>",
}


# Not operations of the interface: they stand beside it and need no key.
pages = Blueprint("interface", __name__, url_prefix=PREFIX, template_folder="templates")


@pages.get("/openapi.json")
@guard.open_to_all
def description() -> Response:
    """The OpenAPI description."""
    return Response(json.dumps(_spec()), mimetype="application/json")


@pages.get("/")
@guard.open_to_all
def overview() -> str:
    """Operations and kinds of problems, for people."""
    operations = [
        (method.upper(), path, one)
        for path, methods in _spec()["paths"].items()
        for method, one in methods.items()
        if method in {"get", "post"}
    ]
    return render_template("api/overview.html", operations=operations, kinds=KINDS)


def _spec() -> dict[str, Any]:
    found: dict[str, Any] = current_app.extensions["api"].spec.to_dict()
    return found
