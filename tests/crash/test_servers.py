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


@pytest.fixture(scope="module")
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


def test_where_the_data_stand_is_said_when_root_has_a_home_that_others_cannot_enter(
    house: Up,
) -> None:
    if os.geteuid() == 0:
        assert "/var/lib/tongban" in house.said.read_text()
    else:
        assert (house.home / "postgres").is_dir()


def test_the_main_job_ends_although_each_server_is_killed_on_the_way(
    house: Up, tmp_path: Path
) -> None:
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
    assert struck == set(STRIKES.values())
    assert result["ok"], result
    identifiers = [one["document"]["identifier"] for one in result["members"] if one["document"]]
    assert len(set(identifiers)) == len(identifiers) == 3


def test_no_log_names_a_person(house: Up) -> None:
    secrets = {
        one[key] for one in people()["applicants"] for key in ("name", "id_number", "mobile")
    }
    for company in people()["companies"]:
        secrets |= {company["legal_representative"], company["legal_representative_id"]}
    logs = [*house.home.glob("**/*.log"), choose_place(house.home, "postgres").data]
    logs = [path if path.suffix == ".log" else path.with_name(f"{path.name}.log") for path in logs]

    for path in logs:
        text = path.read_text()
        assert text, path
        found = [secret for secret in secrets if secret in text]
        assert not found, f"{path.name} names {len(found)} persons"
        assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", text), path
    assert {"web.log", "worker.log"} <= {path.name for path in logs}


def test_every_event_is_one_json_line(house: Up) -> None:
    for name in ("web.log", "worker.log"):
        events = [json.loads(line) for line in (house.home / name).read_text().splitlines()]
        assert all({"at", "level", "event"} <= set(event) for event in events)
    done = [event for event in events if event["event"] == "job.done"]
    assert all({"job", "verb", "duration_ms"} <= set(event) for event in done)
    assert {"seal.apply", "licence.issue"} <= {event["verb"] for event in done}
