"""In which language and size a page speaks: Chinese unless the visitor chose English, 大字版 where wished."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask, has_request_context, request
from flask.json.tag import JSONTag, TaggedJSONSerializer
from flask.sessions import SecureCookieSessionInterface
from flask_babel import Babel, gettext
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

from office.words import Words, words
from web.layout.catalogues import Rooms, counted

LANGUAGES = {"zh": "中文", "en": "English"}
LANGUAGE_COOKIE, SIZE_COOKIE = "tongban-language", "tongban-size"
WEB = Path(__file__).resolve().parent.parent
CATALOGUES = {path.parent.name: path for path in WEB.glob("*/translations")}


class TagWords(JSONTag):
    """A sentence flashed for the next page keeps its template and values: that page may be in English."""

    __slots__ = ()
    key = " words"

    def check(self, value: Any) -> bool:
        return isinstance(value, Words)

    def to_json(self, value: Words) -> Any:
        return [value.template, self.serializer.tag(value.values)]

    def to_python(self, value: Any) -> Words:
        template, values = value
        return words(template, **values)


def set_up_language(app: Flask) -> None:
    """Give the application its catalogues: one folder a room, web/<room>/translations."""
    interface = SecureCookieSessionInterface()
    interface.serializer = TaggedJSONSerializer()
    interface.serializer.register(TagWords, force=True, index=0)
    app.session_interface = interface
    app.config.update(
        BABEL_DEFAULT_LOCALE="zh_CN",
        BABEL_DEFAULT_TIMEZONE="Asia/Shanghai",
    )
    babel = Babel(app, locale_selector=lambda: "en" if language() == "en" else "zh_CN")
    babel.domain_instance = Rooms(CATALOGUES)
    app.jinja_env.globals.update(
        gettext=_gettext,
        language=language,
        large=large,
        language_tag=lambda: "en" if language() == "en" else "zh-CN",
        page_size=lambda: "large" if large() else "normal",
    )
    app.jinja_env.filters.update(said=said, told=told, local=local, foreign=foreign)


@pass_eval_context
def _gettext(of: EvalContext, sentence: str, **values: Any) -> str:
    """Say a template's sentence; what is filled in is escaped."""
    found = counted(str(gettext(sentence)), values)
    return (Markup(found) if of.autoescape else found) % values  # noqa: S704 - a catalogue's own text


def language() -> str:
    """Return "zh" or "en": what the visitor chose, kept in a cookie."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "") if has_request_context() else ""
    return chosen if chosen in LANGUAGES else "zh"


def large() -> bool:
    """Say whether the visitor wants 大字版."""
    return has_request_context() and request.cookies.get(SIZE_COOKIE) == "large"


def said(text: Any) -> str:
    """Say a sentence of the house in the visitor's language; what no catalogue knows stays as it is."""
    if text is None:
        return ""
    if isinstance(text, Markup):  # said before, with what is Chinese in it marked
        return text
    if isinstance(text, Words) and text.values:
        return counted(str(gettext(text.template)), text.values).format(
            **{
                name: said(one) if isinstance(one, str) else one
                for name, one in text.values.items()
            }
        )
    return str(gettext(str(text))) if str(text) else ""


def told(text: Any) -> str:
    """Say a sentence of the house like `said`; names and steps within it that have no English are marked as Chinese."""
    if isinstance(text, Words) and text.values:
        # What is filled in is escaped, the rest once, here.
        template = Markup(escape(counted(str(gettext(text.template)), text.values)))
        return template.format(
            **{
                name: told(one) if isinstance(one, str) else one
                for name, one in text.values.items()
            }
        )
    return foreign(said(text))


def local(text: Any) -> str:
    """Return a text that may be {zh, en} in the visitor's language, Chinese where the other is missing."""
    if isinstance(text, Mapping):
        return str(text.get(language()) or text.get("zh", ""))
    return "" if text is None else str(text)


def foreign(text: Any) -> str:
    """Return people's or a diagram's own words, marked as Chinese on an English page (WCAG 3.1.2).

    For {zh, en} the English is taken where there is one. On a Chinese page nothing is marked.
    """
    shown = local(text)
    if language() == "zh" or not any("\u2e80" <= sign <= "\uffef" for sign in shown):
        return Markup(shown) if isinstance(text, Markup) else shown
    return Markup('<span lang="zh-CN">{}</span>').format(shown)
