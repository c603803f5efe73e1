"""Two approvers act on two branches of one case in the same instant, and both succeed."""

import multiprocessing
from multiprocessing.synchronize import Barrier
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from office import cases
from tests.office.desk import Desk

ROUNDS = 100
BRANCHES = (("market", "food-operation-licence"), ("fire", "fire-safety-inspection"))
START = multiprocessing.get_context("spawn")


def test_two_approvers_at_once_both_succeed_a_hundred_times(city_url: str) -> None:
    database = create_engine(city_url)
    with Session(database) as session:
        made = [_prepared_case(Desk(session)) for _ in range(ROUNDS)]
        session.commit()
    barrier, results = START.Barrier(2), START.Queue()
    approvers = [
        START.Process(target=_approve, args=(city_url, tasks, branch, barrier, results))
        for branch, tasks in zip(
            BRANCHES, zip(*(tasks for _, tasks in made), strict=True), strict=True
        )
    ]

    for approver in approvers:
        approver.start()
    told = [results.get(timeout=240) for _ in approvers]
    for approver in approvers:
        approver.join(timeout=30)

    assert told == [("done", ROUNDS), ("done", ROUNDS)]
    assert [approver.exitcode for approver in approvers] == [0, 0]
    with Session(database) as session:
        for case_id, _ in made:
            root = cases.case(session, case_id)
            assert (root.stage, root.outcome) == ("办结", "all-granted")
            assert len({one.id for one in cases.members(session, root)}) == 3
    database.dispose()


def _prepared_case(desk: Desk) -> tuple[str, tuple[str, str]]:
    """A restaurant without a sign whose food and fire members wait for their decisions alone."""
    slots = ("premises.plan-set", "fire.safety-plan")
    case = desk.accepted(desk.restaurant(slots, has_sign=False))
    for department, matter in BRANCHES:
        for username, element in (("handler", "review"), ("reviewer", "check")):
            item = _item(desk, case.id, matter, element)
            cases.act(
                desk.session,
                desk.engine,
                item,
                desk.who(f"{department}-{username}"),
                "agree",
                now=desk.now,
            )
    food, fire = (_item(desk, case.id, matter, "decide") for _, matter in BRANCHES)
    return case.id, (food, fire)


def _item(desk: Desk, root_id: str, matter: str, element: str) -> str:
    found = desk.session.execute(
        text(
            "SELECT id FROM office.work_items WHERE root_id = :root AND matter = :matter"
            " AND element = :element AND state = 'open'"
        ),
        {"root": root_id, "matter": matter, "element": element},
    )
    return str(found.scalar_one())


def _approve(
    url: str, tasks: tuple[str, ...], branch: tuple[str, str], barrier: Barrier, results: Any
) -> None:
    """Grant one branch of every case; the barrier lets both approvers reach for the lock together."""
    database = create_engine(url)
    done = 0
    try:
        for item_id in tasks:
            with Session(database) as session:
                desk = Desk(session)
                approver = desk.who(f"{branch[0]}-approver")
                barrier.wait(timeout=60)
                cases.act(session, desk.engine, item_id, approver, "grant", now=desk.now)
                session.commit()
            done += 1
        results.put(("done", done))
    except Exception as error:
        barrier.abort()
        results.put((type(error).__name__, done))
        raise
    finally:
        database.dispose()
