"""What the platform does is data: a new matter, and a one-thing without a member, without any Python."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import etree

import office
from office import cases, documents, matters
from office.run import command
from office.run.assembly import House
from office.run.demo.examples import Actors
from office.run.demo.scenario import MATTERS, Scenario, Step, read_scenario
from office.run.walk import Walk
from tests.system.conftest import Site

ROOT = Path(office.__file__).resolve().parent.parent
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
CODE, PROCESS = "street-stall", "street_stall"


def test_a_matter_of_two_new_folders_is_walked_to_a_sealed_document_over_http(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_matter(tmp_path)
    monkeypatch.setenv("TONGBAN_HOME", str(site.house.settings.home))
    monkeypatch.setenv("TONGBAN_DATABASE_URL", site.house.settings.database_url)

    assert command.main(["matters", "load", str(tmp_path), "--publish"]) == 0
    walk = Walk(site.url, stall_scenario(), tmp_path / "documents", lambda text: None)
    result = walk.to_the_end()

    assert result["ok"], result
    (member,) = result["members"]
    assert member["matter"] == CODE
    assert member["document"]["valid"]
    assert "摊位证" in member["document"]["number"]


def test_a_faulty_matter_is_refused_with_element_rule_and_remedy(
    house: House,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_matter(tmp_path)
    diagram = tmp_path / "processes/matters" / CODE / "process.bpmn"
    diagram.write_text(diagram.read_text().replace("case.decide", "case.dream"))
    monkeypatch.setenv("TONGBAN_HOME", str(house.settings.home))
    monkeypatch.setenv("TONGBAN_DATABASE_URL", house.settings.database_url)

    assert command.main(["matters", "load", str(tmp_path), "--publish"]) == 1

    assert "case.dream" in capsys.readouterr().err
    with house.transaction() as session, pytest.raises(matters.UnknownMatter):
        matters.published(session, CODE)


def test_a_member_taken_out_of_the_diagram_is_gone_from_form_materials_and_outcomes(
    house: House, tmp_path: Path
) -> None:
    for folder in ("processes", "forms"):
        source = ROOT / folder / "matters/open-restaurant"
        shutil.copytree(source, tmp_path / folder / "matters/open-restaurant")
    remove_member(tmp_path / "processes/matters/open-restaurant/process.bpmn", "sign")
    scenario = without(read_scenario(MATTERS / "open-restaurant/scenarios/demonstration-1.yaml"))

    with house.transaction() as session:
        before = matters.published(session, "open-restaurant").compiled.report
        matters.load_folder(
            session,
            house.engine,
            tmp_path,
            frozenset(command_verbs()),
            actor=None,
            now=house.clock(),
            publishing=True,
        )
        after = matters.published(session, "open-restaurant").compiled.report
    case = Actors(house).walk(scenario)

    assert after["materials_before"] == before["materials_before"] - 4
    assert after["fields_after"] < before["fields_after"]
    with house.transaction() as session:
        family = cases.family(session, case.id)
        outcomes = [
            paper
            for paper in documents.of_cases(session, [one.id for one in family])
            if paper.kind == "result"
        ]
    assert case.outcome_label == "全部准予"
    assert "outdoor-sign" not in {one.matter for one in family}
    assert len(outcomes) == 2


def command_verbs() -> list[str]:
    from office.verbs import VERBS

    return list(VERBS)


def without(scenario: Scenario) -> Scenario:
    """The demonstration as people would walk it when there is no sign to approve."""
    unasked = {
        "sign_position",
        "sign_width",
        "sign_height",
        "outdoor_sign__sign_lighting",
        "outdoor_sign__sign_text",
    }
    slots = {"sign.design-set", "premises.site-agreement"}
    points = {"sign.design-present", "site.agreement-present"}

    def step(one: Step) -> Step:
        kept = tuple(point for point in one.points if point not in points)
        return Step(**{**vars(one), "points": kept})

    return Scenario(
        **{
            **vars(scenario),
            "values": {
                name: value for name, value in scenario.values.items() if name not in unasked
            },
            "attachments": {
                slot: kind for slot, kind in scenario.attachments.items() if slot not in slots
            },
            "steps": tuple(step(one) for one in scenario.steps if one.member != "outdoor-sign"),
        }
    )


def remove_member(diagram: Path, name: str) -> None:
    """What an analyst does in the editor: delete the member with its two gateways and all their flows."""
    tree = etree.parse(str(diagram))
    gone = {f"if_{name}", f"member_{name}", f"done_{name}"}
    flows = {
        flow.get("id")
        for flow in tree.iter(f"{BPMN}sequenceFlow")
        if flow.get("sourceRef") in gone or flow.get("targetRef") in gone
    }
    for element in list(tree.iter()):
        reference = element.get("bpmnElement")
        text = (element.text or "").strip()
        dead = (
            element.get("id") in gone | flows or reference in gone | flows or text in gone | flows
        )
        if dead and element.getparent() is not None:
            element.getparent().remove(element)
    tree.write(str(diagram), xml_declaration=True, encoding="UTF-8")


def write_matter(folder: Path) -> None:
    """Two folders: the food licence's diagram under another name, a form, a layout."""
    process, forms = folder / "processes/matters" / CODE, folder / "forms/matters" / CODE
    process.mkdir(parents=True)
    forms.mkdir(parents=True)
    source = (ROOT / "processes/matters/tobacco-retail-licence/process.bpmn").read_text()
    (process / "process.bpmn").write_text(source.replace("tobacco_retail_licence", PROCESS))
    matter: dict[str, Any] = yaml.safe_load(
        (ROOT / "processes/matters/food-operation-licence/matter.yaml").read_text()
    )
    matter |= {
        "code": CODE,
        "name": {"zh": "临时占道摊位许可", "en": "Street stall permit"},
        "summary": {"zh": "在划定区域内摆摊", "en": "A stall in a marked area"},
        "organ": {"department": "urban"},
        "materials": [],
        "review_points": [
            {"id": "stall.place", "stage": "acceptance", "text": {"zh": "摊位在划定区域内"}},
        ],
    }
    matter["outcome"] |= {
        "name": {"zh": "临时占道摊位许可证", "en": "Street stall permit"},
        "number_rule": "{short}摊位证〔{year}〕第{serial:4}号",
    }
    (process / "matter.yaml").write_text(
        yaml.safe_dump(matter, allow_unicode=True, sort_keys=False)
    )
    form = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {
            "entity_name": {
                "x-element": "entity.name",
                "x-order": 10,
                "x-source": {
                    "from": "registration",
                    "path": "name",
                    "purpose": {"zh": "核对申请人"},
                },
            },
            "uscc": {
                "x-element": "entity.uscc",
                "x-order": 11,
                "x-source": {
                    "from": "registration",
                    "path": "uscc",
                    "purpose": {"zh": "核对申请人"},
                },
            },
            "stall_length": {
                "type": "number",
                "title": "摊位长度",
                "x-section": "摊位",
                "x-order": 20,
                "exclusiveMinimum": 0,
                "maximum": 5,
            },
        },
        "required": ["entity_name", "uscc", "stall_length"],
    }
    (forms / "form.json").write_text(json.dumps(form, ensure_ascii=False))
    (forms / "questions.json").write_text('{"questions": []}')
    layout = json.loads((ROOT / "forms/matters/residence-permit/result.json").read_text())
    text = json.dumps(layout, ensure_ascii=False)
    (forms / "result.json").write_text(simplified(text))


def simplified(text: str) -> str:
    """A certificate that shows the applicant and the stall alone."""
    layout = json.loads(text)
    layout["fields"] = [
        {"label": "经营者", "value": "applicant.name", "column": 1},
        {"label": "摊位长度", "value": "shown.stall_length", "column": 2},
    ]
    return json.dumps(layout, ensure_ascii=False)


def stall_scenario() -> Scenario:
    steps = (
        Step("formal_review", "综合窗口@service", "accept", points=("stall.place",)),
        Step("review", "承办@urban", "agree"),
        Step("check", "审核@urban", "agree"),
        Step("decide", "批准@urban", "grant"),
    )
    return Scenario(
        name="临时摊位",
        matter=CODE,
        applicant="applicant-a",
        region="230102",
        answers={},
        values={"stall_length": 2},
        attachments={},
        steps=steps,
        expect={"outcome": "准予", "members": {CODE: "granted"}},
    )
