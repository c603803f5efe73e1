"""Autosave, a second device, disputes, slots, and throwing a draft away."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from office import cases, filing
from tests.office.desk import REGISTRATION
from tests.web.city import City, Person, answered, files, filled, tree, words


@pytest.fixture
def applicant(city: City) -> Person:
    return city.person("applicant-a")


@pytest.fixture
def address(city: City, applicant: Person) -> str:
    """The address of a draft that knows the registration."""
    card = applicant.client.get("/matters/open-restaurant/needs", query_string=answered())
    page = applicant.send(card, "/matters/open-restaurant/drafts", answered())
    with city.desk() as desk:
        draft_id = page.request.path.rsplit("/", 1)[-1]
        filing.keep_fetched(desk.session, draft_id, "registration", REGISTRATION, now=desk.now)
    return page.request.path


def revision(page: Any) -> str:
    return str(tree(page).xpath("string(//input[@name='revision']/@value)"))


def autosave(person: Person, page: Any, address: str, shown: str, **values: str) -> Any:
    """Send what a page's script sends: the touched fields, the revision that the page shows."""
    sent = {"revision": shown, "touched": list(values), **values}
    return person.send(page, f"{address}/autosave", sent)


def picture() -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (900, 600), "navy").save(drawn, "PNG")
    return drawn.getvalue()


def values_of(city: City, address: str) -> Any:
    with city.desk() as desk:
        return filing.draft(desk.session, address.rsplit("/", 1)[-1]).values


def test_a_touched_field_is_saved_by_itself_and_the_time_is_told(
    city: City, applicant: Person, address: str
) -> None:
    page = applicant.open(address)

    told = autosave(applicant, page, address, revision(page), business_staff="17").get_json()

    assert told["saved"] == "10:00"  # 02:00 UTC in Asia/Shanghai
    assert told["clashes"] == []
    assert int(told["revision"]) == int(revision(page)) + 1
    assert values_of(city, address)["business_staff"] == 17
    assert values_of(city, address)["premises_area"] == 86  # what was not touched stays


def test_two_devices_that_change_different_fields_both_keep_theirs(
    city: City, applicant: Person, address: str
) -> None:
    page = applicant.open(address)
    shown = revision(page)
    autosave(applicant, page, address, shown, business_staff="17")

    told = autosave(applicant, page, address, shown, premises_area="94").get_json()

    assert told["clashes"] == []
    assert told["elsewhere"] == {"business_staff": ["17"]}
    assert values_of(city, address)["business_staff"] == 17
    assert values_of(city, address)["premises_area"] == 94


def test_two_devices_that_change_one_field_are_told_of_each_other_and_nobodys_typing_is_lost(
    city: City, applicant: Person, address: str
) -> None:
    page = applicant.open(address)
    shown = revision(page)
    autosave(applicant, page, address, shown, business_staff="17")

    told = autosave(applicant, page, address, shown, business_staff="9").get_json()

    clash = told["clashes"][0]
    assert (clash["label"], clash["mine"], clash["theirs"], clash["at"]) == (
        "从业人数",
        "9",
        "17",
        "10:00",
    )
    assert values_of(city, address)["business_staff"] == 17
    chosen = autosave(applicant, page, address, str(told["revision"]), business_staff="9")
    assert chosen.get_json()["clashes"] == []
    assert values_of(city, address)["business_staff"] == 9


def test_without_scripts_the_second_device_sees_both_values_and_chooses(
    city: City, applicant: Person, address: str
) -> None:
    page = applicant.open(address)
    shown = revision(page)
    applicant.send(page, address, {**filled(business_staff="17"), "revision": shown, "do": "save"})

    second = applicant.send(
        page,
        address,
        {**filled(business_staff="9", premises_area="94"), "revision": shown, "do": "submit"},
    )

    assert second.status_code == 409
    told = words(second, "//div[contains(@class, 'clash')]")
    assert "另一设备 10:00 改过，是“17”；这里填的是“9”" in told
    assert tree(second).xpath("string(//input[@name='business_staff']/@value)") == "9"
    assert values_of(city, address)["premises_area"] == 94  # the rest is merged
    theirs = {**filled(business_staff="9", premises_area="94"), "revision": revision(second)}
    applicant.send(second, address, {**theirs, "do": "theirs:business_staff"})
    assert values_of(city, address)["business_staff"] == 17
    applicant.send(second, address, {**theirs, "do": "save"})  # the other button: keep this one
    assert values_of(city, address)["business_staff"] == 9


def test_the_register_that_answers_late_does_not_clash_with_an_open_page(
    city: City, applicant: Person
) -> None:
    card = applicant.client.get("/matters/open-restaurant/needs", query_string=answered())
    page = applicant.send(card, "/matters/open-restaurant/drafts", answered())
    shown, address = revision(page), page.request.path
    assert applicant.open(f"{address}/state").get_json()["waiting"] is True
    with city.desk() as desk:
        draft_id = address.rsplit("/", 1)[-1]
        filing.keep_fetched(desk.session, draft_id, "registration", REGISTRATION, now=desk.now)

    told = autosave(applicant, page, address, shown, business_staff="8").get_json()

    assert told["clashes"] == []
    assert told["waiting"] is False
    assert told["elsewhere"]["entity_name"] == [REGISTRATION["name"]]


