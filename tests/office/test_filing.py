"""Drafts, uploads and checks of what applicants hand in."""

import pytest

from office import cases, documents, filing, matters
from office.filing import BadAttachment, DraftClosed, UnknownDraft
from tests.office.desk import FOOD_VALUES, NOW, PNG, REGISTRATION, Desk

FOOD = "food-operation-licence"
PLAN = "premises.plan-set"


def _problems(desk: Desk, **values: object) -> dict[str, str]:
    draft = desk.draft(values={**FOOD_VALUES, **values})
    found = filing.problems_of(desk.session, desk.engine, draft)
    return {problem.field: problem.message for problem in found}


def test_right_form_has_no_problems(desk: Desk) -> None:
    assert _problems(desk) == {}


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("staff", "", "请填写"),
        ("storey", "", "请选择"),
        ("area", 3, "不能小于 6"),
        ("area", "很大", "请填写数字"),
        ("storey", "attic", "请从给出的选项中选择"),
        ("contact_mobile", "12345678901", "13至19开头"),
        ("business_items", [], "请选择"),
    ],
)
def test_problem_is_said_in_plain_words_at_its_field(
    desk: Desk, field: str, value: object, says: str
) -> None:
    assert says in _problems(desk, **{field: value})[field]


def test_wrong_check_digit_is_said_so(desk: Desk) -> None:
    draft = desk.draft()
    filing.save_draft(
        desk.session,
        draft.id,
        {
            **draft.values,
            "uscc": "91230102MA00000154",
            "legal_representative_id": "230102199001010018",
        },
        disputed=["uscc", "legal_representative_id"],
        now=NOW,
    )

    found = filing.problems_of(desk.session, desk.engine, filing.draft(desk.session, draft.id))

    assert {problem.field for problem in found} == {"uscc", "legal_representative_id"}
    assert all("对不上" in problem.message for problem in found)


def test_rule_of_the_matter_is_asked_with_its_own_message(desk: Desk) -> None:
    problems = _problems(desk, business_items=["raw"], area=15)

    assert set(problems) == {"business_items", "area"}
    assert "20 平方米" in problems["area"]


def test_draft_starts_with_what_answers_identity_and_registration_know(desk: Desk) -> None:
    draft = desk.draft(values={})

    assert draft.values["entity_name"] == REGISTRATION["name"]
    assert draft.values["contact_mobile"] == "13800000000"
    assert draft.values["area"] == 86
    assert draft.values["business_items"] == ["hot", "cold"]
    assert draft.fetched["registration"]["state"] == "known"


def test_opening_a_draft_asks_the_register_once_by_a_job(desk: Desk) -> None:
    desk.draft()

    jobs = desk.engine.lease(desk.session, worker="test", limit=10)

    assert [(job.verb, job.payload["code"]) for job in jobs] == [
        ("registration.fetch", "91230102MA00000153")
    ]


def test_fetched_answer_stands_unless_the_applicant_disputes_it(desk: Desk) -> None:
    draft = desk.draft()
    other = {**draft.values, "entity_name": "示例九号餐饮店"}

    kept = filing.save_draft(desk.session, draft.id, other, now=NOW)
    assert kept.values["entity_name"] == REGISTRATION["name"]

    kept = filing.save_draft(desk.session, draft.id, other, disputed=["entity_name"], now=NOW)
    assert kept.values["entity_name"] == "示例九号餐饮店"
    assert kept.disputed == ("entity_name",)


def test_mobile_may_be_changed_though_identity_knows_one(desk: Desk) -> None:
    draft = desk.draft()

    kept = filing.save_draft(
        desk.session, draft.id, {**draft.values, "contact_mobile": "139 0000 0000"}, now=NOW
    )

    assert kept.values["contact_mobile"] == "13900000000"


def test_register_that_knows_nothing_leaves_the_fields_open(desk: Desk) -> None:
    draft = filing.open_draft(
        desk.session,
        desk.engine,
        matters.published(desk.session, FOOD),
        desk.who("applicant-a"),
        answers={"area": 86, "food": ["hot"]},
        region="230102",
        now=NOW,
    )
    assert draft.fetched["registration"]["state"] == "pending"

    kept = filing.keep_fetched(desk.session, draft.id, "registration", None, now=NOW)

    assert kept.fetched["registration"]["state"] == "missing"
    kept = filing.save_draft(desk.session, draft.id, {"entity_name": "示例九号餐饮店"}, now=NOW)
    assert kept.values["entity_name"] == "示例九号餐饮店"


@pytest.mark.parametrize(
    ("slot", "content", "media", "says"),
    [
        (PLAN, b"", "", "空的"),
        (PLAN, b"<html>", "image/png", "文件内容不是"),
        (PLAN, PNG, "application/pdf", "不一致"),
        (PLAN, PNG + b"0" * filing.LARGEST_FILE, "", "10 MB"),
        ("licence.business", PNG, "", "不需要上传"),
        ("fire.safety-plan", PNG, "", "不需要上传"),
    ],
)
def test_upload_is_refused_by_size_type_content_and_slot(
    desk: Desk, slot: str, content: bytes, media: str, says: str
) -> None:
    draft = desk.draft(slots=())

    with pytest.raises(BadAttachment, match=says):
        filing.add_attachment(desk.session, draft.id, slot, "a.png", content, media=media, now=NOW)
    assert filing.attachments_of(desk.session, draft.id) == ()


def test_upload_is_kept_by_its_content_under_a_clean_name(desk: Desk) -> None:
    draft = desk.draft(slots=())

    kept = filing.add_attachment(
        desk.session, draft.id, PLAN, "..\\目录/../平面\x07图.png", PNG, media="image/png", now=NOW
    )

    assert kept.filename == "平面图.png"
    assert documents.get(desk.session, kept.sha256) == PNG
    filing.remove_attachment(desk.session, draft.id, kept.id, now=NOW)
    assert filing.attachments_of(desk.session, draft.id) == ()


def test_submitted_draft_cannot_be_changed(desk: Desk) -> None:
    draft = desk.draft()
    desk.submit(draft)

    with pytest.raises(DraftClosed):
        filing.save_draft(desk.session, draft.id, {}, now=NOW)
    with pytest.raises(DraftClosed):
        filing.add_attachment(desk.session, draft.id, PLAN, "a.png", PNG, now=NOW)
    late = filing.keep_fetched(
        desk.session, draft.id, "registration", {**REGISTRATION, "name": "改名"}, now=NOW
    )
    assert late.values == draft.values


def test_draft_is_its_owners_alone(desk: Desk) -> None:
    draft = desk.draft()

    with pytest.raises(UnknownDraft):
        filing.draft(desk.session, draft.id, desk.who("applicant-b"))
    assert filing.drafts_of(desk.session, desk.who("applicant-b")) == []
    assert [one.id for one in filing.drafts_of(desk.session, desk.who("applicant-a"))] == [draft.id]


def test_member_gets_its_own_fields_and_no_others(desk: Desk) -> None:
    case = desk.accepted(desk.restaurant())
    own = {
        one.matter: cases.own_values(desk.session, one) for one in cases.members(desk.session, case)
    }

    assert "sign_text" in own["outdoor-sign"]
    assert "sign_text" not in own[FOOD]
    assert "food_safety_officer" in own[FOOD]
    assert "legal_representative_id" not in own["outdoor-sign"]
