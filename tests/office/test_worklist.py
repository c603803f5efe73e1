"""Lists of tasks: pages that hold under inserts, filters by the form, claims by two at once, bulk acts, views."""

import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine as Database
from sqlalchemy.orm import Session

from engine import Job
from office import clocks, worklist
from office.accounts import within
from office.calls import bulk as calls
from office.clocks import Due
from office.worklist import (
    ALL,
    CONTAINS,
    DONE_LIST,
    FROM,
    IS,
    MINE,
    NOBODY,
    OVERDUE,
    SUPPLEMENTS,
    TO,
    UNCLAIMED,
    BadCursor,
    FieldFilter,
    Filters,
    NewItem,
    NotAllowed,
    Reader,
    Taken,
    UnknownView,
)
from tests.office.desk import NOW, ORGANS, REGION, Desk

GROUPS = ("one:承办", "two:承办")
TODAY = clocks.today(NOW)
WHO = Reader(str(uuid.uuid4()), GROUPS, tuple(within("230100")), TODAY, "230100")


def put(session: Session, number: int, **more: Any) -> None:
    """Open a task that no case stands behind: lists ask only for its row."""
    due = more.pop("due", TODAY + timedelta(days=number % 5))
    given = {
        "instance_id": str(uuid.uuid4()),
        "task_id": "7",
        "case_id": str(uuid.uuid4()),
        "root_id": str(uuid.uuid4()),
        "case_number": f"N{number:06}",
        "matter": "food",
        "title": "食品经营许可",
        "applicant_name": f"示例{number}号店",
        "element": "review",
        "step": "审查",
        "name": "审查",
        "form": "view",
        "lane": "承办",
        "region": REGION,
        "outcomes": ("agree",),
        "group": GROUPS[number % 2],
        "due": None if due is None else Due(due, provisional=False),
        "total_days": 7,
        **more,
    }
    worklist.open_item(session, NewItem(**given), NOW + timedelta(seconds=number))


def numbers(page: worklist.Page) -> list[str]:
    return [one.case_number for one in page.items]


def walked(session: Session, filters: Filters, limit: int, *, meanwhile: Any = None) -> list[str]:
    """All numbers of a list, page by page onward."""
    found: list[str] = []
    after = ""
    while True:
        page = worklist.page(session, WHO, ALL, filters, after=after, limit=limit)
        found += numbers(page)
        if not page.next:
            return found
        after = page.next
        if meanwhile is not None:
            meanwhile()


@pytest.fixture
def session(desk: Desk) -> Iterator[Session]:
    yield desk.session


@given(
    count=st.integers(0, 23),
    limit=st.integers(1, 9),
    order=st.sampled_from(["due", "opening", "number"]),
    descending=st.booleans(),
)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_pages_together_are_the_list_also_while_tasks_come(
    session: Session, count: int, limit: int, order: str, descending: bool
) -> None:
    filters = Filters(order=order, descending=descending)
    with session.begin_nested() as undone:
        for number in range(count):
            put(session, number, due=None if number % 7 == 3 else TODAY + timedelta(number % 4))
        whole = numbers(worklist.page(session, WHO, ALL, filters, limit=100))
        coming = [1000, 1001, 1002, 1003]

        found = walked(
            session, filters, limit, meanwhile=lambda: coming and put(session, coming.pop())
        )

        assert len(found) == len(set(found))
        assert [one for one in found if one in set(whole)] == whole
        undone.rollback()


def test_the_way_back_is_the_way_on_reversed(session: Session) -> None:
    for number in range(11):
        put(session, number)
    pages = [worklist.page(session, WHO, ALL, Filters(), limit=4)]
    while pages[-1].next:
        pages.append(worklist.page(session, WHO, ALL, Filters(), after=pages[-1].next, limit=4))

    back = worklist.page(session, WHO, ALL, Filters(), before=pages[-1].previous, limit=4)
    first = worklist.page(session, WHO, ALL, Filters(), before=back.previous, limit=4)

    assert [len(one.items) for one in pages] == [4, 4, 3]
    assert numbers(back) == numbers(pages[1])
    assert numbers(first) == numbers(pages[0])
    assert (pages[0].previous, first.previous, pages[-1].next) == ("", "", "")


