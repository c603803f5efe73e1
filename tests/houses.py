"""Houses for tests: matters published once a run, every test on a copy; conftest files import what they need."""

import fcntl
import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from office import accounts, filing, matters
from office.run.assembly import House, build
from office.run.demo.examples import Actors
from office.run.demo.samples import sample
from office.run.demo.scenario import MATTERS, Scenario, read_scenario
from office.run.first import prepare
from office.run.settings import Settings, read_settings
from office.run.worker import Worker
from tests.conftest import FOLDER, SERVER, TEMPLATE

Fresh = Callable[..., str]
FOOD = MATTERS / "food-operation-licence/scenarios/granted.yaml"


def settings_of(url: str, **more: str) -> Settings:
    """Return the settings of a house on a database; all houses of a run share one seal authority's keys."""
    given = {"TONGBAN_HOME": str(Path(os.environ[FOLDER]) / "home"), "TONGBAN_DATABASE_URL": url}
    return read_settings({**given, "TONGBAN_POLL_MILLISECONDS": "50", **more})


def made_once(name: str, template: str, fill: Callable[[House], object]) -> str:
    """Return the name of a database that the first of the run's workers makes and fills, for copying."""
    folder = Path(os.environ[FOLDER])
    kept = folder / f"{name}.database"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            database = f"tongban_{name}_{uuid.uuid4().hex[:8]}"
            _administer(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
            kept.write_text(database)
            house = build(settings_of(_url(database)))
            fill(house)
            close(house)
    return kept.read_text()


def close(house: House) -> None:
    """Give the house's connections back: a database that somebody uses cannot be copied."""
    house.transaction.close()
    house.adapters.dispose()


@pytest.fixture(scope="session")
def published() -> str:
    """The name of a database with the shipped matters and the demonstration's people, as a template."""
    return made_once(
        "published",
        os.environ[TEMPLATE],
        lambda house: prepare(house, say=lambda text: None, example_cases=False),
    )


@pytest.fixture(scope="session")
def drafted(published: str) -> str:
    """The published database with a filled-in draft of a food licence that nobody has submitted."""
    return made_once("drafted", published, lambda house: draft_of(house, read_scenario(FOOD)))


@pytest.fixture(scope="session")
def decided(published: str) -> str:
    """The published database with a food licence just granted: the jobs that issue it wait."""
    return made_once("decided", published, _grant)


@pytest.fixture
def house(fresh_database: Fresh, published: str) -> Iterator[House]:
    """A house on a fresh copy of the published database."""
    made = build(settings_of(fresh_database(published)))
    yield made
    close(made)


def draft_of(house: House, scenario: Scenario) -> str:
    """Fill in an application and leave it there; return the draft's id."""
    now, worker = house.clock(), Worker(house, "drafting")
    with house.transaction() as session:
        applicant = accounts.account_named(session, scenario.applicant)
        assert applicant is not None
        draft = filing.open_draft(
            session,
            house.engine,
            matters.published(session, scenario.matter),
            applicant,
            answers=scenario.answers,
            region=scenario.region,
            now=now,
        )
    worker.drain()
    with house.transaction() as session:
        known = filing.draft(session, draft.id).values
        filing.save_draft(session, draft.id, {**known, **scenario.values}, now=now)
        for slot, kind in scenario.attachments.items():
            name, content, media = sample(kind)
            filing.add_attachment(session, draft.id, slot, name, content, media=media, now=now)
    return draft.id


def _grant(house: House) -> None:
    scenario, actors = read_scenario(FOOD), Actors(house)
    number = actors.file(scenario)
    *steps, decide = scenario.steps
    for step in steps:
        actors.take(scenario, number, step)
    actors.worker.stop()
    actors.take(scenario, number, decide)


def _url(database: str) -> str:
    url = make_url(os.environ[SERVER]).set(database=database)
    return url.render_as_string(hide_password=False)


def _administer(statement: str) -> None:
    engine = create_engine(_url("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
