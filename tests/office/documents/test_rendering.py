"""document.render and document.deliver on cases that people really filed and decided."""

from typing import Any

import pytest

from engine import Call, Job
from office import cases, documents
from office.calls import particulars, rendering
from office.cases import Case
from office.documents import LayoutMissing
from office.matters.layouts import NAMES
from tests.office.desk import Desk
from tests.office.documents.papers import IDENTIFIER, NUMBER, text

LICENCE = {"number": NUMBER, "identifier": IDENTIFIER}


def _job(case: Case, request: str = "job-1", **parameters: Any) -> Job:
    payload = {"case": case.id, "element": "render", "parameters": parameters}
    return Job(request, "document.render", payload, case.instance_id, None, request, "token", 1)


def _call(case: Case, document: Any) -> Call:
    return Call(
        case.instance_id, case.id, "1", "document.deliver", "deliver", "block_notice", (),
        {"document": document}, {},
    )  # fmt: skip


def _render(desk: Desk, case: Case, request: str = "job-1", **parameters: Any) -> dict[str, Any]:
    job = _job(case, request, **parameters)
    prepared = rendering.prepare_render(desk.session, desk.engine, job)
    reply = rendering.render(None, prepared, request)
    return dict(rendering.record_render(desk.session, desk.engine, job, reply))


def _text(desk: Desk, said: dict[str, Any]) -> str:
    kept = documents.document(desk.session, said["id"])
    return text(documents.get(desk.session, kept.sha256))


def test_same_job_done_twice_makes_one_document(desk: Desk) -> None:
    case = desk.accepted(desk.draft())

    first = _render(desk, case, layout="acceptance")
    second = _render(desk, case, layout="acceptance")

    assert first == second
    assert len(documents.of_case(desk.session, case.id)) == 1


def test_acceptance_names_members_departments_and_days(desk: Desk) -> None:
    case = desk.accepted(desk.restaurant())

    said = _text(desk, _render(desk, case, layout="acceptance"))

    assert case.number in said
    for words in ("食品经营许可", "户外招牌", "消防", "7个工作日", "示例市示例区城市管理局"):
        assert words in said
    assert "烟草" not in said


def test_supplement_lists_what_the_window_asked_for(desk: Desk) -> None:
    case = desk.submit(desk.draft())
    desk.act(
        "window",
        "formal_review",
        "supplement",
        items=[{"text": "补交授权书"}, {"text": "重画平面图"}],
    )

    said = _text(desk, _render(desk, case, layout="supplement"))

    assert "1．补交授权书" in said
    assert "2．重画平面图" in said
    assert "补字〔2026〕第0001号" in said


def test_licence_bears_the_reserved_number_and_the_words_of_the_form(desk: Desk) -> None:
    case = desk.accepted(desk.draft())
    desk.handle("market", "food-operation-licence")
    case = cases.case(desk.session, case.id)

    rendered = _render(desk, case, layout="result", licence=LICENCE)
    said = _text(desk, rendered)

    kept = documents.document(desk.session, rendered["id"])
    assert (kept.title, kept.number, kept.identifier) == ("食品经营许可证", NUMBER, IDENTIFIER)
    for words in (NUMBER, IDENTIFIER, "热食类食品制售；冷食类食品制售", "餐馆"):
        assert words in "".join(said.split("\n"))
    assert "2026年9月24日 至 2031年9月23日" in said


def test_refusal_carries_the_reason_of_who_decided_and_the_rights(desk: Desk) -> None:
    case = desk.accepted(desk.draft())
    desk.handle("market", "food-operation-licence", "refuse")
    case = cases.case(desk.session, case.id)

    said = "".join(_text(desk, _render(desk, case, layout="refusal")).split())

    assert "理由：不符合条件" in said
    assert "向示例市道里区人民政府申请行政复议" in said


def test_unsealed_document_is_not_delivered_and_a_sealed_one_is_once(desk: Desk) -> None:
    case = desk.accepted(desk.draft())
    rendered = _render(desk, case, layout="acceptance")
    call = _call(case, rendered)

    with pytest.raises(rendering.NotSealed):
        rendering.deliver(desk.session, desk.engine, call)
    sealed = documents.put(desk.session, b"%PDF sealed", "application/pdf")
    documents.seal(desk.session, rendered["id"], sealed, desk.now)
    rendering.deliver(desk.session, desk.engine, call)

    assert documents.document(desk.session, rendered["id"]).delivered_at == desk.now


def test_layout_that_nobody_has_drawn_is_an_error_with_a_name(desk: Desk) -> None:
    case = desk.accepted(desk.draft())

    with pytest.raises(LayoutMissing):
        rendering.prepare_render(desk.session, desk.engine, _job(case, layout="poster"))


def test_context_holds_the_cases_own_fields_alone(desk: Desk) -> None:
    case = desk.submit(desk.draft())

    context = particulars.context_of(desk.session, case, desk.now)

    assert set(context["fields"]) == set(cases.own_values(desk.session, case))
    assert context["shown"]["business_items"] == ["热食类食品制售", "冷食类食品制售"]
    assert set(context) <= NAMES
