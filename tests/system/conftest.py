"""A whole house on a database of its own, its matters published once; over HTTP where a test wants to."""

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import make_url
from werkzeug.serving import make_server

from office.run.assembly import House, build
from office.run.demo.people import make_people
from office.run.first import prepare
from office.run.settings import Settings, read_settings
from office.run.worker import Worker
from web.app import create_app


@dataclass(frozen=True)
class Site:
    """A running house: its address and its parts."""

    url: str
    house: House


@pytest.fixture(scope="session")
def settings_for(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Settings]:
    """Return a function that gives the settings of a house on a database."""
    home = tmp_path_factory.mktemp("home")

    def settings(url: str) -> Settings:
        return read_settings(
            {
                "TONGBAN_HOME": str(home),
                "TONGBAN_DATABASE_URL": url,
                "TONGBAN_POLL_MILLISECONDS": "50",
            }
        )

    return settings


@pytest.fixture(scope="session")
def published(fresh_database: Callable[..., str], settings_for: Callable[[str], Settings]) -> str:
    """The name of a database with the shipped matters and the demonstration's people, as a template."""
    url = fresh_database()
    house = build(settings_for(url))
    prepare(house, say=lambda text: None, example_cases=False)
    make_people(house)
    _close(house)
    return str(make_url(url).database)


@pytest.fixture
def house(
    fresh_database: Callable[..., str], published: str, settings_for: Callable[[str], Settings]
) -> Iterator[House]:
    """A house on a fresh copy of the published database."""
    made = build(settings_for(fresh_database(published)))
    yield made
    _close(made)


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


def _close(house: House) -> None:
    house.transaction.close()
    house.adapters.dispose()
