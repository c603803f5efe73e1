"""Filling the form: it survives, tells what is wrong in plain words, and becomes one case."""

from io import BytesIO

import pytest

from office import filing
from office.matters import published
from tests.office.desk import PNG, REGISTRATION
from tests.web.city import City, Person, answered, files, filled, tree, words


@pytest.fixture
def applicant(city: City) -> Person:
    return city.person("applicant-a")


@pytest.fixture
def address(city: City, applicant: Person) -> str:
    """The address of a draft that was opened from the result card and knows the registration."""
    card = applicant.client.get("/matters/open-restaurant/needs", query_string=answered())
    page = applicant.send(card, "/matters/open-restaurant/drafts", answered())
    draft_id = page.request.path.rsplit("/", 1)[-1]
    with city.desk() as desk:
        filing.keep_fetched(desk.session, draft_id, "registration", REGISTRATION, now=desk.now)
    return page.request.path


def test_the_form_shows_what_is_known_where_from_and_who_uses_it(
    applicant: Person, address: str
) -> None:
    page = applicant.open(address)

    name = tree(page).xpath("//*[@value='示例一号餐饮店有限公司'][@readonly]/ancestor::div[1]")[0]
    told = " ".join(name.text_content().split())
    assert "来自市场主体登记" in told
    assert "共用于：营业执照、食品经营、户外招牌、消防安全" in told
    assert "烟草" not in words(page)


def test_answers_of_the_questions_stand_in_the_form(applicant: Person, address: str) -> None:
    page = tree(applicant.open(address))

    assert page.xpath("string(//input[@name='premises_area']/@value)") == "86"
    assert page.xpath("//input[@name='business_items'][@value='drinks']/@checked")


def test_what_was_saved_is_there_after_signing_in_again(
    city: City, applicant: Person, address: str
) -> None:
    page = applicant.open(address)
    applicant.send(page, address, {**filled(business_staff=17), "do": "leave"})

    again = city.person("applicant-a")
    assert address in tree(again.open("/cases")).xpath("//a/@href")
    assert tree(again.open(address)).xpath("string(//input[@name='business_staff']/@value)") == "17"


def test_a_second_click_on_begin_goes_on_with_the_same_draft(
    applicant: Person, address: str
) -> None:
    card = applicant.client.get("/matters/open-restaurant/needs", query_string=answered())
    page = applicant.send(card, "/matters/open-restaurant/drafts", answered())

    assert page.request.path == address


def test_answers_that_do_not_hold_open_no_draft(city: City, applicant: Person) -> None:
    card = applicant.client.get("/matters/open-restaurant/needs", query_string=answered())
    page = applicant.send(card, "/matters/open-restaurant/drafts", answered(area="viel"))

    assert page.request.path == "/matters/open-restaurant/questions"
    with city.desk() as desk:
        assert filing.drafts_of(desk.session, desk.who("applicant-a")) == []


def test_mistakes_are_told_in_plain_words_and_nothing_typed_is_lost(
    applicant: Person, address: str
) -> None:
    page = applicant.open(address)
    wrong = filled(
        entity_contact_mobile="12345", business_staff="", fire_safety_inspection__exits=2
    )

    page = applicant.send(page, address, {**wrong, **files("file-sign-design-set"), "do": "submit"})

    assert page.status_code == 422
    told = words(page, "//*[@class='problems']")
    assert "手机号码应为11位数字" in told
    assert "请填写“从业人数”" in told
    assert "请上传“招牌设计图组”" in told
    assert tree(page).xpath("string(//input[@name='entity_contact_mobile']/@value)") == "12345"
    assert "平面图.png" in words(page, "//ul[contains(@class, 'materials')]")
    for link in tree(page).xpath("//*[@class='problems']//a/@href"):
        assert tree(page).xpath(f"//*[@id='{link[1:]}']"), f"{link} leads nowhere"


