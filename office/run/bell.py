"""Celery as a doorbell: one task without arguments that says "look at the job table"."""

import logging
import threading

from celery import Celery
from kombu.exceptions import OperationalError

LOOK = "tongban.look"
_log = logging.getLogger(__name__)


def celery_app(broker_url: str) -> Celery:
    """Return the Celery application; it carries no data and keeps no results."""
    app = Celery("tongban", broker=broker_url)
    app.conf.update(
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_default_queue="tongban",
        worker_prefetch_multiplier=1,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,  # for ever: the poll works meanwhile
        broker_transport_options=_transport_options(broker_url),
        worker_hijack_root_logger=False,
        task_publish_retry=False,
    )
    return app


class Bell:
    """Ring without ever making the caller wait: a thread of its own talks to the broker.

    Rings between two sends are one ring; a broker that is away costs nothing, since workers poll.
    """

    def __init__(self, broker_url: str) -> None:
        self._app = celery_app(broker_url) if broker_url else None
        self._asked = threading.Event()
        self._started = threading.Lock()
        self._thread: threading.Thread | None = None

    def ring(self) -> None:
        if self._app is None:
            return
        with self._started:
            if self._thread is None:
                self._thread = threading.Thread(target=self._send, name="bell", daemon=True)
                self._thread.start()
        self._asked.set()

    def _send(self) -> None:
        assert self._app is not None
        while True:
            self._asked.wait()
            self._asked.clear()
            try:
                self._app.send_task(LOOK, retry=False)
            except (OperationalError, OSError) as error:
                _log.warning("bell.unavailable", extra={"reason": type(error).__name__})


def _transport_options(broker_url: str) -> dict[str, object]:
    if not broker_url.startswith(("redis", "valkey")):
        return {}
    # Longer than the longest job, else a job's bell rings three times at once; unacknowledged bells
    # of a killed worker come back after about five seconds.
    return {
        "visibility_timeout": 300,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 2,
    }
