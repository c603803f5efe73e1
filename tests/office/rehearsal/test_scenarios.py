"""The scenarios of a draft run in the sandbox: green as shipped, red with the step where they differ."""

from dataclasses import replace

import pytest
import yaml

from office import rehearsal
from office.matters import Folder
from office.run.assembly import House
from tests.office.rehearsal.conftest import FOOD, RESTAURANT, everything, folder


@pytest.mark.parametrize("code", [FOOD, RESTAURANT])
def test_the_shipped_scenarios_run_green_and_leave_nothing(theatre: House, code: str) -> None:
    draft = folder(theatre, code)
    before = everything(theatre)

    results = rehearsal.run_scenarios(theatre, draft)

    assert [(one.path, one.reason, one.differences) for one in results if not one.green] == []
    assert len(results) == 2
    assert everything(theatre) == before


def test_a_scenario_that_cannot_go_on_names_the_step(theatre: House) -> None:
    draft = _with(folder(theatre, FOOD), lambda said: said["steps"][0].update(points=[]))

    (result, *_) = rehearsal.run_scenarios(theatre, draft)

    assert (result.green, result.failed_at) == (False, 2)
    assert result.step is not None and result.step.task == "formal_review"
    assert "审查要点" in result.reason


def test_a_scenario_that_ends_differently_says_what_was_expected(theatre: House) -> None:
    def refuse(said: dict) -> None:  # type: ignore[type-arg]
        said["steps"][-1].update(outcome="refuse", opinion="不符合条件")

    (result, *_) = rehearsal.run_scenarios(theatre, _with(folder(theatre, FOOD), refuse))

    assert (result.failed_at, result.green) == (0, False)
    assert [(one.expected, one.came) for one in result.differences][0] == ("准予", "不予")


def test_a_file_that_cannot_be_read_is_red_and_the_others_still_run(theatre: House) -> None:
    draft = folder(theatre, FOOD)
    files = {**draft.files, "processes/scenarios/broken.yaml": b"steps: 3"}

    results = rehearsal.run_scenarios(theatre, replace(draft, files=files))

    assert [one.green for one in results] == [False, True, True]
    assert "steps" in results[0].reason


def test_coverage_says_what_no_scenario_passes(theatre: House) -> None:
    draft = folder(theatre, FOOD)
    results = rehearsal.run_scenarios(theatre, draft)

    whole = rehearsal.coverage(draft, results)
    granted = rehearsal.coverage(draft, [one for one in results if "granted" in one.path])

    assert {"start", "review", "issue", "granted"} <= set(granted.done)
    assert "not_accepted" in {one.id for one in granted.never}
    assert "not_accepted" in whole.done
    assert {"refusal_notice", "refused"} <= {one.id for one in whole.never}
    assert 50 < granted.of_elements < whole.of_elements < 100
    assert 0 < whole.of_flows < 100


def _with(draft: Folder, change) -> Folder:  # type: ignore[no-untyped-def]
    path = "processes/scenarios/granted.yaml"
    said = yaml.safe_load(draft.files[path])
    change(said)
    content = yaml.safe_dump(said, allow_unicode=True).encode()
    return Folder(draft.code, {**draft.files, path: content})
