"""The approver's lists as pages: what is offered, narrowed, claimed, done together, saved and told."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from office.cases import Case
from tests.web.city import City, Person, tree, words
from tests.web.inbox.test_tasks import task_of

BOX = "//input[@name='item']/@value"


@pytest.fixture
def accepted(city: City) -> Case:
    with city.desk() as desk:
        return desk.accepted(desk.restaurant())


def rail(person: Person) -> dict[str, str]:
    """The rail's counts by label, a dot as " •"."""
    page = tree(person.open("/inbox"))
    return {
        words_of.xpath("string(span[1])"): words_of.xpath(
            "string(span[@class and contains(@class,'count')])"
        )
        + (" •" if words_of.xpath("span[@class='news']") else "")
        for words_of in page.xpath("//nav//a[span[contains(@class,'count')]]")
    }


def listed(person: Person, address: str) -> list[str]:
    return list(tree(person.open(address)).xpath("//a[@data-task]/@data-task"))


def test_the_rail_counts_each_list_and_dots_what_is_new(city: City, accepted: Case) -> None:
    market = city.person("market-handler")

    assert rail(market) == {
        "待认领": "1 •",
        "我的待办": "0",
        "补正中": "0",
        "逾期": "0",
        "全部待办": "1 •",
        "已办": "0",
    }
    page = market.open("/inbox/unclaimed")
    market.send(page, "/inbox/looked", {"list": "unclaimed"})
    assert rail(market)["待认领"] == "1"
    assert json.loads(market.open("/inbox/counts").text)["/inbox/unclaimed"] == {
        "count": 1,
        "news": False,
    }


def test_a_claim_moves_the_task_and_the_second_reads_who_was_first(
    city: City, accepted: Case
) -> None:
    with city.desk() as desk:
        desk.staff("market-colleague", "market", "承办")
    first, second = city.person("market-handler"), city.person("market-colleague")
    (item,) = listed(first, "/inbox")
    seen = second.open("/inbox")

    page = first.send(first.open("/inbox"), f"/inbox/tasks/{item}/claim", {"from": "/inbox/mine"})
    late = second.send(seen, f"/inbox/tasks/{item}/claim", {"from": "/inbox"})

    assert page.request.path == "/inbox/mine"
    assert "已认领：食品经营许可" in words(page)
    assert listed(first, "/inbox/mine") == [item]
    assert "演示承办 1 秒前已认领。" in words(late)
    assert listed(second, "/inbox/unclaimed") == []
    assert "演示承办" in words(second.open("/inbox"), "//tbody")
    first.send(page, f"/inbox/tasks/{item}/release", {"from": "/inbox"})
    assert listed(second, "/inbox/unclaimed") == [item]


def test_a_script_gets_the_row_as_it_is_now(city: City, accepted: Case) -> None:
    market = city.person("market-handler")
    page = market.open("/inbox")
    token = tree(page).xpath("string(//input[@name='csrf_token']/@value)")
    (item,) = listed(market, "/inbox")

    answer = market.client.post(
        f"/inbox/tasks/{item}/claim",
        data={"from": "/inbox"},
        headers={"X-CSRF-Token": token, "X-Row": "col=使用面积".encode().decode("latin-1")},
    )

    assert answer.status_code == 200
    assert "我已认领" in answer.text
    assert answer.text.strip().startswith("<tr")


def test_another_regions_task_can_neither_be_claimed_nor_previewed(
    city: City, accepted: Case
) -> None:
    market, urban = city.person("market-handler"), city.person("urban-handler")
    (item,) = listed(market, "/inbox")

    assert urban.status(f"/inbox/tasks/{item}/preview") == 404
    page = urban.send(urban.open("/inbox"), f"/inbox/tasks/{item}/claim", {}, follow=False)
    assert page.status_code == 404
    assert city.person("applicant-a").status("/inbox/unclaimed") == 403


def test_a_form_field_is_a_column_and_a_filter(city: City, accepted: Case) -> None:
    market = city.person("market-handler")
    page = market.open("/inbox?col=使用面积&field=使用面积")

    assert "使用面积" in words(page, "//thead")
    assert "86 平方米" in words(page, "//tbody")
    assert tree(page).xpath("//input[@type='number']/@name") == ["from:使用面积", "to:使用面积"]
    assert len(listed(market, "/inbox?field=使用面积&from:使用面积=80")) == 1
    assert listed(market, "/inbox?field=使用面积&from:使用面积=90") == []
    assert "没有符合条件的任务" in words(market.open("/inbox?q=nobody"))
    assert len(listed(market, "/inbox?field=使用面积&from:使用面积=many")) == 1
    assert len(listed(market, "/inbox?col=身份证件号码&field=nothing&sort=-x&holder=1")) == 1


