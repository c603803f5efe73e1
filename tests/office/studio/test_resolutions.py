"""Contradictions between members are found with what each wants, settled in form.json, and compiled anew."""

import json

import pytest

from office import matters, studio
from office.studio import resolutions
from office.studio.editing import FORM, EditRefused, read_json
from tests.office.studio.conftest import ALL_VERBS, Studio

AREA = "premises.area"


def contradicting(room: Studio) -> studio.Draft:
    """A draft of the restaurant whose food licence wants at most 20 square metres where fire wants at least 50."""
    food = matters.published(room.session, "food-operation-licence")
    files = matters.files(room.session, food.id)
    form = json.loads(files[FORM])
    area = next(one for one in form["properties"].values() if one.get("x-element") == AREA)
    area["maximum"] = 20
    files[FORM] = json.dumps(form).encode()
    fire = matters.published(room.session, "fire-safety-inspection")
    fire_files = matters.files(room.session, fire.id)
    fire_form = json.loads(fire_files[FORM])
    for one in fire_form["properties"].values():
        if one.get("x-element") == AREA:
            one["minimum"] = 50
    fire_files[FORM] = json.dumps(fire_form).encode()
    draft = room.open("open-restaurant")
    said = resolutions.settle(
        {"resolutions": []}, AREA, {"type": "number", "minimum": 1}, "先放开，等统一"
    )
    draft = studio.save(
        room.session, draft.id, FORM, json.dumps(said).encode(),
        revision=draft.files[FORM].revision, account=room.first, now=room.desk.now,
    )  # fmt: skip
    one_thing = matters.load_files(
        room.session, room.engine, studio.folder_of(draft), ALL_VERBS, now=room.desk.now
    )
    matters.publish(
        room.session, room.engine, one_thing.id, now=room.desk.now, verbs=ALL_VERBS, actor=None
    )
    for code, changed in (
        ("food-operation-licence", files),
        ("fire-safety-inspection", fire_files),
    ):
        loaded = matters.load_files(
            room.session, room.engine, matters.Folder(code, changed), ALL_VERBS, now=room.desk.now
        )
        matters.publish(
            room.session, room.engine, loaded.id, now=room.desk.now, verbs=ALL_VERBS, actor=None
        )
    return draft


def disputes(room: Studio, draft: studio.Draft, said: dict[str, object]) -> resolutions.Disputes:
    return resolutions.disputes(room.session, room.engine, studio.folder_of(draft), said, ALL_VERBS)


def test_a_contradiction_is_found_whether_it_is_settled_or_not(room: Studio) -> None:
    draft = contradicting(room)

    (settled,) = disputes(room, draft, read_json(draft, FORM)).conflicts
    (open_,) = disputes(room, draft, {"resolutions": []}).open

    assert settled.element == open_.element == AREA
    wants = dict(open_.wants)
    assert wants["food-operation-licence"]["maximum"] == 20
    assert wants["fire-safety-inspection"]["minimum"] == 50
    assert settled.resolution is not None and settled.resolution["reason"] == "先放开，等统一"
    assert matters.published(room.session, "open-restaurant").compiled.report["conflicts"]


def test_without_its_resolution_the_draft_does_not_compile(room: Studio) -> None:
    draft = contradicting(room)
    said = resolutions.drop(read_json(draft, FORM), AREA)

    draft = studio.save(
        room.session, draft.id, FORM, json.dumps(said).encode(),
        revision=draft.files[FORM].revision, account=room.first, now=room.desk.now,
    )  # fmt: skip

    assert any("相互矛盾" in one.rule for one in room.problems(draft))


def test_small_fields_and_constraints_are_two_ways_to_say_one_thing() -> None:
    for schema in (
        {"type": "number", "minimum": 1, "maximum": 2.5},
        {"type": "string", "minLength": 2, "maxLength": 8, "format": "date"},
        {"type": "string", "enum": ["a", "b"]},
        {"type": "integer", "enum": [1, 2]},
        {"type": "array", "minItems": 1, "items": {"type": "string", "enum": ["hot"]}},
        {"type": "boolean"},
    ):
        assert resolutions.schema_from(resolutions.typed_of(schema)) == schema


def test_what_does_not_fit_the_type_is_left_out_and_what_is_no_number_is_refused() -> None:
    assert resolutions.schema_from({"type": "boolean", "minimum": "3"}) == {"type": "boolean"}
    with pytest.raises(EditRefused, match="不是可用的数"):
        resolutions.schema_from({"type": "string", "minLength": "1.5"})
    with pytest.raises(EditRefused, match="请选择类型"):
        resolutions.schema_from({"type": "object"})
