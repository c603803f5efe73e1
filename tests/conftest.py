"""One database server a test run, its template migrated once, one database a test worker.

What costs the house time on purpose, or once a process, costs a test nothing: passwords are hashed cheaply, templates
are compiled once a worker although each test has an application of its own.
"""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from office.accounts import passwords
from office.run.embedded.postgres import Postgres
from office.run.schema import migrate

SERVER = "TONGBAN_TEST_SERVER"
TEMPLATE = "TONGBAN_TEST_TEMPLATE"
FOLDER = "TONGBAN_TEST_FOLDER"  # what the workers of one run share: see tests/houses.py
_owned: list[object] = []


class Compiled(BytecodeCache):
    """Templates that a test of this worker has compiled, by their source."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if kept := self._kept.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # noqa: SLF001
Flask.jinja_options = {"bytecode_cache": Compiled()}


def pytest_configure(config: pytest.Config) -> None:
    """Start the server in the controlling process; workers inherit its address by the environment."""
    if hasattr(config, "workerinput") or os.environ.get(TEMPLATE):
        return
    server = os.environ.get("TONGBAN_DATABASE_URL")
    if not server:
        folder = tempfile.TemporaryDirectory(prefix="tb-", dir="/tmp")
        Path(folder.name).chmod(0o755)
        postgres = Postgres(Path(folder.name))
        server = postgres.start()
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):  # gone after the run
            _administer(server, f"ALTER SYSTEM SET {setting} = off")
        _administer(server, "SELECT pg_reload_conf()")
        _owned.extend([postgres, folder])
    template = f"tongban_template_{uuid.uuid4().hex[:8]}"
    _administer(server, f'CREATE DATABASE "{template}"')
    os.environ[SERVER], os.environ[TEMPLATE] = server, template
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="tb-shared-")
    migrate(_with_database(server, template))


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput") or SERVER not in os.environ:
        return
    server, template = os.environ.pop(SERVER), os.environ.pop(TEMPLATE)
    shared = Path(os.environ.pop(FOLDER))
    names = [template, *(path.read_text() for path in shared.glob("*.database"))]
    shutil.rmtree(shared)
    if _owned:
        _owned[0].stop()  # type: ignore[attr-defined]
        _owned[1].cleanup()  # type: ignore[attr-defined]
        _owned.clear()
    else:
        for name in names:
            _administer(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def fresh_database() -> Iterator[object]:
    """Return a function that makes a migrated database of its own (or a copy of one) and returns its URL."""
    made: list[str] = []

    def make(template: str = "") -> str:
        name = f"tongban_test_{uuid.uuid4().hex[:12]}"
        template = template or os.environ[TEMPLATE]
        _administer(os.environ[SERVER], f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        made.append(name)
        return _with_database(os.environ[SERVER], name)

    yield make
    if not os.environ.get("TONGBAN_DATABASE_URL"):
        return  # the run's own server goes away with all that it has
    for name in made:
        _administer(os.environ[SERVER], f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def database_url(fresh_database: object) -> str:
    """The URL of this worker's migrated database."""
    return fresh_database()  # type: ignore[operator,no-any-return]


@pytest.fixture(scope="session")
def database(database_url: str) -> Iterator[Engine]:
    engine = create_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def session(database: Engine) -> Iterator[Session]:
    """A session whose work is rolled back when the test ends."""
    with database.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as inner:
            yield inner
        outer.rollback()


@pytest.fixture
def sessions(database: Engine) -> Iterator[sessionmaker[Session]]:
    """Sessions that really commit; every table is emptied when the test ends."""
    yield sessionmaker(database, expire_on_commit=False)
    with database.begin() as connection:
        names = connection.execute(
            text(
                "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
                " WHERE schemaname IN ('engine', 'office', 'adapters', 'audit')"
            )
        ).scalars()
        listed = ", ".join(names)
        if listed:
            connection.execute(text(f"TRUNCATE {listed} RESTART IDENTITY CASCADE"))


def _with_database(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def _administer(url: str, statement: str) -> None:
    engine = create_engine(_with_database(url, "postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
