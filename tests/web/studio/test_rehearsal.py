"""A draft is rehearsed on its page: filled in, acted, delayed, refused, taken back, kept as a scenario."""

from collections.abc import Iterator
from typing import Any

import pypdfium2  # type: ignore[import-untyped]  # ships no annotations
import pytest
from lxml import html
from werkzeug.test import TestResponse

from office import accounts, studio
from office.documents.thumbnails import PDFIUM
from office.run.assembly import House
from office.run.demo.people import people
from tests.houses import decided, published
from tests.office.rehearsal.conftest import FOOD, RESTAURANT, everything, theatre
from tests.web.city import Person, chinese
from web.app import create_app

__all__ = ["decided", "published", "theatre"]


class Stage:
    """An analyst at the rehearsal of one draft."""

    def __init__(self, house: House, code: str) -> None:
        self.house = house
        self.person = Person(create_app(house).test_client())
        page = self.person.open("/sign-in")
        given = {"username": "analyst-a", "password": people()["password"]}
        self.person.send(page, "/sign-in", given)
        with house.transaction() as session:
            someone = accounts.account_named(session, "analyst-a")
            assert someone is not None
            draft = studio.open_draft(session, code, someone.id, now=house.clock())
        self.draft_id = draft.id
        self.address = f"/studio/drafts/{draft.id}/rehearsal"

    def page(self) -> TestResponse:
        return self.person.open(self.address)

    def do(self, verb: str, status: int = 200, **fields: Any) -> TestResponse:
        answer = self.person.send(self.page(), self.address, {"do": verb, **fields})
        assert answer.status_code == status, answer.text[:3000]
        return answer

    def begin(self, scenario: str, far: str = "form", start: str = "2026-11-25") -> TestResponse:
        path = f"processes/scenarios/{scenario}.yaml" if scenario else ""
        return self.do("begin", start=start, scenario=path, far=far)

    def submit(self) -> TestResponse:
        self.do("submit", fill="1")
        return self.do("submit", **posted(self.page()))

    def act(self, outcome: str, task: str, status: int = 200, **more: Any) -> TestResponse:
        return self.do("act", status, task=task, outcome=outcome, **{"all": "1", **more})


def posted(page: TestResponse) -> dict[str, Any]:
    """What a browser would send of the applicant's form."""
    form = next(
        one for one in html.fromstring(page.text).forms if one.fields.get("do") in {"submit", "act"}
    )
    found: dict[str, Any] = {}
    for name, value in form.form_values():
        if name not in {"csrf_token", "do"}:
            found.setdefault(name, []).append(value)
    return found


def tasks(page: TestResponse) -> list[str]:
    keys = html.fromstring(page.text).xpath("//input[@name='task']/@value")
    return list(dict.fromkeys(str(one) for one in keys))


def text(page: TestResponse) -> str:
    return " ".join(html.fromstring(page.text).xpath("//main")[0].text_content().split())


@pytest.fixture
def food(theatre: House) -> Iterator[Stage]:
    yield from _staged(theatre, FOOD)


@pytest.fixture
def restaurant(theatre: House) -> Iterator[Stage]:
    yield from _staged(theatre, RESTAURANT)


def _staged(house: House, code: str) -> Iterator[Stage]:
    stage = Stage(house, code)
    yield stage
    with house.transaction() as session:
        studio.close_draft(session, stage.draft_id)


def test_a_draft_is_walked_to_its_end_by_hand_and_nothing_real_happens(food: Stage) -> None:
    before = everything(food.house)

    food.begin("")
    assert "自动回答" in text(food.page())
    food.do("answer", fill="1")
    page = food.submit()
    assert tasks(page) == [f"{FOOD}.formal_review"]
    page = food.act("accept", f"{FOOD}.formal_review")
    for step in ("review", "check"):
        page = food.act("agree", f"{FOOD}.{step}")
    page = food.act("grant", f"{FOOD}.decide")

    assert "已办结" in text(page) and "SIM-LICENCE-0001" in text(page)
    after = everything(food.house)
    allowed = {"office.rehearsals", "audit.entries", "office.sign_ins"}
    assert {table for table in after if after[table] != before[table]} <= allowed


