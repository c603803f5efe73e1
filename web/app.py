"""The Flask application: rooms of the web, one transaction a request, request numbers, the access log."""

import logging
import re
import time
import uuid
from typing import TYPE_CHECKING

from flask import Flask, Response, g, request
from flask.typing import ResponseReturnValue
from werkzeug.middleware.proxy_fix import ProxyFix

from web import account, api, away, guard, health, layout, preferences, programs
from web.admin import blueprint as admin
from web.api import problems
from web.files import blueprint as files
from web.inbox import blueprint as inbox
from web.layout import errors
from web.layout.setup import TEMPLATES, Page, send_static
from web.open import blueprint as open_room
from web.portal import blueprint as portal
from web.studio import blueprint as studio

if TYPE_CHECKING:  # the house is handed in; its adapters need not be loaded to know its shape
    from office.run.assembly import House

log = logging.getLogger(__name__)

ROOMS = (
    portal,
    inbox,
    files,
    open_room,
    admin,
    studio,
    account.blueprint,
    away.blueprint,
    preferences.blueprint,
    health.blueprint,
)
LARGEST_REQUEST = 64 * 1024 * 1024  # a form with all its materials at once, 10 MB each
_GIVEN_ID = re.compile(r"[0-9a-zA-Z-]{8,64}")


class Counter(Page):
    """An application that works inside the house's transaction, closed before the answer leaves."""

    def dispatch_request(self) -> ResponseReturnValue:
        view = self.view_functions.get(request.endpoint or "")
        if getattr(view, "without_transaction", False):
            g.account = None
            return super().dispatch_request()
        house: House = self.extensions["house"]
        if getattr(view, "streams", False):
            return self._stream(house)
        with house.transaction() as session:
            g.session, g.now = session, house.clock()
            refused = guard.admit()
            # Made whole here: a template or generator must not ask the database after the commit.
            return self.make_response(super().dispatch_request() if refused is None else refused)

    def _stream(self, house: "House") -> ResponseReturnValue:
        """A stream outlives any transaction: the sign-in is looked at in a short one, the view has none."""
        with house.transaction() as session:
            g.session, g.now = session, house.clock()
            refused = guard.admit()
            answer = None if refused is None else self.make_response(refused)
        del g.session
        return super().dispatch_request() if answer is None else answer


def create_app(house: "House") -> Flask:
    """Return the application of a house; raises guard.NoLock where a view declares no lock."""
    settings = house.settings
    app = Counter(__name__, template_folder=str(TEMPLATES), static_folder=None)
    app.extensions["house"] = house
    app.config.update(
        SECRET_KEY=settings.secret,
        SESSION_COOKIE_NAME="tongban-note",  # one-time messages alone; the sign-in is kept by the guard
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=not settings.demo,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_PARTS=2_000,
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.before_request(_number_request)
    app.after_request(_log_request)
    app.add_url_rule(
        "/static/<path:name>",
        "static_file",
        guard.without_transaction(guard.open_to_all(send_static)),
    )
    for room in ROOMS:
        app.register_blueprint(room)
    health.watch(app)
    layout.set_up(app, demo=settings.demo)
    programs.set_up(app)
    api.set_up(app)
    errors.set_up(app, stale=guard.BadToken, keep=guard.keep_typed, to_program=problems.as_document)
    guard.set_up(app, secret=settings.secret, secure=not settings.demo)
    return app


def _number_request() -> None:
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if _GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
    g.started = time.monotonic()


def _log_request(response: Response) -> Response:
    # The route's pattern, never the address itself: a query may hold what somebody typed.
    route = request.url_rule.rule if request.url_rule else "-"
    if request.endpoint != "static_file":
        took = time.monotonic() - g.started
        health.observe(took, route)
        log.info(
            "request",
            extra={
                "request": g.request_id,
                "method": request.method,
                "route": route,
                "status": response.status_code,
                "duration_ms": round(took * 1000),
            },
        )
    return response