def test_pages_lead_on_and_back(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.inbox.lists.PAGE", 2)
    with city.desk() as desk:
        for _ in range(3):
            desk.submit(desk.draft())
    window = city.person("window")
    page = window.open("/inbox?sort=number")
    onward = tree(page).xpath("string(//a[@rel='next']/@href)")

    last = window.open(onward)
    back = tree(last).xpath("string(//a[@rel='prev']/@href)")

    assert parse_qs(urlsplit(onward).query)["sort"] == ["number"]
    assert len(tree(last).xpath(BOX)) == 1
    assert tree(window.open(back)).xpath(BOX) == tree(page).xpath(BOX)
    assert not tree(last).xpath("//a[@rel='next']")


def test_the_bar_says_what_fits_and_a_job_does_it(city: City, accepted: Case) -> None:
    market = city.person("market-handler")
    page = market.open("/inbox")
    items = tree(page).xpath(BOX)

    bar = market.send(page, "/inbox/eligible", {"item": [*items, "x"]}, follow=False)
    started = market.send(page, "/inbox/bulk", {"item": items, "do": "agree", "from": "/inbox"})

    assert "1/1 可认领" in words(bar, "/*")
    assert "1/1 可同意" in words(bar, "/*")
    assert started.request.path.startswith("/inbox/bulk/")
    assert "正在办理：0 / 1" in words(started)
    address = started.request.path
    assert city.person("urban-handler").status(address) == 404
    assert market.status("/inbox/bulk/22222222-2222-4222-8222-222222222222") == 404
    assert "等待" in words(market.open(f"{address}/progress"), "/*")


def test_accepting_many_needs_a_word_that_the_points_were_checked(city: City) -> None:
    with city.desk() as desk:
        desk.submit(desk.draft())
    window = city.person("window")
    page = window.open("/inbox")
    chosen = {"item": tree(page).xpath(BOX), "do": "accept", "from": "/inbox"}

    assert "请确认已逐件核对审查要点" in words(window.send(page, "/inbox/bulk", chosen))
    sure = window.send(page, "/inbox/bulk", {**chosen, "confirmed": "yes"})
    assert sure.request.path.startswith("/inbox/bulk/")


def test_all_that_a_list_holds_can_be_chosen(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.inbox.lists.PAGE", 1)
    with city.desk() as desk:
        for _ in range(2):
            desk.submit(desk.draft())
    window = city.person("window")
    page = window.open("/inbox")
    assert tree(page).xpath("//input[@name='all']/@value") == ["yes"]
    bar = window.send(page, "/inbox/eligible", {"all": "yes", "list": "all", "query": ""})
    assert "2/2 可认领" in words(bar, "/*")

    started = window.send(
        page, "/inbox/bulk", {"all": "yes", "list": "all", "query": "", "do": "claim"}
    )

    assert "正在办理：0 / 2" in words(started)


def test_a_view_is_saved_shared_and_deleted(city: City, accepted: Case) -> None:
    market, reviewer = city.person("market-handler"), city.person("market-reviewer")
    page = market.open("/inbox/unclaimed?q=示例&col=使用面积")
    query = tree(page).xpath("string(//form[@id='keep']/input[@name='query']/@value)")

    saved = market.send(
        page,
        "/inbox/views",
        {"list": "unclaimed", "query": query, "name": "餐饮店在办", "shared": "yes"},
    )

    assert "餐饮店在办" in words(saved, "//h1")
    assert "使用面积" in words(saved, "//thead")
    assert rail(market)["餐饮店在办"] == "1"
    assert "科室共享视图" in words(reviewer.open("/inbox"), "//nav//h2")
    address = saved.request.path
    assert reviewer.status(address) == 200
    assert city.person("window").status(address) == 404
    denied = reviewer.send(reviewer.open("/inbox"), f"{address}/delete", {})
    assert denied.status_code == 404
    market.send(saved, f"{address}/delete", {})
    assert market.status(address) == 404


def test_a_supplement_is_seen_by_the_window_that_asked(city: City) -> None:
    with city.desk() as desk:
        case = desk.submit(desk.draft())
        desk.act("window", "formal_review", "supplement", items=[{"text": "请补齐平面图"}])
    window = city.person("window")

    (item,) = listed(window, "/inbox/supplements")

    assert "等申请人" in words(window.open("/inbox/supplements"), "//tbody")
    assert case.applicant_name in words(window.open(f"/inbox/tasks/{item}/preview"), "/*")


def test_the_panel_tells_what_the_form_says(city: City, accepted: Case) -> None:
    market = city.person("market-handler")
    address = task_of(market).split("?")[0]

    page = market.open(f"{address}/preview")

    assert "86 平方米" in words(page, "/*")
    assert "无人认领" in words(page, "/*")


def test_when_all_streams_are_taken_the_page_is_told_to_ask_later(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.inbox.news.MOST", 0)

    answer = city.person("market-handler").client.get("/inbox/news")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert city.visitor().client.get("/inbox/news").status_code == 302


def test_a_lists_count_of_statements_does_not_grow(city: City) -> None:
    window = city.person("window")
    with city.desk() as desk:
        desk.submit(desk.draft())

    def cost() -> int:
        with city.counted() as statements:
            window.open("/inbox?col=使用面积&q=示例")
        return len(statements)

    before = cost()
    with city.desk() as desk:
        for _ in range(3):
            desk.submit(desk.draft())
    assert cost() == before
