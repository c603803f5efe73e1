"""Fields and questions as applicants see them, with the macros and controls of the portal."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from office.matters import Field
from web.layout import control, question_control
from web.layout.fields import Control
from web.layout.language import foreign


def by_topic(fields: Iterable[Field]) -> dict[str, list[Control]]:
    """Return the controls of a compiled form by topic, in its order."""
    topics: dict[str, list[Control]] = {}
    for one in fields:
        topics.setdefault(one.section, []).append(_marked(control(one)))
    return topics


def asked(questions: Iterable[Mapping[str, Any]]) -> list[Control]:
    """Return the controls of guided questions."""
    return [_marked(question_control(one)) for one in questions]


def _marked(one: Control) -> Control:
    """What nobody has put into English yet is marked as Chinese on an English page."""
    return replace(
        one,
        label=foreign(one.label),
        help=foreign(one.help),
        unit=foreign(one.unit),
        options=tuple(
            replace(option, label=foreign(option.label), help=foreign(option.help))
            for option in one.options
        ),
    )