def test_a_refused_act_says_why_and_is_no_step(food: Stage) -> None:
    food.begin("granted")
    food.submit()

    page = food.act("accept", f"{FOOD}.formal_review", 422, all="", opinion="齐全")

    assert "审查要点" in text(page) and "齐全" in page.text
    assert "走过的步骤（1）" in text(page)


def test_a_slow_authority_is_waited_for_on_the_rehearsals_clock(food: Stage) -> None:
    food.begin("granted", "end")
    food.do("back", count="4")
    food.do("behave", behave="seal:slow")
    page = food.act("grant", f"{FOOD}.decide")
    assert "等对方答复" in text(page)

    page = food.do("wait", wait="next")
    assert "已办结" in text(page)


def test_an_authority_that_is_away_is_tried_again_until_it_is_back(food: Stage) -> None:
    food.begin("granted", "end")
    food.do("back", count="4")
    food.do("behave", behave="licence:down")
    page = food.act("grant", f"{FOOD}.decide")
    assert "等待重试" in text(page) and "模拟：对方系统不可用" in text(page)

    page = food.do("wait", wait="+1")
    assert "已停下，需人工处理" in text(page)

    food.do("behave", behave="licence:normal")
    page = food.do("retry", element="reserve")
    assert "已办结" in text(page)


def test_a_refusing_authority_stops_where_the_diagram_draws_no_way(food: Stage) -> None:
    food.begin("granted", "end")
    food.do("back", count="4")
    food.do("behave", behave="licence:refuse")

    page = food.act("grant", f"{FOOD}.decide")

    assert "已停下，需人工处理" in text(page) and "模拟：对方拒绝办理" in text(page)


def test_steps_are_taken_back_and_taken_differently(food: Stage) -> None:
    food.begin("granted", "end")
    assert "已办结" in text(food.page())

    page = food.do("back", count="4")
    assert tasks(page) == [f"{FOOD}.decide"]
    page = food.act("refuse", f"{FOOD}.decide", opinion="不符合条件")
    assert "不予" in text(page) and "已办结" in text(page)


def test_the_clock_counts_working_days_over_the_spring_festival(food: Stage) -> None:
    food.begin("granted", start="2026-02-12")
    food.submit()

    # 13 and 14 (a Saturday moved here) are worked, 15 to 23 are the festival, then 24, 25, 26.
    assert "2026-02-26" in text(food.do("wait", wait="+5"))
    assert "逾期" in text(food.do("wait", wait="+5"))
    late = food.do("wait", 422, day="2026-01-01")
    assert "时钟只能往前走" in text(late)


def test_a_one_thing_runs_its_members_with_a_supplement(restaurant: Stage) -> None:
    restaurant.begin("demonstration-1", "end")
    restaurant.do("back", count="2")
    page = restaurant.page()
    assert "填写补正" in text(page)
    form = restaurant.person.open(f"{restaurant.address}?task={RESTAURANT}.supplement")
    fields = posted(form)
    assert "paper-premises.plan-set" in fields

    page = restaurant.do("act", **fields)
    assert tasks(page) == [f"{RESTAURANT}.formal_review"]
    page = restaurant.act("accept", f"{RESTAURANT}.formal_review")

    waiting = [f"{one}.review" for one in (FOOD, "fire-safety-inspection", "outdoor-sign")]
    assert sorted(tasks(page)) == sorted(waiting)
    member = restaurant.person.open(f"{restaurant.address}?matter={FOOD}")
    assert "审查" in text(member)
    drawn = restaurant.person.open(f"{restaurant.address}/diagram?matter={FOOD}").get_json()
    assert drawn["current"] == ["review"] and "acceptance" in drawn["done"]


def test_documents_are_drawn_and_shown(food: Stage) -> None:
    food.begin("granted", "end")

    file = food.person.open(f"{food.address}/papers/3.pdf")
    picture = food.person.open(f"{food.address}/papers/3.png")

    assert file.data.startswith(b"%PDF") and b"simulated, no seal" in file.data
    assert picture.data.startswith(b"\x89PNG")
    with PDFIUM:
        page = pypdfium2.PdfDocument(file.data)[0]
        assert "试" in page.get_textpage().get_text_range()
    assert food.person.status(f"{food.address}/papers/9.pdf") == 404


