"""Keep programs and servers running: restart what dies, stop all at the end."""

import contextlib
import logging
import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from office.run.embedded.process import CannotStart, Place, launch, stop

_PAUSE = 0.2
_log = logging.getLogger(__name__)
_LONGEST_BACKOFF = 10.0


class Server(Protocol):
    """An embedded server that was started already."""

    def alive(self) -> bool: ...
    def revive(self) -> None: ...
    def stop(self) -> None: ...


@dataclass
class Program:
    """A child process of ours and how often it died lately."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    child: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    next_start: float = field(default=0.0)


class Supervisor:
    """Owns children; does not know what they do."""

    def __init__(self) -> None:
        self._servers: list[Server] = []
        self._programs: list[Program] = []
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        # The kernel kills a child when the *thread* that started it ends, so one thread starts them all.
        self._started = threading.Event()

    def adopt(self, server: Server) -> None:
        self._servers.append(server)

    def add(self, program: Program) -> None:
        self._programs.append(program)

    def start(self) -> None:
        self._thread = threading.Thread(target=self._watch, name="supervisor", daemon=True)
        self._thread.start()
        self._started.wait()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
        for server in reversed(self._servers):
            server.stop()

    def _watch(self) -> None:
        for program in self._programs:
            self._launch(program)
        self._started.set()
        while not self._stopping.wait(_PAUSE):
            for server in self._servers:
                self._revive(server)
            for program in self._programs:
                self._keep(program)
        children = [program.child for program in self._programs if program.child is not None]
        for child in children:  # all at once: each takes its time to end what it has begun
            child.terminate()
        for child in children:
            stop(child, signal.SIGTERM, seconds=10)

    def _revive(self, server: Server) -> None:
        if server.alive():
            return
        try:
            server.revive()
        except CannotStart:  # tried again at the next round; the children must not lose their watch
            _log.exception("server.not-revived")

    def _keep(self, program: Program) -> None:
        if program.child is not None and program.child.poll() is not None:
            _end_group(program.child.pid)
            program.child = None
            program.deaths += 1
            program.next_start = time.monotonic() + min(0.1 * 2**program.deaths, _LONGEST_BACKOFF)
        if program.child is None and time.monotonic() >= program.next_start:
            self._launch(program)

    def _launch(self, program: Program) -> None:
        here = Place(program.log.parent, None, moved=False)
        program.child = launch(program.command, here, program.log, program.environment)


def _end_group(pid: int) -> None:
    """End what a dead program has left: gunicorn's workers would keep the port of their killed master."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)  # every program leads a session of its own
