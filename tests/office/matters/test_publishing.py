"""From folders to editions in force: the first start, a member changed, a conflict, the way back to files."""

import json
import time
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from engine import Engine
from office import matters
from office.matters import (
    NotADraft,
    PublicationStopped,
    catalogue,
    edition,
    export,
    load,
    load_folder,
    needed,
    publish,
    publish_shipped,
    published,
    report_for,
)
from office.matters.folder import FolderRefused
from office.matters.schemas import ROOT
from tests.office.matters.house import NOW, VERBS, Folders
from tests.office.matters.redraw import without_branch

ANSWERS = {
    "area": 86,
    "food": ["hot"],
    "has_sign": True,
    "sign_position": "fascia",
    "sign_width": 4,
    "sign_height": 1,
    "tobacco": False,
}
REGION = "230102"
WITHOUT_TOBACCO = {
    "business-licence-verification",
    "food-operation-licence",
    "outdoor-sign",
    "fire-safety-inspection",
}


def ship(session: Session, engine: Engine, folders: Folders) -> list[matters.Loaded]:
    return publish_shipped(session, engine, VERBS, NOW, root=folders.path)


def test_the_first_start_publishes_all_and_the_next_has_nothing_to_do(
    session: Session, engine: Engine
) -> None:
    done = publish_shipped(session, engine, VERBS, NOW)
    began = time.monotonic()
    again = publish_shipped(session, engine, VERBS, NOW)
    took = time.monotonic() - began

    assert {one.state for one in done} == {"published"}
    codes = [one.edition.code for one in done]
    assert codes.index("open-restaurant") > max(codes.index(one) for one in WITHOUT_TOBACCO)
    assert again == []
    assert took < 1
    assert catalogue(session)[0].code == "open-restaurant"
    assert {one.version for one in catalogue(session)} == {1}


def test_the_restaurant_needs_what_the_answers_say_and_asks_six_materials_for_thirteen(
    session: Session, engine: Engine
) -> None:
    publish_shipped(session, engine, VERBS, NOW)
    restaurant = published(session, "open-restaurant")

    found = needed(session, engine, restaurant, ANSWERS, region=REGION)
    smoker = needed(session, engine, restaurant, ANSWERS | {"tobacco": True}, region=REGION)

    assert found.codes == WITHOUT_TOBACCO
    assert smoker.codes == WITHOUT_TOBACCO | {"tobacco-retail-licence"}
    assert all(found.why.values())
    report = report_for(restaurant.compiled, found.codes)
    assert (report["materials_before"], report["materials_after"]) == (13, 6)
    assert report["fields_after"] < report["fields_before"]


def test_an_answer_to_a_question_no_longer_asked_does_not_count(
    session: Session, engine: Engine
) -> None:
    publish_shipped(session, engine, VERBS, NOW)
    restaurant = published(session, "open-restaurant")
    signless = ANSWERS | {"has_sign": False}

    found = needed(session, engine, restaurant, signless, region=REGION)

    assert "outdoor-sign" not in found.codes
    assert "sign_position" not in matters.field_values(restaurant, signless)
    assert matters.check_answers(restaurant, signless) == ()
    assert [one.field for one in matters.check_answers(restaurant, {})][0] == "area"


def test_a_single_matter_needs_itself(session: Session, engine: Engine) -> None:
    publish_shipped(session, engine, VERBS, NOW)
    food = published(session, "food-operation-licence")

    assert needed(session, engine, food, {}).codes == {food.code}


def test_a_member_taken_out_of_the_diagram_is_gone_from_everything(
    session: Session, engine: Engine, folders: Folders
) -> None:
    without_branch(folders.path / "processes/matters/open-restaurant/process.bpmn", "sign")

    ship(session, engine, folders)

    restaurant = published(session, "open-restaurant")
    assert "outdoor-sign" not in restaurant.compiled.codes
    assert not any("sign" in one.name for one in restaurant.compiled.fields)
    found = needed(session, engine, restaurant, ANSWERS, region=REGION)
    assert report_for(restaurant.compiled, found.codes)["materials_before"] == 9


def test_a_changed_member_gives_the_one_thing_a_new_edition_and_keeps_the_old(
    session: Session, engine: Engine, folders: Folders
) -> None:
    ship(session, engine, folders)
    before = published(session, "open-restaurant")
    path = "matters/fire-safety-inspection"
    folders.replace(
        f"processes/{path}/matter.yaml",
        "review_points:",
        "  - element: fire.acceptance\n"
        "    name: {zh: 消防验收文件}\n"
        "    source: applicant\n"
        '    required: "true"\n'
        "review_points:",
    )

    draft = load(
        session,
        engine,
        folders.path / "processes" / path,
        folders.path / "forms" / path,
        VERBS,
        now=NOW,
    )
    publish(session, engine, draft.id, actor=None, now=NOW, verbs=VERBS)

    after = published(session, "open-restaurant")
    assert (before.version, after.version) == (1, 2)
    assert edition(session, before.id).state == "replaced"
    assert edition(session, before.id).compiled == before.compiled
    total = "materials_before"
    assert after.compiled.report[total] == before.compiled.report[total] + 1


