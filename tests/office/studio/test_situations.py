"""The situation matrix: every combination of answers, what comes of it, and what it shows to be wrong."""

import json
import math
import time
from typing import Any

import pytest

from office import matters, studio
from office.matters.when import parse
from office.studio.situations import Flaw, Matrix, NotJudged, flaws, matrix_of
from office.studio.situations.combinations import HIDDEN, answers_of, every, pairwise
from office.studio.situations.matrix import MOST
from office.studio.situations.values import Factor
from tests.office.studio.conftest import ALL_VERBS, Studio

QUESTIONS = "forms/questions.json"
SIGN, NEEDED = "processes/sign-kind.dmn", "processes/needed.dmn"


def matrix(room: Studio, draft: studio.Draft, most: int = MOST) -> Matrix:
    made = matrix_of(room.session, room.engine, studio.folder_of(draft), ALL_VERBS, most)
    made.advance()
    return made


def found(room: Studio, draft: studio.Draft) -> tuple[Flaw, ...]:
    return flaws(matrix(room, draft))


def asking(room: Studio, draft: studio.Draft, *more: dict[str, Any]) -> studio.Draft:
    kept = draft.files[QUESTIONS]
    said = json.loads(kept.content)
    said["questions"] += more
    return studio.save(
        room.session, draft.id, QUESTIONS, json.dumps(said).encode(),
        revision=kept.revision, account=room.first, now=room.desk.now,
    )  # fmt: skip


def test_there_are_as_many_combinations_as_the_product_of_the_answers(room: Studio) -> None:
    made = matrix(room, room.open("outdoor-sign"))

    assert made.total == math.prod(len(one.values) for one in made.factors) == made.product
    assert len({one.combination for one in made.situations}) == made.total


def test_numbers_are_tried_at_each_boundary_and_between(room: Studio) -> None:
    made = matrix(room, room.open("outdoor-sign"))

    width, height = (
        next(f for f in made.factors if f.id == f"sign_{one}") for one in ("width", "height")
    )
    cells = {6, 8, 10}  # where a large sign begins, by district
    assert cells <= set(width.values) and cells <= set(height.values)
    assert {0.1, 100} <= set(width.values)
    assert {3, 6} <= set(height.values)  # the form's own rule
    for one, next_ in zip(sorted(cells), sorted(cells)[1:], strict=False):
        assert any(one < value < next_ for value in width.values)


def test_a_hidden_question_has_no_answer(room: Studio) -> None:
    made = matrix(room, room.open("open-restaurant"))

    for one in made.situations:
        answers = made.answers(one.combination)
        assert ("sign_position" in answers) == answers["has_sign"]


