"""Several at once: everybody waits their turn, everybody succeeds, nothing happens twice."""

import threading
from collections.abc import Callable

from sqlalchemy.orm import Session, sessionmaker

from engine import Engine, Later
from tests.engine.conftest import Desk, House
from tests.engine.drawing import both, call, catch, diagram, message_catch, service, timer, user

MESSAGE = '<bpmn:message id="m" name="papers"/>'


def test_eight_officers_complete_eight_branches_of_one_case_at_once(
    sessions: sessionmaker[Session],
) -> None:
    engine = Engine(House())
    members = [call(f"m{i}", "member") for i in range(8)]
    flows = "; ".join(["s>f", *(f"f>m{i}>j" for i in range(8)), "j>e"])
    with sessions.begin() as session:
        engine.deploy(session, diagram("member", "s>review>e", user("review")))
        engine.deploy(session, diagram("p", flows, both("f"), both("j"), *members))
        case = engine.start(session, "p").id
        tasks = [w.task_id for w in engine.waits(session, case)]

    def complete(number: int) -> None:
        with sessions.begin() as session:
            engine.complete(session, case, tasks[number], {"by": number}, actor=str(number))

    _at_once(8, complete)

    with sessions() as session:
        assert engine.instance(session, case).status == "ended"
        done = [e for e in engine.history(session, case) if e.element == "review"]
        assert sorted(e.actor or "" for e in done if e.kind == "completed") == list("01234567")


def test_two_workers_never_lease_the_same_job(sessions: sessionmaker[Session]) -> None:
    house = House()
    house.answers["seal.apply"] = Later()
    engine = Engine(house)
    with sessions.begin() as session:
        engine.deploy(session, diagram("p", "s>seal>e", service("seal", "seal.apply")))
        for _ in range(20):
            engine.start(session, "p")
    leased: list[str] = []

    def work(number: int) -> None:
        while True:
            with sessions.begin() as session:
                jobs = engine.lease(session, worker=str(number), limit=2)
            if not jobs:
                return
            leased.extend(job.id for job in jobs)
            with sessions.begin() as session:
                for job in jobs:
                    engine.finish(session, job.id, job.token)

    _at_once(2, work)

    assert len(leased) == len(set(leased)) == 20
    with sessions() as session:
        assert len(engine.instances(session, status="ended")) == 20


def test_two_sweeps_fire_a_timer_once(sessions: sessionmaker[Session]) -> None:
    house = House()
    engine = Engine(house)
    with sessions.begin() as session:
        engine.deploy(session, diagram("p", "s>w>a>e", catch("w", timer("PT1H")), user("a")))
        cases = [engine.start(session, "p").id for _ in range(6)]
    house.wait(hours=1)
    fired: list[int] = []

    def sweep(number: int) -> None:
        with sessions.begin() as session:
            fired.append(engine.fire_due(session))

    _at_once(2, sweep)

    with sessions.begin() as session:
        fired.append(engine.fire_due(session))
        assert sum(fired) == 6
        assert all(len(engine.waits(session, case)) == 1 for case in cases)


def test_a_message_and_its_receiver_that_come_together_meet(
    sessions: sessionmaker[Session],
) -> None:
    engine = Engine(House())
    with sessions.begin() as session:
        wait = message_catch("w", "m", "=key")
        engine.deploy(session, diagram("p", "s>w>a>e", wait, user("a"), extra=MESSAGE))
    cases: dict[int, str] = {}

    def come(number: int) -> None:
        with sessions.begin() as session:
            key = str(number // 2)
            if number % 2:
                engine.message(session, "papers", correlation=key)
            else:
                cases[number // 2] = engine.start(session, "p", variables={"key": key}).id

    for _ in range(3):
        _at_once(8, come)
        with sessions() as session:
            kinds = {w.kind for case in cases.values() for w in engine.waits(session, case)}
        assert kinds == {"user"}


def test_a_rolled_back_completion_leaves_no_trace(desk: Desk) -> None:
    desk.deploy(diagram("p", "s>a>b>e", user("a"), user("b")))
    case = desk.start("p")
    before = desk.engine.history(desk.session, case)

    nested = desk.session.begin_nested()
    desk.do(case, "a")
    nested.rollback()

    assert desk.open(case) == ["a"]
    assert desk.engine.history(desk.session, case) == before


def _at_once(number: int, act: Callable[[int], None]) -> None:
    """Run act in so many threads that begin together; raise what any of them raised."""
    barrier = threading.Barrier(number)
    raised: list[BaseException] = []

    def run(index: int) -> None:
        barrier.wait()
        try:
            act(index)
        except BaseException as error:  # noqa: BLE001 - shown by the test that waits
            raised.append(error)

    threads = [threading.Thread(target=run, args=(i,)) for i in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if raised:
        raise raised[0]
