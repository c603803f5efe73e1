"""A restaurant is opened by clicking like a person: from the question page to the verified licence."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from office.run.demo.people import people, username_of
from office.run.demo.samples import sample
from office.run.demo.scenario import MATTERS, Scenario, Step, read_scenario
from office.run.settings import read_settings
from office.run.up import free_port, running
from tests.browser.conftest import WIDTHS

pytestmark = pytest.mark.browser
DEMONSTRATION = MATTERS / "open-restaurant/scenarios/demonstration-1.yaml"
PATIENCE = 60_000  # milliseconds that sealing and other jobs may take on a busy machine
expect.set_options(timeout=20_000)
BUTTONS = {
    "accept": "受理",
    "supplement": "一次性告知补正",
    "agree": "同意",
    "grant": "准予",
}


@pytest.fixture(scope="session")
def house_url() -> Iterator[str]:
    """A whole house of its own, with the demonstration's people and no cases."""
    with (
        tempfile.TemporaryDirectory(prefix="tb-", dir="/tmp") as home,
        pytest.MonkeyPatch.context() as alone,
    ):
        for name in ("DATABASE_URL", "ADAPTERS_DATABASE_URL", "BROKER_URL"):
            alone.delenv(f"TONGBAN_{name}", raising=False)
        Path(home).chmod(0o755)
        settings = read_settings({"TONGBAN_HOME": home, "TONGBAN_PORT": str(free_port())})
        with running(settings, say=lambda _: None, example_cases=False) as house:
            yield house.url


class Town:
    """The people of a scenario, each with a browser window of their own."""

    def __init__(self, chromium: Browser, base: str, width: int, *, javascript: bool = True):
        self._chromium, self._base, self._width = chromium, base, width
        self._javascript = javascript
        self._pages: dict[str, Page] = {}
        self._contexts: list[BrowserContext] = []

    def page(self, username: str = "") -> Page:
        """The window of somebody who has signed in; of a visitor for no name."""
        if username not in self._pages:
            context = self._chromium.new_context(
                viewport={"width": self._width, "height": 860},
                locale="zh-CN",
                java_script_enabled=self._javascript,
                accept_downloads=True,
            )
            context.set_default_timeout(PATIENCE)
            self._contexts.append(context)
            page = self._pages[username] = context.new_page()
            if username:
                page.goto(f"{self._base}/sign-in")
                self.sign_in(page, username)
        return self._pages[username]

    def sign_in(self, page: Page, username: str) -> None:
        page.get_by_role("textbox", name="账号").fill(username)
        page.get_by_role("textbox", name="密码").fill(people()["password"])
        page.get_by_role("button", name="登录").click()
        expect(page.get_by_role("button", name="退出")).to_be_visible()

    def leave(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture
def town(chromium: Browser, house_url: str) -> Iterator[Callable[..., Town]]:
    made: list[Town] = []

    def make(width: int, *, javascript: bool = True) -> Town:
        made.append(Town(chromium, house_url, width, javascript=javascript))
        return made[-1]

    yield make
    for one in made:
        one.leave()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_restaurant_is_opened_from_the_question_page_to_the_verified_licence(
    town: Callable[..., Town],
    house_url: str,
    axe: Callable[[Page], list[str]],
    width: int,
    tmp_path: Path,
) -> None:
    scenario, people_of = read_scenario(DEMONSTRATION), town(width)
    found: dict[str, list[str]] = {}

    def look(name: str, page: Page) -> None:
        """No barrier for anybody, nothing over the edge."""
        found[name] = axe(page)
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert over <= 0, f"{name} runs over the edge by {over}"

    page = people_of.page()
    page.goto(house_url)
    look("home", page)
    page.get_by_role("searchbox", name="搜索事项").fill("开个小饭馆")
    page.get_by_role("button", name="搜索").click()
    look("catalogue", page)
    page.get_by_role("link", name="开办餐饮店").first.click()
    look("guide", page)
    page.get_by_role("link", name="开始办理").click()
    answer_questions(page, scenario)
    look("questions", page)
    page.get_by_role("button", name="看看要办什么").click()
    expect(page.get_by_text("要办 4 个事项")).to_be_visible()
    look("needs", page)
    page.get_by_role("link", name="登录后填写").click()
    people_of.sign_in(page, scenario.applicant)
    page.get_by_role("button", name="开始填写").click()

    await_registration(page)
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator(".problems")).to_contain_text("请填写“从业人数”")
    look("draft with mistakes", page)
    fill_form(page, scenario)
    attach(page, scenario.attachments, tmp_path)
    look("draft", page)
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_text("已提交，窗口会在 5 个工作日内审查")).to_be_visible()
    number = page.url.rsplit("/", 1)[-1]

    for step in scenario.steps:
        if step.by == "applicant":
            await_text(page, "一次性补正")
            look("case with a supplement", page)
            page.get_by_role("link", name="现在补正").click()
            look("supplement", page)
            attach(page, step.attachments, tmp_path)
            page.get_by_role("button", name="提交补正").click()
            expect(page.get_by_text("补正材料已提交")).to_be_visible()
        else:
            approver = people_of.page(username_of(step.role, step.department, scenario.region))
            open_task(approver, house_url, number, step)
            if step.outcome != "grant" or step.department == "market":
                look(f"task {step.task}", approver)
            act(approver, step)

    await_text(page, "全部准予")
    look("case at its end", page)
    with page.expect_download() as sent:
        page.get_by_role("link", name="食品经营许可证").first.click()
    licence = tmp_path / "licence.pdf"
    sent.value.save_as(licence)
    assert licence.read_bytes().startswith(b"%PDF-")
    page.locator("[data-member='food-operation-licence']").get_by_role("link", name="核验").click()
    expect(page.locator(".verdict-green").first).to_be_visible()
    look("verified by identifier", page)
    page.locator("input[type=file]").set_input_files(licence)
    page.get_by_role("button", name="核验文件").click()
    expect(page.locator(".verdict-green").first).to_be_visible()
    look("verified by file", page)
    assert {name: said for name, said in found.items() if said} == {}


