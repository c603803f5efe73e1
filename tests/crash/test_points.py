"""Kill −9 at every point that matters: the case reaches the same end, each licence exactly once."""

import multiprocessing
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from office.run.assembly import House, build
from office.run.demo.examples import Actors
from office.run.demo.scenario import read_scenario
from office.run.worker import Worker
from tests.crash.crasher import submit, submit_in, work
from tests.ending import End, end_of
from tests.houses import FOOD, Fresh, close, settings_of

PATIENCE = 30.0
# A process forked from one that has loaded the house and done nothing: as fresh as a new one, and quicker.
_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["tests.crash.crasher"])

POINTS = (
    "licence.reserve.leased",
    "licence.reserve.in-effect",
    "licence.reserve.answered",
    "licence.reserve.done",
    "document.render.drawn",
    "document.render.recorded",
    "seal.apply.in-effect",
    "seal.apply.answered",
    "licence.issue.in-effect",
    "licence.issue.answered",
    "document.deliver.performed",
    "licence.issue.recorded",
    "licence.issue.done",
)


@pytest.fixture(scope="session")
def undisturbed(fresh_database: Fresh, decided: str) -> End:
    """What comes of the granted case where nobody dies."""
    house = build(settings_of(fresh_database(decided)))
    Worker(house, "undisturbed").drain()
    end = end_of(house)
    close(house)
    assert (end.outcomes, len(end.licences), end.jobs) == (("granted",), 1, ())
    return end


@pytest.mark.parametrize("point", POINTS)
def test_a_worker_killed_at_any_point_changes_nothing_in_the_end(
    point: str, fresh_database: Fresh, decided: str, undisturbed: End, tmp_path: Path
) -> None:
    url = fresh_database(decided)

    die(work, url, point, tmp_path / "reached")

    house = build(settings_of(url))
    assert end_of(house) != undisturbed or point == "licence.issue.done"
    work_to_the_end(house)
    assert end_of(house) == undisturbed
    close(house)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_web_process_killed_around_the_commit_of_submit_leaves_one_case_or_none(
    moment: str, fresh_database: Fresh, drafted: str, tmp_path: Path
) -> None:
    url = fresh_database(drafted)

    die(submit, url, moment, tmp_path / "reached")

    house = build(settings_of(url))
    with house.transaction() as session:
        kept = tuple(session.execute(text("SELECT number FROM office.cases")).scalars())
        traces = session.execute(
            text(
                "SELECT (SELECT count(*) FROM office.submissions) + (SELECT count(*) FROM engine.instance)"
                " + (SELECT count(*) FROM office.work_items)"
            )
        ).scalar_one()
        assert (len(kept), traces > 0) == {"before": (0, False), "after": (1, True)}[moment]
        number = submit_in(session, house)  # the applicant presses the button again
    assert kept in ((), (number,))
    scenario, actors = read_scenario(FOOD), Actors(house)
    actors.worker.drain()
    for step in scenario.steps:
        actors.take(scenario, number, step)
    end = end_of(house)
    assert (end.outcomes, len(end.licences), end.jobs) == (("granted",), 1, ())
    close(house)


def die(act: Callable[[str, str, Path], None], url: str, point: str, marker: Path) -> None:
    """Let a process act until it kills itself at the point; see that it did just that."""
    child = _processes.Process(target=act, args=(url, point, marker))
    child.start()
    child.join(PATIENCE)
    assert child.exitcode == -signal.SIGKILL, "the process ended before the point"
    assert marker.exists()
    child.close()


def work_to_the_end(house: House) -> None:
    """Be a clean worker: the dead one's job is free when its lease has run out."""
    worker, deadline = Worker(house, "clean"), time.monotonic() + PATIENCE
    while True:
        worker.drain()
        with house.transaction() as session:
            backlog = house.engine.backlog(session)
        if not backlog["ready"] and not backlog["leased"]:
            return
        assert time.monotonic() < deadline
        time.sleep(0.05)