def test_every_combinations_members_are_what_the_portal_answers(room: Studio) -> None:
    made = matrix(room, room.open("open-restaurant"))
    edition = matters.published(room.session, "open-restaurant")

    for one in made.situations[:: max(1, made.total // 300)]:
        answers, region = made.answers(one.combination), made.region_of(one.combination)
        portal = matters.needed(room.session, room.engine, edition, answers, region=region)
        assert set(one.result.codes) == portal.codes
        assert one.judged.why == portal.why
        report = matters.report_for(edition.compiled, portal.codes)
        assert one.result.materials_after == report["materials_after"]
        assert one.result.fields_after == report["fields_after"]
        assert one.result.days == edition.document["limits"]["promised"]


def test_a_single_matters_decision_is_judged_with_what_its_script_works_out(room: Studio) -> None:
    made = matrix(room, room.open("outdoor-sign"))

    for one in made.situations:
        answers = made.answers(one.combination)
        large = answers["sign_width"] * answers["sign_height"] >= 6
        wanted = {"roof": "许可", "window": "指导"}.get(
            answers["sign_position"], "许可" if large else "备案"
        )
        assert dict(one.result.told) == {"kind": wanted}
    assert len(made.groups()) == 3


def test_a_rule_that_nothing_hits_and_answers_that_no_rule_decides_are_found(room: Studio) -> None:
    draft = room.replace(room.open("outdoor-sign"), SIGN, ('<text>"roof"</text>', '<text>"tower"</text>'))  # fmt: skip

    shown = found(room, draft)

    (no_result,) = [one for one in shown if "没有结论" in one.text]
    assert no_result.decision == "sign_kind" and no_result.file == SIGN
    made = matrix(room, draft)
    roofs = [s.number for s in made.situations if made.answers(s.combination)["sign_position"] == "roof"]  # fmt: skip
    assert list(no_result.numbers) == roofs
    assert "决策表“办理类别”的第 1 条规则没有一种情形命中" in [one.text for one in shown]


def test_a_question_that_changes_nothing_and_options_that_are_alike_are_found(room: Studio) -> None:
    draft = asking(
        room, room.open("outdoor-sign"),
        {"id": "pets", "text": {"zh": "养猫吗？"}, "type": "boolean", "input": True},
    )  # fmt: skip

    (nothing,) = [one for one in found(room, draft) if one.question]

    assert nothing.question == "pets" and "怎么回答都一样" in nothing.text


def test_options_with_the_same_result_are_named(room: Studio) -> None:
    draft = room.replace(room.open("open-restaurant"), NEEDED, ("answers.tobacco", 'answers.sells = "tobacco"'))  # fmt: skip
    options = [{"value": one, "label": {"zh": f"卖{one}"}} for one in ("tobacco", "tea", "milk")]
    draft = asking(
        room, draft,
        {"id": "sells", "text": {"zh": "还卖什么？"}, "type": "choice", "input": True, "options": options},
    )  # fmt: skip

    texts = [one.text for one in found(room, draft) if one.question == "sells"]

    assert texts == ["问题“还卖什么？”的选项“卖tea”、“卖milk”结果总是相同"]


def test_a_member_that_no_combination_needs_is_found(room: Studio) -> None:
    draft = room.replace(
        room.open("open-restaurant"), NEEDED, ("tobacco: tobacco_needed.needed", "tobacco: false")
    )

    texts = [one.text for one in found(room, draft) if one.tone == "red"]

    assert texts == ["没有一种情形需要“烟草专卖零售许可”"]


def test_an_expression_that_cannot_be_evaluated_is_found_not_raised(room: Studio) -> None:
    draft = room.replace(
        room.open("open-restaurant"), "processes/process.bpmn", (">needed.tobacco<", ">needed.(<")
    )

    assert any("算不出来" in one.text for one in found(room, draft))


def test_two_thousand_combinations_take_less_than_five_seconds(room: Studio) -> None:
    draft = room.replace(
        room.open("open-restaurant"), NEEDED,
        ("answers.tobacco", 'answers.a = "v1" or answers.b = "v2"'),
        ("answers.has_sign", 'answers.c = "v3"'),
        ("answers.area", '(if answers.a = "v4" then 90 else 10)'),
    )  # fmt: skip
    asked = [
        {"id": id, "text": {"zh": id}, "type": "choice", "input": True,
         "options": [{"value": f"v{n}", "label": {"zh": f"{n}"}} for n in range(count)]}
        for id, count in (("a", 20), ("b", 10), ("c", 10))
    ]  # fmt: skip
    kept = draft.files[QUESTIONS]
    draft = studio.save(
        room.session, draft.id, QUESTIONS, json.dumps({"questions": asked}).encode(),
        revision=kept.revision, account=room.first, now=room.desk.now,
    )  # fmt: skip

    begun = time.process_time()
    made = matrix(room, draft)
    shown = flaws(made)
    took = time.process_time() - begun

    assert made.total == 2000 and shown
    assert len({one.judged.codes for one in made.situations}) == 8
    print(f"2,000 combinations, each judged anew: {took:.2f} s")
    assert took <= 5


def test_too_many_combinations_are_sampled_so_that_every_two_answers_meet(room: Studio) -> None:
    made = matrix(room, room.open("outdoor-sign"), most=150)

    assert not made.whole and made.unmet == 0
    assert made.total < made.product
    assert flaws(made) is not None
    for at, one in enumerate(made.factors):
        for place in range(len(one.values)):
            for other in range(at + 1, len(made.factors)):
                met = {s.combination[other] for s in made.situations if s.combination[at] == place}
                assert met == set(range(len(made.factors[other].values)))


def test_pairs_behind_a_condition_meet_and_those_that_cannot_are_let_go() -> None:
    factors = [
        Factor("late", (1, 2, 3), parse("gate = true")),
        Factor("gate", (True, False)),
        Factor("never", ("x",), parse("gate = 7")),
        Factor("free", ("a", "b")),
    ]

    rows, unmet = pairwise(factors, 100)

    assert unmet == 0
    assert {(row[0], row[3]) for row in rows if row[0] != HIDDEN} == {
        (late, free) for late in range(3) for free in range(2)
    }
    assert all(row[2] == HIDDEN for row in rows)
    whole = every(factors, 100)
    assert whole is not None and len(whole) == 3 * 2 + 2
    assert answers_of(factors, whole[-1]) == {"gate": False, "free": "b"}
    assert every(factors, 7) is None


def test_a_draft_that_does_not_compile_has_no_matrix(room: Studio) -> None:
    draft = room.replace(room.open("open-restaurant"), QUESTIONS, ("{", "{{"))

    with pytest.raises(NotJudged):
        matrix(room, draft)
