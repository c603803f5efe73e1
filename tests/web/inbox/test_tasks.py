"""The approver's counter: what is listed, what is seen, what may be done."""

import re

import pytest

from office import accounts, cases, filing
from office.cases import Case
from tests.office.desk import PASSWORD
from tests.web.city import City, Person, tree, words

FOOD, SIGN, FIRE = "food-operation-licence", "outdoor-sign", "fire-safety-inspection"


@pytest.fixture
def case(city: City) -> Case:
    with city.desk() as desk:
        return desk.submit(desk.restaurant())


@pytest.fixture
def accepted(city: City) -> Case:
    with city.desk() as desk:
        return desk.accepted(desk.restaurant())


def task_of(person: Person, element: str = "") -> str:
    """The address of the first task in somebody's inbox."""
    rows = tree(person.open("/inbox")).xpath("//a[@data-task]")
    found = [row.get("href") for row in rows if not element or row.get("data-element") == element]
    assert found, "the inbox is empty"
    return str(found[0])


def points_on(page: object) -> list[str]:
    return list(tree(page).xpath("//input[@name='point']/@value"))  # type: ignore[arg-type]


def test_the_window_sees_the_whole_form_and_one_list_of_points(city: City, case: Case) -> None:
    window = city.person("window")

    page = window.open(task_of(window))

    assert {"主体", "场所", "经营项目", "招牌", "消防"} <= set(words(page, "//h2").split())
    assert len(points_on(page)) == 7
    assert "烟草" not in words(page, "//ul[@class='points']")
    assert "余5/5工作日" in words(page)


def test_accepting_with_open_points_is_refused_and_the_ticks_stay(city: City, case: Case) -> None:
    window = city.person("window")
    address = task_of(window)
    page = window.open(address)
    ticked = points_on(page)[:3]

    page = window.send(page, address, {"point": ticked, "opinion": "齐全", "do": "accept"})

    assert page.status_code == 409
    assert "还有 4 条审查要点没有确认" in words(page, "//*[@role='alert']")
    assert tree(page).xpath("//input[@name='point'][@checked]/@value") == ticked
    assert tree(page).xpath("string(//textarea[@name='opinion'])").strip() == "齐全"


def test_accepting_starts_the_departments(city: City, case: Case) -> None:
    window = city.person("window")
    address = task_of(window)
    page = window.open(address)

    page = window.send(page, address, {"point": points_on(page), "do": "accept"})

    assert "已办" in words(page)
    assert "没有待办" in words(page)
    for username in ("market-handler", "urban-handler", "fire-handler"):
        assert "全部待办 1" in words(city.person(username).open("/inbox"))
    assert "全部待办 0" in words(city.person("tobacco-handler").open("/inbox"))


def test_a_supplement_takes_a_text_a_point_and_comes_once(city: City, case: Case) -> None:
    window = city.person("window")
    address = task_of(window)
    page = window.open(address)
    window.send(
        page, address, {"item-plan.readable": "请标明洗消区", "point": [], "do": "supplement"}
    )

    applicant = city.person("applicant-a")
    assert "请标明洗消区" in words(applicant.open(f"/cases/{case.number}/supplement"))
    with city.desk() as desk:
        desk.supplement({"business_staff": 9}, slots=("premises.plan-set",))
    page = window.open(task_of(window))
    assert "一次性告知补正" not in words(page, "//form//button")
    assert "补正改过" in words(page)
    assert "补正换过" in words(page)

    again = window.send(page, task_of(window), {"item-plan.readable": "还要", "do": "supplement"})

    assert again.status_code == 409
    assert "补正只能一次性告知" in words(again, "//*[@role='alert']")


def test_a_department_sees_its_own_fields_and_materials_alone(city: City, accepted: Case) -> None:
    urban = city.person("urban-handler")

    page = urban.open(task_of(urban))

    seen = words(page)
    assert "牌面文字" in seen
    assert "招牌设计图组" in seen
    for other in ("从业人数", "食品安全管理员", "安全出口数量", "消防安全制度、灭火和应急疏散预案"):
        assert other not in seen


