"""Publication is a process of the platform: checked, approved by another analyst, in force on its day."""

from datetime import date, timedelta

import pytest

from office import cases, matters, studio
from office.studio import NotPublishable, Publication, PublicationRefused
from tests.office.desk import FOOD_ANSWERS
from tests.office.studio.conftest import ALL_VERBS, Studio

ENTRY, PROCESS = "processes/matter.yaml", "processes/process.bpmn"
CODE = "food-operation-licence"


def today(room: Studio) -> date:
    return room.desk.now.date()


def submitted(room: Studio, *, days: int = 0, note: str = "") -> Publication:
    draft = room.replace(room.open(), ENTRY, ("promised: 7", "promised: 6"))
    return studio.submit(
        room.session, room.engine, draft.id, room.first,
        valid_from=today(room) + timedelta(days), note=note, verbs=ALL_VERBS, now=room.desk.now,
    )  # fmt: skip


def reviewed(room: Studio, one: Publication, who: str, **more: object) -> Publication:
    given = {"approve": True, "digest": one.digest, "reason": "", **more}
    return studio.review(room.session, room.engine, one.id, who, now=room.desk.now, **given)  # type: ignore[arg-type]


def in_force(room: Studio) -> matters.Edition:
    return matters.published(room.session, CODE)


def test_a_second_analyst_approves_and_the_edition_is_in_force_at_once(room: Studio) -> None:
    before = in_force(room)

    one = reviewed(room, submitted(room), room.second)

    assert one.state == "published"
    assert in_force(room).version == before.version + 1
    assert in_force(room).document["limits"]["promised"] == 6
    assert in_force(room).published_by == room.second
    assert studio.draft_of(room.session, CODE) is None
    assert room.engine.instance(room.session, one.instance_id).status == "ended"


def test_the_submitter_does_not_approve_their_own(room: Studio) -> None:
    one = submitted(room)

    with pytest.raises(PublicationRefused, match="不能自己复核"):
        reviewed(room, one, room.first)

    assert studio.to_review(room.session, but=room.first) == ()
    assert [p.id for p in studio.to_review(room.session, but=room.second)] == [one.id]


def test_a_later_day_waits_for_the_timer(room: Studio) -> None:
    one = reviewed(room, submitted(room, days=3), room.second)
    assert (one.state, in_force(room).document["limits"]["promised"]) == ("waiting", 7)

    room.desk.host.at += timedelta(days=3)
    room.engine.fire_due(room.session)

    assert studio.publication(room.session, one.id).state == "published"
    assert in_force(room).document["limits"]["promised"] == 6


def test_what_is_put_in_force_is_what_was_approved_not_what_was_changed_since(
    room: Studio,
) -> None:
    one = submitted(room)
    draft = studio.draft_of(room.session, CODE)
    assert draft is not None
    room.replace(draft, ENTRY, ("promised: 6", "promised: 5"))

    reviewed(room, one, room.second)

    assert in_force(room).document["limits"]["promised"] == 6
    left = studio.draft_of(room.session, CODE)
    assert left is not None and left.base_edition == in_force(room).id
    assert b"promised: 5" in left.files[ENTRY].content


def test_whoever_saw_other_files_does_not_approve_these(room: Studio) -> None:
    one = submitted(room)

    with pytest.raises(PublicationRefused, match="刷新"):
        reviewed(room, one, room.second, digest="0" * 64)


def test_a_return_needs_a_reason_and_leaves_the_draft(room: Studio) -> None:
    one = submitted(room)
    with pytest.raises(PublicationRefused, match="理由"):
        reviewed(room, one, room.second, approve=False)

    back = reviewed(room, one, room.second, approve=False, reason="承诺时限没有会签")

    assert (back.state, back.reason) == ("returned", "承诺时限没有会签")
    assert studio.draft_of(room.session, CODE) is not None
    assert room.engine.instance(room.session, one.instance_id).status == "ended"
    with pytest.raises(PublicationRefused, match="不在复核中"):
        reviewed(room, one, room.second)


