"""What sets the single matters apart: who may file, who inspects, what is told in writing, until when each step is due."""

from dataclasses import replace
from typing import Any

import pytest

from office import accounts, cases, clocks, filing, worklist
from office.run.assembly import House
from office.run.demo.examples import Actors
from office.run.demo.scenario import MATTERS, Scenario, read_scenario
from tests.houses import draft_of

FREIGHT = "road-freight-licence/scenarios/granted-after-supplement.yaml"
DANGEROUS = "road-freight-licence/scenarios/dangerous-granted.yaml"
LABOUR = "labour-dispatch-licence/scenarios/refused.yaml"
DRAINAGE = "drainage-permit/scenarios/key-drainer-granted.yaml"
SOCIAL = "social-organisation-registration/scenarios/granted.yaml"
SENIOR = "senior-card/scenarios/granted.yaml"
REPORTS = {"drainage.hidden-works", "drainage.test-report"}


def scenario_of(path: str, **values: Any) -> Scenario:
    read = read_scenario(MATTERS / path)
    return replace(read, values={**read.values, **values})


@pytest.mark.parametrize(
    ("path", "values", "field", "words"),
    [
        (FREIGHT, {"largest_mass": 4500}, "largest_mass", "无需办理"),
        (DANGEROUS, {"vehicles": 4}, "vehicles", "5 辆以上"),
        (LABOUR, {"registered_capital": 199.9}, "registered_capital", "200 万元"),
        (DRAINAGE, {"pretreatment": "none"}, "pretreatment", "预处理设施"),
    ],
)
def test_what_the_law_asks_of_an_applicant_is_said_before_anything_is_filed(
    house: House, path: str, values: dict[str, Any], field: str, words: str
) -> None:
    with pytest.raises(filing.Invalid) as refused:
        Actors(house).file(scenario_of(path, **values))

    assert any(one.field == field and words in one.message for one in refused.value.problems)


def test_whoever_inspected_does_not_inspect_again_and_each_step_has_a_day_of_its_own(
    house: House,
) -> None:
    scenario = scenario_of(DRAINAGE)
    actors = Actors(house)
    number = actors.file(scenario)
    for step in scenario.steps[:2]:  # accepted, and inspected by the first of two
        actors.take(scenario, number, step)

    with house.transaction() as session:
        left = [
            one
            for one in worklist.of_root(session, cases.case(session, number).id)
            if one.state == worklist.OPEN
        ]
        first = accounts.account_named(session, "housing-a")
        assert first is not None
        with pytest.raises(worklist.NotAllowed):
            worklist.may_act(session, first, left[0])
    assert [one.element for one in left] == ["site_check"]
    assert left[0].due == clocks.add_working_days(clocks.today(house.clock()), 3)


def test_the_unit_that_supervises_the_field_confirms_in_its_own_inbox_and_sees_the_papers(
    house: House,
) -> None:
    scenario = scenario_of(SOCIAL)
    actors = Actors(house)
    number = actors.file(scenario)

    def seen(username: str) -> tuple[list[str], bool]:
        with house.transaction() as session:
            account = accounts.account_named(session, username)
            assert account is not None
            case = cases.case(session, number)
            steps = [one.element for one in worklist.inbox(session, account)]
            return steps, cases.may_see_material(session, account, case, "social.charter")

    assert seen("education-a") == ([], False)
    actors.take(scenario, number, scenario.steps[0])
    assert seen("education-a") == (["consent"], True)
    assert seen("culture-a") == ([], False)
    assert seen("civil-b") == ([], True)

    actors.take(scenario, number, scenario.steps[1])
    assert seen("education-a") == ([], True)
    assert seen("civil-a")[0] == ["name_check"]


@pytest.mark.parametrize(
    ("path", "done", "username", "shown"),
    [
        (LABOUR, 1, "labour-a", "labour.capital-enough"),
        (SENIOR, 1, "civil-a", "senior.age"),
        (SOCIAL, 2, "civil-a", None),
    ],
)
def test_a_task_shows_the_review_points_that_are_drawn_at_it_whatever_its_name(
    house: House, path: str, done: int, username: str, shown: str | None
) -> None:
    scenario = scenario_of(path)
    actors = Actors(house)
    number = actors.file(scenario)
    for step in scenario.steps[:done]:
        actors.take(scenario, number, step)

    with house.transaction() as session:
        account = accounts.account_named(session, username)
        assert account is not None
        (item,) = worklist.inbox(session, account)
        points = {one.id for one in cases.review_points(session, item)}

    assert points == set() if shown is None else shown in points
    assert not any(".form-" in one for one in points)  # those of the acceptance are not shown again


def test_sixty_days_of_the_regulation_are_calendar_days(house: House) -> None:
    scenario = scenario_of(SOCIAL)
    actors = Actors(house)
    number = actors.file(scenario)
    actors.take(scenario, number, scenario.steps[0])

    with house.transaction() as session:
        case = cases.case(session, number)
        statutory = clocks.of_case(session, case.id)[clocks.STATUTORY]

    assert statutory.calendar_days
    assert (statutory.due.day - statutory.started_on).days == 60


def test_a_declaration_stands_for_the_two_reports_that_the_measures_name(house: House) -> None:
    scenario = scenario_of(DRAINAGE)
    papers = {slot: kind for slot, kind in scenario.attachments.items() if slot not in REPORTS}
    draft_id = draft_of(house, replace(scenario, attachments=papers))

    with house.transaction() as session:
        draft = filing.draft(session, draft_id)
        lacking = filing.problems_of(
            session, house.engine, draft, today=clocks.today(house.clock())
        )
        account = accounts.account_named(session, scenario.applicant)
        assert account is not None
        (offer,) = filing.offers(session, draft)
        filing.read_notice(session, draft_id, offer, account, now=house.clock())
        filing.sign(
            session,
            draft_id,
            offer,
            account,
            agreed=range(len(offer.promises)),
            name=account.name,
            now=house.clock(),
        )
        left = filing.problems_of(
            session,
            house.engine,
            filing.draft(session, draft_id),
            today=clocks.today(house.clock()),
        )

    assert {one.field for one in lacking} == {f"material:{report}" for report in REPORTS}
    assert list(left) == []
