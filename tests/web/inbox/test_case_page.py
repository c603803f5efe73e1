"""The case page: differences, contradictions, papers, the decision that is read before it is made, the next case."""

import pytest

from office import cases, filing, worklist
from office.cases import Case
from tests.office.desk import FOOD_VALUES, PNG
from tests.web.city import City, Person, tree, words

FOOD, FIRE = "food-operation-licence", "fire-safety-inspection"


@pytest.fixture
def accepted(city: City) -> Case:
    with city.desk() as desk:
        return desk.accepted(desk.restaurant())


def address_of(city: City, element: str, matter: str = "") -> str:
    with city.desk() as desk:
        return f"/inbox/tasks/{desk.open_item(element, matter).id}"


def decidable(city: City) -> str:
    """The address of a decision on the food licence of a restaurant."""
    with city.desk() as desk:
        desk.act("market-handler", "review", "agree", matter=FOOD)
        desk.act("market-reviewer", "check", "agree", matter=FOOD)
    return address_of(city, "decide", FOOD)


def decide(person: Person, address: str, **said: object) -> object:
    return person.send(person.open(address), address, said)


def law_on(page: object) -> list[str]:
    return list(tree(page).xpath("//input[@name='basis']/@value"))  # type: ignore[arg-type]


def test_what_a_supplement_changed_stands_old_beside_new(city: City) -> None:
    with city.desk() as desk:
        desk.submit(desk.draft())
        desk.act("window", "formal_review", "supplement", items=[{"text": "补图"}])
        desk.supplement({"staff": 9}, slots=("premises.plan-set",))
    window = city.person("window")

    page = window.open(address_of(city, "formal_review"))

    assert "补正前：8 人 → 补正后：9 人" in words(page, "//div[@id='tab-form']")
    assert "补正换过" in words(page, "//div[@id='tab-papers']")


def test_another_departments_finding_is_flagged_before_anybody_decides(
    city: City, accepted: Case
) -> None:
    fire, market = city.person("fire-handler"), city.person("market-handler")
    own, other = address_of(city, "review", FIRE), address_of(city, "review", FOOD)
    assert "不一致" not in words(market.open(other))

    page = fire.send(
        fire.open(own),
        f"{own}/found",
        {"element": "premises.area", "found": "94", "note": "平面图标注"},
    )

    assert "已记下核对到的内容" in words(page)
    page = market.open(other)
    told = words(page, "//section[contains(@class,'contradicted')]")
    assert "86 平方米" in told
    assert "94 平方米" in told
    assert "平面图标注" in told
    silent = market.send(page, other, {"do": "agree"})
    assert silent.status_code == 409
    assert "1 处与其他来源不一致" in words(silent, "//*[@role='alert']")
    spoken = market.send(page, other, {"do": "agree", "opinion": "以现场 94 平方米为准"})
    assert "已办" in words(spoken)


def test_a_finding_of_a_field_that_a_department_does_not_use_stays_unknown_to_it(
    city: City, accepted: Case
) -> None:
    urban = city.person("urban-handler")
    own = address_of(city, "review", "outdoor-sign")

    refused = urban.send(
        urban.open(own), f"{own}/found", {"element": "business.staff", "found": "30"}
    )

    assert refused.status_code == 409
    assert "请选择要核对的内容" in words(refused, "//*[@role='alert']")


def test_a_decision_is_read_as_it_will_be_sealed_before_it_is_made(
    city: City, accepted: Case
) -> None:
    address = decidable(city)
    approver = city.person("market-approver")

    page = decide(approver, address, do="grant")

    assert "确认决定" in words(page)  # type: ignore[arg-type]
    pictures = tree(page).xpath("//img/@src")  # type: ignore[arg-type]
    assert any(one.startswith("data:image/png;base64,") for one in pictures)
    assert tree(page).xpath("//img/@alt")[-1] == "食品经营许可证预览，第 1 页"  # type: ignore[arg-type]
    assert "（待编号）" in words(page, "//div[@class='drawn']")  # type: ignore[arg-type]
    with city.desk() as desk:
        assert desk.open_item("decide", FOOD)
    done = approver.send(page, address, {"do": "grant", "confirm": "yes"})  # type: ignore[arg-type]
    assert "已办" in words(done)


def test_a_refusal_names_its_reason_and_its_law_in_the_decision(city: City, accepted: Case) -> None:
    address = decidable(city)
    approver = city.person("market-approver")
    law = law_on(approver.open(address))
    assert law[0] == "《中华人民共和国食品安全法》第三十五条"

    without = decide(approver, address, do="refuse", opinion="洗消区不符合要求")
    assert without.status_code == 409  # type: ignore[attr-defined]
    assert "请选择不予的法律依据" in words(without, "//fieldset")  # type: ignore[arg-type]
    said = {"do": "refuse", "opinion": "洗消区不符合要求", "basis": law[0]}
    page = decide(approver, address, **said)
    assert "洗消区不符合要求（依据：《中华人民共和国食品安全法》第三十五条）" in words(page)  # type: ignore[arg-type]
    approver.send(page, address, {**said, "confirm": "yes"})  # type: ignore[arg-type]

    with city.desk() as desk:
        member = next(one for one in cases.members(desk.session, accepted) if one.matter == FOOD)
        assert member.outcome == "refused"
        assert member.reason.endswith("第三十五条）")