@pytest.mark.parametrize("approved", [False, True])
def test_the_submitter_takes_it_back_before_and_after_approval(
    room: Studio, approved: bool
) -> None:
    one = submitted(room, days=2)
    if approved:
        reviewed(room, one, room.second)

    with pytest.raises(PublicationRefused, match="只有提交的人"):
        studio.withdraw(room.session, room.engine, one.id, room.second, now=room.desk.now)
    gone = studio.withdraw(room.session, room.engine, one.id, room.first, now=room.desk.now)

    assert gone.state == "withdrawn"
    assert room.engine.instance(room.session, one.instance_id).status == "ended"
    assert studio.under_way(room.session, CODE) is None


def test_a_draft_with_findings_is_not_submitted(room: Studio) -> None:
    draft = room.replace(room.open(), ENTRY, ("promised: 7", "promised: 70"))

    with pytest.raises(NotPublishable) as stopped:
        studio.submit(
            room.session, room.engine, draft.id, room.first,
            valid_from=today(room), note="", verbs=ALL_VERBS, now=room.desk.now,
        )  # fmt: skip

    assert [one.rule for one in stopped.value.problems] == ["承诺时限不得超过法定时限"]
    assert studio.under_way(room.session, CODE) is None


def test_a_member_that_would_break_its_one_thing_is_not_submitted(room: Studio) -> None:
    form = "forms/form.json"
    draft = room.replace(room.open(), form, ('"area": {"x-element": "premises.area", "x-order": 22, "minimum": 6}', '"area": {"x-element": "premises.area", "x-order": 22, "maximum": 0.5}'))  # fmt: skip

    with pytest.raises(NotPublishable) as stopped:
        studio.submit(
            room.session, room.engine, draft.id, room.first,
            valid_from=today(room), note="", verbs=ALL_VERBS, now=room.desk.now,
        )  # fmt: skip

    assert stopped.value.problems
    assert in_force(room).version == 1


def test_a_running_case_ends_on_its_edition(room: Studio) -> None:
    draft = room.desk.draft(CODE, FOOD_ANSWERS)
    case = cases.submit(
        room.session, room.engine, draft.id, room.desk.who("applicant-a"), room.desk.now
    )

    reviewed(room, submitted(room), room.second)

    assert cases.case(room.session, case.id).edition_id != in_force(room).id


def test_applicants_never_see_the_platforms_own_matter(room: Studio) -> None:
    with pytest.raises(matters.UnknownMatter):
        matters.published(room.session, "matter-publication")
    assert "matter-publication" not in {one.code for one in matters.catalogue(room.session)}
    own = matters.published(room.session, "matter-publication", platform=True)
    assert own.definition_id is not None


def _sign_with_a_wrong_row(room: Studio) -> studio.Draft:
    rows = "processes/tests/sign-kind.yaml"
    content = room.open("outdoor-sign").files[rows].content.decode()
    assert "expect: 许可" in content
    return room.replace(room.open("outdoor-sign"), rows, ("expect: 许可", "expect: 指导"))


def test_a_test_row_that_fails_stops_the_publication_and_is_named_with_its_decision(
    room: Studio,
) -> None:
    draft = _sign_with_a_wrong_row(room)

    with pytest.raises(NotPublishable) as stopped:
        studio.submit(
            room.session, room.engine, draft.id, room.first,
            valid_from=today(room), note="", verbs=ALL_VERBS, now=room.desk.now,
        )  # fmt: skip

    found = stopped.value.problems
    assert {(one.file, one.element) for one in found} == {("processes/sign-kind.dmn", "sign_kind")}
    assert all("sign_kind 的测试行" in one.place for one in found)
    assert all('应得 "指导"，实际 "许可"' in one.text for one in found)


def test_rows_that_nobody_can_read_stop_the_publication(room: Studio) -> None:
    draft = room.replace(
        room.open("outdoor-sign"), "processes/tests/sign-kind.yaml", ("rows:", "lines:")
    )

    (found,) = room.problems(draft)

    assert (found.file, found.rule) == ("processes/sign-kind.dmn", "决策的测试行全部通过")
