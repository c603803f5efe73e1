"""一次性补正 answered item by item: each by itself, all of them sent together."""

from io import BytesIO

import pytest

from office import cases
from office.cases import Case
from tests.office.desk import PNG, VALUES
from tests.web.city import City, as_posted, tree, words

PLAN, CONTACT = "plan.readable", "contact.authorised"


@pytest.fixture
def case(city: City) -> Case:
    """A case whose window asks for a better plan and for a word on the agent."""
    with city.desk() as desk:
        made = desk.submit(desk.restaurant())
        desk.act(
            "window",
            "formal_review",
            "supplement",
            items=[
                {"point": PLAN, "text": "请标明洗消区，重新上传平面图组。"},
                {"point": "form.complete", "text": "请说明开业日期为何这么晚。"},
            ],
        )
    return made


def test_each_item_has_its_own_place_with_the_slot_that_it_is_about(city: City, case: Case) -> None:
    page = city.person("applicant-a").open(f"/cases/{case.number}/supplement")

    assert "请标明洗消区" in words(page, "//section[@id='item-1']")
    assert tree(page).xpath("//section[@id='item-1']//input[@name='file-premises-plan-set']")
    assert len(tree(page).xpath("//input[@name='file-premises-plan-set']")) == 1
    assert tree(page).xpath("//section[@id='item-2']//textarea[@name='answer-2']")


def test_one_item_is_saved_by_itself_and_the_others_stay_open(city: City, case: Case) -> None:
    person, address = city.person("applicant-a"), f"/cases/{case.number}/supplement"

    page = person.send(
        person.open(address),
        address,
        {**as_posted(VALUES), "answer-2": "等消防检查以后", "do": "item:2"},
    )

    assert "已答复" in words(page, "//section[@id='item-2']")
    assert "还没有答复" in words(page, "//section[@id='item-1']")
    assert tree(page).xpath("string(//textarea[@name='answer-2'])").strip() == "等消防检查以后"


def test_it_is_sent_when_every_item_is_answered_and_the_answers_are_on_record(
    city: City, case: Case
) -> None:
    person, address = city.person("applicant-a"), f"/cases/{case.number}/supplement"
    sent = {**as_posted(VALUES), "answer-2": "等消防检查以后", "do": "submit"}

    page = person.send(person.open(address), address, sent)
    assert page.status_code == 422
    assert "第 1 项还没有答复" in words(page, "//*[@class='problems']")
    paper = {"file-premises-plan-set": (BytesIO(PNG + b"new"), "新图.png")}
    page = person.send(page, address, {**sent, **paper})

    assert page.request.path == f"/cases/{case.number}"
    with city.desk() as desk:
        items = cases.items_of(desk.session, case.id)
    assert [one.answer for one in items] == ["", "等消防检查以后"]
    assert all(one.sent_at for one in items)


def test_answers_and_fields_save_themselves_before_anything_was_saved(
    city: City, case: Case
) -> None:
    person, address = city.person("applicant-a"), f"/cases/{case.number}/supplement"
    page = person.open(address)

    told = person.send(
        page,
        f"{address}/autosave",
        {"revision": "0", "touched": "business_staff", "business_staff": "9", "answer-2": "是的"},
    ).get_json()

    assert told["clashes"] == []
    page = person.open(address)
    assert tree(page).xpath("string(//input[@name='business_staff']/@value)") == "9"
    assert tree(page).xpath("string(//textarea[@name='answer-2'])").strip() == "是的"


def test_a_file_to_an_item_goes_into_its_slot_at_once(city: City, case: Case) -> None:
    person, address = city.person("applicant-a"), f"/cases/{case.number}/supplement"
    name = "file-supplement-item-2"

    shown = person.send(
        person.open(address),
        f"{address}/slots/{name}",
        {name: (BytesIO(PNG + b"letter"), "说明.png")},
    )

    assert "说明.png" in shown.text
    assert "已答复" in words(person.open(address), "//section[@id='item-2']")


def test_somebody_else_saves_nothing_there(city: City, case: Case) -> None:
    other = city.person("applicant-b")
    page = other.open("/cases")
    address = f"/cases/{case.number}/supplement"
    assert other.send(page, f"{address}/autosave", {}).status_code == 404
    assert other.send(page, f"{address}/slots/file-supplement-item-1", {}).status_code == 404


def test_the_case_page_has_the_live_diagram_and_says_what_helps(city: City, case: Case) -> None:
    person = city.person("applicant-a")
    page = person.open(f"/cases/{case.number}")

    assert "先补正：补正以前" in words(page, "//p[contains(@class, 'helps')]")
    assert "一次性补正：2 项" in words(page, "//section[@class='action-banner']")
    assert "形式审查" in words(page, "//details[@data-live]")
    drawn = person.open(f"/cases/{case.number}/diagram").get_json()
    assert drawn["xml"].startswith("<")
    assert city.person("applicant-b").status(f"/cases/{case.number}/diagram") == 404


def test_a_paper_handed_in_before_is_seen_and_taken_out_before_anything_was_saved(
    city: City, case: Case
) -> None:
    person, address = city.person("applicant-a"), f"/cases/{case.number}/supplement"
    page = person.open(address)
    place = "//section[@id='item-1']"
    assert person.open(tree(page).xpath(f"string({place}//div[@class='what']/a/@href)")).data == PNG
    key = tree(page).xpath(f"string({place}//button/@data-remove)")

    shown = person.send(page, f"{address}/slots/file-premises-plan-set", {"remove": key})

    assert "upload-kept" not in shown.text
    assert not tree(person.open(address)).xpath(f"{place}//div[contains(@class, 'upload-kept')]")