def test_a_department_cannot_fetch_another_departments_material(city: City, accepted: Case) -> None:
    with city.desk() as desk:
        handed = {
            one.slot: one.id for one in filing.submission(desk.session, accepted.id).attachments
        }
    urban, window = city.person("urban-handler"), city.person("window")
    own, other = (
        f"/cases/{accepted.number}/materials/{handed[slot]}"
        for slot in ("sign.design-set", "fire.safety-plan")
    )

    assert (urban.status(own), urban.status(other)) == (200, 404)
    assert (window.status(own), window.status(other)) == (200, 200)
    assert city.person("tobacco-handler").status(own) == 404
    assert city.person("applicant-b").status(own) == 404


def test_another_department_or_region_finds_nothing(city: City, accepted: Case) -> None:
    market = city.person("market-handler")
    address = task_of(market)
    with city.desk() as desk:
        organ = accounts.Organ(
            "11230109T00001071M", "示例市松北区市场监督管理局", "market", "230109", "market"
        )
        accounts.create_organ(desk.session, organ)
        made = accounts.create_account(
            desk.session, username="market-far", name="承办", password=PASSWORD, kind="staff"
        )
        accounts.assign(desk.session, made.id, organ.code, ("承办",))

    for username in ("urban-handler", "market-far", "window", "market-approver"):
        assert city.person(username).status(address) == 404, username
    assert "全部待办 0" in words(city.person("market-far").open("/inbox"))
    assert city.person("applicant-a").status(address) == 403
    assert city.visitor().client.get(address).headers["Location"].startswith("/sign-in")
    assert market.status("/inbox/tasks/22222222-2222-4222-8222-222222222222") == 404
    assert market.status("/inbox/tasks/1") == 404
    assert market.status("/inbox?after=1") == 404


def test_refusing_needs_a_reason_and_keeps_what_was_ticked(city: City, accepted: Case) -> None:
    market = city.person("market-handler")
    address = task_of(market)
    page = market.open(address)
    ticked = points_on(page)[:2]
    assert "不同意" in words(page, "//form//button")

    page = market.send(page, address, {"point": ticked, "opinion": "  ", "do": "refuse"})

    assert page.status_code == 409
    assert "须写明理由" in words(page, "//*[@id='e-opinion']")
    assert tree(page).xpath("//input[@name='point'][@checked]/@value") == ticked


def test_the_buttons_say_what_they_do_at_each_step(city: City, accepted: Case) -> None:
    with city.desk() as desk:
        desk.act("market-handler", "review", "agree", matter=FOOD)
    reviewer = city.person("market-reviewer")
    assert words(reviewer.open(task_of(reviewer)), "//form//button[@name='do']") == (
        "向申请人核实（不停表） 同意 A 不同意 R"
    )
    with city.desk() as desk:
        desk.act("market-reviewer", "check", "agree", matter=FOOD)
    approver = city.person("market-approver")

    page = approver.open(task_of(approver))

    assert words(page, "//form//button[@name='do']").endswith("准予 A 不予许可 R")


def test_a_refused_member_tells_the_applicant_why(city: City, accepted: Case) -> None:
    with city.desk() as desk:
        desk.act("market-handler", "review", "agree", matter=FOOD)
        desk.act("market-reviewer", "check", "agree", matter=FOOD)
    approver = city.person("market-approver")
    address = task_of(approver)

    page = approver.open(address)
    said = {"opinion": "洗消区不符合要求", "do": "refuse", "confirm": "yes"}
    law = tree(page).xpath("//input[@name='basis']/@value")
    approver.send(page, address, {**said, "basis": law})

    page = city.person("applicant-a").open(f"/cases/{accepted.number}")
    card = words(page, f"//article[@data-member='{FOOD}']")
    assert "不予" in card
    assert "洗消区不符合要求" in card
    assert "洗消区不符合要求" not in words(page, f"//article[@data-member='{SIGN}']")


