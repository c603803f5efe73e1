"""Jobs: authorities that are away, refuse or are slow; leases that are lost; incidents that a person retries."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.orm import sessionmaker
from werkzeug.serving import make_server

from adapters.faults import DOWN, LOST, REFUSE, SLOW, Faults
from engine import Incident
from office.run.assembly import House, build
from office.run.browser import Browser
from office.run.demo.people import people
from office.run.worker import Worker
from office.verbs import VERBS, Queued
from tests.ending import End, end_of
from tests.houses import close, settings_of
from tests.office.run.conftest import MovingClock
from web.app import create_app


@pytest.fixture
def faults(granted: House) -> Faults:
    return Faults(sessionmaker(granted.adapters))


@pytest.fixture
def operator(granted: House) -> Iterator[Browser]:
    """An operator who has signed in over HTTP."""
    server = make_server("127.0.0.1", 0, create_app(granted), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    browser = Browser(f"http://127.0.0.1:{server.server_port}")
    browser.sign_in("operator", people()["password"])
    yield browser
    browser.close()
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_case_ends_when_an_authority_that_was_away_is_back(
    granted: House, worker: Worker, faults: Faults, clock: MovingClock
) -> None:
    faults.set("licence", DOWN)
    worker.drain()
    assert end_of(granted).jobs == ("licence.reserve",)
    assert end_of(granted).incidents == ()

    faults.clear("licence")
    assert worker.drain() == 0, "tried again without waiting"
    clock.pass_by(seconds=6)
    worker.drain()

    assert_granted(granted)


def test_a_job_that_keeps_failing_is_an_incident_with_its_reason_that_an_operator_retries(
    granted: House, worker: Worker, faults: Faults, clock: MovingClock, operator: Browser
) -> None:
    faults.set("licence", DOWN)
    for _ in range(granted.engine.max_tries):
        assert incidents(granted) == []
        worker.drain()
        clock.pass_by(hours=1)
    (incident,) = incidents(granted)
    assert (incident.verb, incident.attempts) == ("licence.reserve", 8)
    assert worker.drain() == 0
    # The clock has gone on by hours, and the sign-in's time with it.
    operator.sign_in("operator", people()["password"])
    page = operator.get("/admin/incidents")
    assert "演示故障：对方系统不可用。" in page.text
    faults.clear("licence")

    page = operator.submit(page, page.form("/admin/incidents"))

    assert "已重新排队" in page.text
    assert incidents(granted) == []
    worker.drain()
    assert_granted(granted)


def test_a_refusal_that_no_diagram_answers_is_an_incident_at_once(
    granted: House, worker: Worker, faults: Faults
) -> None:
    faults.set("seal", REFUSE)
    worker.drain()

    (incident,) = incidents(granted)
    assert (incident.verb, incident.attempts) == ("seal.apply", 1)
    assert "演示故障：对方拒绝办理。" in incident.reason

    faults.clear("seal")
    with granted.transaction() as session:
        granted.engine.retry(session, incident.id, actor=None)
    worker.drain()
    assert_granted(granted)


def test_an_answer_that_was_lost_is_asked_for_again_and_nothing_is_done_twice(
    granted: House, worker: Worker, faults: Faults, clock: MovingClock
) -> None:
    for port in ("licence", "seal"):
        faults.set(port, LOST)
    for _ in range(6):
        worker.drain()
        clock.pass_by(minutes=1)
    faults.clear()
    clock.pass_by(hours=1)
    worker.drain()
    clock.pass_by(hours=1)
    worker.drain()

    assert_granted(granted)


def test_a_slow_authority_is_not_asked_by_a_second_worker(
    granted: House, faults: Faults, caplog: pytest.LogCaptureFixture
) -> None:
    faults.set("seal", SLOW, 1.5)
    slow = Worker(granted, "slow", lease_seconds=0.6)
    thread = threading.Thread(target=slow.drain)
    thread.start()
    wait_for(lambda: at_work(granted, "seal.apply"))

    time.sleep(1.0)
    assert Worker(granted, "second").drain() == 0
    thread.join()

    assert_granted(granted)
    assert "job.lease-lost" not in caplog.messages


def test_a_worker_whose_lease_was_lost_leaves_no_trace(
    granted: House, worker: Worker, clock: MovingClock, caplog: pytest.LogCaptureFixture
) -> None:
    with granted.transaction() as session:
        (job,) = granted.engine.lease(session, worker="asleep", seconds=10)
    assert worker.drain() == 0
    clock.pass_by(seconds=11)
    worker.drain()
    ended = end_of(granted)

    Worker(granted, "asleep").perform(job)

    assert "job.lease-lost" in caplog.messages
    assert end_of(granted) == ended
    assert_granted(granted)


def test_a_job_that_takes_every_worker_along_stops_being_tried(
    granted: House, worker: Worker, clock: MovingClock
) -> None:
    for _ in range(granted.engine.max_tries):
        with granted.transaction() as session:
            assert granted.engine.lease(session, worker="killed", seconds=1)
        clock.pass_by(seconds=2)

    worker.drain()

    (incident,) = incidents(granted)
    assert incident.verb == "licence.reserve"
    assert "多次中断" in incident.reason


def test_a_job_of_another_version_is_an_incident_and_the_others_are_done(
    granted: House, worker: Worker
) -> None:
    with granted.transaction() as session:
        granted.engine.enqueue(session, "weather.ask", {})

    worker.drain()

    (incident,) = incidents(granted)
    assert "weather.ask" in incident.reason
    assert end_of(granted).outcomes == ("granted",)


def test_a_database_that_goes_away_while_a_job_is_done_is_waited_for(
    granted: House, worker: Worker, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    reserve = VERBS["licence.reserve"]
    assert isinstance(reserve, Queued)

    def record_while_the_server_ends_us(session, engine, job, reply):  # type: ignore[no-untyped-def]
        monkeypatch.setitem(VERBS, "licence.reserve", reserve)
        pid = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with granted.adapters.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
        return reserve.record(session, engine, job, reply)

    struck = replace(reserve, record=record_while_the_server_ends_us)
    monkeypatch.setitem(VERBS, "licence.reserve", struck)

    worker.drain()
    assert end_of(granted).jobs == ("licence.reserve",)
    clock.pass_by(seconds=6)
    worker.drain()

    assert_granted(granted)


def test_the_bell_wakes_a_worker_long_before_its_interval(granted: House) -> None:
    patient = build(settings_of(granted.settings.database_url, TONGBAN_POLL_MILLISECONDS="20000"))
    worker = Worker(patient, "patient")
    thread = threading.Thread(target=worker.poll, daemon=True)
    thread.start()
    try:
        wait_for(lambda: end_of(granted).outcomes == ("granted",))
        with granted.transaction() as session:
            granted.engine.enqueue(session, "weather.ask", {})
        time.sleep(0.3)
        assert incidents(granted) == [], "polled although the interval is long"

        worker.look()

        wait_for(lambda: bool(incidents(granted)), seconds=5)
    finally:
        worker.stop()
        thread.join()
        close(patient)


def test_a_worker_wakes_when_something_is_due(granted: House, faults: Faults) -> None:
    patient = build(settings_of(granted.settings.database_url, TONGBAN_POLL_MILLISECONDS="60000"))
    faults.set("licence", DOWN)
    worker = Worker(patient, "patient")
    thread = threading.Thread(target=worker.poll, daemon=True)
    thread.start()
    try:
        wait_for(lambda: put_off(granted))
        faults.clear("licence")
        wait_for(
            lambda: end_of(granted).outcomes == ("granted",), seconds=15
        )  # tried again after 5 s
    finally:
        worker.stop()
        thread.join()
        close(patient)


def assert_granted(house: House) -> End:
    """The case has ended as it should, each licence once."""
    end = end_of(house)
    assert end.outcomes == ("granted",)
    kinds = [kind for kind, _, _ in end.papers]
    assert sorted(set(kinds)) == kinds
    assert {"acceptance", "result"} <= set(kinds)
    assert end.signatures == len(kinds)
    assert len(end.licences) == 1
    assert (end.jobs, end.incidents) == ((), ())
    return end


def incidents(house: House) -> list[Incident]:
    with house.transaction() as session:
        return house.engine.incidents(session)


def at_work(house: House, verb: str) -> bool:
    with house.transaction() as session:
        query = text("SELECT 1 FROM engine.job WHERE verb = :verb AND state = 'leased'")
        return session.execute(query, {"verb": verb}).first() is not None


def put_off(house: House) -> bool:
    with house.transaction() as session:
        query = text("SELECT 1 FROM engine.job WHERE state = 'ready' AND attempts > 0")
        return session.execute(query).first() is not None


def wait_for(true, seconds: float = 20) -> None:  # type: ignore[no-untyped-def]
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)