@pytest.mark.parametrize("cursor", ["1", "W10", "!!", "WyJ4IiwgInkiXQ"])
def test_a_place_that_is_none_is_told(session: Session, cursor: str) -> None:
    with pytest.raises(BadCursor):
        worklist.page(session, WHO, ALL, Filters(), after=cursor)


def test_filters_of_the_row_narrow_the_list(session: Session) -> None:
    put(session, 1, matter="sign", step="审核")
    put(session, 2, region="230109")
    put(session, 3, due=TODAY - timedelta(days=3))
    put(session, 4, region="230200")  # of another city: nobody's here

    def found(list_name: str = ALL, **asked: Any) -> list[str]:
        return sorted(numbers(worklist.page(session, WHO, list_name, Filters(**asked))))

    assert found() == ["N000001", "N000002", "N000003"]
    assert found(matter="sign") == found(step="审核") == ["N000001"]
    assert found(regions=tuple(within("230109"))) == ["N000002"]
    assert found(due_to=TODAY - timedelta(days=1)) == found(OVERDUE) == ["N000003"]
    assert found(lane="承办") == found(holder=NOBODY) == found(UNCLAIMED) == found()
    assert found(lane="批准") == found(MINE) == found(SUPPLEMENTS) == []
    assert found(text="n000002") == found(text="示例2号") == ["N000002"]
    assert found(text="100%") == []


FACTS = [
    {"经营面积": 86, "主体业态": "canteen", "是否设招牌": True, "经营项目": ["hot", "cold"]},
    {"经营面积": 94.5, "主体业态": "retail", "是否设招牌": False, "经营项目": ["hot"]},
    {"经营面积": "不详", "开业日期": "2026-12-18", "经营场所": "示例大街12号"},
]


@pytest.mark.parametrize(
    ("label", "comparison", "value", "expected"),
    [
        ("经营面积", FROM, 90.0, [1]),
        ("经营面积", TO, 90.0, [0]),
        ("主体业态", IS, "canteen", [0]),
        ("是否设招牌", IS, False, [1]),
        ("经营项目", IS, "hot", [0, 1]),
        ("经营项目", IS, "cold", [0]),
        ("开业日期", FROM, date(2026, 12, 1), [2]),
        ("开业日期", TO, date(2026, 12, 1), []),
        ("经营场所", CONTAINS, "大街", [2]),
        ("经营场所", CONTAINS, "%", []),
    ],
)
@pytest.mark.parametrize("common", [False, True])
def test_any_field_of_the_form_narrows_the_list_rare_or_common(
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    label: str,
    comparison: str,
    value: Any,
    expected: list[int],
    common: bool,
) -> None:
    if common:  # as if a thousand others said the same: the list is read in its order
        monkeypatch.setattr("office.worklist.search.RARE", -1)
    for number, facts in enumerate(FACTS):
        put(session, number, facts=facts)
    filters = Filters(fields=(FieldFilter(label, comparison, value),))

    page = worklist.page(session, WHO, ALL, filters)

    assert sorted(numbers(page)) == [f"N{number:06}" for number in expected]
    if not common:
        assert worklist.counts(session, WHO, [(ALL, filters)])[0].n == len(expected)


