"""The live diagram: what is drawn, what is done, where a case waits, and the same in words."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from engine import Call, Later
from office import cases
from office.cases import DiagramStep, LiveDiagram, UnknownCase
from tests.office.desk import Desk, DeskHost


def drawn(desk: Desk, case_id: str, inside: str = "") -> LiveDiagram:
    return cases.live_diagram(desk.session, desk.engine, case_id, inside=inside)


def member(desk: Desk, root_id: str, matter: str) -> str:
    root = cases.case(desk.session, root_id)
    return next(one.id for one in cases.members(desk.session, root) if one.matter == matter)


def states(steps: tuple[DiagramStep, ...]) -> dict[str, str]:
    return {one.name: one.state for one in steps}


def test_a_case_waits_inside_the_block_that_it_has_called(desk: Desk) -> None:
    case = desk.submit(desk.draft())

    whole = drawn(desk, case.id)
    block = drawn(desk, case.id, whole.called["acceptance"])

    assert whole.current == ("acceptance",)
    assert block.current == ("formal_review",)
    assert "receive" in block.done
    assert block.path == (("", "食品经营许可"), ("acceptance", "受理"))
    assert "政务服务中心" in block.notes["formal_review"]


def test_a_member_sees_its_own_diagram_and_nothing_of_its_neighbours(desk: Desk) -> None:
    root = desk.accepted(desk.restaurant())
    food = member(desk, root.id, "food-operation-licence")

    desk.act("market-handler", "review", "agree", matter="food-operation-licence")

    assert drawn(desk, food).current == ("check",)
    assert 'id="food_operation_licence"' in drawn(desk, food).xml
    assert set(drawn(desk, root.id).current) == {"member_food", "member_sign", "member_fire"}
    with pytest.raises(UnknownCase):
        drawn(desk, food, "member_sign")


def test_the_steps_say_in_words_what_the_picture_shows_and_name_no_gateway(desk: Desk) -> None:
    root = desk.accepted(desk.draft())

    whole = drawn(desk, root.id)

    assert states(whole.steps)["受理"] == "done"
    assert states(whole.steps)["审查"] == "current"
    assert states(whole.steps)["决定"] == "todo"
    assert "受理了吗？" not in states(whole.steps)
    within = next(one for one in whole.steps if one.name == "受理").steps
    assert states(within)["形式审查"] == "done"
    assert next(one for one in within if one.name == "形式审查").note.endswith("政务服务中心")


def test_a_step_done_before_is_current_again_after_a_supplement(desk: Desk) -> None:
    case = desk.submit(desk.draft())
    desk.act("window", "formal_review", "supplement", items=[{"text": "补图"}])
    assert "等待申请人" in drawn(desk, case.id, "acceptance").notes["supplement"]

    desk.supplement({"staff": 9})

    block = drawn(desk, case.id, "acceptance")
    assert block.current == ("formal_review",)
    assert "formal_review" not in block.done


def test_the_picture_holds_nothing_that_only_the_engine_reads(desk: Desk) -> None:
    case = desk.submit(desk.draft())

    xml = drawn(desk, case.id).xml

    assert "<bpmn:userTask" in xml
    assert "BPMNShape" in xml
    for unseen in ("serviceTaskOperator", "conditionExpression", "<bpmn:script>"):
        assert unseen not in xml


def test_what_waits_for_the_system_to_be_mended_is_said_apart(desk: Desk) -> None:
    class Down(DeskHost):
        """A licence authority that is asked later, by a job."""

        def perform(self, session: Session, call: Call) -> Any:
            return Later() if call.verb == "licence.reserve" else super().perform(session, call)

    away = Desk(desk.session, Down())
    case = away.accepted(away.draft())
    away.handle("market", "food-operation-licence")
    assert drawn(away, case.id).current == ("issue",)

    leased = away.engine.lease(away.session, worker="test", limit=10)
    job = next(one for one in leased if one.verb == "licence.reserve")
    away.engine.fail(away.session, job.id, job.token, reason="坏了", retry=False)

    whole = drawn(away, case.id)
    assert (whole.failed, whole.current) == (("issue",), ())
    assert whole.notes["issue"] == "系统在处理，请稍候"
    assert drawn(away, case.id, "issue").failed == ("reserve",)