def test_a_question_to_the_applicant_keeps_the_task_open(city: City, accepted: Case) -> None:
    market = city.person("market-handler")
    address = task_of(market)
    empty = market.send(market.open(address), address, {"opinion": "", "do": "clarify"})
    assert "请写明需要核实的问题" in words(empty, "//*[@id='e-question']")

    page = market.send(
        market.open(address), address, {"opinion": "面积到底是多少？", "do": "clarify"}
    )

    assert "等申请人答复" in words(page)
    assert "时限继续计算" in words(page)
    assert task_of(market) == address
    applicant = city.person("applicant-a")
    assert "面积到底是多少？" in words(applicant.open(f"/cases/{accepted.number}"))


def test_a_task_that_a_colleague_was_quicker_with_is_told_kindly(
    city: City, accepted: Case
) -> None:
    with city.desk() as desk:
        desk.staff("market-colleague", "market", "承办")
    slow = city.person("market-colleague")
    address = task_of(slow)
    page = slow.open(address)
    with city.desk() as desk:
        desk.act("market-handler", "review", "agree", matter=FOOD)

    late = slow.send(page, address, {"opinion": "我也同意", "do": "agree"})

    assert late.status_code == 409
    assert "已经办结" in words(late, "//*[@role='alert']")
    assert re.search(r"演示承办已于 \d\d-\d\d \d\d:\d\d 办完这项任务", words(late))
    assert not tree(late).xpath("//main//form")


def test_a_second_click_is_no_error(city: City, accepted: Case) -> None:
    market = city.person("market-handler")
    address = task_of(market)
    page = market.open(address)

    first = market.send(page, address, {"do": "agree"})
    second = market.send(page, address, {"do": "agree"})

    assert first.request.path == second.request.path == "/inbox"
    assert "您已经办过这项任务" in words(second)
    with city.desk() as desk:
        member = next(
            one
            for one in cases.members(desk.session, cases.case(desk.session, accepted.id))
            if one.matter == FOOD
        )
        own = [one for one in cases.opinions(desk.session, member.id) if one.element == "review"]
    assert len(own) == 1


def test_who_accepted_reads_why_he_cannot_decide(city: City) -> None:
    with city.desk() as desk:
        desk.staff("all-in-one", "market", "综合窗口", "承办", "审核", "批准")
        desk.accepted(desk.restaurant())
        desk.act("all-in-one", "review", "agree", matter=FOOD)
        desk.act("market-reviewer", "check", "agree", matter=FOOD)
    person = city.person("all-in-one")

    page = person.open(task_of(person, "decide"))

    assert "前序环节" in words(page)
    assert tree(page).xpath("//form//button[@name='do'][not(@disabled)]") == []


def test_what_was_done_is_listed_the_latest_first(city: City, accepted: Case) -> None:
    market = city.person("market-handler")
    assert "还没有办过的任务" in words(market.open("/inbox/done"))
    address = task_of(market)
    market.send(market.open(address), address, {"opinion": "符合", "do": "agree"})

    page = market.open("/inbox/done")

    assert "已办 1" in words(page)
    assert [one.split("?")[0] for one in tree(page).xpath("//a[@data-task]/@href")] == [address]
    assert "您已于" in words(market.open(address))
    assert "符合" in words(market.open(address))


def test_the_clock_says_which_days_count(city: City, accepted: Case) -> None:
    market = city.person("market-handler")

    page = market.open(task_of(market))

    told = words(page, "//ol[@class='counted']")
    assert "不计" in told
    assert "第 7 日" in told
    assert "本事项承诺 7 个工作日" in words(page)
    assert "一件事承诺 10 个工作日" in words(page)


def test_a_longer_inbox_asks_the_database_no_more(city: City) -> None:
    window = city.person("window")

    def cost(count: int) -> int:
        with city.desk() as desk:
            for _ in range(count):
                desk.submit(desk.restaurant())
        with city.counted() as statements:
            window.open("/inbox")
        return len(statements)

    assert cost(1) == cost(4)


def test_who_holds_no_role_has_an_empty_inbox(city: City) -> None:
    with city.desk() as desk:
        accounts.create_account(
            desk.session, username="new", name="新人", password=PASSWORD, kind="staff"
        )

    assert "没有待办" in words(city.person("new").open("/inbox"))
