"""What an analyst writes every day gives what the analyst means."""

import datetime
from decimal import Decimal

import pytest

from engine import feel

CONTEXT = {
    "年龄": 20,
    "region": "北京",
    "Monthly Salary": 10000,
    "fields": {"area": {"total": 120.5}, "days": [1, 2, 3]},
    "items": [{"price": 5, "name": "x"}, {"price": 50, "name": "y"}],
    "a-b": 9,
    "accepted on": datetime.date(2025, 1, 31),
    "flag": None,
}


def value(text: str, **more: object) -> object:
    return feel.compile_expression(text).evaluate({**CONTEXT, **more}).value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('年龄 >= 18 and region = "北京"', True),
        ('region in ("天津", "上海")', False),
        ("12 * Monthly Salary", Decimal(120000)),
        ("fields.area.total > 100", True),
        ("fields.days[-1]", Decimal(3)),
        ("items[price > 10].name", ["y"]),
        ("a-b + 1", Decimal(10)),
        ("accepted on + duration(\"P1M\")", feel.Date(2025, 2, 28)),
        ("for i in 1..3 return i * i", [Decimal(1), Decimal(4), Decimal(9)]),
        ("every i in items satisfies i.price > 1", True),
        ('if 年龄 < 18 then "未成年" else "成年"', "成年"),
        ("年龄 between 18 and 60", True),
        ("{f: function(n) if n < 2 then 1 else n * f(n - 1), r: f(20)}.r", Decimal(2432902008176640000)),
        ("0.1 + 0.2 = 0.3", True),
        ("flag and false", False),
        ("5 in [1..10)", True),
        ("sort([3, 1, 2], function(x, y) x < y)", [Decimal(1), Decimal(2), Decimal(3)]),
    ],
)  # fmt: skip
def test_an_expression_gives_what_it_says(text: str, expected: object) -> None:
    assert value(text) == expected


def test_a_name_with_an_operator_is_the_declared_one_unless_its_parts_are_declared_too() -> None:
    assert value("a-b") == Decimal(9)
    assert value("a-b", a=5, b=2) == Decimal(9)
    assert value("a - b", a=5, b=2) == Decimal(3)


def test_null_comes_with_its_reason() -> None:
    result = feel.compile_expression("1 / n").evaluate({"n": 0})

    assert result.value is None
    assert result.reasons == ("除数为零 / division by zero",)


def test_host_functions_have_names_of_several_words_and_named_arguments() -> None:
    def add_working_days(start: datetime.date, days: Decimal) -> datetime.date:
        return start + datetime.timedelta(days=int(days))

    functions = {"add working days": add_working_days}
    by_place = feel.compile_expression("add working days(d, 5)", functions=functions)
    by_name = feel.compile_expression("add working days(days: 5, start: d)", functions=functions)
    given = {"d": datetime.date(2025, 3, 1)}

    assert by_place.evaluate(given).plain == datetime.date(2025, 3, 6)
    assert by_name.evaluate(given).value == by_place.evaluate(given).value


def test_reads_are_the_names_an_expression_takes_from_outside() -> None:
    found = feel.compile_expression(
        "for i in items return i.price * rate + fields.area.total + count(list) + {x: 1, y: x}.y"
    )

    assert found.reads == {"items", "rate", "fields", "list"}
    assert found.paths == {"items", "rate", "fields.area.total", "list"}


def test_the_clock_is_the_one_given() -> None:
    noon = datetime.datetime(2025, 5, 1, 12, tzinfo=datetime.UTC)

    assert feel.compile_expression("today()").evaluate({}, now=noon).value == feel.Date(2025, 5, 1)


def test_the_same_text_is_compiled_once() -> None:
    assert feel.compile_expression("x + 41") is feel.compile_expression("x + 41")


@pytest.mark.parametrize(
    ("cell", "yes", "no"),
    [
        (">= 18", 18, 17),
        ('"北京", "天津"', "天津", "上海"),
        ("[1..10), 20", 20, 10),
        ("not(1, 2)", 3, 2),
        ("-", None, ...),
        ("null", None, 1),
        ("? * 2 > 10", 6, 5),
        ("not(null)", 1, None),
    ],
)
def test_a_cell_holds_for_what_it_names(cell: str, yes: object, no: object) -> None:
    tests = feel.compile_unary(cell)

    assert tests.evaluate(yes, {}).value is True
    if no is not ...:
        assert tests.evaluate(no, {}).value is False


def test_keys_of_the_hosts_data_that_are_no_names_do_no_harm() -> None:
    found = feel.compile_expression("a + count(list)").evaluate(
        {"a": 1, 5: "x", None: "y", "b c-d": 1, "list": ({1: 2},)}  # type: ignore[dict-item]
    )

    assert found.value == 2
