"""The embedded servers: one a home, gone with their parent, back after a crash."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from office.run.embedded.postgres import Postgres
from office.run.embedded.valkey import Valkey


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="tb-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_two_processes_with_one_home_share_one_server(home: Path) -> None:
    first, second = Postgres(home), Postgres(home)
    try:
        assert first.start() == second.start()
        assert first.owned
        assert not second.owned
    finally:
        second.stop()
        first.stop()


def test_a_killed_server_comes_back_with_its_data(home: Path) -> None:
    postgres = Postgres(home)
    try:
        postgres.start()
        with _connect(postgres) as connection, connection.cursor() as cursor:
            cursor.execute("CREATE TABLE kept AS SELECT 7 AS number")
        pid = int((postgres.place.data / "postmaster.pid").read_text().split()[0])

        os.kill(pid, signal.SIGKILL)
        _await(lambda: not postgres.alive())
        postgres.revive()

        with _connect(postgres) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT number FROM kept")
            assert cursor.fetchone() == (7,)
    finally:
        postgres.stop()


def test_a_killed_parent_takes_its_servers_along(home: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path\n"
        "from office.run.embedded.postgres import Postgres\n"
        "from office.run.embedded.valkey import Valkey\n"
        "p, v = Postgres(Path(sys.argv[1])), Valkey(Path(sys.argv[1]))\n"
        "p.start(); v.start(); print(p._child.pid, v._child.pid, flush=True); time.sleep(60)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script, str(home)], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    pids = [int(pid) for pid in parent.stdout.readline().split()]

    parent.kill()
    parent.wait()
    parent.stdout.close()

    _await(lambda: not any(_alive(pid) for pid in pids))


def test_a_home_that_others_cannot_enter_moves_the_data_when_root(home: Path) -> None:
    closed = home / "closed"
    closed.mkdir(mode=0o700)

    postgres, valkey = Postgres(closed), Valkey(closed)

    try:
        as_root = os.geteuid() == 0  # anybody else runs the servers as himself and needs no move
        assert postgres.place.moved is valkey.place.moved is as_root
        assert str(postgres.place.data).startswith("/var/lib/tongban/" if as_root else str(closed))
        postgres.start()
        valkey.start()
        assert postgres.alive()
        assert valkey.alive()
    finally:
        postgres.stop()
        valkey.stop()


def _connect(postgres: Postgres) -> "psycopg2.extensions.connection":
    return psycopg2.connect(host=str(postgres.sockets), user="tongban", dbname="tongban")


def _await(true: object, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False
