"""A case from its draft to its end, by the rooms' public functions."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from office import accounts, audit, cases, clocks, filing, worklist
from office.cases import ActRefused
from office.filing import Invalid, NeedsChanged
from office.worklist import NotAllowed
from tests.office.desk import ANSWERS, FOOD_VALUES, NOW, ORGANS, Desk

FOOD, SIGN, FIRE = "food-operation-licence", "outdoor-sign", "fire-safety-inspection"
LICENCE, TOBACCO = "business-licence-verification", "tobacco-retail-licence"


def test_submitting_twice_gives_the_same_case(desk: Desk) -> None:
    draft = desk.draft()

    first, second = desk.submit(draft), desk.submit(draft)

    assert first.id == second.id
    assert len(cases.cases_of(desk.session, desk.who("applicant-a"))) == 1
    assert filing.submission(desk.session, first.id).versions == 1


def test_case_number_is_organ_level_basic_code_day_and_serial(desk: Desk) -> None:
    first, second = desk.submit(desk.draft()), desk.submit(desk.draft())

    code = ORGANS["market"][0]
    assert first.number == f"{code}4000131005000202609240001"
    assert second.number == f"{code}4000131005000202609240002"
    assert cases.case(desk.session, first.number).id == first.id


def test_incomplete_form_is_not_submitted_and_says_what_is_missing(desk: Desk) -> None:
    draft = desk.draft(values={**FOOD_VALUES, "staff": ""}, slots=())

    with pytest.raises(Invalid) as wrong:
        desk.submit(draft)

    fields = {problem.field for problem in wrong.value.problems}
    assert {"staff", "material:premises.plan-set"} <= fields
    assert filing.draft(desk.session, draft.id).submitted_at is None


def test_applicant_is_asked_again_when_other_members_are_needed_than_were_shown(desk: Desk) -> None:
    draft = desk.restaurant()
    filing.show_needed(desk.session, draft.id, [FOOD, FIRE], NOW)

    with pytest.raises(NeedsChanged) as changed:
        desk.submit(draft)

    assert set(changed.value.needed) == {LICENCE, FOOD, SIGN, FIRE}
    assert filing.draft(desk.session, draft.id).needed == (LICENCE, FOOD, SIGN, FIRE)


def test_engine_carries_only_what_the_diagram_reads(desk: Desk) -> None:
    case = desk.submit(desk.restaurant())

    variables = desk.engine.hold(desk.session, case.instance_id).variables

    assert "示例一号餐饮店有限公司" not in str(variables)
    assert set(variables["fields"]) == {"sign_position", "sign_width", "sign_height"}


def test_formal_review_waits_at_the_window_for_five_working_days(desk: Desk) -> None:
    case = desk.submit(desk.draft())

    items = worklist.inbox(desk.session, desk.who("window"))

    assert [item.element for item in items] == ["formal_review"]
    assert items[0].case_id == case.id
    assert items[0].due == clocks.Due(date(2026, 10, 9))
    assert items[0].total_days == 5
    assert worklist.inbox(desk.session, desk.who("market-handler")) == []


def test_acceptance_starts_the_promise_from_the_next_working_day(desk: Desk) -> None:
    case = desk.accepted(desk.draft())

    assert case.accepted_at == NOW
    assert case.promised == clocks.add_working_days(date(2026, 9, 24), 7)
    assert case.statutory == clocks.add_working_days(date(2026, 9, 24), 10)
    assert desk.open_item("review").due == case.promised
    assert clocks.of_case(desk.session, case.id)[clocks.NOTIFY].stopped_at == NOW


def test_nothing_is_accepted_while_a_review_point_is_open(desk: Desk) -> None:
    desk.submit(desk.draft())

    with pytest.raises(ActRefused, match="审查要点"):
        desk.act("window", "formal_review", "accept", points=["form.complete"])


def test_single_matter_is_granted_by_three_people(desk: Desk) -> None:
    case = desk.accepted(desk.draft())

    desk.handle("market", FOOD)

    done = cases.case(desk.session, case.id)
    assert (done.outcome, done.outcome_label, done.stage) == ("granted", "准予", "办结")
    assert done.decided_at == done.closed_at == NOW
    assert all(clock.stopped_at for clock in done.clocks.values())
    assert worklist.of_root(desk.session, case.id)[-1].closed_by == desk.who("market-approver").id


def test_refusal_needs_a_reason_and_keeps_it(desk: Desk) -> None:
    case = desk.accepted(desk.draft())
    desk.act("market-handler", "review", "agree")
    desk.act("market-reviewer", "check", "agree")

    with pytest.raises(ActRefused, match="理由"):
        desk.act("market-approver", "decide", "refuse", opinion="  ")
    desk.act("market-approver", "decide", "refuse", opinion="专间面积不足")

    done = cases.case(desk.session, case.id)
    assert (done.outcome, done.reason) == ("refused", "专间面积不足")


def test_refused_acceptance_ends_the_case_with_its_reason(desk: Desk) -> None:
    case = desk.submit(desk.draft())

    desk.act("window", "formal_review", "refuse", opinion="不属于本机关职权范围")

    done = cases.case(desk.session, case.id)
    assert (done.outcome_label, done.reason) == ("不予受理", "不属于本机关职权范围")
    assert done.accepted_at is None
    assert done.closed_at == NOW


def test_outcome_that_the_task_does_not_offer_is_refused(desk: Desk) -> None:
    desk.submit(desk.draft())

    with pytest.raises(ActRefused):
        desk.act("window", "formal_review", "grant")


def test_who_accepted_cannot_decide_anywhere_in_the_case(desk: Desk) -> None:
    both = desk.who("window")
    accounts.assign(desk.session, both.id, ORGANS["service"][0], ["综合窗口"])
    desk.accepted(desk.restaurant())
    accounts.assign(desk.session, both.id, ORGANS["market"][0], ["批准"])
    desk.act("market-handler", "review", "agree", matter=FOOD)
    desk.act("market-reviewer", "check", "agree", matter=FOOD)

    with pytest.raises(NotAllowed, match="前序环节"):
        desk.act("window", "decide", "grant", matter=FOOD)
    assert both.id in desk.open_item("decide", FOOD).excluded


def test_who_reviewed_cannot_check_or_decide(desk: Desk) -> None:
    handler = desk.who("market-handler")
    accounts.assign(desk.session, handler.id, ORGANS["market"][0], ["承办", "审核", "批准"])
    desk.accepted(desk.draft())
    desk.act("market-handler", "review", "agree")

    with pytest.raises(NotAllowed):
        desk.act("market-handler", "check", "agree")
    desk.act("market-reviewer", "check", "agree")
    with pytest.raises(NotAllowed):
        desk.act("market-handler", "decide", "grant")


def test_task_belongs_to_role_department_and_region(desk: Desk) -> None:
    desk.accepted(desk.draft())
    far = desk.staff("far-handler", "market", "承办")
    accounts.assign(desk.session, far.id, ORGANS["market"][0], ["承办"], region="230103")

    for username in ("market-reviewer", "urban-handler", "window", "far-handler"):
        with pytest.raises(NotAllowed):
            desk.act(username, "review", "agree")
    assert worklist.inbox(desk.session, desk.who("far-handler")) == []


def test_claimed_task_is_not_done_by_a_colleague(desk: Desk) -> None:
    desk.accepted(desk.draft())
    desk.staff("market-handler-2", "market", "承办")
    item = desk.open_item("review")
    worklist.claim(desk.session, item.id, desk.who("market-handler"), NOW)

    with pytest.raises(NotAllowed, match="认领"):
        desk.act("market-handler-2", "review", "agree")
    worklist.release(desk.session, item.id, desk.who("market-handler"), NOW)
    desk.act("market-handler-2", "review", "agree")


def test_done_task_cannot_be_done_again(desk: Desk) -> None:
    desk.accepted(desk.draft())
    item = desk.open_item("review")
    desk.act("market-handler", "review", "agree")

    with pytest.raises(NotAllowed, match="已经办结"):
        cases.act(desk.session, desk.engine, item.id, desk.who("market-handler"), "agree", now=NOW)


def test_supplement_is_asked_once_answered_as_a_new_version_and_reviewed_again(desk: Desk) -> None:
    case = desk.submit(desk.draft())
    desk.act("window", "formal_review", "supplement", items=[{"text": "请补齐平面图"}])
    assert cases.supplement_items(desk.session, case) == ("请补齐平面图",)
    assert worklist.todo(desk.session, desk.who("applicant-a"))[0].element == "supplement"
    desk.host.at = NOW + timedelta(days=1)  # a holiday: Friday 25 September 2026

    desk.supplement({"staff": 9}, slots=["premises.plan-set"])

    handed = filing.submission(desk.session, case.id)
    assert (handed.version, handed.values["staff"]) == (2, 9)
    assert len(handed.attachments) == 2
    assert filing.submission(desk.session, case.id, 1).values["staff"] == 8
    found = cases.case(desk.session, case.id)
    assert cases.changed_fields(desk.session, found) == {"staff", "premises.plan-set"}
    assert desk.open_item("formal_review").due == clocks.add_working_days(date(2026, 9, 25), 5)
    with pytest.raises(ActRefused, match="一次性"):
        desk.act("window", "formal_review", "supplement", items=[{"text": "再补"}])


def test_unticked_points_fill_the_supplement(desk: Desk) -> None:
    case = desk.submit(desk.draft())

    desk.act(
        "window", "formal_review", "supplement", points=["form.complete", "contact.authorised"]
    )

    assert cases.supplement_items(desk.session, case) == (
        "平面图清晰，标明各功能区域和出口",
        "食品安全管理制度齐全，已由申请人确认",
    )


def test_clarification_stops_no_clock_and_its_answer_stands_with_the_case(desk: Desk) -> None:
    case = desk.accepted(desk.draft())
    item = desk.open_item("review")
    handler, applicant = desk.who("market-handler"), desk.who("applicant-a")

    asked = cases.clarify(desk.session, item.id, handler, "后厨有几个水池？", now=NOW)
    answered = cases.answer_clarification(desk.session, asked.id, applicant, "三个", now=NOW)

    assert desk.open_item("review").id == item.id
    assert cases.case(desk.session, case.id).clocks[clocks.PROMISED].stopped_at is None
    assert cases.clarifications(desk.session, case.id) == [answered]
    with pytest.raises(ActRefused):
        cases.answer_clarification(desk.session, asked.id, applicant, "四个", now=NOW)
    with pytest.raises(NotAllowed):
        cases.answer_clarification(desk.session, asked.id, desk.who("applicant-b"), "五", now=NOW)


def test_before_acceptance_there_is_supplement_and_no_clarification(desk: Desk) -> None:
    desk.submit(desk.draft())
    item = desk.open_item("formal_review")

    with pytest.raises(ActRefused, match="补正"):
        cases.clarify(desk.session, item.id, desk.who("window"), "？", now=NOW)


def test_one_thing_opens_its_needed_members_after_one_acceptance(desk: Desk) -> None:
    case = desk.accepted(desk.restaurant())

    started = {one.matter: one for one in cases.members(desk.session, case)}

    assert set(started) == {LICENCE, FOOD, SIGN, FIRE}
    assert started[LICENCE].stage == "办结"
    assert started[LICENCE].outcome is None
    assert started[FOOD].accepted_at == case.accepted_at
    assert started[SIGN].promised == clocks.add_working_days(date(2026, 9, 24), 2)
    assert started[FOOD].organ == ORGANS["market"][0]
    assert started[SIGN].organ == ORGANS["urban"][0]
    assert [item.matter for item in worklist.inbox(desk.session, desk.who("fire-handler"))] == [
        FIRE
    ]


def test_one_thing_ends_all_granted_when_every_member_with_an_outcome_is(desk: Desk) -> None:
    case = desk.accepted(desk.restaurant())

    for department, matter in (("market", FOOD), ("urban", SIGN), ("fire", FIRE)):
        desk.handle(department, matter)

    done = cases.case(desk.session, case.id)
    assert (done.outcome_label, done.stage) == ("全部准予", "办结")
    assert {one.outcome for one in cases.members(desk.session, done)} == {None, "granted"}


@pytest.mark.parametrize(("refused", "label"), [({FIRE}, "部分准予"), ({FOOD, SIGN, FIRE}, "不予")])
def test_refused_member_ends_alone_and_the_case_says_so(
    desk: Desk, refused: set[str], label: str
) -> None:
    case = desk.accepted(desk.restaurant())

    for department, matter in (("fire", FIRE), ("market", FOOD), ("urban", SIGN)):
        desk.handle(department, matter, "refuse" if matter in refused else "grant")

    assert cases.case(desk.session, case.id).outcome_label == label


def test_case_is_seen_by_its_applicant_and_the_organs_that_take_part(desk: Desk) -> None:
    case = desk.accepted(desk.restaurant())

    seeing = {
        username
        for username in (
            "applicant-a",
            "applicant-b",
            "window",
            "market-handler",
            "fire-approver",
            "tobacco-handler",
        )
        if cases.may_see(desk.session, desk.who(username), case)
    }

    assert seeing == {"applicant-a", "window", "market-handler", "fire-approver"}


def test_department_opens_the_files_of_its_own_members_alone(desk: Desk) -> None:
    case = desk.accepted(desk.restaurant())

    def opens(username: str, slot: str) -> bool:
        return cases.may_see_material(desk.session, desk.who(username), case, slot)

    assert opens("urban-handler", "sign.design-set")
    assert not opens("fire-handler", "sign.design-set")
    assert opens("window", "sign.design-set")
    assert opens("applicant-a", "sign.design-set")


def test_progress_tells_of_every_member_where_it_stands_and_why(desk: Desk) -> None:
    case = desk.accepted(desk.restaurant())
    desk.act("market-handler", "review", "agree", matter=FOOD)

    shown = cases.progress(desk.session, desk.engine, case.id, now=NOW)

    members = {member.code: member for member in shown.members}
    assert members[FOOD].stage == "审查·审核"
    assert members[FOOD].holder == "示例市示例区市场监督管理局 审核"
    assert members[TOBACCO].stage == "无需办理"
    assert members[TOBACCO].why
    assert [step.state for step in members[FOOD].steps] == ["done", "done", "current", "todo"]


def test_timeline_names_steps_and_organs_in_order_and_no_person(desk: Desk) -> None:
    case = desk.accepted(desk.draft())
    desk.handle("market", FOOD)

    entries = cases.timeline(desk.session, desk.engine, case.id)

    texts = [entry.text for entry in entries]
    assert texts.index("提交申请") < texts.index("形式审查，受理") < texts.index("决定，准予")
    assert {entry.who for entry in entries} >= {"申请人", ORGANS["market"][1]}
    assert not any("演示" in entry.who for entry in entries)


def test_audit_tells_who_did_what(desk: Desk) -> None:
    case = desk.accepted(desk.draft())

    trail = audit.trail(desk.session, case.id)

    assert [(entry.verb, entry.actor) for entry in trail] == [
        ("case.submit", desk.who("applicant-a").id),
        ("task.accept", desk.who("window").id),
    ]


def test_evidence_of_one_request_is_kept_once(desk: Desk) -> None:
    case = desk.submit(desk.draft())

    for _ in range(2):
        cases.keep_evidence(
            desk.session,
            case.id,
            "credit.query",
            request_id="r-1",
            title="信用核查",
            statement="未列入严重失信主体名单",
            number="C-1",
            now=NOW,
        )

    kept = cases.evidence(desk.session, case.id)
    assert [(one.title, one.number) for one in kept] == [("信用核查", "C-1")]


def test_inbox_pages_on_from_the_last_task(desk: Desk) -> None:
    for _ in range(3):
        desk.submit(desk.draft())
    window = desk.who("window")

    first = worklist.inbox(desk.session, window, limit=2)
    rest = worklist.inbox(desk.session, window, limit=2, after=first[-1].id)

    assert (len(first), len(rest)) == (2, 1)
    assert worklist.count_inbox(desk.session, window) == 3
    assert not {item.id for item in first} & {item.id for item in rest}


def test_answers_to_questions_that_are_no_longer_asked_do_not_count(desk: Desk) -> None:
    draft = desk.restaurant()

    changed = filing.change_answers(
        desk.session,
        desk.engine,
        draft.id,
        {**ANSWERS, "has_sign": False, "tobacco": True},
        now=NOW,
    )

    assert set(changed.needed) == {LICENCE, FOOD, FIRE, TOBACCO}
    assert "sign_width" not in changed.values


def test_provisional_days_are_counted_again_when_the_calendar_has_come(desk: Desk) -> None:
    case = desk.accepted(desk.draft())
    right = desk.open_item("review").due
    for table in ("clocks", "work_items"):
        desk.session.execute(
            text(
                f"UPDATE office.{table} SET due_on = '2026-10-05', provisional = true"
                " WHERE case_id = :case AND due_on = :due"
            ),
            {"case": case.id, "due": right and right.day},
        )
    desk.session.expire_all()
    assert desk.open_item("review").due == clocks.Due(date(2026, 10, 5), provisional=True)

    assert cases.recount_clocks(desk.session) == 1

    assert desk.open_item("review").due == right
    assert cases.case(desk.session, case.id).promised == right
    assert cases.recount_clocks(desk.session) == 0
