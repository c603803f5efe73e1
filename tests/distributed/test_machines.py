"""The same house on real servers: PostgreSQL, a broker, one web process, two workers, one of them killed."""

import json
import os
import re
import signal
import subprocess
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from office.run.demo.people import people
from office.run.demo.scenario import read_scenario
from office.run.settings import normal_url
from office.run.up import free_port
from office.run.walk import DEMONSTRATIONS, Walk
from tests.running import COMMAND, await_true, environment, healthy

pytestmark = pytest.mark.distributed

POSTGRES = os.environ.get(
    "TONGBAN_EXTERNAL_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres"
)
BROKERS = {
    "rabbitmq": os.environ.get("TONGBAN_EXTERNAL_RABBITMQ", "amqp://guest:guest@127.0.0.1:5672//"),
    "redis": os.environ.get("TONGBAN_EXTERNAL_REDIS", "redis://127.0.0.1:6379/5"),
}
POLL_SECONDS = 20
SOON = POLL_SECONDS / 2  # a job done sooner was announced by the bell


@dataclass(frozen=True)
class Machines:
    """What a test sees of them: the pages, the database, the workers' processes and logs."""

    url: str
    database: Engine
    workers: Mapping[int, subprocess.Popen[bytes]]
    home: Path

    def worker_at_work(self) -> int:
        """Return the process id of a worker that has a job just now; 0 where none has."""
        with self.database.connect() as connection:
            names = connection.execute(
                text("SELECT worker FROM engine.job WHERE state = 'leased' AND due_at > now()")
            ).scalars()
            return next((int(name.rpartition(":")[2]) for name in names), 0)

    def delays(self) -> dict[str, float]:
        """Return how many seconds after its making each job was done, by its id."""
        with self.database.connect() as connection:
            made: dict[str, datetime] = dict(
                connection.execute(text("SELECT id::text, created_at FROM engine.job")).all()
            )
        events = [
            json.loads(line)
            for log in self.home.glob("worker-*.log")
            for line in log.read_text().splitlines()
        ]
        return {
            one["job"]: (datetime.fromisoformat(one["at"]) - made[one["job"]]).total_seconds()
            for one in events
            if one["event"] == "job.done"
        }


@pytest.fixture
def database() -> Iterator[str]:
    """A fresh database on the external server, whose absence is an error."""
    name = f"tongban_distributed_{uuid.uuid4().hex[:10]}"
    server = create_engine(normal_url(POSTGRES), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    yield make_url(normal_url(POSTGRES)).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    server.dispose()


@contextmanager
def machines(home: Path, database: str, broker: str) -> Iterator[Machines]:
    """Migrate, then start one web process and two workers, as a service manager would."""
    port = free_port()
    settings = environment(
        TONGBAN_HOME=str(home),
        TONGBAN_DATABASE_URL=database,
        TONGBAN_BROKER_URL=broker,
        TONGBAN_PORT=str(port),
        TONGBAN_POLL_MILLISECONDS=str(POLL_SECONDS * 1000),
        TONGBAN_LEASE_SECONDS="4",
        TONGBAN_FAULTS="seal=slow:0.7",  # time enough to be killed at work
    )
    subprocess.run([*COMMAND, "migrate"], env=settings, check=True)
    with ExitStack() as stack:
        started = [
            stack.enter_context(program(command, settings, home / f"{command}-{number}.log"))
            for command, number in (("web", 1), ("worker", 1), ("worker", 2))
        ]
        connections = stack.enter_context(engine_on(database))
        url = f"http://127.0.0.1:{port}"
        await_true(lambda: healthy(url), "the pages")
        for number in (1, 2):
            log = home / f"worker-{number}.log"
            await_true(lambda log=log: "ready." in log.read_text(), "the workers")  # type: ignore[misc]
        yield Machines(url, connections, {one.pid: one for one in started[1:]}, home)


@pytest.mark.parametrize("broker", BROKERS)
def test_the_main_job_ends_on_real_servers_although_a_worker_is_killed_at_work(
    broker: str, database: str, tmp_path: Path
) -> None:
    scenario = read_scenario(DEMONSTRATIONS[1])
    with machines(tmp_path, database, BROKERS[broker]) as running:
        walk = Walk(running.url, scenario, tmp_path / "documents", lambda text: None)
        walk.file()
        killed = 0
        early: dict[str, float] = {}
        for step in scenario.steps:
            walk.take(step)
            if (step.member, step.task) == ("food-operation-licence", "decide"):
                early = running.delays()
                await_true(lambda: running.worker_at_work() in running.workers, "work", 30)
                killed = running.worker_at_work()
                os.kill(killed, signal.SIGKILL)
        walk.wait_for_the_end()
        result = walk.read_back()
        walk.close()

    assert running.workers[killed].returncode == -signal.SIGKILL
    assert result["ok"], result
    identifiers = [one["document"]["identifier"] for one in result["members"] if one["document"]]
    assert len(set(identifiers)) == len(identifiers) == 3
    assert early
    assert max(early.values()) < SOON, "the bell was not heard"
    assert_nobody_named(tmp_path)


def assert_nobody_named(home: Path) -> None:
    """No log of web or workers has a name, a number or a telephone of an applicant; each line is JSON."""
    secrets = {
        one[key] for one in people()["applicants"] for key in ("name", "id_number", "mobile")
    }
    for log in home.glob("*.log"):
        said = log.read_text()
        assert not [secret for secret in secrets if secret in said], log.name
        assert not re.search(r"\b1[3-9]\d{9}\b", said), log.name
        for line in said.splitlines():
            json.loads(line)


@contextmanager
def program(
    command: str, settings: Mapping[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as sink:
        process = subprocess.Popen([*COMMAND, command], env=settings, stdout=sink, stderr=sink)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def engine_on(url: str) -> Iterator[Engine]:
    engine = create_engine(url)
    yield engine
    engine.dispose()
