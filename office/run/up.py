"""Start everything on one machine and keep it running: servers where none are named, web, worker."""

import json
import os
import shutil
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from office.run.embedded.postgres import Postgres
from office.run.embedded.process import CannotStart, Place, take_lock
from office.run.embedded.valkey import Valkey
from office.run.settings import SERVERS_FILE, Settings
from office.run.supervisor import Program, Supervisor

_READY_SECONDS = 60.0


@dataclass(frozen=True)
class Running:
    """A house that answers at `url`; `settings` carry the addresses of its servers."""

    settings: Settings
    url: str
    notes: tuple[str, ...]


@contextmanager
def running(
    settings: Settings, *, say: Callable[[str], None], example_cases: bool, reload: bool = False
) -> Iterator[Running]:
    """Run the whole house; stop all of it when the block ends, whatever ends it."""
    settings.home.mkdir(parents=True, exist_ok=True)
    house_lock = _lock_home(settings.home)
    supervisor = Supervisor()
    servers_file = settings.home / SERVERS_FILE
    try:
        _refuse_taken_port(settings)
        settings, notes = _start_servers(settings, supervisor, say)
        _write_private(
            servers_file, {"database_url": settings.database_url, "broker_url": settings.broker_url}
        )
        say("启动网页与后台任务 starting web and worker")
        environment = _environment(settings)
        figures = Path(environment["PROMETHEUS_MULTIPROC_DIR"])
        shutil.rmtree(figures, ignore_errors=True)  # counts of processes that are gone
        figures.mkdir()
        supervisor.add(
            Program(
                "web", web_command(settings, reload=reload), environment, settings.home / "web.log"
            )
        )
        supervisor.start()  # the web server loads the house while this process prepares it
        _prepare(settings, say, example_cases=example_cases)
        supervisor.add(
            Program("worker", worker_command(), environment, settings.home / "worker.log")
        )
        _await_answer(settings)
        yield Running(settings, f"http://{settings.host}:{settings.port}", tuple(notes))
    finally:
        supervisor.stop()
        servers_file.unlink(missing_ok=True)
        house_lock.close()


def _prepare(settings: Settings, say: Callable[[str], None], *, example_cases: bool) -> None:
    # Imported here: the house takes seconds to load, and the web server is to load it meanwhile.
    from office.run.assembly import build
    from office.run.first import prepare
    from office.run.schema import migrate

    say("迁移数据库 migrating the database")
    migrate(settings.database_url)
    house = build(settings)
    prepare(house, say=say, example_cases=example_cases)
    house.transaction.close()
    house.adapters.dispose()


def web_command(settings: Settings, *, reload: bool = False) -> list[str]:
    """Return gunicorn's command line: threads, since pages wait for the database and not for us."""
    command = [sys.executable, "-m", "gunicorn", "web.wsgi:app"]
    command += ["--bind", f"{settings.host}:{settings.port}", "--worker-class", "gthread"]
    # A hundred threads may hold streams of news (web.inbox.news.MOST); the pages need theirs beside them.
    command += ["--workers", str(settings.web_workers), "--threads", "256"]
    command += ["--graceful-timeout", "5", "--no-control-socket"]
    command += ["--config", "python:office.run.serving"]
    return command + ["--reload"] if reload else command


def worker_command() -> list[str]:
    return [sys.executable, "-m", "office.run.command", "worker"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start_servers(
    settings: Settings, supervisor: Supervisor, say: Callable[[str], None]
) -> tuple[Settings, list[str]]:
    notes: list[str] = []
    if "TONGBAN_DATABASE_URL" not in os.environ:
        say("启动内置 PostgreSQL starting embedded PostgreSQL")
        postgres = Postgres(settings.home)
        if postgres.place.moved:
            notes.append(
                f"其他用户不能进入 {settings.home}，数据库放在 {postgres.place.data}（程序在 /var/lib/tongban）"
            )
        supervisor.adopt(postgres)
        url = postgres.start()
        settings = replace(settings, database_url=url)
        if "TONGBAN_ADAPTERS_DATABASE_URL" not in os.environ:
            settings = replace(settings, adapters_database_url=url)
    if "TONGBAN_BROKER_URL" not in os.environ:
        valkey = Valkey(settings.home)
        supervisor.adopt(valkey)
        settings = replace(settings, broker_url=valkey.start())
    return settings, notes


def _environment(settings: Settings) -> Mapping[str, str]:
    return {
        **os.environ,
        "TONGBAN_HOME": str(settings.home),
        "TONGBAN_MODE": settings.mode,
        "TONGBAN_SECRET": settings.secret,
        "TONGBAN_DATABASE_URL": settings.database_url,
        "TONGBAN_ADAPTERS_DATABASE_URL": settings.adapters_database_url,
        "TONGBAN_BROKER_URL": settings.broker_url,
        "TONGBAN_PUBLIC_URL": settings.public_url,
        "TONGBAN_HOST": settings.host,
        "TONGBAN_PORT": str(settings.port),
        "PROMETHEUS_MULTIPROC_DIR": str(settings.home / "metrics"),
    }


def _lock_home(home: Path) -> IO[str]:
    """Let one `up` run in a home; the lock goes with the process, however it ends."""
    lock = take_lock(Place(home / "up", None, moved=False))
    if lock is None:
        raise CannotStart(
            f"通办已在 {home} 运行；先停止它，或用 TONGBAN_HOME 指定另一个目录。"
            f" Tongban runs in {home} already; stop it, or name another TONGBAN_HOME."
        )
    return lock


def _refuse_taken_port(settings: Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise CannotStart(
                f"端口 {settings.port} 已被占用；可用 TONGBAN_PORT 换一个。"
                f" Port {settings.port} is taken; choose another with TONGBAN_PORT."
            ) from error


def _await_answer(settings: Settings) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline:
        try:
            with socket.create_connection((settings.host, settings.port), timeout=2) as probe:
                probe.sendall(f"GET /readyz HTTP/1.0\r\nHost: {settings.host}\r\n\r\n".encode())
                if b" 200 " in probe.recv(64):
                    return
        except OSError:
            pass
        time.sleep(0.05)
    raise CannotStart(f"the web server does not answer; see {settings.home / 'web.log'}")


def _write_private(path: Path, value: Mapping[str, str]) -> None:
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(json.dumps(value))


def wait_for_interrupt() -> None:
    """Block until Ctrl-C or SIGTERM; a second one is not needed."""
    asked = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: asked.set())
    while not asked.wait(0.5):
        pass
