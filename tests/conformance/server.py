"""A migrated database of one's own: on the server that is named, else on one started here."""

import contextlib
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable
from multiprocessing.util import Finalize
from pathlib import Path

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from office.run.embedded.postgres import Postgres
from office.run.schema import migrate
from office.run.settings import normal_url

_template: dict[str, str] = {}
_free: list[tuple[int, str]] = []  # process and its emptied databases, to be used again


def make_database() -> str:
    """Return the URL of a fresh, migrated database."""
    server = start_server()
    while _free:
        owner, url = _free.pop()
        if owner == os.getpid():  # a forked process has its parent's list, not its databases
            return url
    if server not in _template:
        name = f"conformance_template_{uuid.uuid4().hex[:10]}"
        _administer(server, f'CREATE DATABASE "{name}"')
        _template[server] = name
        _at_exit(_drop_all, server, name)
        migrate(_named(server, name))
    name = f"{_template[server]}_{uuid.uuid4().hex[:12]}"
    _administer(server, f'CREATE DATABASE "{name}" TEMPLATE "{_template[server]}"')
    _at_exit(_drop, server, name)
    return _named(server, name)


def give_back(url: str) -> None:
    """Empty a database, so that it is fresh for the next who asks."""
    engine = create_engine(url)
    with engine.begin() as connection:
        statement = "SELECT tablename FROM pg_tables WHERE schemaname = 'engine'"
        names = connection.execute(text(statement)).scalars()
        listed = ", ".join(f'engine."{name}"' for name in names)
        connection.execute(text(f"TRUNCATE {listed} RESTART IDENTITY CASCADE"))
    engine.dispose()
    _free.append((os.getpid(), url))


def start_server() -> str:
    """Return the server's URL; it is started where none is named, and stopped at exit."""
    named = os.environ.get("TONGBAN_DATABASE_URL") or os.environ.get("TONGBAN_TEST_SERVER")
    if named:
        return normal_url(named)
    folder = tempfile.mkdtemp(prefix="tb-", dir="/tmp")
    Path(folder).chmod(0o755)
    postgres = Postgres(Path(folder))
    os.environ["TONGBAN_DATABASE_URL"] = postgres.start()
    _at_exit(postgres.stop, priority=2)
    _at_exit(shutil.rmtree, folder, priority=1)
    return os.environ["TONGBAN_DATABASE_URL"]


def _at_exit(act: Callable[..., object], *arguments: str, priority: int = 10) -> None:
    """Call when this process ends, a worker of a pool too; higher priorities first."""
    Finalize(None, act, args=arguments, exitpriority=priority)


def _named(url: str, database: str) -> str:
    return make_url(url).set(database=database).render_as_string(hide_password=False)


def _drop_all(server: str, template: str) -> None:
    """Drop a template and what forked processes that were killed have left of it."""
    with contextlib.suppress(OperationalError):
        engine = create_engine(_named(server, "postgres"))
        with engine.connect() as connection:
            statement = text("SELECT datname FROM pg_database WHERE starts_with(datname, :name)")
            names = list(connection.execute(statement, {"name": template}).scalars())
        engine.dispose()
        for name in names:
            _drop(server, name)


def _drop(server: str, name: str) -> None:
    # A server of the test run that is stopped already took its databases with it.
    with contextlib.suppress(OperationalError):
        _administer(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _administer(server: str, statement: str) -> None:
    engine = create_engine(_named(server, "postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
