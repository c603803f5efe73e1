"""Cases by HTTP: what a program must know, what is wrong field by field, the same request twice, pages, next actions."""

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from office import accounts, filing
from tests.office.desk import (
    ANSWERS,
    FOOD_ANSWERS,
    FOOD_VALUES,
    PNG,
    REGION,
    REGISTRATION,
    RESTAURANT_SLOTS,
    VALUES,
)
from tests.web.api.program import Program
from tests.web.city import City

Make = Callable[..., Program]
IMAGE = [{"filename": "图.png", "content": base64.b64encode(PNG).decode()}]


def food(**other: Any) -> dict[str, Any]:
    return {
        "matter": "food-operation-licence",
        "region": REGION,
        "answers": FOOD_ANSWERS,
        "form": FOOD_VALUES,
        "materials": {"premises.plan-set": IMAGE},
        **other,
    }


def answer_of_register(city: City) -> None:
    """The register answers for every draft that waits for it."""
    with city.desk() as desk:
        for one in filing.drafts_of(desk.session, desk.who("applicant-a")):
            filing.keep_fetched(
                desk.session, one.id, "registration", REGISTRATION, now=city.clock()
            )


def start(city: City, applicant: Program, body: dict[str, Any], status: int = 201) -> Any:
    """Send until the register has answered."""
    key = f"start-{id(body)}"
    applicant.post("/cases", body, 202, key=key)
    answer_of_register(city)
    return applicant.post("/cases", body, status, key=key)


def drafts(city: City) -> int:
    with city.desk() as desk:
        return len(filing.drafts_of(desk.session, desk.who("applicant-a")))


def pointers(problem: Any) -> dict[str, str]:
    return {one["pointer"]: one["detail"] for one in problem["errors"]}


def test_a_program_learns_what_to_send(city: City, program: Make) -> None:
    applicant = program("applicant-a")

    asked = applicant.get("/matters/open-restaurant")
    assert asked["form"] is None
    assert {"area", "food"} <= {one["id"] for one in asked["questions"]}
    assert {"code": REGION, "name": accounts.full_name(REGION)} in asked["regions"]

    form = applicant.get("/matters/open-restaurant", answers=json.dumps(ANSWERS), region=REGION)[
        "form"
    ]
    assert "outdoor-sign" in {one["code"] for one in form["members"]}
    assert "tobacco-retail-licence" not in {one["code"] for one in form["members"]}
    assert set(VALUES) <= set(form["json_schema"]["properties"])
    assert set(RESTAURANT_SLOTS) <= {one["slot"] for one in form["materials"]}

    wrong = applicant.get("/matters/open-restaurant", 422, answers='{"area": "x"}', region=REGION)
    assert {one["parameter"] for one in wrong["errors"]} >= {
        "answers/area",
        "answers/food",
    } or wrong["errors"]
    applicant.get("/matters/open-restaurant", 422, answers="[", region=REGION)
    applicant.get("/matters/nothing", 404)


def test_starting_waits_for_the_register_and_leaves_one_case(city: City, program: Make) -> None:
    applicant = program("applicant-a")
    body = food()
    waiting = applicant.send("/cases", body, 202, key="a")
    assert waiting.json["state"] == "awaiting_register"
    assert waiting.headers["Retry-After"]
    applicant.post("/cases", body, 202, key="a")

    answer_of_register(city)
    case = applicant.post("/cases", body, 201, key="a")

    assert applicant.post("/cases", body, 201, key="a") == case
    assert drafts(city) == 0
    assert [one["number"] for one in applicant.get("/cases")["items"]] == [case["number"]]
    shown = applicant.get(f"/cases/{case['number']}")
    assert shown["state"] == "received"
    assert shown["submitted_at"].endswith("+08:00")
    assert shown["next_action"]["kind"] == "wait"


def test_another_request_under_the_same_idempotency_key_is_refused(
    city: City, program: Make
) -> None:
    applicant = program("applicant-a")
    applicant.post("/cases", food(), 202, key="a")

    other = applicant.post("/cases", food(form={**FOOD_VALUES, "staff": 9}), 422, key="a")

    assert other["type"].endswith("#idempotency-mismatch")
    missing = applicant.client.post(
        "/api/v1/cases", json=food(), headers={"Authorization": f"Bearer {applicant.token}"}
    )
    assert missing.status_code == 422
    assert missing.json["errors"][0]["header"] == "Idempotency-Key"


def test_a_draft_thrown_away_or_handed_in_at_the_portal_meanwhile_breaks_nothing(
    city: City, program: Make
) -> None:
    applicant, body = program("applicant-a"), food()
    applicant.post("/cases", body, 202, key="a")
    with city.desk() as desk:
        (draft,) = filing.drafts_of(desk.session, desk.who("applicant-a"))
        filing.delete_draft(desk.session, draft.id, desk.who("applicant-a"))
    applicant.post("/cases", body, 202, key="a")
    answer_of_register(city)
    with city.desk() as desk:
        (draft,) = filing.drafts_of(desk.session, desk.who("applicant-a"))
        filing.save_draft(desk.session, draft.id, FOOD_VALUES, now=city.clock())
        filing.add_attachment(
            desk.session, draft.id, "premises.plan-set", "图.png", PNG, now=city.clock()
        )
        case = desk.submit(draft)

    assert applicant.post("/cases", body, 201, key="a")["number"] == case.number


