"""Corners of the language that the everyday examples do not reach."""

import pytest

from engine import feel


def text_of(text: str) -> str:
    return str(feel.compile_expression(f"string({text})").evaluate({}).value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Numbers: 34 digits, plain text
        ("1/3", "0.3333333333333333333333333333333333"),
        ("-2 ** 2", "4"),
        ("2 ** 3 ** 2", "64"),
        ("1e3", "1000"),
        ("modulo(-12, 5)", "3"),
        ("decimal(2.5, 0)", "2"),
        ("round half up(2.5, 0)", "3"),
        ("round half down(-2.5, 0)", "-2"),
        ("0.07 * 100", "7.00"),
        # Calendar
        ('@"2024-01-31" + @"P1M"', "2024-02-29"),
        ('@"2024-03-01" - @"2024-02-01"', "P29D"),
        ('@"2024-02-29T23:00:00+08:00" - @"2024-02-29T15:00:00Z"', "PT0S"),
        ('date and time(@"2024-05-01", @"09:00:00@Asia/Shanghai")', "2024-05-01T09:00:00@Asia/Shanghai"),
        ('@"2024-03-10T01:30:00@America/New_York" + @"PT1H"', "2024-03-10T03:30:00@America/New_York"),
        ('@"23:30:00" + @"PT1H"', "00:30:00"),
        ('years and months duration(@"2023-12-31", @"2024-02-29")', "P1M"),
        ('week of year(@"2021-01-03")', "53"),
        ('day of week(@"2024-05-01")', "Wednesday"),
        ('for d in @"2024-02-28"..@"2024-03-01" return d.day', "[28, 29, 1]"),
        # Lists
        ("[1, 2, 3][item > 1]", "[2, 3]"),
        ("[{a: 1}, {a: 2}].a", "[1, 2]"),
        ("for i in 3..1 return i", "[3, 2, 1]"),
        ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", "[1, 1, 2, 6, 24]"),
        ("for i in [1..3) return i", "[1, 2]"),
        ("list replace([1, 2, 3], function(item, new) item > 1, 0)", "[1, 0, 0]"),
        ('split("a;b;;", ";")', '["a", "b", "", ""]'),
        ("distinct values([1, 1.0, \"1\", null, null])", '[1, "1", null]'),
        ('sort(["b", "a", "c"], function(x, y) x < y)', '["a", "b", "c"]'),
        # Contexts
        ("context merge([{a: 1}, {a: 2, b: 3}])", "{a: 2, b: 3}"),
        ("context put({a: {b: 1}}, [\"a\", \"b\"], 2)", "{a: {b: 2}}"),
        ("{a: 1, b: a + 1}", "{a: 1, b: 2}"),
        # Logic of three values
        ("null and false", "false"),
        ("true or null", "true"),
        ('1 in (< 5, 9)', "true"),
        ('"x" in ["a", "x"]', "true"),
        ("(>= 3) = (>= 3)", "true"),
        ("[1..3] instance of range<number>", "true"),
        ("{a: 1} instance of context<a: number>", "true"),
        # Patterns of XPath
        (r'replace("20240501", "(\d{4})(\d{2})(\d{2})", "$1-$2-$3")', "2024-05-01"),
        (r'matches("北京市", "^\p{IsCJKUnifiedIdeographs}+$")', "true"),
        (r'matches("x", "[a-z-[aeiou]]")', "true"),
        (r'matches("AbA", "(a)b\1", "i")', "true"),
        (r'replace("aaa", "a+?", "b")', "bbb"),
        (r'matches("a\nb", "^b$", "m")', "true"),
        # Text
        (r'"\u5317\u4eac \U01F600 \\"', "北京 😀 \\"),
        ('substring("foobar", -3, 2)', "ba"),
        ("number(\"1.234,5\", \".\", \",\")", "1234.5"),
    ],
)  # fmt: skip
def test_it_gives_what_the_standard_says(text: str, expected: str) -> None:
    assert text_of(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        '1 = "1"',
        '"a" + 1',
        '@"2024-01-01" < 5',
        "[1, 2][5]",
        "{a: 1}.b",
        "abs(1, 2)",
        "abs(x: 1)",
        "1 in (null..5]",
        'matches("a", "(")',
        'replace("a", "b*", "x")',
        'date("2024-02-30")',
        "sum([1, null])",
        'for i in "x" return i',
        "{a: 1, a: 2}",
        '(function(a: number) a)("x")',
        '@"2024-01-01T00:00:00" - @"2024-01-01T00:00:00Z"',
    ],
)
def test_what_has_no_value_is_null_with_a_reason(text: str) -> None:
    result = feel.compile_expression(text).evaluate({})

    assert result.value is None
    assert result.reasons


def test_chinese_names_with_spaces_numbers_and_signs_are_names() -> None:
    context = {"申请 材料 2": 3, "费用（元）": 10, "a/b": 4, "受理and办结": 1}

    assert feel.compile_expression("申请 材料 2 + 1").evaluate(context).value == 4
    assert feel.compile_expression("费用（元） * 2").evaluate(context).value == 20
    assert feel.compile_expression("a/b + 1").evaluate(context).value == 5
    assert feel.compile_expression("受理and办结 = 1").evaluate(context).value is True


def test_functions_keep_the_names_of_the_place_they_were_made() -> None:
    text = "{adders: for n in 1..3 return function(x) x + n, r: for f in adders return f(10)}.r"

    assert feel.compile_expression(text).evaluate({}).value == [11, 12, 13]


def test_a_result_that_is_null_twice_tells_both_reasons() -> None:
    result = feel.compile_expression('[1 / 0, "a" - 1]').evaluate({})

    assert result.value == [None, None]
    assert len(result.reasons) == 2
