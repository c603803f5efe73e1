"""An analyst's changes in Chromium, from the first stroke to the first case on the new edition, by two people."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect

from office.run.assembly import House
from office.run.demo.people import people
from office.run.demo.scenario import MATTERS, read_scenario
from office.run.worker import Worker
from tests.browser.analysts import (
    Windows,
    approve,
    hand_in,
    mend_scenario,
    open_draft,
    saved,
    shoot,
    tab,
    to_review,
    windows,
)
from tests.browser.conftest import apart
from tests.browser.counter import Counter
from tests.browser.making import (
    BOARDING,
    add_count,
    add_decision,
    cell,
    draw_decision,
    name_matter,
    page_of,
    print_count,
    state_basis,
)
from tests.browser.test_studio_diagram import Board
from tests.houses import house, published
from web.app import create_app

__all__ = ["house", "published"]
pytestmark = pytest.mark.browser
expect.set_options(timeout=20_000)
SIGN = read_scenario(MATTERS / "outdoor-sign/scenarios/filed.yaml")
FIRE = "公众聚集场所投入使用、营业前消防安全检查"


@pytest.fixture
def people_of(
    house: House,  # noqa: F811 - the fixture of that name
    chromium: Browser,
    visit: Callable[[Flask], str],
) -> Iterator[Windows]:
    with windows(chromium, visit(apart(lambda: create_app(house)))) as made:
        yield made


@pytest.fixture
def counter(house: House) -> Counter:  # noqa: F811
    return Counter(house)


def test_an_added_step_runs_for_new_cases_and_not_for_old_ones(
    people_of: Windows,
    counter: Counter,
    complaints: Callable[[Page], list[str]],
    axe: Callable[[Page], list[str]],
) -> None:
    old = counter.edition("outdoor-sign")
    under_way = counter.file(SIGN)
    counter.take(SIGN, under_way, "formal_review")

    mine = people_of.of("analyst-a")
    heard = complaints(mine)
    open_draft(mine, "户外招牌设施设置")
    tab(mine, "流程图")
    draw_inspection(mine)
    assert "试运行场景没有全部通过" in hand_in(mine, "设置前到现场核查").inner_text()
    mend_scenario(mine, "filed", SIGN.name, ("agree", "agree", "agree", "grant"))
    expect(hand_in(mine, "设置前到现场核查")).to_contain_text("提交的人不能自己复核")

    theirs = people_of.of("analyst-b")
    seen = to_review(theirs, "户外招牌设施设置")
    expect(seen).to_contain_text("新增 现场核查，在 审查 之后")
    expect(seen).to_contain_text("按原版本办完，不受影响")
    expect(seen.get_by_role("row", name="审查·承办")).to_contain_text("第 1 版")
    shoot(theirs, "step-review")
    assert axe(theirs) == []
    approve(theirs)

    counter.take(SIGN, under_way, "review", "check", "decide")
    version, outcome, tasks, papers = counter.told(under_way)
    assert (version, outcome) == (old.version, "准予")
    assert tasks == ["formal_review", "review", "check", "decide"]
    assert "result" in papers

    new = counter.edition("outdoor-sign")
    assert new.version == old.version + 1
    mended = counter.scenario(new)
    assert [one.task for one in mended.steps].count("site_check") == 2
    number = counter.file(mended)
    counter.take(mended, number, "formal_review", "review")
    counter.hire("urban-e", like="urban-b")
    inspect(people_of.of("urban-b"), number, "step-inspection")
    inspect(people_of.of("urban-e"), number)
    counter.take(mended, number, "check", "decide")
    version, outcome, tasks, papers = counter.told(number)
    assert (version, outcome) == (new.version, "准予")
    assert sorted(tasks) == sorted([one.task for one in mended.steps])
    assert "result" in papers
    assert heard == []


def draw_inspection(page: Page) -> None:
    """Drag 现场核查 behind the review, give it a lane and a time limit; what is wrong is said and goes."""
    board = Board(page, "")
    page.locator("#board[data-ready]").wait_for()
    count = page.locator("#problem-count")
    expect(count).to_have_text("0 个问题")
    page.click("[data-do=fit]")
    board.drag("site_check", "review_to_check")
    page.locator("#bio-properties-panel-lane").select_option(label="审核")
    board.put("due", "working dayz(3")
    finding = page.locator("#problems tbody tr").first
    expect(finding).to_contain_text("现场核查")
    expect(count).to_have_text("1 个问题")
    shoot(page, "step-finding", whole=False)

    board.put("due", "3")

    expect(count).to_have_text("0 个问题")
    board.saved()
    shoot(page, "step-drawn", whole=False)


def inspect(page: Page, number: str, name: str = "") -> None:
    """Find the added step among one's own tasks and agree."""
    page.goto("/inbox")
    page.locator(f"a[data-root='{number}'][data-element='site_check']").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    if name:
        shoot(page, name)
    page.get_by_label("意见或理由").fill("现场与图纸一致")
    page.get_by_role("button", name="同意", exact=True).click()
    expect(page.get_by_text("已办：").first).to_be_visible()


