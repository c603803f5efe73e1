"""A whole house as a person starts it: `tongban up` in a process group of its own, seen from outside."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import requests

START_SECONDS = 90.0
COMMAND = [sys.executable, "-m", "office.run.command"]


def environment(**settings: str) -> dict[str, str]:
    """Return our environment without its TONGBAN_*, and these instead."""
    bare = {name: text for name, text in os.environ.items() if not name.startswith("TONGBAN_")}
    return {**bare, **settings}


@dataclass
class Up:
    """A running `tongban up` and what it has said."""

    process: subprocess.Popen[str]
    home: Path
    url: str
    said: Path
    known: set[int] = field(default_factory=set)

    def child(self, words: str) -> int:
        """Return the process id of the child whose command line has these words; -1 where there is none."""
        for pid in children(self.process.pid):
            self.known.add(pid)
            if words in command_line(pid):
                return pid
        return -1

    def kill(self, words: str, *, answers: bool = True) -> None:
        """Kill a child −9 and wait until the supervisor has another (and the pages answer again)."""
        pid = self.child(words)
        assert pid > 0, f"no child {words}"
        family = [pid, *children(pid)]
        os.kill(pid, signal.SIGKILL)
        await_true(lambda: self.child(words) not in {-1, pid}, f"another {words}")
        await_true(lambda: not any(command_line(one) for one in family), f"the end of {words}")
        if answers:
            await_true(lambda: healthy(self.url), "answer")

    def interrupt(self) -> int:
        """Press Ctrl-C; return the exit code."""
        self.child("")
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)

    def left(self) -> list[int]:
        """Return the children ever seen that still run."""
        return [pid for pid in self.known if command_line(pid)]


@contextmanager
def up(home: Path, **settings: str) -> Iterator[Up]:
    """Start a house without example cases; stop it when the block ends."""
    said = home / "said"
    with said.open("w") as sink:
        process = subprocess.Popen(
            [*COMMAND, "up", "--no-examples"],
            stdout=sink,
            stderr=sink,
            text=True,
            env=environment(TONGBAN_HOME=str(home), **settings),
        )
    url = f"http://127.0.0.1:{settings['TONGBAN_PORT']}"
    running = Up(process, home, url, said)
    try:
        await_true(
            lambda: process.poll() is not None or "Tongban is up" in said.read_text(), "start"
        )
        assert process.poll() is None, said.read_text()
        running.child("")
        yield running
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(30)


def healthy(url: str) -> bool:
    try:
        return requests.get(f"{url}/readyz", timeout=5).status_code == 200
    except requests.RequestException:
        return False


def await_true(true: Callable[[], bool], what: str, seconds: float = START_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"waited in vain for: {what}"
        time.sleep(0.05)


def children(pid: int) -> list[int]:
    """Return the children of all threads of a process."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += [int(child) for child in (task / "children").read_text().split()]
    return found


def command_line(pid: int) -> str:
    """Return the command line of a process; nothing where it is gone or a zombie."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""
