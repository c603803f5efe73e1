"""What is said against a layout before it may be used."""

from typing import Any

import pytest

from engine import check_expression
from office.documents import check_layout
from tests.office.documents.papers import ROOT, layout

SHIPPED = sorted(
    str(path.relative_to(ROOT / "forms"))
    for pattern in ("notices/*.json", "matters/*/result.json")
    for path in (ROOT / "forms").glob(pattern)
)


@pytest.mark.parametrize("path", SHIPPED)
def test_shipped_layout_has_nothing_against_it(path: str) -> None:
    assert check_layout(layout(path), check_expression) == ()


def _letter(**more: Any) -> dict[str, Any]:
    return {**layout("notices/refusal.json"), **more}


@pytest.mark.parametrize(
    "changed",
    [
        {"number": {"value": "__import__('os')"}},
        {"title": "{__import__('os')}"},
        {"body": ["理由：{__import__('os').system('true')}"]},
        {"body": [{"each": "__import__('os')", "text": "一"}]},
        {"body": [{"when": "__import__('os')", "text": "一"}]},
        {"fields": [{"label": "名称", "value": "__import__('os')"}]},
        {"signature": {"organ": "__import__('os')", "date": "today"}},
        {"foot": ["{__import__('os')}"]},
    ],
)
def test_python_in_a_layout_is_refused_by_its_place(changed: dict[str, Any]) -> None:
    findings = check_layout(_letter(**changed), check_expression)

    assert [finding.rule for finding in findings] == ["版式中的表达式须是可用的 FEEL"]
    assert next(iter(changed)) in findings[0].element


def test_name_that_documents_do_not_know_is_refused() -> None:
    findings = check_layout(_letter(body=["{secret.key}"]), check_expression)

    assert len(findings) == 1


def test_item_is_known_in_a_repeated_paragraph_and_nowhere_else() -> None:
    inside = _letter(body=[{"each": "items", "text": "{index}．{item.text}"}])
    outside = _letter(body=["{item.text}"])

    assert check_layout(inside, check_expression) == ()
    assert len(check_layout(outside, check_expression)) == 1


def test_field_that_the_form_does_not_have_is_named() -> None:
    said = _letter(body=["{fields.adress}{shown.area}"])

    (finding,) = check_layout(said, check_expression, fields={"address", "area"})

    assert "adress" in finding.message


@pytest.mark.parametrize("text", ["{applicant.name", "applicant.name}", "{ }"])
def test_braces_that_do_not_match_are_refused(text: str) -> None:
    (finding,) = check_layout(_letter(body=[text]), check_expression)

    assert "花括号" in finding.rule


def test_layout_of_wrong_shape_and_seal_off_the_page_are_refused() -> None:
    shape = check_layout(_letter(style="poster"), check_expression)
    seal = check_layout(_letter(seal={"role": "organ", "box": [190, 10, 42]}), check_expression)

    assert shape[0].element == "result.json · style"
    assert seal[0].rule == "印章在页面之内"
