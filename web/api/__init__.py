"""The programming interface, version 1: start, list, read, decide, documents, by keys with scopes (docs/api.md)."""

from flask import Flask
from flask_smorest import Api

from web.api import cases, deciding, describing, documents, matters, starting, tasks
from web.api.blueprint import SECURITY, blueprint
from web.api.schemas import ProblemSchema

__all__ = ["set_up"]
ROOMS = (matters, starting, cases, tasks, deciding, documents)  # each adds its operations on import


class _Api(Api):
    """Describes and checks; errors are answered by the house (web.layout.errors), pages by their own rooms."""

    DEFAULT_ERROR_RESPONSE_NAME = None
    ERROR_SCHEMA = ProblemSchema

    def _register_error_handlers(self) -> None:
        pass


def set_up(app: Flask) -> None:
    """Give the application the interface and its OpenAPI description."""
    app.config.update(API_TITLE="Tongban 通办", API_VERSION="1", OPENAPI_VERSION="3.1.0")
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # Chinese is read as it is, also in a terminal
    api = _Api(app, spec_kwargs={"info": describing.INFO})
    api.spec.components.security_scheme(SECURITY, describing.KEY)
    api.register_blueprint(blueprint)
    app.register_blueprint(describing.pages)
    app.extensions["api"] = api