def test_counts_stop_where_nobody_reads_on(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("office.worklist.counting.CAP", 4)
    for number in range(5):
        put(session, number, due=TODAY - timedelta(days=1) if number < 2 else TODAY)

    found = worklist.counts(session, WHO, [(ALL, Filters()), (OVERDUE, Filters())])

    assert [(one.n, one.more) for one in found] == [(3, True), (2, False)]


def test_the_forms_answers_stand_with_the_open_task_as_far_as_its_office_sees_them(
    desk: Desk,
) -> None:
    desk.accepted(desk.restaurant())

    market, urban = (
        desk.open_item("review", "food-operation-licence"),
        desk.open_item("review", "outdoor-sign"),
    )

    assert market.facts["使用面积"] == 86
    assert "使用面积" not in urban.facts
    assert "身份证件号码" not in {*market.facts, *urban.facts}
    labels = {one.label for one in worklist.columns(desk.session, desk.who("urban-handler"))}
    assert set(urban.facts) <= labels
    assert "从业人数" not in labels
    desk.act("market-handler", "review", "agree", matter="food-operation-licence")
    assert worklist.item(desk.session, market.id).facts == {}


def test_a_supplement_waits_in_the_list_of_the_window_that_asked(desk: Desk) -> None:
    desk.submit(desk.draft())
    desk.act("window", "formal_review", "supplement", items=[{"text": "请补齐平面图"}])
    window, market = (
        worklist.reader(desk.who(one), clocks.today(desk.now))
        for one in ("window", "market-handler")
    )

    page = worklist.page(desk.session, window, SUPPLEMENTS, Filters())

    assert [one.element for one in page.items] == ["supplement"]
    assert worklist.may_open(desk.session, desk.who("window"), page.items[0])
    assert not worklist.may_open(desk.session, desk.who("market-handler"), page.items[0])
    assert worklist.page(desk.session, market, SUPPLEMENTS, Filters()).items == ()
    with pytest.raises(NotAllowed, match="本人"):
        worklist.may_act(desk.session, desk.who("window"), page.items[0])


def test_what_one_has_done_is_one_range(desk: Desk) -> None:
    desk.submit(desk.draft())
    desk.act("window", "formal_review", "accept")
    who = worklist.reader(desk.who("window"), TODAY)

    page = worklist.page(desk.session, who, DONE_LIST, Filters())

    mine = [one.element for one in page.items if one.root_id == desk.root_id]
    assert mine == ["formal_review"]
    assert len({one.id for one in page.items}) == len(page.items)


def test_two_claim_at_once_one_has_it_the_other_reads_who_and_when(own_city: Database) -> None:
    with Session(own_city) as session:
        desk = Desk(session)
        desk.accepted(desk.draft())
        people = [desk.staff(f"claimer-{uuid.uuid4().hex[:6]}", "market", "承办") for _ in "ab"]
        item = desk.open_item("review")
        session.commit()
    together = threading.Barrier(2)

    def claim(place: int) -> str:
        with Session(own_city) as session:
            together.wait(timeout=30)
            try:
                worklist.claim(session, item.id, people[place], NOW + timedelta(seconds=10 * place))
            except Taken as taken:
                return taken.reason
            session.commit()
            return "mine"

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(claim, range(2)))

    assert sorted(one == "mine" for one in told) == [False, True]
    assert any(one.startswith("演示承办 ") and one.endswith("前已认领。") for one in told)


def test_how_long_ago_is_told(desk: Desk) -> None:
    desk.accepted(desk.draft())
    item = desk.open_item("review")
    colleague = desk.staff("late", "market", "承办")
    worklist.claim(desk.session, item.id, desk.who("market-handler"), NOW)
    told = []

    for passed in (10, 130, 7300, 200_000):
        with pytest.raises(Taken) as taken:
            worklist.claim(desk.session, item.id, colleague, NOW + timedelta(seconds=passed))
        told.append(taken.value.reason)

    assert [one.removeprefix("演示承办 ") for one in told] == [
        "10 秒前已认领。",
        "2 分钟前已认领。",
        "2 小时前已认领。",
        "2 天前已认领。",
    ]


def next_job(desk: Desk) -> Job | None:
    found = [
        job
        for job in desk.engine.lease(desk.session, worker="w", limit=50)
        if job.verb == worklist.BULK
    ]
    return found[0] if found else None


