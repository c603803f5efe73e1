"""Following a case: whose it is, what comes next, supplement, clarification, documents."""

import pytest

from office import cases, documents, worklist
from office.cases import Case
from tests.office.desk import PNG, VALUES
from tests.web.city import City, as_posted, files, tree, words


@pytest.fixture
def case(city: City) -> Case:
    with city.desk() as desk:
        return desk.submit(desk.restaurant())


def ask_for_more(city: City) -> None:
    with city.desk() as desk:
        desk.act(
            "window",
            "formal_review",
            "supplement",
            items=[{"point": "plan.readable", "text": "请标明洗消区，重新上传平面图组。"}],
        )


def test_a_new_case_says_where_it_stands_and_until_when(city: City, case: Case) -> None:
    page = city.person("applicant-a").open(f"/cases/{case.number}")

    assert case.number in words(page)
    assert "余5/5工作日" in words(page)
    assert len(tree(page).xpath("//article[@data-member]")) == 5
    assert "无需办理" in words(page, "//article[contains(@class, 'unneeded')]")


def test_the_timeline_marks_days_that_do_not_count(city: City) -> None:
    with city.desk() as desk:
        case = desk.accepted(desk.restaurant())

    page = tree(city.person("applicant-a").open(f"/cases/{case.number}"))

    days = page.xpath("//div[@class='members-head']//ol/li")
    food = page.xpath(
        "//article[@data-member='food-operation-licence']//ol[contains(@class, 'days-run')]/li"
    )
    assert len(days) == len(food) >= 10
    off = [one.xpath("string(b)") for one in days if "off" in one.get("class")]
    assert {"25", "1", "7"} <= set(off)  # 中秋节 and 国庆节 of 2026, both in the promise's way
    assert "now" in food[0].get("class")


def test_somebody_elses_case_does_not_exist(city: City, case: Case) -> None:
    other = city.person("applicant-b")

    for address in ("", "/receipt", "/supplement"):
        assert other.status(f"/cases/{case.number}{address}") == 404
    assert other.status("/cases/no-such-number") == 404
    assert case.number not in words(other.open("/cases"))


def test_the_receipt_lists_what_was_handed_in(city: City, case: Case) -> None:
    page = city.person("applicant-a").open(f"/cases/{case.number}/receipt")

    assert "平面图组" in words(page)
    assert "5 个工作日" in words(page)


def test_a_supplement_is_asked_for_in_one_banner_and_answered_once(city: City, case: Case) -> None:
    ask_for_more(city)
    person = city.person("applicant-a")
    address = f"/cases/{case.number}/supplement"

    page = person.open(f"/cases/{case.number}")
    assert "接下来请您做 1 件事" in words(page)
    assert address in tree(page).xpath("//a/@href")
    page = person.open(address)
    assert "请标明洗消区" in words(page)
    assert tree(page).xpath("string(//input[@name='business_staff']/@value)") == "8"

    sent = {**as_posted(VALUES), **files(), "do": "submit"}
    first = person.send(page, address, sent)
    second = person.send(page, address, {**as_posted(VALUES), "do": "submit"})

    assert first.request.path == second.request.path == f"/cases/{case.number}"
    assert "补正材料已提交" in words(first)
    assert "现在没有要补正的内容" in words(second)
    with city.desk() as desk:
        again = desk.open_item("formal_review")
        assert cases.case(desk.session, again.root_id).supplemented


def test_an_incomplete_supplement_stays_open_with_what_was_typed(city: City, case: Case) -> None:
    ask_for_more(city)
    person = city.person("applicant-a")
    address = f"/cases/{case.number}/supplement"

    page = person.send(
        person.open(address),
        address,
        {**as_posted({**VALUES, "business_staff": ""}), "do": "submit"},
    )

    assert page.status_code == 422
    assert "请填写“从业人数”" in words(page)
    with city.desk() as desk:
        assert desk.open_item("supplement").state == worklist.OPEN


def test_nothing_to_supplement_is_said_kindly(city: City, case: Case) -> None:
    page = city.person("applicant-a").open(f"/cases/{case.number}/supplement")

    assert page.request.path == f"/cases/{case.number}"
    assert "现在没有要补正的内容" in words(page)


def test_a_question_of_the_reviewer_is_answered_on_the_case_page(city: City) -> None:
    with city.desk() as desk:
        case = desk.accepted(desk.restaurant())
        item = desk.open_item("review", "food-operation-licence")
        cases.clarify(
            desk.session,
            item.id,
            desk.who("market-handler"),
            "面积是 86 还是 94 平方米？",
            now=desk.now,
        )
    person = city.person("applicant-a")
    page = person.open(f"/cases/{case.number}")
    assert "面积是 86 还是 94 平方米？" in words(page, "//section[@class='action-banner']")
    question = tree(page).xpath("string(//input[@name='question']/@value)")
    address = f"/cases/{case.number}/clarification"

    empty = person.send(page, address, {"question": question, "answer": " "})
    assert "请填写回答" in words(empty)
    answered = person.send(page, address, {"question": question, "answer": "86 平方米"})
    assert "已答复" in words(answered)
    twice = person.send(page, address, {"question": question, "answer": "94 平方米"})

    assert "已经回答过" in words(twice)
    assert "86 平方米" in words(twice)
    assert "94 平方米。" not in words(twice)


def test_a_document_is_its_applicants_once_it_is_delivered(city: City, case: Case) -> None:
    with city.desk() as desk:
        content = b"%PDF-1.7 a decision"
        kept = documents.keep(
            desk.session,
            case_id=case.id,
            kind="acceptance",
            layout="acceptance",
            request_id="11111111-1111-4111-8111-111111111111",
            title="受理通知书",
            number=None,
            identifier=None,
            sha256=documents.put(desk.session, content, "application/pdf"),
            seal=None,
            now=desk.now,
        )
    own, other = city.person("applicant-a"), city.person("applicant-b")
    address = f"/documents/{kept.id}"
    assert own.status(address) == 404  # drawn, not yet delivered

    with city.desk() as desk:
        documents.deliver(desk.session, kept.id, desk.now)

    answer = own.open(address)
    assert answer.data == content
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert other.status(address) == 404
    assert own.status("/documents/22222222-2222-4222-8222-222222222222") == 404
    assert own.status("/documents/1") == 404
    assert city.visitor().client.get(address).headers["Location"].startswith("/sign-in")
    assert "受理通知书已送达" in words(own.open(f"/cases/{case.number}"))


def test_the_first_page_shows_an_applicant_what_is_under_way(city: City, case: Case) -> None:
    assert PNG
    page = city.person("applicant-a").open("/")

    assert "我的办件" in words(page)
    assert f"/cases/{case.number}" in tree(page).xpath("//a/@href")
    assert "我的办件" not in words(city.visitor().open("/"), "//main")


def test_people_without_cases_read_how_to_begin(city: City) -> None:
    assert "还没有办件" in words(city.person("applicant-b").open("/cases"))


def test_an_english_case_page_marks_what_is_chinese_and_shows_no_markup(
    city: City, case: Case
) -> None:
    person = city.person("applicant-a")
    person.client.set_cookie("tongban-language", "en")

    page = person.open(f"/cases/{case.number}")

    assert "Open a restaurant" in words(page, "//h1")
    assert "<span" not in words(page)
    assert "Matters: 4" in words(page)