def test_a_wrong_form_has_one_error_a_field_and_leaves_nothing_behind(
    city: City, program: Make
) -> None:
    applicant = program("applicant-a")
    values = {name: one for name, one in FOOD_VALUES.items() if name != "storey"}
    body = food(form={**values, "contact_mobile": "123"}, materials={})

    problem = start(city, applicant, body, 422)

    assert set(pointers(problem)) == {
        "/form/storey",
        "/form/contact_mobile",
        "/materials/premises.plan-set",
    }
    assert all(pointers(problem).values())
    assert drafts(city) == 0
    assert applicant.get("/cases")["items"] == []


def test_what_is_unknown_or_of_the_wrong_type_is_named(city: City, program: Make) -> None:
    applicant = program("applicant-a")
    problem = start(city, applicant, food(form={**FOOD_VALUES, "staff": "x", "no/thing": 1}), 422)
    assert set(pointers(problem)) == {"/form/staff", "/form/no~1thing"}

    for body, wrong in (
        (food(region="999999"), "/region"),
        (food(answers={**FOOD_ANSWERS, "nothing": 1}), "/answers/nothing"),
        (food(answers={"area": {}, "food": [{}]}), "/answers/area"),
        (food(enterprise="91230102MA00000999"), "/enterprise"),
        (
            food(materials={"premises.plan-set": [{"content": "%"}]}),
            "/materials/premises.plan-set/0",
        ),
        (food(materials={"premises.plan-set": [{}]}), "/materials/premises.plan-set/0"),
        ({**food(), "more": 1}, "/more"),
        ({"region": REGION}, "/matter"),
    ):
        assert wrong in pointers(applicant.post("/cases", body, 422)), wrong


def test_what_the_register_says_stands_unless_it_is_disputed_with_a_reason(
    city: City, program: Make
) -> None:
    applicant = program("applicant-a")
    said = {**FOOD_VALUES, "entity_name": "另一个名称"}
    with city.desk() as desk:
        form = desk.draft().values
        assert form["entity_name"] == REGISTRATION["name"]

    problem = start(city, applicant, food(form=said), 422)
    assert set(pointers(problem)) == {"/form/entity_name"}

    case = start(city, applicant, food(form=said, disputes={"entity_name": "刚刚更名"}))
    with city.desk() as desk:
        handed = filing.submission(desk.session, case["id"])
    assert handed.disputes["entity_name"]["reason"] == "刚刚更名"


def test_a_file_uploaded_before_is_handed_in_by_its_id(city: City, program: Make) -> None:
    applicant, other = program("applicant-a"), program("applicant-b")
    with city.desk() as desk:
        kept = desk.draft().attachments[0]
    by_id = {"premises.plan-set": [{"attachment_id": kept.id}]}

    refused = other.post("/cases", food(materials=by_id), 422)
    assert set(pointers(refused)) == {"/materials/premises.plan-set/0"}
    case = start(city, applicant, food(materials=by_id))

    with city.desk() as desk:
        handed = filing.submission(desk.session, case["id"])
    assert [one.sha256 for one in handed.attachments] == [kept.sha256]


def test_lists_come_page_by_page_and_are_narrowed(city: City, program: Make) -> None:
    with city.desk() as desk:
        numbers = []
        for _ in range(3):
            desk.host.at += timedelta(minutes=1)
            numbers.append(desk.submit(desk.draft()).number)
        desk.act("window", "formal_review", "accept")
    numbers.reverse()
    for reader in (program("applicant-a"), program("window")):
        first = reader.get("/cases", limit=2)
        rest = reader.get("/cases", limit=2, after=first["next"])
        assert [one["number"] for one in first["items"] + rest["items"]] == numbers
        assert rest["next"] is None
        accepted = reader.get("/cases", state="accepted")["items"]
        assert [one["number"] for one in accepted] == numbers[:1]
        assert reader.get("/cases", matter="outdoor-sign")["items"] == []
        for wrong in ({"after": "x"}, {"limit": 101}, {"state": "x"}, {"more": 1}):
            problem = reader.get("/cases", 422, **wrong)
            assert [one["parameter"] for one in problem["errors"]] == list(wrong)


def test_a_one_thing_shows_its_members_and_what_waits_for_whom(city: City, program: Make) -> None:
    with city.desk() as desk:
        case = desk.submit(desk.restaurant())
    applicant, window, urban = program("applicant-a"), program("window"), program("urban-handler")

    before = applicant.get(f"/cases/{case.number}")
    assert {one["matter"]: one["needed"] for one in before["members"]}["outdoor-sign"]
    assert window.get(f"/cases/{case.number}")["next_action"]["kind"] == "task"
    with city.desk() as desk:
        desk.act("window", "formal_review", "accept")
    (member,) = [
        one
        for one in urban.get(f"/cases/{case.number}")["members"]
        if one["matter"] == "outdoor-sign"
    ]
    own = urban.get(f"/cases/{member['case']['number']}")
    assert own["next_action"]["kind"] == "task"
    assert {one["kind"] for one in own["deadlines"]} >= {"promised", "statutory"}
    assert own["members"] == []
