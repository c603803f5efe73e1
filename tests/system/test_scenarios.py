"""Every scenario of every matter ends as its file says: documents sealed, licences registered once."""

from pathlib import Path

import pytest
from sqlalchemy import text

from office import cases, documents
from office.run.assembly import House
from office.run.demo.examples import Actors
from office.run.demo.scenario import MATTERS, read_scenario, scenarios


@pytest.mark.parametrize("path", scenarios(), ids=lambda path: f"{path.parts[-3]}/{path.stem}")
def test_a_scenario_ends_as_its_file_says(house: House, path: Path) -> None:
    scenario = read_scenario(path)

    case = Actors(house).walk(scenario)

    with house.transaction() as session:
        family = {one.matter: one for one in cases.family(session, case.id)}
        papers = [
            paper
            for paper in documents.of_cases(session, [one.id for one in family.values()])
            if paper.delivered_at is not None
        ]
    assert case.closed_at is not None
    assert case.outcome_label == (scenario.expect["outcome"] or "")
    assert all(paper.sealed for paper in papers)
    for code, outcome in (scenario.expect.get("members") or {}).items():
        if outcome is None:
            assert code not in family
        elif outcome != "done":
            assert family[code].outcome == outcome
        else:
            assert family[code].closed_at is not None
    if "documents" in scenario.expect:
        expected = [
            (one["layout"], one.get("member", scenario.matter))
            for one in scenario.expect["documents"]
        ]
        matters = {one.id: one.matter for one in family.values()}
        assert sorted((paper.kind, matters[paper.case_id]) for paper in papers) == sorted(expected)


def test_one_materials_list_and_one_form_come_of_the_restaurants_members(house: House) -> None:
    from office import matters

    with house.transaction() as session:
        edition = matters.published(session, "open-restaurant")
    members = {
        "business-licence-verification",
        "food-operation-licence",
        "outdoor-sign",
        "fire-safety-inspection",
    }

    report = matters.report_for(edition.compiled, members)

    assert (report["materials_before"], report["materials_after"]) == (13, 6)
    assert report["fields_before"] > report["fields_after"] > 0
    assert report["conflicts"] == []


def test_each_licence_of_a_case_is_registered_once(house: House) -> None:
    case = Actors(house).walk(
        read_scenario(MATTERS / "open-restaurant/scenarios/demonstration-1.yaml")
    )

    with house.transaction() as session:
        identifiers = [
            paper.identifier
            for one in cases.family(session, case.id)
            for paper in documents.of_case(session, one.id)
            if paper.identifier
        ]
        states = [house.ports.licence.status(one).state for one in identifiers]
        issued = session.execute(
            text("SELECT count(*) FROM adapters.licences WHERE identifier = ANY(:ids)"),
            {"ids": identifiers},
        ).scalar_one()
    assert len(identifiers) == len(set(identifiers)) == issued == 3
    assert set(states) == {"valid"}