def test_back_from_the_decision_keeps_what_was_typed(city: City, accepted: Case) -> None:
    address = decidable(city)
    approver = city.person("market-approver")
    page = decide(approver, address, do="grant", opinion="同意发证")

    page = approver.send(page, address, {"do": "grant", "opinion": "同意发证", "back": "yes"})  # type: ignore[arg-type]

    assert tree(page).xpath("string(//textarea[@name='opinion'])").strip() == "同意发证"


def test_the_notice_is_drawn_from_the_points_left_open(city: City) -> None:
    with city.desk() as desk:
        desk.submit(desk.draft())
    window = city.person("window")
    address = address_of(city, "formal_review")
    page = window.open(address)
    points = tree(page).xpath("//input[@name='point']/@value")

    drawn = window.send(
        page,
        f"{address}/notice",
        {"do": "supplement", "point": points[1:], f"item-{points[0]}": "请把表填完"},
    )

    told = words(drawn, "//div[@class='drawn']")
    assert "请把表填完" in told
    with city.desk() as desk:
        assert desk.open_item("formal_review")


def test_an_open_point_without_words_of_its_own_is_in_the_notice_too(city: City) -> None:
    with city.desk() as desk:
        desk.submit(desk.draft())
    window = city.person("window")
    address = address_of(city, "formal_review")
    page = window.open(address)
    points = tree(page).xpath("//input[@name='point']/@value")

    window.send(page, address, {"do": "supplement", f"item-{points[0]}": "请把表填完"})

    with city.desk() as desk:
        case = cases.case(desk.session, desk.root_id)
        items = cases.supplement_items(desk.session, case)
        assert items[0] == "请把表填完"
        assert len(items) == len(points)


def test_after_an_act_comes_the_next_case_of_the_list_and_the_list_at_its_end(city: City) -> None:
    with city.desk() as desk:
        for _ in range(2):
            desk.submit(desk.draft())
        who = worklist.reader(desk.who("window"), desk.now.date())
        first, second = worklist.page(
            desk.session, who, "all", worklist.Filters(order="number")
        ).items
        draft_points = [one.id for one in cases.review_points(desk.session, first)]
    window = city.person("window")
    way = "?from=/inbox%3Fsort%3Dnumber"
    page = window.open(f"/inbox/tasks/{first.id}{way}")
    assert tree(page).xpath("//a[@rel='next']/@href")[0].startswith(f"/inbox/tasks/{second.id}")

    address = f"/inbox/tasks/{first.id}"
    said = {"do": "accept", "point": draft_points, "from": "/inbox?sort=number"}
    page = window.send(page, address, said)

    assert page.request.path == f"/inbox/tasks/{second.id}"
    assert page.request.args["from"] == "/inbox?sort=number"
    assert "已办" in words(page)
    page = window.send(page, f"/inbox/tasks/{second.id}", said)
    assert page.request.path == "/inbox"


def test_a_way_that_is_no_list_of_ours_leads_nowhere_else(city: City, accepted: Case) -> None:
    market = city.person("market-handler")

    page = market.open(f"{address_of(city, 'review', FOOD)}?from=https://example.com/inbox")

    assert tree(page).xpath("//p[@class='task-title']/a/@href") == ["/inbox"]


def test_a_paper_is_shown_page_by_page_to_who_may_see_it(city: City, accepted: Case) -> None:
    with city.desk() as desk:
        kept = next(
            one
            for one in filing.submission(desk.session, accepted.id).attachments
            if one.slot == "fire.safety-plan"
        )
    page = f"/inbox/cases/{accepted.number}/materials/{kept.id}/pages/1"

    assert PNG.startswith(b"\x89PNG")  # a picture, not a PDF: it has no pages
    assert city.person("fire-handler").status(page) == 404
    assert city.person("urban-handler").status(page) == 404
    assert city.person("applicant-a").status(page) == 403


def test_the_diagram_of_a_task_answers_the_viewer_alone_to_who_may_open_it(
    city: City, accepted: Case
) -> None:
    address = f"{address_of(city, 'review', FOOD)}/diagram"
    market = city.person("market-handler")

    drawn = market.open(address).get_json()

    assert drawn["current"] == ["review"]
    assert drawn["path"] == [["", "食品经营许可"]]
    assert city.person("market-handler").status(f"{address}?inside=nowhere") == 404
    assert city.person("urban-handler").status(address) == 404


def test_the_colleague_who_claimed_is_named_with_how_long_ago(city: City, accepted: Case) -> None:
    with city.desk() as desk:
        desk.staff("market-colleague", "market", "承办")
        item = desk.open_item("review", FOOD)
        worklist.claim(desk.session, item.id, desk.who("market-colleague"), desk.now)
    market = city.person("market-handler")

    page = market.open(address_of(city, "review", FOOD))

    assert "演示承办 1 秒前已认领" in words(page)
    assert tree(page).xpath("//form//button[@name='do'][not(@disabled)]") == []


def test_a_register_that_says_otherwise_is_flagged(city: City) -> None:
    with city.desk() as desk:
        draft = desk.draft(values={**FOOD_VALUES, "area": 94})
        desk.accepted(draft)

    page = city.person("market-handler").open(address_of(city, "review"))

    told = words(page, "//section[contains(@class,'contradicted')]")
    assert "选办事项时的回答" in told
    assert "86 平方米" in told