def test_a_conflict_stops_the_member_and_leaves_everything_as_it_was(
    session: Session, engine: Engine, folders: Folders
) -> None:
    ship(session, engine, folders)
    path = folders.path / "forms/matters/fire-safety-inspection/form.json"
    form = json.loads(path.read_bytes())
    storey = next(one for one in form["properties"].values() if one["x-element"] == "premises.area")
    storey["maximum"] = 1
    path.write_text(json.dumps(form), encoding="utf-8")
    food = folders.path / "forms/matters/food-operation-licence/form.json"
    folders.replace(
        str(food.relative_to(folders.path)),
        '"x-element": "premises.area"',
        '"x-element": "premises.area", "minimum": 5',
    )

    with pytest.raises(PublicationStopped) as stopped:
        load_folder(session, engine, folders.path, VERBS, actor=None, now=NOW, publishing=True)

    assert any(one.rule.startswith("Conflict") for one in stopped.value.findings)
    assert all(one.element.startswith("open-restaurant/") for one in stopped.value.findings)
    assert {one.version for one in catalogue(session)} == {1}
    folders.replace(
        "forms/matters/open-restaurant/form.json",
        '"resolutions": []',
        '"resolutions": [{"element": "premises.area", "schema": {"type": "number"},'
        ' "reason": "按实际面积填写"}]',
    )
    load_folder(
        session, engine, folders.path, VERBS, actor="command-line", now=NOW, publishing=True
    )
    settled = published(session, "open-restaurant").compiled
    assert settled.field("premises_area").resolved
    assert published(session, "open-restaurant").published_by == "command-line"


def test_a_variable_that_nothing_writes_stops_the_publication(
    session: Session, engine: Engine, folders: Folders
) -> None:
    folders.replace(
        "processes/matters/food-operation-licence/process.bpmn",
        'acceptance.outcome = "refuse"',
        'acceptance.outcome = "refuse" or nowhere.to = "be"',
    )

    with pytest.raises(PublicationStopped) as stopped:
        ship(session, engine, folders)

    assert any("nowhere" in one.message for one in stopped.value.findings)


def test_a_draft_tells_its_findings_and_changes_nothing(
    session: Session, engine: Engine, folders: Folders
) -> None:
    ship(session, engine, folders)
    folders.replace("processes/matters/outdoor-sign/matter.yaml", "promised: 2", "promised: 200")

    loaded = load_folder(session, engine, folders.path, VERBS, actor=None, now=NOW)

    by_code = {one.edition.code: one for one in loaded}
    assert by_code["outdoor-sign"].findings[0].rule == "承诺时限不得超过法定时限"
    assert by_code["food-operation-licence"].findings == ()
    assert published(session, "outdoor-sign").document["limits"]["promised"] == 2


def test_an_edition_goes_back_to_files_byte_by_byte(
    session: Session, engine: Engine, tmp_path: Path
) -> None:
    publish_shipped(session, engine, VERBS, NOW)

    own = published(session, "matter-publication", platform=True)
    for one in (*catalogue(session), own):
        export(session, one.id, tmp_path / "out")

    for part in ("processes", "forms"):
        root = ROOT / part / "matters"
        shipped = {p.relative_to(root): p.read_bytes() for p in root.rglob("*") if p.is_file()}
        out = tmp_path / "out" / part / "matters"
        written = {p.relative_to(out): p.read_bytes() for p in out.rglob("*") if p.is_file()}
        assert written == shipped


def test_a_provinces_own_edition_is_never_replaced_by_a_shipped_one(
    session: Session, engine: Engine, folders: Folders
) -> None:
    ship(session, engine, folders)
    path = "processes/matters/outdoor-sign/matter.yaml"
    folders.replace(path, "promised: 2", "promised: 1")
    load_folder(session, engine, folders.path, VERBS, actor=None, now=NOW, publishing=True)
    folders.replace(path, "promised: 1", "promised: 3")

    again = ship(session, engine, folders)

    kept = next(one for one in again if one.edition.code == "outdoor-sign")
    assert kept.state == "kept"
    assert published(session, "outdoor-sign").document["limits"]["promised"] == 1


def test_a_new_element_constraint_reaches_every_matter_that_uses_it(
    session: Session, engine: Engine, folders: Folders
) -> None:
    ship(session, engine, folders)
    path = folders.path / "forms/elements/premises.json"
    said = json.loads(path.read_bytes())
    said["elements"]["premises.area"]["schema"]["maximum"] = 777
    path.write_text(json.dumps(said), encoding="utf-8")

    ship(session, engine, folders)

    food = published(session, "food-operation-licence")
    assert food.version == 2
    assert any(one.schema.get("maximum") == 777 for one in food.compiled.fields)
    restaurant = published(session, "open-restaurant").compiled
    assert restaurant.field("premises_area").schema["maximum"] == 777


def test_one_matter_alone_is_read_from_two_plain_folders(
    session: Session, engine: Engine, folders: Folders, tmp_path: Path
) -> None:
    ship(session, engine, folders)
    folders.copy_matter("outdoor-sign", "shop-sign")
    for part in ("processes", "forms"):
        (folders.path / part / "matters" / "shop-sign").rename(tmp_path / part)

    (loaded,) = load_folder(session, engine, tmp_path, VERBS, actor=None, now=NOW, publishing=True)

    assert loaded.state == "published"
    assert published(session, "shop-sign").process_id == "shop_sign"
    with pytest.raises(FolderRefused):
        load_folder(session, engine, tmp_path / "processes", VERBS, actor=None, now=NOW)


def test_an_edition_that_was_in_force_is_not_published_again(
    session: Session, engine: Engine
) -> None:
    publish_shipped(session, engine, VERBS, NOW)

    with pytest.raises(NotADraft):
        publish(session, engine, published(session, "outdoor-sign").id, actor=None, now=NOW)
