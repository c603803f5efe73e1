"""An analyst reads where a text is wrong, what was found and what was expected, in Chinese first."""

import pytest

from engine import feel


@pytest.mark.parametrize(
    ("text", "line", "column", "found", "expected"),
    [
        ("1 +", 1, 4, "", "表达式"),
        ("a >\n  * 2", 2, 3, "*", "表达式"),
        ("if x then 1", 1, 12, "", "else"),
        ("[1, 2", 1, 6, "", "]"),
        ('"abc', 1, 1, '"', "引号"),
        ("a = “北京”", 1, 5, "“", "半角引号"),
        ("for i in 1..3 i", 1, 15, "i", "return"),
        ('@"2024-13-01"', 1, 2, '"2024-13-01"', "日期"),
        ("x instance of nmber", 1, 15, "nmber", "number"),
        ("1..3", 1, 2, "..", "运算符"),
    ],
)
def test_a_mistake_is_shown_where_it_is(
    text: str, line: int, column: int, found: str, expected: str
) -> None:
    with pytest.raises(feel.FeelSyntaxError) as caught:
        feel.compile_expression(text)

    error = caught.value
    assert (error.line, error.column, error.found) == (line, column, found)
    assert expected in error.message_zh
    assert f"line {line}, column {column}" in error.message_en
    assert str(error).index(error.message_zh) < str(error).index(error.message_en)


def test_an_unknown_name_proposes_the_nearest() -> None:
    with pytest.raises(feel.FeelNameError) as caught:
        feel.compile_expression("申请人年令 > 18", names=["申请人年龄", "region"])

    assert caught.value.proposal == "申请人年龄"
    assert "申请人年龄" in caught.value.message_zh


def test_an_unknown_function_proposes_the_nearest() -> None:
    with pytest.raises(feel.FeelNameError) as caught:
        feel.compile_expression('string lenght("a")', names=[])

    assert caught.value.proposal == "string length"


def test_names_of_list_items_are_known_only_when_the_filter_runs() -> None:
    found = feel.compile_expression("items[price > limit].name", names=["items", "limit"])

    items = [{"name": "a", "price": 1}, {"name": "b", "price": 9}]
    assert found.evaluate({"items": items, "limit": 5}).value == ["b"]


def test_dotted_names_tell_the_entries_of_contexts() -> None:
    found = feel.compile_expression("site.floor-area / 2", names=["site.floor-area"])

    assert found.evaluate({"site": {"floor-area": 50}}).value == 25
