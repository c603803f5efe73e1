"""The main job goes on while database, broker, worker and web are killed in turn; nobody is named in a log."""

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from office.run.demo.people import people
from office.run.demo.scenario import read_scenario
from office.run.embedded.process import choose_place
from office.run.up import free_port
from office.run.walk import DEMONSTRATIONS, Walk
from tests.running import Up, up

STRIKES = {
    ("", "formal_review", "supplement"): "postgres",
    ("", "formal_review", "accept"): "valkey-server",
    ("food-operation-licence", "decide", "grant"): "command worker",
    ("outdoor-sign", "decide", "grant"): "gunicorn",
}


@pytest.fixture
def house() -> Iterator[Up]:
    """A house with servers of its own; sealing is slow, so that a strike meets a job at work."""
    home = Path(tempfile.mkdtemp(prefix="tb-", dir="/tmp"))  # 0700: others cannot enter
    places = [choose_place(home, name) for name in ("postgres", "valkey")]
    try:
        with up(
            home,
            TONGBAN_PORT=str(free_port()),
            TONGBAN_FAULTS="seal=slow:0.7",
            TONGBAN_LEASE_SECONDS="3",
            TONGBAN_POLL_MILLISECONDS="200",
        ) as running:
            yield running
    finally:
        for place in places:
            shutil.rmtree(place.data, ignore_errors=True)
            for suffix in (".lock", ".log"):
                place.data.with_name(place.data.name + suffix).unlink(missing_ok=True)
        shutil.rmtree(home)


def test_the_main_job_ends_although_each_server_is_killed_on_the_way_and_no_log_names_a_person(
    house: Up, tmp_path: Path
) -> None:
    # Root runs the servers as somebody else, who cannot enter this home: the start says where the data are.
    moved = "/var/lib/tongban" in house.said.read_text()
    assert moved == (os.geteuid() == 0)
    scenario = read_scenario(DEMONSTRATIONS[1])
    walk = Walk(house.url, scenario, tmp_path, lambda text: None)
    struck = set()
    walk.file()

    for step in scenario.steps:
        walk.take(step)
        victim = STRIKES.get((step.member, step.task, step.outcome))
        if victim:
            house.kill(victim)
            struck.add(victim)
    walk.wait_for_the_end()
    result = walk.read_back()
    walk.close()

    assert struck == set(STRIKES.values())
    assert result["ok"], result
    identifiers = [one["document"]["identifier"] for one in result["members"] if one["document"]]
    assert len(set(identifiers)) == len(identifiers) == 3
    assert house.interrupt() == 0
    assert house.left() == []
    assert_each_event_is_one_json_line(house)
    assert_nobody_named([*house.home.glob("**/*.log"), log_of(house, "postgres")])


def assert_each_event_is_one_json_line(house: Up) -> None:
    for name in ("web.log", "worker.log"):
        events = [json.loads(line) for line in (house.home / name).read_text().splitlines()]
        assert all({"at", "level", "event"} <= set(event) for event in events)
    done = [event for event in events if event["event"] == "job.done"]
    assert all({"job", "verb", "duration_ms"} <= set(event) for event in done)
    assert {"seal.apply", "licence.issue"} <= {event["verb"] for event in done}


def assert_nobody_named(logs: list[Path]) -> None:
    """Names, numbers and telephones of applicants and of their companies' representatives: none."""
    secrets = {
        one[key] for one in people()["applicants"] for key in ("name", "id_number", "mobile")
    }
    for company in people()["companies"]:
        secrets |= {company["legal_representative"], company["legal_representative_id"]}
    assert {"web.log", "worker.log"} <= {path.name for path in logs}
    for path in logs:
        said = path.read_text()
        assert said, path
        found = [secret for secret in secrets if secret in said]
        assert not found, f"{path.name} names {len(found)} persons"
        assert not re.search(r"\b1[3-9]\d{9}\b", said), path.name


def log_of(house: Up, server: str) -> Path:
    data = choose_place(house.home, server).data
    return data.with_name(f"{data.name}.log")
