"""The supervisor: what dies is started again, what cannot start does not take the others along."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from office.run.embedded.process import CannotStart
from office.run.supervisor import Program, Supervisor
from tests.running import await_true, command_line


class BrokenServer:
    """A server that is dead and cannot come back for the first two times."""

    def __init__(self) -> None:
        self.tries = 0

    def alive(self) -> bool:
        return self.tries > 2

    def revive(self) -> None:
        self.tries += 1
        if self.tries <= 2:
            raise CannotStart("the disk is full")

    def stop(self) -> None: ...


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """A program with a child of its own, which it would leave behind."""
    script = "import os, time; os.fork(); print(os.getpid(), flush=True); time.sleep(60)"
    return Program("sleeper", [sys.executable, "-c", script], dict(os.environ), tmp_path / "log")


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    made = Supervisor()
    yield made
    made.stop()


def test_a_killed_program_comes_back_and_leaves_no_child(
    supervisor: Supervisor, program: Program
) -> None:
    supervisor.add(program)
    supervisor.start()
    await_true(lambda: len(pids(program)) == 2, "program and child")
    first = pids(program)
    assert program.child is not None

    os.kill(program.child.pid, signal.SIGKILL)

    await_true(lambda: len(pids(program)) == 4, "another program and child")
    await_true(lambda: not any(map(command_line, first)), "the end of the first")
    supervisor.stop()
    assert not command_line(program.child.pid)


def test_a_server_that_does_not_come_back_is_tried_again_and_the_programs_run_on(
    supervisor: Supervisor, program: Program
) -> None:
    server = BrokenServer()
    supervisor.adopt(server)
    supervisor.add(program)
    supervisor.start()

    await_true(server.alive, "the server")

    assert program.child is not None
    assert command_line(program.child.pid)


def pids(program: Program) -> list[int]:
    text = program.log.read_text() if program.log.exists() else ""
    return [int(line) for line in text.split()]