def test_a_rehearsal_is_kept_as_a_scenario_that_runs_green(food: Stage) -> None:
    food.begin("granted", "end")
    food.do("back", count="4")
    food.do("behave", behave="seal:slow")
    food.act("refuse", f"{FOOD}.decide", opinion="面积不够")
    food.do("wait", wait="+1")
    wrong = food.do("save", 422, name="不予", file="不予")
    assert "小写字母" in text(wrong)

    food.do("save", name="不予许可，印章慢", file="refused-slow")

    list_page = food.person.open(f"{food.address}/scenarios")
    page = food.person.send(list_page, f"{food.address}/scenarios", {"run": "all"})
    assert "不予许可，印章慢" in text(page)
    assert text(page).count("不通过") == 0 and "的元素" in text(page)
    drawn = food.person.open(f"{food.address}/scenarios/diagram").get_json()
    assert "refused" in drawn["done"] and drawn["failed"] == []
    live = food.person.open(f"{food.address}/diagram").get_json()
    assert set(live) <= set(drawn)  # one viewer reads both


def test_a_draft_that_changed_meanwhile_says_so_and_names_the_step_that_breaks(food: Stage) -> None:
    food.begin("granted", "end")
    food.do("back", count="3")
    with food.house.transaction() as session:
        draft = studio.draft(session, food.draft_id)
        path = "processes/process.bpmn"
        known = draft.files[path]
        changed = known.content.replace(b'value="agree,refuse"', b'value="support,refuse"', 1)
        studio.save(
            session,
            draft.id,
            path,
            changed,
            revision=known.revision,
            account=draft.touched_by,
            now=food.house.clock(),
        )

    page = text(food.page())

    assert "草稿在上一步之后改过" in page
    assert "第 3 步走不通了" in page
    page = text(food.do("back", count="2"))
    assert "走不通" not in page and "改过" not in page


def test_a_draft_that_cannot_run_says_what_to_mend(food: Stage) -> None:
    food.begin("granted")
    with food.house.transaction() as session:
        draft = studio.draft(session, food.draft_id)
        known = draft.files["processes/process.bpmn"]
        studio.save(
            session,
            draft.id,
            known.path,
            b"<broken",
            revision=known.revision,
            account=draft.touched_by,
            now=food.house.clock(),
        )

    assert "草稿现在还不能运行" in text(food.page())


def test_an_english_page_is_english(food: Stage) -> None:
    food.person.client.set_cookie("tongban-language", "en")
    pages = [food.page()]
    food.begin("granted")
    pages.append(food.page())
    pages.append(food.submit())
    food.do("behave", behave="licence:down")
    pages.append(food.do("wait", wait="+1"))
    pages.append(food.person.open(f"{food.address}/scenarios"))
    pages.append(food.person.send(pages[-1], f"{food.address}/scenarios", {"run": "all"}))

    # Frame, clocks and the live diagram are others' and have their own catalogues.
    others = set(chinese(food.person.open(food.address.removesuffix("/rehearsal"))))
    for one in pages:
        diagrams = html.fromstring(one.text).xpath("//*[contains(@class, 'live-diagram')]//text()")
        others |= {str(text).strip() for text in diagrams}
    left = {text for one in pages for text in chinese(one) if "工作日" not in text}
    assert left <= others


def test_another_analysts_rehearsal_is_its_own(food: Stage) -> None:
    food.begin("granted", "end")
    other = Stage.__new__(Stage)
    other.person = Person(create_app(food.house).test_client())
    page = other.person.open("/sign-in")
    other.person.send(page, "/sign-in", {"username": "analyst-b", "password": people()["password"]})

    assert "开始试运行" in text(other.person.open(food.address))
    clerk = Person(create_app(food.house).test_client())
    page = clerk.open("/sign-in")
    clerk.send(page, "/sign-in", {"username": "market-a", "password": people()["password"]})
    assert clerk.status(food.address) == 403