def test_a_bulk_act_goes_task_by_task_and_a_killed_worker_repeats_nothing(desk: Desk) -> None:
    ids = []
    for _ in range(3):
        desk.accepted(desk.draft())
        ids.append(desk.open_item("review").id)
    me = desk.who("market-handler")
    colleague = desk.staff("quicker", "market", "承办")
    worklist.claim(desk.session, ids[1], colleague, desk.now)
    bulk_id = worklist.start_bulk(desk.session, desk.engine, me, "claim", [*ids, ids[0]], desk.now)

    first = next_job(desk)
    assert first is not None
    with desk.session.begin_nested() as killed:
        calls.record_bulk(desk.session, desk.engine, first, None)
        killed.rollback()
    calls.record_bulk(desk.session, desk.engine, first, None)
    calls.record_bulk(
        desk.session, desk.engine, first, None
    )  # its result is written: nothing again
    for position in (1, 2):
        job = replace(first, payload={"bulk": bulk_id, "position": position})
        calls.record_bulk(desk.session, desk.engine, job, None)

    found = worklist.bulk(desk.session, bulk_id)
    assert (found.total, found.done, found.left) == (3, 2, 1)
    assert found.finished_at is not None
    reasons = [one.reason for one in worklist.bulk_items(desk.session, bulk_id)]
    assert reasons[0] is reasons[2] is None
    assert reasons[1] is not None
    assert reasons[1].template == "{who} {ago}已认领。"
    assert worklist.item(desk.session, ids[0]).assignee == me.id


def test_what_fits_is_known_before_and_why_the_rest_does_not(desk: Desk) -> None:
    desk.accepted(desk.draft())
    review = desk.open_item("review")
    desk.submit(desk.draft())
    accept = desk.open_item("formal_review")
    window = desk.who("window")

    items = worklist.chosen(desk.session, window, [review.id, accept.id])
    found = {one.act: one for one in worklist.eligible(desk.session, window, items, NOW)}

    assert [one.id for one in items] == [accept.id]  # another organ's task is none of the window's
    assert [one.id for one in found["accept"].items] == [accept.id]
    assert [reason for _, reason in found["agree"].left] == ["“形式审查”环节没有这个结果。"]
    assert [reason for _, reason in found["release"].left] == ["只能退回自己认领的任务。"]


def test_bulk_acts_know_their_limits(desk: Desk) -> None:
    me = desk.who("market-handler")
    for act, ids in (("grant", ["x"]), ("claim", []), ("claim", [str(n) for n in range(501)])):
        with pytest.raises(NotAllowed):
            worklist.start_bulk(desk.session, desk.engine, me, act, ids, NOW)


def test_views_are_ones_own_or_the_organs(desk: Desk) -> None:
    mine, other, far = (desk.who(one) for one in ("market-handler", "market-reviewer", "window"))

    def save(name: str, *, shared: bool) -> worklist.View:
        return worklist.save_view(
            desk.session,
            mine,
            name=name,
            list_name=ALL,
            query="due=soon",
            shared=shared,
            now=NOW,
        )

    own, shared = save("今明到期", shared=False), save("餐饮店在办", shared=True)

    assert [one.name for one in worklist.views(desk.session, mine)] == ["今明到期", "餐饮店在办"]
    assert [one.name for one in worklist.views(desk.session, other)] == ["餐饮店在办"]
    assert worklist.views(desk.session, far) == []
    assert save("今明到期", shared=True).id == own.id
    for account, view_id in ((far, shared.id), (other, str(uuid.uuid4()))):
        with pytest.raises(UnknownView):
            worklist.view(desk.session, account, view_id)
    with pytest.raises(UnknownView):
        worklist.delete_view(desk.session, other, shared.id)
    worklist.delete_view(desk.session, mine, shared.id)
    assert [one.name for one in worklist.views(desk.session, other)] == ["今明到期"]


def test_changes_are_told_by_group_and_forgotten_after_a_while(desk: Desk) -> None:
    before = worklist.last_change(desk.session)
    desk.accepted(desk.draft())
    item = desk.open_item("review")
    worklist.claim(desk.session, item.id, desk.who("market-handler"), NOW)
    worklist.release(desk.session, item.id, desk.who("market-handler"), NOW)

    found = worklist.changes(desk.session, before, {f"{ORGANS['market'][0]}:承办"})

    assert [one.kind for one in found] == ["opened", "claimed", "released"]
    worklist.forget_changes(desk.session, desk.now + timedelta(hours=1))
    assert worklist.changes(desk.session, before, {f"{ORGANS['market'][0]}:承办"}) == []
