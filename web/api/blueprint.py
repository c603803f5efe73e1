"""The rooms' one blueprint: each operation declares its scopes, its replies and the problems it may answer with."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from flask import abort, request
from flask_smorest import Blueprint

from web import guard
from web.api.parsing import Parser, is_plain
from web.api.problems import MEDIA
from web.api.schemas import ProblemSchema

View = TypeVar("View", bound=Callable[..., Any])
ALWAYS = (400, 401, 403, 404, 422, 429, 500, 503)
WITH_BODY = (409, 413, 415)
SECURITY = "api_key"
PREFIX = "/api/v1"


def _describe_problems(doc: dict[str, Any], doc_info: Any, **more: Any) -> dict[str, Any]:
    responses = doc.setdefault("responses", {})
    responses.pop("default", None)
    codes = (*ALWAYS, *WITH_BODY) if more["method"] == "post" else ALWAYS
    for code in codes:
        responses[str(code)] = {
            "description": HTTPStatus(code).phrase,
            "content": {MEDIA: {"schema": ProblemSchema}},
        }
        responses.pop(code, None)
    return doc


class Operations(Blueprint):
    """flask-smorest's blueprint with our parser, and with our problem documents in the description."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._prepare_doc_cbks.append(_describe_problems)


blueprint = Operations("api", __name__, url_prefix=PREFIX, description="Cases, tasks, documents")


@blueprint.before_request
def _plain_address() -> None:
    """An address with signs that are none names nothing, and never reaches the database."""
    if not is_plain(request.path) or any(sign in request.path for sign in "\t\r\n"):
        abort(404)


def for_program(*scopes: str) -> Callable[[View], View]:
    """Lock an operation for keys with one of the scopes (none: any key) and say so in the description."""

    def lock(view: View) -> View:
        locked = guard.for_program(*scopes)(view)
        apidoc = dict(getattr(locked, "_apidoc", {}))
        apidoc["manual_doc"] = {
            **apidoc.get("manual_doc", {}),
            "security": [{SECURITY: list(scopes)}],
        }
        locked._apidoc = apidoc  # type: ignore[attr-defined]  # noqa: SLF001 - where flask-smorest keeps it
        return locked

    return lock