def test_an_expired_sign_in_is_told_from_an_outdated_token(
    city: City, applicant: Person, address: str
) -> None:
    page = applicant.open(address)
    applicant.client.delete_cookie("tongban")
    gone = applicant.send(page, f"{address}/autosave", {"touched": "business_staff"}, follow=False)
    assert gone.status_code == 302
    assert gone.headers["Location"].startswith("/sign-in")

    again = city.person("applicant-a")
    outdated = again.send(page, f"{address}/autosave", {"touched": "business_staff"}, follow=False)
    assert outdated.status_code == 403
    fresh = again.open("/drafts/token").get_json()
    told = again.client.post(
        f"{address}/autosave",
        data={"touched": "business_staff", "business_staff": "5", "revision": revision(page)},
        headers={"X-CSRF-Token": fresh["csrf"]},
    )
    assert told.status_code == 200
    assert fresh["who"] == tree(page).xpath("string(//form[@id='draft']/@data-who)")


def test_autosave_of_somebody_elses_draft_does_not_exist(city: City, address: str) -> None:
    other = city.person("applicant-b")
    page = other.open("/cases")
    assert autosave(other, page, address, "0", business_staff="1").status_code == 404
    assert other.status(f"{address}/state") == other.status(f"{address}/delete") == 404


def test_a_wrong_prefilled_value_is_replaced_with_a_reason_and_officers_see_both(
    city: City, applicant: Person, address: str
) -> None:
    page = applicant.open(address)
    field = "premises_address"
    opened = applicant.send(page, address, {**filled(), "do": f"dispute:{field}"})
    assert "登记的是“示例市道里区示例大街12号1层”" in words(opened)
    right = {**filled(), field: "示例市道里区示例大街12号2层", "do": "submit"}

    refused = applicant.send(opened, address, {**right, **files(), f"reason-{field}": ""})
    assert "哪里有误" in words(refused, "//*[@class='problems']")
    sent = applicant.send(refused, address, {**right, f"reason-{field}": "搬到二层了"})

    number = sent.request.path.rsplit("/", 1)[-1]
    with city.desk() as desk:
        found = cases.disputes(desk.session, cases.case(desk.session, number))
    assert [(one.field.name, one.was, one.now, one.reason) for one in found] == [
        (field, REGISTRATION["address"], "示例市道里区示例大街12号2层", "搬到二层了")
    ]


def test_a_dispute_can_be_taken_back(city: City, applicant: Person, address: str) -> None:
    page = applicant.open(address)
    page = applicant.send(page, address, {**filled(), "do": "dispute:premises_address"})
    page = applicant.send(
        page, address, {**filled(), "premises_address": "别处", "do": "agree:premises_address"}
    )

    assert values_of(city, address)["premises_address"] == REGISTRATION["address"]
    assert tree(page).xpath("//input[@name='premises_address'][@type='hidden']")


def test_a_file_goes_into_its_slot_with_a_small_picture_that_is_its_owners_alone(
    city: City, applicant: Person, address: str
) -> None:
    page = applicant.open(address)
    slot = f"{address}/slots/file-premises-plan-set"

    shown = applicant.send(
        page, slot, {"file-premises-plan-set": (BytesIO(picture()), "平面图.png")}
    )

    assert "平面图.png" in shown.text
    small = tree(shown).xpath("string(//img/@src)")
    answer = applicant.open(small)
    with Image.open(BytesIO(answer.data)) as drawn:
        assert (drawn.format, drawn.size) == ("JPEG", (240, 160))
    assert "private" in answer.headers["Cache-Control"]
    assert city.person("applicant-b").status(small) == 404
    assert city.visitor().client.get(small).headers["Location"].startswith("/sign-in")
    file_id = tree(shown).xpath("string(//button/@data-remove)")
    assert "平面图.png" not in applicant.send(page, slot, {"remove": file_id}).text


def test_a_slot_refuses_what_is_no_paper_and_holds_several_where_it_may(
    applicant: Person, address: str
) -> None:
    page = applicant.open(address)
    slot, name = f"{address}/slots/file-fire-safety-plan", "file-fire-safety-plan"

    wrong = applicant.send(page, slot, {name: (BytesIO(b"MZ"), "a.png")})
    assert wrong.status_code == 422
    assert "文件内容不是" in wrong.text
    for title in ("制度.png", "预案.png"):
        shown = applicant.send(page, slot, {name: (BytesIO(picture()), title)})

    assert "制度.png" in shown.text
    assert "预案.png" in shown.text
    assert applicant.send(page, f"{address}/slots/file-x", {}).status_code == 404


def test_a_slot_says_what_a_good_paper_shows(applicant: Person, address: str) -> None:
    page = applicant.open(address)
    assert "洗消区、备餐、烹饪、库房、就餐各区都画上" in words(page, "//details[@class='sample']")
    assert "营业执照 已核验" in words(page, "//div[@class='fetched']")


def test_a_draft_is_deleted_after_a_question_and_a_case_is_not(
    city: City, applicant: Person, address: str
) -> None:
    asked = applicant.open(f"{address}/delete")
    assert "删除后不能恢复" in words(asked)

    listed = applicant.send(asked, f"{address}/delete", {})

    assert "草稿已删除" in listed.text
    assert applicant.status(address) == 404
    with city.desk() as desk:
        case = desk.submit(desk.restaurant())
        handed = next(iter(filing.drafts_of(desk.session, desk.who("applicant-a"))), None)
        assert handed is None
    assert applicant.open(f"/cases/{case.number}").status_code == 200