def test_an_edited_form_and_an_edited_decision_are_what_the_next_applicant_meets(
    people_of: Windows,
    house: House,
    complaints: Callable[[Page], list[str]],  # noqa: F811
) -> None:
    visitor = people_of.of()
    expect(asked(visitor)).to_contain_text("不到本区消防检查起点 50 平方米")
    mine, theirs = people_of.of("analyst-a"), people_of.of("analyst-b")
    heard = complaints(mine)

    open_draft(mine, FIRE)
    tab(mine, "表单")
    preview = mine.locator("[data-preview]")
    expect(preview.locator("[name=title]")).to_have_count(0)
    mine.fill("#p-q", "场地来源")
    mine.get_by_role("button", name="加入：场地来源").click()
    expect(preview.locator("[name=title]").first).to_be_visible()
    saved(mine)
    mine.locator("#bench-panel").get_by_label("必填").uncheck()
    expect(mine.locator("[data-sort=场所] [data-name=title]")).not_to_contain_text("必填")
    saved(mine)
    preview.locator("[name=title]").first.scroll_into_view_if_needed()
    shoot(mine, "form-preview")
    expect(hand_in(mine, "核对场地来源")).to_contain_text("提交的人不能自己复核")
    expect(to_review(theirs, FIRE)).to_contain_text("场地来源")
    approve(theirs)

    open_draft(mine, "开办餐饮店")
    tab(mine, "决策")
    mine.get_by_role("link", name="消防安全检查起点面积").click()
    mine.get_by_role("button", name="加一行").click()
    row = mine.locator("[data-row]").first
    row.locator("[data-part=name]").fill("道里区从 40 平方米起")
    row.locator("[data-part=given]").fill("230102")
    row.locator("[data-part=expect]").fill("40")
    expect(row).to_have_class("row-red")
    cell(mine, "fire_threshold_rule_1_out_1", "50", "40")
    expect(row).to_have_class("row-green")
    expect(mine.locator("[data-rows-count]")).to_have_text("1 行对，0 行不对")
    expect(mine.locator("#decision-status")).to_contain_text("已保存")
    expect(mine.locator("#rows-status")).to_contain_text("已保存")
    shoot(mine, "decision-row")
    expect(hand_in(mine, "起点调到 40 平方米")).to_contain_text("提交的人不能自己复核")
    expect(to_review(theirs, "开办餐饮店")).to_contain_text("消防安全检查起点面积")
    shoot(theirs, "decision-review")
    approve(theirs)

    expect(asked(visitor)).to_contain_text("达到本区消防检查起点 40 平方米")
    shoot(visitor, "decision-in-force")
    start_form(visitor, house)
    expect(visitor.locator("[name=premises_title]").first).to_be_visible()
    shoot(visitor, "form-in-force")
    assert heard == []


def asked(page: Page) -> Locator:
    """Answer the questions of 开办餐饮店 for a shop of 45 m² without a sign; return what is needed."""
    page.goto("/matters/open-restaurant/questions")
    page.locator("[name=region]").select_option("230102")
    page.locator("[name=area]").fill("45")
    page.locator("[name=food][value=hot]").check()
    for name in ("has_sign", "tobacco"):
        page.locator(f"[name={name}][value=false]").check()
    page.get_by_role("button", name="看看要办什么").click()
    return page.locator(".result-members")


def start_form(page: Page, house: House) -> None:  # noqa: F811
    """Sign in on the way to the form, and let the registration answer."""
    page.get_by_role("link", name="登录后填写").click()
    page.get_by_role("textbox", name="账号").fill("applicant-a")
    page.get_by_role("textbox", name="密码").fill(people()["password"])
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.get_by_role("button", name="开始填写").click()
    page.get_by_role("button", name="提交申请").wait_for()
    apart(Worker(house, "registrations").drain)
    page.reload()


def test_somebody_new_makes_and_publishes_a_matter_by_the_pages_alone(
    people_of: Windows,
    counter: Counter,
    house: House,  # noqa: F811
    complaints: Callable[[Page], list[str]],
) -> None:
    mine = people_of.of("analyst-a")
    heard = complaints(mine)
    name_matter(mine)
    expect(page_of(mine, "发布")).to_contain_text("设定依据 没有写设定依据")
    shoot(mine, "new-finding")
    state_basis(mine)
    add_count(mine)
    add_decision(mine)
    draw_decision(mine)
    print_count(mine)
    expect(page_of(mine, "发布")).to_contain_text("按发布规则检查，没有问题")
    expect(hand_in(mine, "新事项")).to_contain_text("提交的人不能自己复核")

    theirs = people_of.of("analyst-b")
    expect(to_review(theirs, BOARDING)).to_contain_text("这是新事项")
    approve(theirs)

    page = people_of.of()
    page.goto("/")
    page.get_by_role("searchbox", name="搜索事项").fill("宠物寄养")
    page.get_by_role("button", name="搜索").click()
    page.get_by_role("link", name=BOARDING).first.click()
    page.get_by_role("link", name="开始办理").click()
    page.locator("[name=region]").select_option("230102")
    page.get_by_role("button", name="看看要办什么").click()
    start_form(page, house)
    page.locator("[name=pet_count]").fill("6")
    shoot(page, "new-form")
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_text("已提交，窗口会在 5 个工作日内审查")).to_be_visible()
    shoot(page, "new-filed")

    number = page.url.rsplit("/", 1)[-1]
    apart(Worker(house, "filed").drain)
    version, _outcome, tasks, _papers = counter.told(number)
    assert (version, tasks) == (1, ["formal_review"])
    assert counter.edition("pet-boarding").document["name"]["zh"] == BOARDING
    assert heard == []