def test_without_javascript_the_form_keeps_everything_and_becomes_a_case(
    town: Callable[..., Town], house_url: str, tmp_path: Path
) -> None:
    scenario = read_scenario(DEMONSTRATION)
    page = town(390, javascript=False).page(scenario.applicant)
    page.goto(f"{house_url}/matters/open-restaurant/questions")
    answer_questions(page, scenario)
    page.get_by_role("button", name="看看要办什么").click()
    page.get_by_role("button", name="开始填写").click()
    await_registration(page)

    fill_form(page, scenario)
    page.locator("[name=entity_contact_mobile]").fill("12345")
    attach(page, scenario.attachments, tmp_path)
    page.get_by_role("button", name="提交申请").click()

    expect(page.locator(".problems")).to_contain_text("手机号码应为11位数字")
    expect(page.locator("[name=business_staff]")).to_have_value("8")
    expect(page.locator("[name=entity_contact_mobile]")).to_have_value("12345")
    expect(page.locator(".upload-kept")).to_have_count(len(scenario.attachments))

    page.locator("[name=entity_contact_mobile]").fill("13800000000")
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_text("已提交，窗口会在 5 个工作日内审查")).to_be_visible()


def answer_questions(page: Page, scenario: Scenario) -> None:
    page.locator("[name=region]").select_option(scenario.region)
    put(page, scenario.answers)


def fill_form(page: Page, scenario: Scenario) -> None:
    put(page, scenario.values)


def put(page: Page, values: object) -> None:
    """Fill each field as a person does: tick, choose, type."""
    for name, value in dict(values).items():  # type: ignore[call-overload]
        field = page.locator(f"[name='{name}']:not([type=hidden])")
        kind = field.first.get_attribute("type")
        if kind == "checkbox":
            for one in value:
                page.locator(f"[name='{name}'][value='{one}']").check()
        elif kind == "radio":
            spelled = {True: "true", False: "false"}.get(value, value)
            page.locator(f"[name='{name}'][value='{spelled}']").check()
        elif page.locator(f"select[name='{name}']").count():
            field.select_option(str(value))
        else:
            field.fill(str(value))


def attach(page: Page, attachments: object, folder: Path) -> None:
    for slot, kind in dict(attachments).items():  # type: ignore[call-overload]
        name, content, _ = sample(kind)
        path = folder / name
        path.write_bytes(content)
        page.locator(f"[name='file-{slot.replace('.', '-')}']").set_input_files(path)


def await_registration(page: Page) -> None:
    for _ in range(60):
        if page.get_by_text("正在获取登记信息").count() == 0:
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError("the registration never came")


def await_text(page: Page, text: str, least: int = 1) -> None:
    """Look at the page anew until it says so, as a person who waits."""
    for _ in range(120):
        if page.get_by_text(text).count() >= least:
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"waited in vain for {text}")


def open_task(page: Page, base: str, number: str, step: Step) -> None:
    member = f"[data-matter='{step.member}']" if step.member else ""
    row = page.locator(f"a[data-root='{number}'][data-element='{step.task}']{member}")
    for _ in range(120):
        page.goto(f"{base}/inbox")
        if row.count():
            break
        page.wait_for_timeout(500)
    row.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def act(page: Page, step: Step) -> None:
    for point in step.points:
        page.locator(f"[name=point][value='{point}']").check()
    for item in step.items:
        box = page.locator(f"[name='item-{item['point']}']")
        page.locator(f"details:has([name='item-{item['point']}']) summary").click()
        box.fill(item["text"])
    page.get_by_label("意见或理由").fill(step.opinion)
    page.get_by_role("button", name=BUTTONS[step.outcome], exact=True).click()
    if step.outcome == "grant":  # the decision as it will be sealed
        page.get_by_role("button", name="确认准予").click()
    expect(page.get_by_text("已办：").first).to_be_visible()
