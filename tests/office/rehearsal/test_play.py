"""A rehearsal is played in a transaction that is taken back: beside real work, at its own time, the same every time."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from office import rehearsal
from office.clocks import today
from office.matters import Folder
from office.rehearsal.play import CannotGoOn, Player
from office.rehearsal.sandbox import sandbox
from office.rehearsal.script import script_of
from office.rehearsal.view import view_of
from office.run.assembly import House, build
from office.run.demo.examples import Actors
from office.run.demo.scenario import Step
from office.run.transaction import Transaction
from tests.houses import close, settings_of
from tests.office.rehearsal.conftest import (
    FOOD,
    MORNING,
    RESTAURANT,
    everything,
    folder,
    scenario,
)

KILLED = """
import os, signal, sys
from office.run.assembly import build
from office.rehearsal.play import Player
from office.rehearsal.sandbox import sandbox
from tests.houses import settings_of
from tests.office.rehearsal.conftest import FOOD, MORNING, folder, scenario
from office.rehearsal.script import script_of
from office.rehearsal.view import view_of

house = build(settings_of(sys.argv[1]))
script = script_of(scenario(FOOD, "granted"), MORNING)
with sandbox(house, folder(house, FOOD), script.start) as box:
    Player(box, script).play(script.back_to(3))
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def working(fresh_database: Callable[..., str], published: str) -> Iterator[House]:
    """A house that really works while somebody rehearses."""
    made = build(settings_of(fresh_database(published)))
    yield made
    close(made)


def wait(outcome: str) -> Step:
    return Step(task=rehearsal.CLOCK, by=rehearsal.CLOCK, outcome=outcome)


def test_a_rehearsal_killed_in_the_middle_leaves_nothing(theatre: House) -> None:
    before = everything(theatre)

    url = theatre.settings.require_database()
    done = subprocess.run(
        [sys.executable, "-c", KILLED, url], env={**os.environ, "PYTHONPATH": "."}, check=False
    )

    assert done.returncode == -9
    assert everything(theatre) == before


def test_real_work_goes_on_while_somebody_rehearses_the_same_matter(working: House) -> None:
    script = script_of(scenario(FOOD, "granted"), working.clock())

    with sandbox(working, folder(working, FOOD), script.start) as box:
        Player(box, script).play(script)
        real = Actors(working).walk(scenario(FOOD, "granted"))

    assert real.outcome_label == "准予"
    assert real.number.endswith("0001") and not real.number.startswith("REHEARSAL")


def test_no_bell_rings_and_no_real_job_is_taken(theatre: House) -> None:
    rung: list[str] = []
    url = theatre.settings.require_database()
    house = replace(theatre, transaction=Transaction(url, ring=lambda: rung.append("rung")))
    script = script_of(scenario(FOOD, "granted"), MORNING)
    with house.transaction() as session:
        waiting = theatre.engine.backlog(session)

    with sandbox(house, folder(theatre, FOOD), script.start) as box:
        Player(box, script).play(script)

    with house.transaction() as session:
        assert theatre.engine.backlog(session) == waiting
    assert waiting["ready"] > 0 and rung == []
    house.transaction.close()


def test_the_same_script_leads_to_the_same_end(theatre: House) -> None:
    draft = folder(theatre, FOOD)
    script = script_of(scenario(FOOD, "granted"), MORNING)
    ends = []
    for _ in range(2):
        with sandbox(theatre, draft, script.start, key="twice") as box:
            player = Player(box, script)
            player.play(script)
            root = player.root()
            assert root is not None
            ends.append((root.number, root.closed_at, [one.at for one in player.moments]))

    assert ends[0] == ends[1]


def test_a_timer_fires_at_its_own_moment_on_the_way(theatre: House) -> None:
    draft = _paused(folder(theatre, FOOD))
    script = script_of(scenario(FOOD, "granted"), MORNING).back_to(3)

    with sandbox(theatre, draft, script.start) as box:
        player = Player(box, script)
        player.play(script)
        reviewed = box.clock()
        assert _open(player) == []
        player.take(wait(rehearsal.NEXT))
        assert box.clock() - reviewed == timedelta(days=3, seconds=1)
        assert _open(player) == ["check"]


def test_a_jump_to_a_day_passes_deadlines(theatre: House) -> None:
    script = script_of(scenario(FOOD, "granted"), MORNING).back_to(1)

    with sandbox(theatre, folder(theatre, FOOD), script.start) as box:
        player = Player(box, script)
        player.play(script)
        before = rehearsal_chip(player)
        player.take(wait("2026-12-10"))
        assert today(box.clock()).isoformat() == "2026-12-10"
        assert (before, rehearsal_chip(player)) == ("green", "red")
        with pytest.raises(CannotGoOn):
            player.take(wait("2026-12-01"))


def test_fifteen_steps_of_the_restaurant_are_no_long_wait(theatre: House) -> None:
    """A figure, not a bar: what a replay costs is in docs/decisions/0007-rehearsals.md."""
    draft = folder(theatre, RESTAURANT)
    script = script_of(scenario(RESTAURANT, "demonstration-2"), MORNING)
    for _ in range(2):
        view = rehearsal.replay(theatre, draft, script, key=str(_))

    assert view.ended and view.stop is None
    assert rehearsal.replay(theatre, draft, script, key="1") is view


def test_an_official_who_accepted_does_not_decide(theatre: House) -> None:
    script = script_of(scenario(FOOD, "granted"), MORNING)
    swapped = tuple(
        replace(one, by="批准@market") if one.task == "check" else one for one in script.steps
    )

    with (
        sandbox(theatre, folder(theatre, FOOD), script.start) as box,
        pytest.raises(CannotGoOn) as refused,
    ):
        Player(box, script).play(replace(script, steps=swapped))

    assert "审核" in refused.value.reason


def rehearsal_chip(player: Player) -> str:
    return view_of(player).tasks[0].chip.tone


def _open(player: Player) -> list[str]:
    return [one.item.element for one in view_of(player).tasks]


def _paused(draft: Folder) -> Folder:
    """The draft with three days' pause between review and check."""
    path = "processes/process.bpmn"
    content = draft.files[path].decode()
    flow = '<bpmn:sequenceFlow id="review_to_check"'
    pause = (
        '<bpmn:intermediateCatchEvent id="pause" name="公示"><bpmn:incoming>review_to_pause</bpmn:incoming>'
        "<bpmn:outgoing>review_to_check</bpmn:outgoing><bpmn:timerEventDefinition>"
        '<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">P3D</bpmn:timeDuration>'
        "</bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
        '<bpmn:sequenceFlow id="review_to_pause" sourceRef="review" targetRef="pause" />'
    )
    content = content.replace(
        "<bpmn:outgoing>review_to_check</bpmn:outgoing>",
        "<bpmn:outgoing>review_to_pause</bpmn:outgoing>",
    )
    before, _, after = content.partition(flow)
    after = after.replace('sourceRef="review"', 'sourceRef="pause"', 1)
    return Folder(draft.code, {**draft.files, path: f"{before}{pause}{flow}{after}".encode()})
