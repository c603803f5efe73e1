"""What machines ask: is this process alive, can the house work, and the figures for Prometheus."""

import hmac
import os

from flask import Blueprint, Flask, Response, abort, current_app, g, make_response, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)
from sqlalchemy.exc import SQLAlchemyError

from office.run.assembly import House
from office.run.condition import backlog, not_ready
from web import guard

blueprint = Blueprint("health", __name__)
_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_REQUESTS = Counter("tongban_requests_total", "Answered requests", ["method", "route", "status"])
_SECONDS = Histogram(
    "tongban_request_seconds", "Server time of requests", ["route"], buckets=_BUCKETS
)
_FIGURES = {
    "ready": "Jobs that wait for a worker",
    "leased": "Jobs at work",
    "failed": "Jobs that failed for good",
    "oldest_ready_age": "Seconds that the oldest job is overdue",
    "oldest_lease_left": "Seconds until the oldest lease ends; below 0 its worker is late",
    "incidents": "Incidents that wait for an operator",
}


def watch(app: Flask) -> None:
    """Count every answer by its route's pattern, never by the address: that may hold what somebody typed."""

    @app.after_request
    def _count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "-"
        _REQUESTS.labels(request.method, route, str(response.status_code)).inc()
        return response


def observe(seconds: float, route: str) -> None:
    """Note how long a route took."""
    _SECONDS.labels(route).observe(seconds)


@blueprint.get("/healthz")
@guard.without_transaction
@guard.open_to_all
def alive() -> dict[str, str]:
    """This process answers; it asks nobody."""
    return {"status": "ok"}


@blueprint.get("/readyz")
@guard.without_transaction
@guard.open_to_all
def ready() -> tuple[dict[str, str], int]:
    """The database answers and has this version's tables: 200, else 503 with the reason's kind alone."""
    try:
        with _house().transaction() as session:
            reason = not_ready(session, _house())
    except SQLAlchemyError as error:
        reason = f"database: {type(error).__name__}"
    return (
        ({"status": "ready"}, 200)
        if not reason
        else ({"status": "not-ready", "reason": reason}, 503)
    )


@blueprint.get("/metrics")
@guard.open_to_all
def metrics() -> Response:
    """The figures in Prometheus' text format, for whoever has the token of TONGBAN_METRICS_TOKEN; others find nothing."""
    if not _may_watch():
        abort(404)
    registry = CollectorRegistry()
    counts = backlog(g.session, _house())
    for name, what in _FIGURES.items():
        Gauge(f"tongban_{name}", what, registry=registry).set(getattr(counts, name))
    own = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        multiprocess.MultiProcessCollector(own)  # type: ignore[no-untyped-call]  # ships no annotations here
    else:
        own.register(_REQUESTS)
        own.register(_SECONDS)
    response = make_response(generate_latest(registry) + generate_latest(own))
    response.headers["Content-Type"] = CONTENT_TYPE_LATEST
    return response


def _may_watch() -> bool:
    settings = _house().settings
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.metrics_token:
        return hmac.compare_digest(given.encode(), settings.metrics_token.encode())
    return settings.demo


def _house() -> House:
    house: House = current_app.extensions["house"]
    return house