def test_a_wrong_digit_in_a_number_is_named(applicant: Person, address: str) -> None:
    page = applicant.open(address)
    field = tree(page).xpath(
        "string(//button[contains(., '法定代表人证件号码')][starts-with(@value, 'dispute:')]/@value)"
    )
    page = applicant.send(page, address, {**filled(), "do": field})
    name = field.removeprefix("dispute:")
    assert tree(page).xpath(f"//input[@name='{name}'][not(@type='hidden')]")

    page = applicant.send(page, address, {**filled(), name: "230102199001010018", "do": "submit"})

    assert page.status_code == 422
    told = words(page, f"//*[@id='e-{name}']")
    assert told
    assert "230102199001010018" not in told
    assert tree(page).xpath(f"string(//input[@name='{name}']/@value)") == "230102199001010018"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"0" * (10 * 1024 * 1024), "超过 10 MB"),
        (b"", "文件是空的"),
        (b"MZ this is a program", "文件内容不是"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "文件内容不是"),
    ],
)
def test_files_that_cannot_be_taken_are_refused_and_the_form_is_kept(
    applicant: Person, address: str, content: bytes, told: str
) -> None:
    page = applicant.open(address)

    page = applicant.send(
        page,
        address,
        {
            **filled(business_staff=17),
            "file-premises-plan-set": (BytesIO(content), "图.png"),
            "do": "save",
        },
    )

    assert page.status_code == 422
    assert told in words(page, "//div[contains(@class, 'upload') and contains(@class, 'invalid')]")
    assert tree(page).xpath("string(//input[@name='business_staff']/@value)") == "17"


def test_another_file_takes_the_place_of_the_first(
    city: City, applicant: Person, address: str
) -> None:
    for name in ("第一张.png", "第二张.png"):
        applicant.send(
            applicant.open(address),
            address,
            {**filled(), "file-premises-plan-set": (BytesIO(PNG), name), "do": "save"},
        )

    with city.desk() as desk:
        kept = filing.draft(desk.session, address.rsplit("/", 1)[-1]).attachments
    assert [one.filename for one in kept] == ["第二张.png"]


def test_two_clicks_on_submit_make_one_case(city: City, applicant: Person, address: str) -> None:
    page = applicant.open(address)

    first = applicant.send(page, address, {**filled(), **files(), "do": "submit"})
    second = applicant.send(page, address, {**filled(), **files(), "do": "submit"})

    assert first.request.path.startswith("/cases/")
    assert second.request.path == first.request.path
    assert applicant.open(address).request.path == first.request.path
    listed = tree(applicant.open("/cases")).xpath("//a[starts-with(@href, '/cases/1')]")
    assert len(listed) == 1


def test_somebody_elses_draft_does_not_exist(city: City, address: str) -> None:
    other = city.person("applicant-b")
    assert other.status(address) == other.status("/drafts/1") == 404
    page = other.open("/matters")
    card = other.client.get("/matters/open-restaurant/needs", query_string=answered())
    assert page.status_code == 200
    assert other.send(card, address, {"do": "save"}).status_code == 404
    assert city.person("window").status(address) == 403


def test_rules_that_changed_meanwhile_are_shown_before_anything_is_handed_in(
    city: City, applicant: Person, address: str
) -> None:
    page = applicant.open(address)
    with city.desk() as desk:
        filing.show_needed(
            desk.session, address.rsplit("/", 1)[-1], ["food-operation-licence"], desk.now
        )

    page = applicant.send(page, address, {**filled(), **files(), "do": "submit"})

    assert page.status_code == 409
    assert "所需事项有变化" in words(page)
    assert "消防" in words(page)


def test_a_single_matter_is_filed_with_its_own_form_alone(city: City, applicant: Person) -> None:
    with city.desk() as desk:
        draft = desk.draft()
        assert draft.edition_id == published(desk.session, "food-operation-licence").id

    page = applicant.open(f"/drafts/{draft.id}")
    page = applicant.send(page, f"/drafts/{draft.id}", {**_standing(page), "do": "submit"})

    assert page.request.path.startswith("/cases/")
    assert "食品经营许可" in words(page)


def _standing(page: object) -> dict[str, list[str]]:
    """What a browser would send back of a form as it stands."""
    found: dict[str, list[str]] = {}
    form = next(one for one in tree(page).forms if one.get("id") == "draft")  # type: ignore[arg-type]
    for name, value in form.form_values():
        if name not in {"csrf_token", "do"}:
            found.setdefault(name, []).append(value)
    return found
