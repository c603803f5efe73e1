"""Random expressions end in a value or in the language's own error, never in anything else."""

import datetime
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import feel
from engine.feel.signatures import BUILTIN_NAMES, SIGNATURES

BUDGET = feel.Budget(steps=20_000, depth=30)
CONTEXT: dict[str, object] = {
    "a": 1,
    "b": None,
    "text": "文本",
    "list": [1, "x", None, [2], {"a": 3}],
    "ctx": {"a": {"b": [1, 2]}, "item": 5, "x y": True},
    "d": datetime.date(2024, 2, 29),
    "t": datetime.time(23, 59),
    "dt": datetime.datetime(2024, 2, 29, 12, tzinfo=datetime.UTC),
    "span": datetime.timedelta(days=3),
    "big": Decimal("9.999E6144"),
    "float": float("nan"),
    "thing": object(),
    "a-b": 7,
}

_LEAVES = st.sampled_from(
    [
        "1", "0", "-1", "1.5", "1e6144", "1E-6143", '""', '"x"', '"\\u0000"', '"(a+)+$"', "null", "true", "false",
        '@"2024-02-29"', '@"P1Y"', '@"-P3DT4H"', '@"12:00:00@Asia/Shanghai"', '@"2024-02-29T00:00:00Z"',
        "[1..3]", "(<10)", "[]", "{}", '{a: 1, "b c": 2}', "function(x) x", "999999999", "partial", "item", "?",
        *CONTEXT,
    ]
)  # fmt: skip
_OPERATORS = ["+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in"]
# ◻ is any expression.
_SHAPES = [
    *(f"(◻ {operator} ◻)" for operator in _OPERATORS),
    "-◻",
    "if ◻ then ◻ else ◻",
    "(for x in ◻ return ◻)",
    "(for x in ◻..◻, y in [1, 2] return [◻, partial])",
    "(some x in ◻ satisfies ◻)",
    "(every x in ◻ satisfies ◻)",
    "◻[◻]",
    *(f"◻.{name}" for name in ("a", "b", "year", "start included", "x y")),
    "(◻ between ◻ and ◻)",
    *(f"(◻ instance of {name})" for name in ("number", "list<Any>", "range<Any>", "Any")),
    "[◻, ◻]",
    "{a: ◻, f: function(n) ◻, r: f(a)}",
    "[◻..◻]",
    "(<= ◻)",
    "(function(x, y: number) ◻)(◻, ◻)",
    "sort(◻, function(x, y) ◻)",
    "list replace(◻, function(x, y) ◻, ◻)",
]


def _calls() -> list[str]:
    """Every built-in with up to four arguments, and with the names its variants give them."""
    found = []
    for name in sorted(BUILTIN_NAMES):
        found += [f"{name}({', '.join('◻' * count)})" for count in range(5)]
        for signature in SIGNATURES[name]:
            params = [
                part.split(":")[0].strip("? ").split("|")[0] for part in signature.split(", ")
            ]
            found.append(f"{name}({', '.join(f'{param}: ◻' for param in params if param)})")
    return found


_ALL = st.one_of(st.sampled_from(_SHAPES), st.sampled_from(_calls()))


@st.composite
def expressions(draw: st.DrawFn) -> str:
    """A shape whose places are filled with shapes, a few levels deep, and with leaves at last."""
    text = draw(_ALL)
    for _ in range(draw(st.integers(0, 3))):
        pieces = text.split("◻")
        fillings = [draw(_ALL) if draw(st.booleans()) else draw(_LEAVES) for _ in pieces[1:6]]
        fillings += [draw(_LEAVES) for _ in pieces[6:]]
        text = pieces[0] + "".join(f + p for f, p in zip(fillings, pieces[1:], strict=True))
    while "◻" in text:
        text = text.replace("◻", draw(_LEAVES), 1)
    return text


SOUP = st.lists(
    st.sampled_from(
        ["(", ")", "[", "]", "{", "}", "..", ".", ",", ":", "+", "-", "*", "/", "**", "=", "!=", "<", ">", "<=", ">=", "@", "'", '"', "for", "in", "return", "if", "then", "else", "some", "every", "satisfies", "and", "or", "not", "between", "instance", "of", "function", "external", "null", "true", "1", "2.5", '"s"', "a", "b", "item", "x", "list", "ctx", "?", "->", "//"]
    ),
    max_size=25,
).map(" ".join)  # fmt: skip


def _run(text: str) -> None:
    """Anything but a result or a FeelError is a failure of the test."""
    for compile_one in (feel.compile_expression, feel.compile_unary):
        try:
            found = compile_one(text)
            if isinstance(found, feel.UnaryTests):
                result = found.evaluate(1, CONTEXT, budget=BUDGET)
            else:
                result = found.evaluate(CONTEXT, budget=BUDGET)
            stored = feel.to_json(result.value)
        except feel.FeelError:
            continue
        assert feel.to_json(feel.from_json(stored)) == stored


_SETTINGS = settings(
    deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@_SETTINGS
@given(expressions())
def test_well_formed_expressions_give_a_value_or_the_languages_error(text: str) -> None:
    _run(text)


@_SETTINGS
@given(SOUP)
def test_any_row_of_tokens_gives_a_value_or_the_languages_error(text: str) -> None:
    _run(text)


@_SETTINGS
@given(st.text(max_size=60))
def test_any_text_gives_a_value_or_the_languages_error(text: str) -> None:
    _run(text)


@_SETTINGS
@given(
    st.text(alphabet="ab(){}[]|*+?\\.^$-,0123456789pLdsw", max_size=20),
    st.text("ab1\n", max_size=30),
)
def test_any_pattern_gives_an_answer_or_a_reason(pattern: str, text: str) -> None:
    found = feel.compile_expression('[matches(t, p), replace(t, p, "$0-"), split(t, p)]')
    try:
        found.evaluate({"t": text, "p": pattern}, budget=BUDGET)
    except feel.FeelBudgetError:
        return
