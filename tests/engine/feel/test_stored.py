"""Values are equal after they were stored as JSON and read again."""

import datetime
import json
from decimal import Decimal

import pytest

from engine import feel

VALUES = [
    "1/3",
    "1e6144",
    "-0.10",
    '"文本"',
    "true",
    "null",
    '@"2024-02-29"',
    '@"-99999-01-01"',
    '@"23:59:59.123456789"',
    '@"10:00:00+08:00"',
    '@"10:00:00@Asia/Shanghai"',
    '@"2024-02-29T10:00:00"',
    '@"2024-02-29T10:00:00Z"',
    '@"2024-02-29T10:00:00@Asia/Shanghai"',
    '@"P1Y2M"',
    '@"-P3DT4H5M6.7S"',
    "[1..10)",
    '(@"2024-01-01"..@"2024-12-31"]',
    "(>= 5)",
    "[1, [true, null], {}]",
    '{a: 1, "b c": [@"P1D"], $feel: 2}',
    '{"$feel": ["decimal", "1"]}',
]


@pytest.mark.parametrize("text", [text for text in VALUES if "$feel:" not in text])
def test_a_value_is_equal_after_a_reload(text: str) -> None:
    value = feel.compile_expression(text).evaluate({}).value

    again = feel.from_json(json.loads(json.dumps(feel.to_json(value))))

    assert again == value
    assert type(again) is type(value)


def test_the_hosts_values_are_stored_as_the_languages() -> None:
    value = {"day": datetime.date(2024, 2, 29), "n": 3, "f": 0.1, "d": datetime.timedelta(hours=1)}

    again = feel.from_json(feel.to_json(value))

    assert again == {
        "day": feel.Date(2024, 2, 29),
        "n": Decimal(3),
        "f": Decimal("0.1"),
        "d": feel.DayTimeDuration(3_600_000_000_000),
    }
    assert feel.plain(again)["day"] == datetime.date(2024, 2, 29)


@pytest.mark.parametrize(
    "broken", [{"$feel": ["date", "2024-13-01"]}, {"$feel": ["code", "x"]}, {"$feel": 1}]
)
def test_a_tag_nobody_wrote_is_an_error(broken: object) -> None:
    with pytest.raises(feel.FeelError):
        feel.from_json(broken)


def test_a_function_cannot_be_stored() -> None:
    value = feel.compile_expression("function(x) x").evaluate({}).value

    with pytest.raises(feel.FeelError):
        feel.to_json(value)


def test_dates_of_the_host_and_of_the_language_are_the_same_moment() -> None:
    moment = datetime.datetime(
        2024, 7, 1, 8, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=8))
    )

    found = feel.compile_expression('m = @"2024-07-01T00:30:00Z"').evaluate({"m": moment})

    assert found.value is True
    assert feel.compile_expression("m").evaluate({"m": moment}).plain == moment
