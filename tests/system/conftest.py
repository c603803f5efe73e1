"""A whole house on a database of its own (tests/houses.py), over HTTP where a test wants to."""

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from werkzeug.serving import make_server

from office.run.assembly import House
from office.run.worker import Worker
from tests.houses import decided, house, published
from web.app import create_app

__all__ = ["decided", "house", "published"]


@dataclass(frozen=True)
class Site:
    """A running house: its address and its parts."""

    url: str
    house: House


@pytest.fixture
def site(house: House) -> Iterator[Site]:
    """The house over HTTP, with a worker beside it."""
    os.environ.pop("FLASK_DEBUG", None)
    server = make_server("127.0.0.1", 0, create_app(house), threaded=True)
    worker = Worker(house, "test")
    threads = [
        threading.Thread(target=server.serve_forever, daemon=True),
        threading.Thread(target=worker.poll, daemon=True),
    ]
    for thread in threads:
        thread.start()
    yield Site(f"http://127.0.0.1:{server.server_port}", house)
    server.shutdown()
    server.server_close()
    worker.stop()
    for thread in threads:
        thread.join()
