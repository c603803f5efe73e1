"""Sentences that the house says to people: Chinese as they are, with what a translation needs to say them anew."""

from typing import Any


class Words(str):
    """A Chinese sentence that remembers its template and values, so that a page can say it in English.

    `words("还差 {count} 项", count=2)` is the string "还差 2 项"; web.layout.language.said translates the template
    and fills the same values in. Templates are collected for translation by the name of this function.
    """

    __slots__ = ("template", "values")
    template: str
    values: dict[str, Any]


def words(template: str, **values: Any) -> Words:
    """Return the Chinese sentence of a template with its values."""
    made = Words(template.format(**values) if values else template)
    made.template = template
    made.values = values
    return made
