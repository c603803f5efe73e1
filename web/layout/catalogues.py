"""The English of a page: the catalogue of the page's own room first, then the common ones, then the other rooms'.

One Chinese word may need two English ones: 撤销 is "Withdraw" to an applicant and "Undo" to an analyst. Each room has its
catalogue, web/<room>/translations. English counts stand in a catalogue, or in web/assets/words, as plural forms
(ICU MessageFormat's notation): "{n} working {n, plural, one {day} other {days}}". Chinese has one form.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from babel import Locale
from babel.support import NullTranslations, Translations
from flask import has_request_context, request
from flask_babel import Domain, get_locale

COMMON = ("layout", "words")
_PLURAL = re.compile(r"\{(\w+), plural, one \{([^{}]*)\} other \{([^{}]*)\}\}")
_ENGLISH = Locale("en")


class Rooms(Domain):  # type: ignore[misc]
    """Flask-Babel's sentences, looked for in the page's room first; each room's merged catalogue is made once."""

    def __init__(self, catalogues: Mapping[str, Path]) -> None:
        """Take the catalogues' folders by their rooms' names."""
        super().__init__()
        self._catalogues = catalogues
        self._chinese = NullTranslations()
        self._merged: dict[str | None, NullTranslations] = {}

    def get_translations(self) -> NullTranslations:
        locale = get_locale()
        if locale is None or locale.language != "en":
            return self._chinese
        room = request.blueprint if has_request_context() else None
        try:
            return self._merged[room]
        except KeyError:
            self._merged[room] = merged = self._merge(room)
            return merged

    def gettext(self, string: str, **variables: Any) -> str:
        sentence = self.get_translations().ugettext(string)
        return counted(sentence, variables) % variables if variables else sentence

    def _merge(self, room: str | None) -> NullTranslations:
        last = (*reversed(COMMON), room)
        others = [name for name in sorted(self._catalogues, reverse=True) if name not in last]
        merged = Translations()
        for name in (*others, *filter(None, last)):  # of two with one sentence, the later counts
            if name in self._catalogues:
                kept = Translations.load(str(self._catalogues[name]), ["en"])
                if isinstance(kept, Translations):  # a catalogue not compiled says nothing
                    merged.merge(kept)
        return merged


def counted(sentence: str, values: Mapping[str, Any]) -> str:
    """Return a sentence with those of its plural forms that fit the values; the rest of it stays to be filled in."""
    if ", plural, " not in sentence:
        return sentence
    return _PLURAL.sub(lambda found: _form(found, values), sentence)


def counts(sentence: str) -> Iterable[str]:
    """Return the names of the values on which a sentence's plural forms depend."""
    return {found[1] for found in _PLURAL.finditer(sentence)}


def _form(found: re.Match[str], values: Mapping[str, Any]) -> str:
    name, one, other = found.groups()
    try:
        return one if _ENGLISH.plural_form(float(values[name])) == "one" else other
    except (KeyError, TypeError, ValueError):  # "12 to 15", "<10"
        return other
