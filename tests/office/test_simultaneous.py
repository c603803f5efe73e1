"""Two officers act on two branches of one case in the same instant, and both succeed."""

import multiprocessing
import threading
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.synchronize import Barrier
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.engine import Engine as Database
from sqlalchemy.orm import Session

from office import cases
from tests.office.desk import Desk

STEPS = (
    ("handler", "review", "agree"),
    ("reviewer", "check", "agree"),
    ("approver", "decide", "grant"),
)
CASES = 34
ROUNDS = CASES * len(STEPS)  # at least a hundred
BRANCHES = (("market", "food-operation-licence"), ("fire", "fire-safety-inspection"))
START = multiprocessing.get_context("spawn")


def test_two_officers_at_once_both_succeed_a_hundred_times(own_city_url: str) -> None:
    database = create_engine(own_city_url)
    made = [_accepted_case(database) for _ in range(CASES)]
    barrier, results = START.Barrier(2), START.Queue()
    officers = [
        START.Process(target=_handle, args=(own_city_url, made, *branch, barrier, results))
        for branch in BRANCHES
    ]

    for officer in officers:
        officer.start()
    told = [results.get(timeout=240) for _ in officers]
    for officer in officers:
        officer.join(timeout=30)

    assert told == [("done", ROUNDS), ("done", ROUNDS)]
    assert [officer.exitcode for officer in officers] == [0, 0]
    with Session(database) as session:
        for case_id in made:
            root = cases.case(session, case_id)
            assert (root.stage, root.outcome) == ("办结", "all-granted")
            assert [one.outcome for one in cases.members(session, root)].count("granted") == 2
            assert (
                len(cases.opinions(session, *(o.id for o in cases.family(session, root.id)))) == 7
            )
    database.dispose()


def test_same_draft_submitted_twice_at_once_is_one_case(own_city: Database) -> None:
    with Session(own_city) as session:
        draft = Desk(session).draft()
        session.commit()
    together = threading.Barrier(2)

    def submit(_: int) -> str:
        with Session(own_city) as session:
            desk = Desk(session)
            together.wait(timeout=30)
            case = desk.submit(draft)
            session.commit()
            return case.number

    with ThreadPoolExecutor(2) as pool:
        numbers = list(pool.map(submit, range(2)))

    assert numbers[0] == numbers[1]


def _accepted_case(database: Database) -> str:
    """A restaurant without a sign: food and fire wait for their reviews."""
    with Session(database) as session:
        desk = Desk(session)
        slots = ("premises.plan-set", "fire.safety-plan")
        case = desk.accepted(desk.restaurant(slots, has_sign=False))
        session.commit()
    return case.id


def _handle(
    url: str, made: list[str], department: str, matter: str, barrier: Barrier, results: Any
) -> None:
    """Take one branch of every case to its end; at each step both officers reach for the lock together."""
    database = create_engine(url)
    done = 0
    try:
        for case_id in made:
            for person, element, outcome in STEPS:
                with Session(database) as session:
                    desk = Desk(session, root_id=case_id)
                    item = desk.open_item(element, matter)
                    officer = desk.who(f"{department}-{person}")
                    barrier.wait(timeout=60)
                    cases.act(session, desk.engine, item.id, officer, outcome, now=desk.now)
                    session.commit()
                done += 1
        results.put(("done", done))
    except Exception as error:
        barrier.abort()
        results.put((type(error).__name__, done))
        raise
    finally:
        database.dispose()
