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
_BINARY = st.sampled_from(
    ["+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in"]
)


def _calls(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda name, arguments: f"{name}({', '.join(arguments)})",
        st.sampled_from(sorted(BUILTIN_NAMES)),
        st.lists(inner, max_size=4),
    )


def _named_calls(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def call(name: str, values: list[str]) -> str:
        names = [part.split(":")[0].strip("? ") for part in SIGNATURES[name][0].split(", ")]
        pairs = zip((one.split("|")[0] for one in names), values, strict=False)
        return f"{name}({', '.join(f'{key}: {value}' for key, value in pairs)})"

    return st.builds(call, st.sampled_from(sorted(BUILTIN_NAMES)), st.lists(inner, max_size=4))


def _extend(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} {} {})".format, inner, _BINARY, inner),
        st.builds("-{}".format, inner),
        st.builds("if {} then {} else {}".format, inner, inner, inner),
        st.builds("(for x in {} return {})".format, inner, inner),
        st.builds(
            "(for x in {}..{}, y in [1, 2] return [{}, partial])".format, inner, inner, inner
        ),
        st.builds("(some x in {} satisfies {})".format, inner, inner),
        st.builds("(every x in {} satisfies {})".format, inner, inner),
        st.builds("{}[{}]".format, inner, inner),
        st.builds(
            "{}.{}".format, inner, st.sampled_from(["a", "b", "year", "start included", "x y"])
        ),
        st.builds("({} between {} and {})".format, inner, inner, inner),
        st.builds(
            "({} instance of {})".format, inner, st.sampled_from(["number", "list<Any>", "Any"])
        ),
        st.builds("[{}, {}]".format, inner, inner),
        st.builds("{{a: {}, f: function(n) {}, r: f(a)}}".format, inner, inner),
        st.builds("[{}..{}]".format, inner, inner),
        st.builds("(function(x, y: number) {})({}, {})".format, inner, inner, inner),
        st.builds("sort({}, function(x, y) {})".format, inner, inner),
        _calls(inner),
        _named_calls(inner),
    )


EXPRESSIONS = st.recursive(_LEAVES, _extend, max_leaves=12)
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
@given(EXPRESSIONS)
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
