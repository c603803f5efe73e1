"""The examples of docs/feel.md give what the page says."""

import re
from pathlib import Path

import pytest

from engine import feel

PAGE = (Path(__file__).parents[3] / "docs" / "feel.md").read_text(encoding="utf-8")
_DATA = re.findall(r"```data\n(.*?)```", PAGE, re.DOTALL)
_EXAMPLES = [
    tuple(part.strip() for part in line.split("→"))
    for block in re.findall(r"```feel\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines()
    if line.strip()
]


def test_the_page_has_examples() -> None:
    assert len(_DATA) == 1
    assert len(_EXAMPLES) > 30


@pytest.mark.parametrize(("text", "expected"), _EXAMPLES)
def test_an_example_gives_what_the_page_says(text: str, expected: str) -> None:
    context = feel.compile_expression(_DATA[0]).evaluate({})
    assert not context.reasons

    found = feel.compile_expression(text).evaluate(context.value)
    wanted = feel.compile_expression(expected).evaluate({})

    assert found.value == wanted.value
    assert found.value is not None or found.reasons
