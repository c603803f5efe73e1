"""English as a page says it: by its own room's words, counts in their right form, the rest as the house says it."""

import time

import pytest
from flask import Flask, render_template_string
from flask_babel import gettext

from office.words import words
from web.layout.catalogues import counted
from web.layout.language import LANGUAGE_COOKIE, said, told

ENGLISH = {"Cookie": f"{LANGUAGE_COOKIE}=en"}
CHINESE = {"Cookie": f"{LANGUAGE_COOKIE}=zh"}


@pytest.mark.parametrize(
    ("path", "english"), [("/cases", "Withdraw"), ("/studio", "Undo"), ("/matters", "Withdraw")]
)
def test_one_chinese_word_is_said_by_the_room_of_the_page(
    app: Flask, path: str, english: str
) -> None:
    with app.test_request_context(path, headers=ENGLISH):
        assert gettext("撤销") == english
        assert said(words("撤销")) == english
        assert render_template_string("{{ _('撤销') }}") == english
        assert render_template_string("{% trans %}撤销{% endtrans %}") == english
    with app.test_request_context(path, headers=CHINESE):
        assert gettext("撤销") == "撤销"


def test_a_room_without_a_word_of_its_own_says_the_common_one(app: Flask) -> None:
    for path in ("/matters", "/inbox", "/nowhere", "/sign-in"):  # the administrators say "Sign-ins"
        with app.test_request_context(path, headers=ENGLISH):
            assert gettext("登录") == "Sign in", path
    with app.test_request_context("/admin/accounts", headers=ENGLISH):
        assert gettext("登录") == "Sign-ins"


def test_a_sentence_that_only_another_room_has_is_found_too(app: Flask) -> None:
    for path in ("/matters", "/inbox", "/nowhere"):  # an analyst's sentence
        with app.test_request_context(path, headers=ENGLISH):
            assert gettext("先解决 %(n)s 个问题", n=1) == "Resolve 1 finding first"


@pytest.mark.parametrize(
    ("n", "english"),
    [(0, "0 matters"), (1, "1 matter"), ("1", "1 matter"), (20, "20 matters")],
)
def test_an_english_count_stands_in_its_form_and_chinese_has_one(
    app: Flask, n: object, english: str
) -> None:
    template = "{{ _('%(n)s 个事项', n=n) }}"
    with app.test_request_context("/matters", headers=ENGLISH):
        assert render_template_string(template, n=n) == english
        assert gettext("%(n)s 个事项", n=n) == english
    with app.test_request_context("/matters", headers=CHINESE):
        assert render_template_string(template, n=n) == f"{n} 个事项"


def test_a_sentence_of_the_office_keeps_its_count_for_the_english(app: Flask) -> None:
    one, many = (words("一次最多批量办理 {n} 件。", n=n) for n in (1, 200))

    assert (one, many) == ("一次最多批量办理 1 件。", "一次最多批量办理 200 件。")
    with app.test_request_context("/inbox", headers=ENGLISH):
        assert said(one) == told(one) == "At most 1 case can be handled at once."
        assert said(many) == told(many) == "At most 200 cases can be handled at once."


def test_several_counts_each_have_their_form_and_what_is_no_number_is_many() -> None:
    english = "{a} {a, plural, one {day} other {days}}, {b} {b, plural, one {clock} other {clocks}}"

    assert counted(english, {"a": 1, "b": 3}) == "{a} day, {b} clocks"
    assert counted(english, {"a": "2 to 3", "b": 1.0}) == "{a} days, {b} clock"
    assert counted(english, {}) == "{a} days, {b} clocks"
    assert counted("{a} days", {"a": 1}) == "{a} days"


def test_what_is_filled_into_a_counted_sentence_is_escaped(app: Flask) -> None:
    with app.test_request_context("/matters", headers=ENGLISH):
        shown = render_template_string("{{ _('%(n)s 个事项', n='<b>') }}")
    assert shown == "&lt;b&gt; matters"


def test_looking_in_the_rooms_own_catalogue_costs_a_sentence_next_to_nothing(app: Flask) -> None:
    with app.test_request_context("/matters", headers=ENGLISH):
        gettext("撤销")  # the room's catalogues are merged once
        started = time.perf_counter()
        for _ in range(2_000):
            gettext("撤销")
        assert (time.perf_counter() - started) / 2_000 < 0.000_1  # a long page says 300
